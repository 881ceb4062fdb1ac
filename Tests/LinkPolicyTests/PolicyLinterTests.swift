import LinkRecognition
import StrictYAML
import Testing

@testable import LinkPolicy

private let head = """
    policy: p
    version: "1"
    title: {zh: p, en: p}
    summary: {zh: p, en: p}
    grounds:
      a: {clause: {zh: c, en: c}, title: {zh: t, en: t}, explanation: {zh: e, en: e}, contest: {zh: c, en: c}}
    rules:

    """

private let platforms: [PlatformProfile] = [
    ("taobao", "shopping", [.item, .shop]), ("jd", "shopping", [.item]), ("douyin", "video", [.video, .item]),
].compactMap { (name: String, service: String, kinds: Set<ResourceKind>) in
    PlatformSlug(name).map { PlatformProfile(slug: $0, service: service, kinds: kinds) }
}

private let taobao = PlatformSlug("taobao")

@Suite struct PolicyLinterTests {
    static func remarks(_ rules: String, now: Int64 = 1_700_000_000) throws -> [PolicyRemark] {
        try PolicyLinter(yaml: head + rules, file: "p.yaml", platforms: platforms, now: now).run()
            .filter { !$0.reason.hasPrefix("no example") }
    }

    /// Rules, and the beginning of the only remark on them with its line; `nil` for none.
    @Test(
        arguments: [
            ("{scene: group}, then: warn", nil, 0),
            ("{known_platform: false, service: shopping, kind: shop}, then: warn", "rule \"r\" never applies", 8),
            ("{kind: shop, service: shopping}, then: warn", nil, 0),
            ("{share: 0}, then: warn", "rule \"r\" never applies: its share", 8),
            ("{time: {until: \"2021-01-01\"}}, then: warn", "rule \"r\" never applies: its time ended", 8),
            ("{client: {below: 0.0, unknown: skipped}}, then: warn", "rule \"r\" never applies: no version", 8),
            (
                "{form: {not: [web, share_code, app_link, mini_program, qr, payment]}}, then: warn",
                "rule \"r\" never applies: it excludes every form", 8
            ),
            ("{kind: item, service: shopping}, then: warn", "rule \"r\" treats links to the same kind (item)", 8),
            ("{threat: {class: scam, below: 80}}, then: warn", "rule \"r\" ends at a confidence of 80", 8),
        ] as [(String, String?, Int)])
    func oneRule(_ rule: String, _ expected: String?, _ line: Int) throws {
        let found = try Self.remarks("  - {id: r, when: \(rule), ground: a}")
        #expect(found.count == (expected == nil ? 0 : 1), "\(found)")
        if let expected, let remark = found.first {
            #expect(remark.reason.hasPrefix(expected), "\(remark)")
            #expect(remark.line == line)
            #expect(remark.level == .warning)
        }
    }

    /// A second rule beside `{scene: [group, live], form: web} → copy`, and whether one of the two never decides.
    @Test(
        arguments: [
            ("{scene: group, form: web}, then: warn", "narrow"), ("{scene: group, form: web}, then: copy", "narrow"),
            ("{scene: group, form: web}, then: hold", nil), ("{scene: group}, then: warn", nil),
            ("{scene: direct, form: web}, then: warn", nil),
            ("{scene: group, form: web, risk: credentials}, then: warn", "narrow"),
            ("{scene: [group, live], form: web}, then: copy", "narrow"),
            ("{form: web}, then: copy", "wide"),
            ("{scene: group, form: web}, then: warn, waivable_by: group", "narrow"),
        ] as [(String, String?)])
    func shadows(_ rule: String, _ idle: String?) throws {
        let found = try Self.remarks(
            """
              - {id: wide, when: {scene: [group, live], form: web}, then: copy, ground: a}
              - {id: narrow, when: \(rule), ground: a}
            """)
        #expect(found.map { String($0.reason.split(separator: "\"")[1]) } == [idle].compactMap { $0 }, "\(found)")
    }

    @Test func aRuleThatCanBeWaivedDoesNotHideOneThatCannot() throws {
        let found = try Self.remarks(
            """
              - {id: wide, when: {form: web}, then: copy, ground: a, waivable_by: group}
              - {id: narrow, when: {form: web, scene: group}, then: warn, ground: a}
            """)
        #expect(found.isEmpty, "\(found)")
    }

    @Test func aSurerListingNeedsARuleAsStrict() throws {
        let low = "  - {id: low, when: {threat: {class: scam, below: 80}}, then: warn, ground: a}\n"
        #expect(try Self.remarks(low).count == 1)
        let high = "  - {id: high, when: {threat: {class: scam, confidence: 80}}, then: warn, ground: a}\n"
        #expect(try Self.remarks(low + high).isEmpty)
        let elsewhere = high.replacing("when: {", with: "when: {scene: group, ")
        #expect(try Self.remarks(low + elsewhere).count == 1)
    }

    @Test func namedPlatformsAndExemptionsAreNoted() throws {
        let found = try Self.remarks(
            """
              - {id: r, when: {platform: taobao}, then: warn, ground: a, justification: {zh: j, en: a ruling}}
            exemptions:
              - {id: x, when: {scene: direct}, frees: r, ground: a}
            """)
        #expect(found.map(\.level) == [.note, .note])
        #expect(found.map(\.line) == [8, 10])
        #expect(found.first?.reason.contains("a ruling") == true)
    }

