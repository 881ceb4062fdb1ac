import Attribution
import Crypto
import Gate
import Hummingbird
import LinkPolicy
import LinkRecognition
import LinkTokens
import Persistence
import Platforms
import URLStandard

/// `/play`: try a message without a key. Off unless the operator turns it on.
struct PlayRoutes: Sendable {
    let state: GatewayState
    let configuration: GatewayConfiguration
    let store: ObservationStore
    let observations: ObservationWriter
    let pages: PageRenderer
    let clock: any GatewayClock
    let random: RandomSource

    /// Seconds a playground link works.
    private static let linkLifetime: Int64 = 600
    /// Bytes of the form, whose text may be percent-encoded threefold.
    private static let formLimit = 64 << 10

    private struct Form: Decodable {
        var policy: String?
        var scene: String?
        var sender: String?
        var receiver: String?
        var text: String?
        var sample: String?
    }

    func show(_ request: Request, _ context: GatewayRequestContext) async throws -> Response {
        let language = request.language(default: configuration.language)
        return try await page(PlayChoice(policy: configuration.policy), language: language)
    }

    func send(_ request: Request, _ context: GatewayRequestContext) async throws -> Response {
        let language = request.language(default: configuration.language)
        let phrases = PlayPhrases.of(language)
        let choice = choice(from: try await request.form(Form.self, limit: Self.formLimit))
        guard choice.text.contains(where: { !$0.isWhitespace }) else {
            return try await page(choice, language: language, problem: phrases.nothing)
        }
        guard choice.text.utf16.count <= PlayChoice.textLimit else {
            return try await page(choice, language: language, problem: phrases.tooLong)
        }
        return try await page(choice, language: language, result: try result(choice, language))
    }

    /// The choice that a form names; what it names wrongly stays at its default.
    private func choice(from form: Form) -> PlayChoice {
        let policies = state.current.rulebook.policies
        var choice = PlayChoice(policy: form.policy.flatMap { policies[$0]?.name } ?? configuration.policy)
        let scenes = policies[choice.policy]?.scenes ?? Scene.ready
        choice.scene = scenes.first { $0.rawValue == form.scene } ?? .direct
        choice.sender = PlayPhone.named(form.sender) ?? .newest
        choice.receiver = PlayPhone.named(form.receiver) ?? .newest
        choice.text = (form.text ?? "").replacing("\r\n", with: "\n")
        if let index = form.sample.flatMap({ Int($0) }), PlayChoice.samples.indices.contains(index) {
            choice.text = PlayChoice.samples[index].text
        }
        return choice
    }

    private func result(_ choice: PlayChoice, _ language: Language) throws -> PlayResult {
        let snapshot = state.current
        let rulebook = snapshot.rulebook
        let policy = rulebook.policies[choice.policy] ?? rulebook.policy(of: .playground)
        let now = clock.seconds
        let posting = Posting(text: choice.text, scene: choice.scene, client: choice.sender.client)
        let message = Gate.check(posting, tenant: .playground, rulebook: rulebook, policy: policy, at: now)
        observations.record([message], tenant: .playground, day: Day(of: now), posted: [])
        let minter = LinkMinter(
            ring: snapshot.keyRing, publicURL: state.publicURL ?? "", now: now, lifetime: Self.linkLifetime,
            random: random)
        let phrases = PlayPhrases.of(language)
        let findings = try message.findings.map { checked in
            let link = try minter.playgroundLink(for: checked, in: posting, policy: policy.name)
            return finding(
                checked, posting, policy: policy, receiver: choice.receiver,
                go: link + query(choice.receiver, snapshot, now: now, language), rulebook, language)
        }
        let links = message.findings.map { _ in String?.some("#result") }
        return PlayResult(
            annotatedOwn: String(decoding: AnnotatedText(message, links: links).html, as: UTF8.self),
            plain: choice.text,
            policyLine: policy.title[language] + " · " + policy.summary[language],
            empty: findings.isEmpty ? phrases.noLink : nil, findings: findings, hasFindings: !findings.isEmpty)
    }

    private func finding(
        _ checked: CheckedFinding, _ posting: Posting, policy: Policy, receiver: PlayPhone, go: String,
        _ rulebook: Rulebook, _ language: Language
    ) -> PlayResult.Finding {
        let explanation = policy.explain(checked.facts)
        var receiverFacts = checked.facts
        receiverFacts.client = receiver.client
        let receiverDisposition = policy.verdict(receiverFacts).disposition
        let descriptor = checked.target.platform.flatMap { rulebook.catalog[$0] }
        let name = descriptor?.names[language]
        let shown = checked.target.url?.shortDisplay(maxCharacters: 60) ?? checked.target.address
        let title = name ?? checked.target.url?.hostname ?? shown
        let kind = checked.target.kind == .unknown ? nil : checked.target.kind.rawValue
        let what = [name, kind, checked.target.id].compactMap { $0 }.joined(separator: " · ")
        return PlayResult.Finding(
            text: String(checked.writing(in: posting)) ?? "", what: what,
            senderDisposition: checked.verdict.disposition.rawValue,
            senderName: PlayPhrases.disposition(checked.verdict.disposition, language),
            receiverDisposition: receiverDisposition.rawValue,
            receiverName: PlayPhrases.disposition(receiverDisposition, language),
            grounds: explanation.verdict.grounds.map {
                .init(title: $0.title(language), explanation: $0.explanation(language))
            },
            steps: explanation.steps.map { step in
                .init(sentence: step.sentence(language), outcome: step.outcome == .applied ? "applied" : "passed")
            },
            stepsLabel: PlayPhrases.of(language).steps, go: go, initial: String(title.prefix(1)).uppercased(),
            cardTitle: title, shown: shown)
    }

    /// The receiver's phone, signed as a chat app would.
    private func query(_ phone: PlayPhone, _ snapshot: Snapshot, now: Int64, _ language: Language) -> String {
        let lang = "?lang=" + language.rawValue
        guard let client = phone.client, let secret = snapshot.readerSecrets[.playground] else { return lang }
        let reader = ReaderContext(client: client, expiresAt: now + Self.linkLifetime)
        return lang + "&reader=" + ReaderToken.sign(reader, secret: secret)
    }

    private func page(
        _ choice: PlayChoice, language: Language, result: PlayResult? = nil, problem: String? = nil
    ) async throws -> Response {
        // The figures count the message that they are shown with.
        await observations.flush()
        let today = Day(of: clock.seconds)
        let totals = try await store.summary(tenant: .playground, days: today...today)
            .reduce(into: [Measure: Int]()) { $0.merge($1.counts, uniquingKeysWith: +) }
        let policies = state.current.rulebook.policies.values.sorted { $0.name < $1.name }
        let model = PlayPage(
            language: language, choice: choice, policies: policies, result: result,
            problem: problem, totals: totals)
        return pages.page("play", model, language, status: problem == nil ? .ok : .unprocessableContent)
    }
}
