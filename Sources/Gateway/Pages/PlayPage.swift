import Attribution
import LinkPolicy

/// The playground's page.
struct PlayPage: PageModel {
    struct Option: Sendable {
        let value: String
        let label: String
        let chosen: Bool
    }

    struct Field: Sendable {
        let name: String
        let label: String
        let options: [Option]
    }

    struct Sample: Sendable {
        let value: String
        let label: String
    }

    struct Figure: Sendable {
        let label: String
        let value: String
    }

    let p: PlayPhrases
    let languageLink: String?
    let isWide = true
    let title: String
    let problem: String?
    let fields: [Field]
    let text: String
    let samples: [Sample]
    let result: PlayResult?
    let figures: [Figure]

    init(
        language: Language, choice: PlayChoice, policies: [Policy], result: PlayResult?,
        problem: String?, totals: [Measure: Int]
    ) {
        let words = PlayPhrases.of(language)
        p = words
        // A form's answer has no address of its own to come back to in the other language.
        languageLink = "/play?lang=" + language.other.rawValue
        title = words.title
        self.problem = problem
        self.result = result
        text = choice.text
        samples = PlayChoice.samples.enumerated().map {
            Sample(value: "\($0.offset)", label: $0.element.label[language])
        }
        func field(_ name: String, _ label: String, _ options: [(String, String)], _ chosen: String) -> Field {
            Field(
                name: name, label: label,
                options: options.map { Option(value: $0.0, label: $0.1, chosen: $0.0 == chosen) })
        }
        let phones = PlayPhone.all.map { ($0.id, $0.name[language]) }
        let policy = policies.first { $0.name == choice.policy }
        let scenes = (policy?.scenes ?? Scene.ready).map { ($0.rawValue, PlayPhrases.scene($0, language)) }
        fields = [
            field("policy", words.policyLabel, policies.map { ($0.name, $0.title[language]) }, choice.policy),
            field("scene", words.sceneLabel, scenes, choice.scene.rawValue),
            field("sender", words.senderPhone, phones, choice.sender.id),
            field("receiver", words.receiverPhone, phones, choice.receiver.id),
        ]
        let shown: [(Measure, LocalizedText)] = [
            (.checks, LocalizedText(zh: "消息", en: "messages")), (.findings, LocalizedText(zh: "链接", en: "links")),
            (.clicks, LocalizedText(zh: "点击", en: "clicks")), (.notices, LocalizedText(zh: "提示页", en: "notices")),
            (.continues, LocalizedText(zh: "继续访问", en: "continues")),
            (.openings, LocalizedText(zh: "打开", en: "openings")),
        ]
        figures = shown.map { Figure(label: $0.1[language], value: "\(totals[$0.0] ?? 0)") }
    }
}

/// What the playground shows of a message.
struct PlayResult: Sendable {
    struct Finding: Sendable {
        struct GroundLine: Sendable {
            let title: String
            let explanation: String
        }

        struct Step: Sendable {
            let sentence: String
            let outcome: String
        }

        let text: String
        let what: String
        let senderDisposition: String
        let senderName: String
        let receiverDisposition: String
        let receiverName: String
        let grounds: [GroundLine]
        let steps: [Step]
        let stepsLabel: String
        let go: String
        let initial: String
        let cardTitle: String
        let shown: String
    }

    /// The message as HTML with its findings marked; already escaped.
    let annotatedOwn: String
    let plain: String
    let policyLine: String
    let empty: String?
    let findings: [Finding]
    let hasFindings: Bool
}