    @Test func groundsWithoutAContestAndStagesWithoutADate() throws {
        let text =
            (head + "  - {id: r, when: {scene: group}, then: warn, ground: a}\n").replacing(
                ", contest: {zh: c, en: c}", with: "") + """
                opening:
                  closed: copy
                  clause: {zh: c, en: c}
                  stages:
                    - {id: one, title: {zh: t, en: t}, opens: all}
                examples:
                  - {name: e, given: {scene: group}, expect: copy}
                """
        let found = try PolicyLinter(yaml: text, file: "p.yaml", platforms: [], now: 0).run()
        #expect(found.map(\.line) == [6, 13], "\(found)")
        #expect(found.allSatisfy { $0.level == .warning })
    }

    @Test func aRuleWithoutAnExampleIsNamed() throws {
        let text = head + "  - {id: r, when: {scene: group}, then: warn, ground: a}\n"
        let found = try PolicyLinter(yaml: text, file: "p.yaml", platforms: [], now: 0).run()
        #expect(found.map(\.description) == ["p.yaml:8: warning: no example shows rule \"r\" at work"])
    }

    /// Where one condition implies another, no facts meet the one and not the other.
    @Test(arguments: 0..<80) func implicationIsSound(seed: Int) throws {
        var generator = Generator(seed: seed)
        let policy = try generator.policy().policy()
        let conditions = policy.rules.map(\.condition)
        for _ in 0..<100 {
            let facts = generator.facts(scenes: policy.scenes)
            for one in conditions where one.firstFailure(facts) == nil {
                for other in conditions where one.implies(other, scenes: policy.scenes) {
                    #expect(other.firstFailure(facts) == nil)
                }
            }
        }
    }
}

@Suite struct PolicyParityTests {
    private func parity(_ rules: String, acrossServices: Bool = false) throws -> PolicyParity {
        PolicyParity(
            try Policy(yaml: head + rules, file: "p.yaml"), platforms: platforms, acrossServices: acrossServices,
            now: 1_700_000_000)
    }

    @Test func equalLinksMeetEqualVerdicts() throws {
        let parity = try parity("  - {id: r, when: {scene: group, kind: item}, then: warn, ground: a}")
        #expect(parity.differences.isEmpty)
        #expect(parity.compared > 0)
    }

    @Test func aNamedPlatformIsADifferenceWithItsReason() throws {
        let rule =
            "  - {id: r, when: {platform: taobao, scene: group}, then: warn, ground: a, justification: {zh: \"j\", en: \"j\"}}"
        let found = try parity(rule).differences
        #expect(!found.isEmpty)
        #expect(found.allSatisfy { $0.scene == .group && $0.service == "shopping" && !$0.isUnexplained })
        #expect(found.first?.reasons.map(\.source) == ["rule \"r\""])
        #expect(found.first?.outcomes.map(\.disposition) == [.open, .warn])
        let blank = rule.replacing("zh: \"j\"", with: "zh: \" \"")
        #expect(try parity(blank).differences.allSatisfy(\.isUnexplained))
    }

    @Test func servicesAreComparedOnRequest() throws {
        let rule = "  - {id: r, when: {service: shopping}, then: warn, ground: a}"
        #expect(try parity(rule).differences.isEmpty)
        let found = try parity(rule, acrossServices: true).differences
        #expect(found.contains { $0.kind == .item && $0.isUnexplained })
        #expect(!found.contains { $0.kind == .shop }, "only one platform has shops")
    }

    @Test func aStepOfThePriorityIsAReason() throws {
        let found = try parity(
            """
              - {id: r, when: {risk: credentials}, then: warn, ground: a}
            opening:
              closed: copy
              clause: {zh: c, en: c}
              priority: [{platform: taobao, justification: {zh: first, en: first}}]
              stages: [{id: one, title: {zh: t, en: t}, opens: all, from: "2021-01-01", step: 1}]
            """
        ).differences
        #expect(
            found.first?.reasons == [
                PolicyParity.Reason(
                    source: "step 1 of the priority", words: LocalizedText(zh: "first", en: "first"))
            ])
    }
}

@Suite struct PolicyComparisonTests {
    @Test func countsByScenePlatformAndPeople() throws {
        let free = try Policy(yaml: head + "  - {id: r, when: {form: payment}, then: warn, ground: a}", file: "p")
        let strict = try Policy(yaml: head + "  - {id: r, when: {scene: group}, then: copy, ground: a}", file: "p")
        var comparison = PolicyComparison()
        for (scene, person) in [(Scene.group, UInt64(1)), (.group, 1), (.group, 2), (.direct, 3)] {
            let facts = Facts(scene: scene, kind: .item, platform: taobao, host: "secret.example", person: "ann")
            comparison.add(facts, free.verdict(facts), strict.verdict(facts), person: person)
        }
        #expect(comparison.total == 4)
        #expect(comparison.changed == 3)
        #expect(comparison.people == [1, 2])
        let (key, entry) = try #require(comparison.sorted.first)
        #expect(key == .init(scene: .group, platform: taobao, former: .open, present: .copy))
        #expect(entry.count == 3)
        #expect(entry.examples.map(\.presentGrounds) == [["a"]])
        #expect(!entry.examples.contains { $0.situation.contains("secret") || $0.situation.contains("ann") })
    }

    @Test func theGridAsksForWhatThePoliciesAskFor() throws {
        let policy = try Policy(yaml: samplePolicy, file: "p")
        let grid = FactsGrid(for: [policy], platforms: platforms, now: 0)
        for rule in policy.rules where rule.id != "cautious" {
            #expect(grid.facts.contains { rule.condition.firstFailure($0) == nil }, "\(rule.id)")
        }
        #expect(Set(grid.facts.map(\.scene)) == Set(policy.scenes))
    }
}
