import LinkRecognition
import StrictYAML
import Testing

@testable import LinkPolicy

/// A small policy with every kind of condition.
let samplePolicy = """
    policy: sample
    version: "1"
    title: {zh: 样例, en: Sample}
    summary: {zh: 样例, en: Sample}
    scenes: [lobby]
    grounds:
      a: {clause: {zh: 一, en: "1"}, title: {zh: 甲, en: A}, explanation: {zh: "在 {scene}", en: "in {scene}"}}
      b: {clause: {zh: 二, en: "2"}, title: {zh: 乙, en: B}, explanation: {zh: 乙, en: B}}
      c: {clause: {zh: 三, en: "3"}, title: {zh: 丙, en: C}, explanation: {zh: "要 {needed_version}", en: "needs {needed_version}"}}
    rules:
      - {id: groups, when: {scene: [group, lobby]}, then: copy, ground: a}
      - {id: risky, when: {risk: [credentials, ip_address]}, then: warn, ground: b}
      - {id: not-shopping-in-groups, when: {scene: group, service: {not: shopping}}, then: hold, ground: a}
      - {id: old, when: {client: {os: ios, below: 8.0.13, unknown: skipped}}, then: copy, ground: c}
      - {id: cautious, when: {client: {lacks: [sandbox], unknown: applies}, kind: file}, then: block, ground: b}
    """

@Suite struct PolicyTests {
    let policy: Policy

    init() throws { policy = try Policy(yaml: samplePolicy, file: "sample.yaml") }

    @Test func withoutAGroundEverythingIsOpen() {
        let verdict = policy.verdict(Facts())
        #expect(verdict.disposition == .open)
        #expect(verdict.grounds.isEmpty)
    }

    @Test func theStrictestRuleWinsAndEveryGroundIsListed() throws {
        let scene = try #require(Scene("group"))
        let verdict = policy.verdict(Facts(scene: scene, service: "video", risks: RiskSet([.credentials])))
        #expect(verdict.disposition == .hold)
        #expect(verdict.grounds.map(\.code) == ["a", "a", "b"])
        #expect(verdict.grounds.map(\.disposition) == [.hold, .copy, .warn])
        #expect(verdict.grounds[0].explanation(.en) == "in group")
        #expect(verdict.grounds[0].explanation(.zh) == "在 group")
    }

    @Test func aNegatedServiceMatchesUnknownSites() {
        #expect(policy.verdict(Facts(scene: .group)).disposition == .hold)
        #expect(policy.verdict(Facts(scene: .group, service: "shopping")).disposition == .copy)
    }

    @Test(
        arguments: [
            (nil, Disposition.open), (ClientFacts(os: "ios"), .open),
            (ClientFacts(os: "ios", version: ClientVersion("8.0.12")), .copy),
            (ClientFacts(os: "ios", version: ClientVersion("8.0.13")), .open),
            (ClientFacts(os: "android", version: ClientVersion("1.0")), .open),
            (ClientFacts(version: ClientVersion("8.0.12")), .open),
        ] as [(ClientFacts?, Disposition)])
    func versions(_ client: ClientFacts?, _ expected: Disposition) {
        #expect(policy.verdict(Facts(client: client)).disposition == expected)
    }

    @Test func theDeclaredAnswerHoldsForAnUnknownClient() {
        #expect(policy.verdict(Facts(kind: .file)).disposition == .block)
        #expect(policy.verdict(Facts(kind: .file, client: ClientFacts(capabilities: ["sandbox"]))).disposition == .open)
    }

    @Test func aNoticeThatCannotBeShownBecomesACopy() {
        let risks = RiskSet([.ipAddress])
        let able = ClientFacts(capabilities: [ClientFacts.interstitial])
        #expect(policy.verdict(Facts(risks: risks, client: able)).disposition == .warn)
        let unable = policy.verdict(Facts(risks: risks, client: ClientFacts(os: "ios", capabilities: [])))
        #expect(unable.disposition == .copy)
        #expect(unable.grounds.map(\.code) == ["client_cannot_show_interstitial", "b"])
    }

    @Test func theOperatorsWordComesFirst() {
        let block = OperatorRule(id: 1, action: .block, subject: "a.example", reason: "malware", until: 1_700_000_000)
        let blocked = policy.verdict(Facts(scene: .group, operatorRule: block))
        #expect(blocked.disposition == .block)
        #expect(
            blocked.grounds.first?.explanation(.en) == "a.example is blocked. Reason: malware. (→ 2023-11-14 22:13 UTC)"
        )
        let allow = OperatorRule(id: 2, action: .allow, subject: "a.example", reason: "checked")
        let allowed = policy.verdict(Facts(scene: .group, risks: RiskSet([.credentials]), operatorRule: allow))
        #expect(allowed.disposition == .open)
        #expect(allowed.exemption == allow)
        #expect(policy.verdict(Facts(canRedirect: false, operatorRule: allow)).disposition == .copy)
    }

    @Test func explanationNamesEveryRule() {
        let explanation = policy.explain(Facts(scene: .group, service: "shopping"))
        #expect(explanation.steps.map(\.rule) == policy.rules.map(\.id))
        #expect(explanation.steps[0].outcome == .applied)
        #expect(
            explanation.steps[2].sentence(.en)
                == "not-shopping-in-groups: does not apply (asks service not shopping; it is shopping)")
        #expect(explanation.steps[3].sentence(.zh) == "old：不适用（客户端要求 ios，低于 8.0.13，实际 未知）")
    }

    @Test func readyScenesAndOwnOnes() {
        #expect(policy.scenes == Scene.ready + [Scene("lobby")].compactMap { $0 })
    }
}

@Suite struct PolicyLoadingTests {
    /// Edits of the sample and the line and words of the refusal.
    @Test(arguments: [
        ("then: copy", "then: open", 11, "a rule restricts"),
        (
            "then: copy, ground: a}\n  - {id: risky", "then: copy, ground: z}\n  - {id: risky", 11,
            "there is no ground \"z\""
        ),
        ("scene: [group, lobby]", "scene: [group, attic]", 11, "\"attic\" is not one of"),
        ("when: {scene: [group, lobby]}", "when: {}", 11, "a rule needs a condition"),
        ("when: {scene: [group, lobby]}", "when: {sceen: group}", 11, "did you mean \"scene\""),
        ("when: {scene: [group, lobby]}", "when: {platform: taobao}", 11, "must state its \"justification\""),
        ("below: 8.0.13", "below: newest", 14, "not a version"),
        (", unknown: skipped", "", 14, "\"unknown\" is missing"),
        ("id: risky", "id: groups", 12, "given twice"),
        ("needs {needed_version}", "needs {wings}", 9, "{wings} is not one of"),
        ("policy: sample", "policy: 7", 1, "expected a text"),
        ("scenes: [lobby]", "scenes: [direct]", 5, "exists already"),
        ("version: \"1\"", "", 1, "\"version\" is missing"),
        ("when: {scene: [group, lobby]}", "when: {scene: ~}", 11, "\"scene\" has no value"),
        ("risk: [credentials, ip_address]", "risk: []", 12, "the list is empty"),
        ("os: ios", "os: iOS", 14, "lower case"),
        ("lacks: [sandbox]", "lacks: []", 15, "the list is empty"),
        ("\n  a: {", "\n  needs_app: {", 7, "cannot name a ground"),
        ("risk: [credentials, ip_address]", "risk: [spooky]", 12, "\"spooky\" is not one of"),
        ("risk: [credentials, ip_address]", "threat: {class: spooky}", 12, "\"spooky\" is not one of"),
        ("risk: [credentials, ip_address]", "threat: {class: []}", 12, "the list is empty"),
        ("risk: [credentials, ip_address]", "threat: {confidence: 101}", 12, "from 0 to 100"),
        ("risk: [credentials, ip_address]", "threat: {confidence: 80, below: 80}", 12, "no confidence is"),
    ])
    func refuses(_ old: String, _ new: String, _ line: Int, _ words: String) throws {
        #expect(samplePolicy.contains(old))
        let text = samplePolicy.replacing(old, with: new, maxReplacements: 1)
        do {
            _ = try Policy(yaml: text, file: "p.yaml")
            Issue.record("accepted")
        } catch {
            #expect(error.line == line, "\(error)")
            #expect(error.reason.contains(words), "\(error)")
        }
    }

    @Test func anExampleThatFailsSaysHow() throws {
        let text = samplePolicy + "\nexamples:\n  - {name: x, given: {scene: group}, expect: open}\n"
        let policy = try Policy(yaml: text, file: "p.yaml")
        let example = try #require(policy.examples.first)
        #expect(example.failure(under: policy) == "\"x\" gives hold, expected open")
    }
}

@Suite struct ThreatConditionTests {
    /// A condition, the facts as class and confidence, and whether the rule applies.
    @Test(
        arguments: [
            ("{class: phishing}", [(.phishing, 0)], true), ("{class: phishing}", [(.malware, 100)], false),
            ("{class: [phishing, malware]}", [(.malware, 1)], true), ("{confidence: 80}", [(.adult, 80)], true),
            ("{confidence: 80}", [(.adult, 79)], false), ("{below: 80}", [(.adult, 79)], true),
            ("{below: 80}", [(.adult, 80)], false), ("{below: 80}", [], false),
            ("{class: phishing, confidence: 80}", [(.malware, 90), (.phishing, 70)], false),
            ("{class: scam, below: 50}", [(.malware, 90), (.scam, 40)], true),
            ("{confidence: 0}", [(.newlyRegistered, 100)], false),
            ("{class: newly_registered}", [(.newlyRegistered, 100)], true),
        ] as [(String, [(ThreatClass, Int)], Bool)])
    func applies(_ condition: String, _ threats: [(ThreatClass, Int)], _ expected: Bool) throws {
        let policy = try Policy(
            yaml: """
                policy: p
                version: "1"
                title: {zh: p, en: p}
                summary: {zh: p, en: p}
                grounds:
                  listed:
                    clause: {zh: c, en: c}
                    title: {zh: t, en: t}
                    explanation: {zh: "{listed}", en: "{listed} by {feeds} ({confidence})"}
                rules:
                  - {id: r, when: {threat: \(condition)}, then: block, ground: listed}
                """, file: "p.yaml")
        let facts = Facts(
            threats: threats.map {
                ThreatFact(threatClass: $0.0, confidence: $0.1, feeds: ["one", "two"], subject: "*.a.example")
            })
        let verdict = policy.verdict(facts)
        #expect((verdict.disposition == .block) == expected)
        #expect(policy.explain(facts).verdict == verdict)
        if let ground = verdict.grounds.first {
            #expect(ground.explanation(.en).hasPrefix("*.a.example by one, two ("))
        }
    }
}

@Suite struct PolicyPropertyTests {
    /// Facts drawn from every value of every dimension.
    private static func randomFacts(_ generator: inout some RandomNumberGenerator) -> Facts {
        let risks = Risk.allCases.filter { _ in Int.random(in: 0..<4, using: &generator) == 0 }
        let client: ClientFacts? =
            Bool.random(using: &generator)
            ? nil
            : ClientFacts(
                os: [nil, "ios", "android"].randomElement(using: &generator) ?? nil,
                version: [nil, ClientVersion("8.0.12"), ClientVersion("8.0.13")].randomElement(using: &generator)
                    ?? nil,
                capabilities: [nil, [], ["interstitial"], ["sandbox"]].randomElement(using: &generator) ?? nil)
        let actions: [OperatorRule.Action?] = [nil, nil, .block, .allow]
        let action = actions.randomElement(using: &generator) ?? nil
        return Facts(
            scene: Scene.ready.randomElement(using: &generator) ?? .direct,
            form: LinkForm.allCases.randomElement(using: &generator) ?? .web,
            kind: ResourceKind.allCases.randomElement(using: &generator) ?? .unknown,
            service: [nil, "shopping", "video"].randomElement(using: &generator) ?? nil, risks: RiskSet(risks),
            canRedirect: Bool.random(using: &generator), client: client,
            operatorRule: action.map { OperatorRule(id: 1, action: $0, subject: "s", reason: "r") })
    }

    @Test func invariants() throws {
        let policy = try Policy(yaml: samplePolicy, file: "p.yaml")
        let reversed = try Policy(yaml: Self.withRulesReversed(samplePolicy), file: "p.yaml")
        #expect(reversed.rules.map(\.id) == policy.rules.map(\.id).reversed())
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<5_000 {
            let facts = Self.randomFacts(&generator)
            let verdict = policy.verdict(facts)
            #expect(verdict.grounds.isEmpty == (verdict.disposition == .open))
            #expect(verdict.disposition == verdict.grounds.map(\.disposition).max() ?? .open)
            #expect(policy.verdict(facts) == verdict, "equal facts give equal verdicts")
            #expect(policy.explain(facts).verdict == verdict, "an explanation explains the verdict given")
            #expect(reversed.verdict(facts).disposition == verdict.disposition, "the order of rules decides nothing")
            var riskier = facts
            for risk in Risk.allCases { riskier.risks.insert(risk) }
            #expect(policy.verdict(riskier).disposition >= verdict.disposition, "more risk is never freer")
        }
    }

    private static func withRulesReversed(_ text: String) -> String {
        let lines = text.split(separator: "\n")
        let rules = lines.filter { $0.contains("{id:") }
        return (lines.filter { !$0.contains("{id:") } + rules.reversed()).joined(separator: "\n")
    }
}

@Suite struct VocabularyTests {
    @Test(
        arguments: [
            (nil, Language.zh), ("", .zh), ("en", .en), ("en-GB,zh;q=0.8", .en), ("zh-TW,en;q=0.9", .zh),
            ("fr, en;q=0.1", .en), ("en;q=0, fr", .zh), ("en;q=0.5,zh;q=0.7", .zh), ("*", .zh), ("EN-us", .en),
        ] as [(String?, Language)])
    func acceptLanguage(_ header: String?, _ expected: Language) {
        #expect(Language(acceptLanguage: header, fallback: .zh) == expected)
    }

    @Test(arguments: ["", "8.", ".8", "8.0.0.0.1", "8.0a", "v8", "-1", "8..1", "99999999999"])
    func badVersions(_ text: String) { #expect(ClientVersion(text) == nil) }

    @Test func versionsCompareByNumber() throws {
        let versions = try ["7.9.99", "8.0", "8.0.9", "8.0.13", "8.0.13.1", "10.0"].map {
            try #require(ClientVersion($0))
        }
        #expect(versions == versions.sorted())
        #expect(ClientVersion("8.0") == ClientVersion("8.0.0.0"))
    }

    @Test(
        arguments: [
            (0, "1970-01-01 00:00"), (951_782_400, "2000-02-29 00:00"), (1_631_865_599, "2021-09-17 07:59"),
            (4_102_444_799, "2099-12-31 23:59"), (-1, "1969-12-31 23:59"),
        ] as [(Int64, String)])
    func times(_ seconds: Int64, _ expected: String) { #expect(utcMinute(seconds) == expected) }

    @Test(arguments: ["", "Direct", "a b", "1a", "-", "群", String(repeating: "a", count: 33)])
    func badNames(_ name: String) {
        #expect(Scene(name) == nil)
        #expect(TenantID(name) == nil)
    }
}
