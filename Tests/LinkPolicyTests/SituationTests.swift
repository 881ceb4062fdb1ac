import LinkRecognition
import StrictYAML
import Testing

@testable import LinkPolicy

private let words = "{zh: 甲, en: A}"

/// A policy with one rule under `when`, one ground, and `more` behind it.
private func policy(when: String, then: String = "warn", more: String = "", rule: String = "") throws -> Policy {
    try Policy(
        yaml: """
            policy: situations
            version: "1"
            title: \(words)
            summary: \(words)
            grounds:
              a: {clause: \(words), title: \(words), explanation: \(words)}
              free: {clause: \(words), title: {zh: 免, en: Freed}, explanation: \(words)}
            rules:
              - {id: it, when: \(when), then: \(then), ground: a\(rule)}
              - {id: other, when: {scene: live, form: qr}, then: warn, ground: free}
            \(more)
            """, file: "situations.yaml")
}

@Suite struct SituationConditionTests {
    /// A condition, facts that it holds for and facts that it does not.
    @Test(
        arguments: [
            ("{reputation: {below: watched}}", Facts(reputation: .poor), Facts(reputation: .watched)),
            ("{reputation: {below: trusted}}", Facts(reputation: .ordinary), Facts()),
            ("{sender: {tier: new}}", Facts(posting: PostingFacts(tier: .new)), Facts()),
            ("{sender: {tier: {not: trusted}}}", Facts(), Facts(posting: PostingFacts(tier: .trusted))),
            ("{sender: {role: stranger}}", Facts(posting: PostingFacts(role: .stranger)), Facts()),
            ("{sender: {role: member}}", Facts(), Facts(posting: PostingFacts(role: .owner))),
            ("{reader: {role: member}}", Facts(readerRole: .member), Facts()),
            (
                "{sent: {in: hour, over: 3}}", Facts(posting: PostingFacts(counts: SenderCounts(hour: 4))),
                Facts(posting: PostingFacts(counts: SenderCounts(minute: 9, hour: 3, day: 9, groups: 9)))
            ),
            (
                "{sent: {in: groups, over: 0}}", Facts(posting: PostingFacts(counts: SenderCounts(groups: 1))),
                Facts()
            ),
            (
                "{pattern: [x, lured]}", Facts(posting: PostingFacts(patterns: ["lured"])),
                Facts(posting: PostingFacts(patterns: ["other"]))
            ),
            ("{time: {from: \"2021-09-17\"}}", Facts(now: 1_631_836_800), Facts(now: 1_631_836_799)),
            (
                "{time: {until: \"2021-09-17T08:00:00+08:00\"}}", Facts(now: 1_631_836_799),
                Facts(now: 1_631_836_800)
            ),
            (
                "{time: {daily: {from: \"22:00\", until: \"07:00\", offset: \"+08:00\"}}}",
                Facts(now: 1_631_836_800 - 3_601), Facts(now: 1_631_836_800 - 3_600)
            ),
            ("{share: 100}", Facts(), Facts(scene: .live, form: .qr)),
        ] as [(String, Facts, Facts)])
    func conditions(_ condition: String, _ holds: Facts, _ fails: Facts) throws {
        let policy = try policy(when: condition)
        #expect(policy.verdict(holds).grounds.map(\.code) == ["a"])
        guard fails.form != .qr else { return }
        #expect(policy.verdict(fails).grounds.isEmpty)
        let step = policy.explain(fails).steps[0]
        guard case .notApplicable = step.outcome else {
            Issue.record("applied: \(step)")
            return
        }
        for language in Language.allCases { #expect(!step.sentence(language).contains("()")) }
    }

    @Test func aShareOfPeopleGrowsByItself() throws {
        let people = (0..<2_000).map { "person-\($0)" }
        var former: Set<String> = []
        for percent in [0, 1, 5, 20, 50.5, 100] {
            let policy = try policy(when: "{share: \(percent)}")
            let picked = Set(people.filter { !policy.verdict(Facts(person: $0)).grounds.isEmpty })
            #expect(picked.isSuperset(of: former))
            #expect(abs(Double(picked.count) / 20 - percent) < 3)
            former = picked
        }
        #expect(try policy(when: "{share: 99.99}").verdict(Facts()).grounds.isEmpty)
    }

    /// What is refused, and the words of the refusal.
    @Test(arguments: [
        ("{reputation: {below: poor}}", "warn", "", "", "no tier is below"),
        ("{reputation: {below: watched}}", "block", "", "", "a standing may warn or hold"),
        ("{pattern: lured}", "block", "", "", "it never blocks"),
        ("{pattern: Lured}", "warn", "", "", "a pattern is named"),
        ("{sender: {}}", "warn", "", "", "ask for role or tier"),
        ("{sent: {in: week, over: 1}}", "warn", "", "", "\"week\" is not one of"),
        ("{time: {from: \"2021-02-29\"}}", "warn", "", "", "not a moment"),
        ("{time: {from: \"2021-03-02\", until: \"2021-03-01\"}}", "warn", "", "", "ends before it begins"),
        ("{time: {daily: {from: \"7:00\", until: \"08:00\", offset: Z}}}", "warn", "", "", "give different times"),
        ("{share: 100.01}", "warn", "", "", "not a percentage"),
        ("{share: 1.234}", "warn", "", "", "not a percentage"),
        ("{scene: group}", "warn", "", ", waivable_by: operator", "can choose"),
        ("{scene: group}", "warn", "fallbacks: {threats: block}", "", "a fallback may"),
        (
            "{threat: {confidence: 1}}", "warn", "exemptions: [{id: x, when: {scene: group}, frees: it, ground: free}]",
            "", "only the operator's word"
        ),
        (
            "{scene: group}", "warn", "exemptions: [{id: x, when: {risk: obfuscated}, frees: it, ground: free}]", "",
            "an exemption cannot ask"
        ),
        (
            "{scene: group}", "warn", "exemptions: [{id: x, when: {scene: group}, frees: that, ground: free}]", "",
            "there is no rule"
        ),
        (
            "{scene: group}", "warn", "opening: {closed: open, clause: {zh: a, en: a}, stages: []}", "",
            "what no stage opens"
        ),
        (
            "{scene: group}", "warn", "opening: {closed: copy, clause: {zh: a, en: a}, stages: []}", "",
            "without a stage"
        ),
        (
            "{scene: group}", "warn",
            "opening: {closed: copy, clause: {zh: a, en: a}, priority: [{platform: jd}], stages: []}", "",
            "must state its \"justification\""
        ),
        (
            "{scene: group}", "warn",
            "opening: {closed: copy, clause: {zh: a, en: a}, stages: [{id: a, title: {zh: a, en: a}, opens: all, step: 1}]}",
            "", "no \"priority\" list"
        ),
    ])
    func refuses(_ condition: String, _ then: String, _ more: String, _ rule: String, _ reason: String) {
        do {
            _ = try policy(when: condition, then: then, more: more, rule: rule)
            Issue.record("accepted")
        } catch {
            #expect("\(error)".contains(reason), "\(error)")
        }
    }
}

@Suite struct FreedomTests {
    @Test func anExemptionFreesFromTheRulesItNames() throws {
        let policy = try policy(
            when: "{scene: group}", then: "block",
            more: "exemptions: [{id: notices, when: {kind: article}, frees: it, ground: free}]")
        #expect(policy.verdict(Facts(scene: .group)).disposition == .block)
        let freed = policy.verdict(Facts(scene: .group, kind: .article))
        #expect(freed.disposition == .open)
        #expect(freed.freedoms.map(\.rule) == ["it"])
        #expect(freed.freedoms.map(\.code) == ["free"])
        #expect(
            policy.explain(Facts(scene: .group, kind: .article)).steps[0].sentence(.en)
                == "it: applies, and the link is freed from it (Freed)")
    }

    @Test func choicesFreeOnlyWhereTheRuleLeavesIt() throws {
        let trusting = Choices(
            group: GroupSettings(trustedDomains: ["example.org"]),
            person: PersonPreferences(trustedDomains: ["example.org"]))
        let facts = Facts(scene: .group, host: "www.example.org", choices: trusting)
        #expect(try policy(when: "{scene: group}").verdict(facts).disposition == .warn)
        let left = try policy(when: "{scene: group}", rule: ", waivable_by: person").verdict(facts)
        #expect(left.disposition == .open)
        #expect(left.freedoms.map(\.origin) == [.person])
        let group = try policy(when: "{scene: group}", rule: ", waivable_by: [group, person]")
        #expect(group.verdict(facts).freedoms.map(\.origin) == [.group])
        var other = facts
        other.host = "notexample.org"
        #expect(group.verdict(other).disposition == .warn)
    }

    @Test func theOperatorsAllowanceLeavesPeoplesChoices() throws {
        let allow = OperatorRule(id: 1, action: .allow, subject: "a.example", reason: "r")
        let facts = Facts(
            scene: .group, operatorRule: allow, choices: Choices(person: PersonPreferences(all: .hide)))
        let verdict = try policy(when: "{scene: group}").verdict(facts)
        #expect(verdict.grounds.map(\.code) == ["person_hides"])
        #expect(verdict.grounds.map(\.origin) == [.person])
    }
}

@Suite struct ChoiceTests {
    private let open = Result { try policy(when: "{scene: live}") }

    /// A group's settings, what is posted, and the codes of the grounds.
    @Test(
        arguments: [
            (GroupSettings(), Facts(), []),
            (GroupSettings(posters: .admins), Facts(), ["group_admins_post"]),
            (GroupSettings(posters: .admins), Facts(posting: PostingFacts(role: .admin)), []),
            (GroupSettings(posters: .nobody), Facts(posting: PostingFacts(role: .owner)), ["group_nobody_posts"]),
            (GroupSettings(forms: [.web]), Facts(form: .shareCode), ["group_form"]),
            (GroupSettings(kinds: [.item]), Facts(kind: .item), []),
            (GroupSettings(kinds: [.item]), Facts(kind: .video), ["group_kind"]),
            (GroupSettings(asksFirst: true, shelfOnly: true), Facts(), ["group_asks_first", "group_shelf_only"]),
            (
                GroupSettings(quietHours: DailyHours(from: 0, until: 60, offset: 0)), Facts(postedAt: 600, now: 3_599),
                ["group_quiet_hours"]
            ),
            (
                GroupSettings(quietHours: DailyHours(from: 0, until: 60, offset: 0)), Facts(postedAt: 600, now: 3_600),
                []
            ),
            (
                GroupSettings(quietHours: DailyHours(from: 0, until: 60, offset: 0)),
                Facts(postedAt: 3_600, now: 86_400 + 60), []
            ),
        ] as [(GroupSettings, Facts, [String])])
    func groups(_ settings: GroupSettings, _ facts: Facts, _ codes: [String]) throws {
        var facts = facts
        facts.choices = Choices(group: settings)
        let verdict = try open.get().verdict(facts)
        #expect(verdict.grounds.map(\.code) == codes)
        #expect(verdict.grounds.allSatisfy { $0.origin == .group })
    }

    /// A person's preferences, what is opened, and the answer.
    @Test(
        arguments: [
            (PersonPreferences(all: .warn), Facts(), Disposition.warn),
            (PersonPreferences(all: .hide), Facts(), .block),
            (PersonPreferences(all: .hide, kinds: [.item: .open]), Facts(kind: .item), .open),
            (PersonPreferences(forms: [.qr: .hide], kinds: [.contact: .warn]), Facts(form: .qr, kind: .contact), .warn),
            (PersonPreferences(strangers: .hide), Facts(), .open),
            (PersonPreferences(strangers: .hide), Facts(posting: PostingFacts(role: .stranger)), .block),
            (
                PersonPreferences(strangers: .warn, kinds: [.item: .hide]),
                Facts(kind: .item, posting: PostingFacts(role: .stranger)), .block
            ),
            (
                PersonPreferences(all: .hide, trustedDomains: ["a.example"]), Facts(host: "www.a.example"), .open
            ),
        ] as [(PersonPreferences, Facts, Disposition)])
    func people(_ preferences: PersonPreferences, _ facts: Facts, _ expected: Disposition) throws {
        var facts = facts
        facts.choices = Choices(person: preferences)
        let verdict = try open.get().verdict(facts)
        #expect(verdict.disposition == expected)
        #expect(verdict.grounds.allSatisfy { $0.origin == .person })
    }
}

@Suite struct HeldDecisionTests {
    private func verdict(_ decision: HeldDecision, group: GroupSettings? = nil) throws -> Verdict {
        try policy(when: "{scene: group}", then: "hold").verdict(
            Facts(scene: .group, choices: group.map { Choices(group: $0) }, heldDecision: decision))
    }

    @Test func aModeratorReleasesEverythingThatWasDecidedOn() throws {
        let released = try verdict(HeldDecision(.release, of: ["a"], by: .operator))
        #expect(released.disposition == .open)
        #expect(released.freedoms.map(\.code) == ["hold_released"])
        #expect(try verdict(HeldDecision(.release, of: ["b"], by: .operator)).disposition == .hold)
    }

    @Test func aGroupDecidesOnlyWhatItHolds() throws {
        let asks = GroupSettings(asksFirst: true)
        let both: Set = ["a", "group_asks_first"]
        let group = try verdict(HeldDecision(.release, of: both, by: .group), group: asks)
        #expect(group.grounds.map(\.code) == ["a"])
        let operatorWord = try verdict(HeldDecision(.release, of: both, by: .operator), group: asks)
        #expect(operatorWord.disposition == .open)
    }

    @Test func refusalAndExpiryBlockWithTheirOwnGround() throws {
        let refused = try verdict(HeldDecision(.refuse, of: ["a"], by: .operator, reason: "因为"))
        #expect(refused.disposition == .block)
        #expect(refused.grounds.first?.explanation(.zh) == "审核后决定不打开该链接。因为")
        #expect(try verdict(HeldDecision(.expire, of: ["a"], by: .operator)).grounds.first?.code == "hold_expired")
    }
}

@Suite struct OpeningTests {
    private let text = """
        opening:
          closed: copy
          clause: {zh: 条, en: Clause}
          priority: [{service: [shopping]}, {service: [video]}]
          stages:
            - {id: chats, title: {zh: 一, en: One}, opens: {scene: direct}, from: "2021-09-17T00:00:00+08:00",
               client: {versions: {ios: 8.0.13}, unknown: opens}}
            - {id: shops, title: {zh: 二, en: Two}, opens: {scene: group}, step: 1, from: "2021-11-29", share: 20}
            - {id: videos, title: {zh: 三, en: Three}, opens: {scene: group}, step: 2, from: "2022-01-01"}
            - {id: all-groups, title: {zh: 四, en: Four}, opens: {scene: group}}
        """

    private static let phaseTwo: Int64 = 1_638_144_000

    /// Facts and the code of the ground; `nil` where it opens.
    @Test(
        arguments: [
            (Facts(now: phaseTwo), nil),
            (Facts(now: 1_631_807_999), "opens_later"), (Facts(now: 1_631_808_000), nil),
            (
                Facts(client: ClientFacts(os: "ios", version: ClientVersion("8.0.12")), now: phaseTwo),
                "needs_newer_client"
            ),
            (Facts(client: ClientFacts(os: "ios"), now: phaseTwo), nil),
            (Facts(client: ClientFacts(os: "android", version: ClientVersion("1.0")), now: phaseTwo), nil),
            (Facts(scene: .group, service: "shopping", now: phaseTwo - 1), "opens_later"),
            (Facts(scene: .group, service: "shopping", now: phaseTwo), "opening_in_steps"),
            (Facts(scene: .group, service: "video", now: phaseTwo), "opens_later"),
            (Facts(scene: .group, service: "video", now: phaseTwo + 40 * 86_400), nil),
            (Facts(scene: .group, service: "shopping", now: phaseTwo + 40 * 86_400), nil),
            (Facts(scene: .group, service: "music", now: phaseTwo), "not_open_yet"),
            (Facts(scene: .group, now: phaseTwo), "not_open_yet"),
            (Facts(scene: .moments, now: phaseTwo), "not_open_yet"),
        ] as [(Facts, String?)])
    func stages(_ facts: Facts, _ code: String?) throws {
        let policy = try policy(when: "{scene: live}", more: text)
        let verdict = policy.verdict(facts)
        #expect(verdict.grounds.first?.code == code)
        #expect(verdict.disposition == (code == nil ? .open : .copy))
        #expect(policy.explain(facts).verdict == verdict)
        guard let ground = verdict.grounds.first else { return }
        #expect(ground.clause(.en) == "Clause")
        for language in Language.allCases { #expect(!ground.explanation(language).contains("{")) }
    }

    @Test func theDayIsNamed() throws {
        let policy = try policy(when: "{scene: live}", more: text)
        let verdict = policy.verdict(Facts(scene: .group, service: "video", now: Self.phaseTwo))
        #expect(verdict.grounds.first?.explanation(.en).contains("2022-01-01 00:00 UTC") == true)
    }

    @Test func someOfThePeopleGetItFirst() throws {
        let policy = try policy(when: "{scene: live}", more: text)
        let opened = (0..<1_000).filter { number in
            policy.verdict(Facts(scene: .group, service: "shopping", person: "p\(number)", now: Self.phaseTwo))
                .disposition == .open
        }
        #expect((150...250).contains(opened.count))
    }

    @Test func aMissingPartIsMetAsThePolicySays() throws {
        let policy = try policy(when: "{scene: live}", more: "fallbacks: {threats: warn, counters: hold}")
        #expect(policy.verdict(Facts(degraded: [.threats])).disposition == .warn)
        #expect(policy.verdict(Facts(degraded: [.threats, .counters])).disposition == .hold)
        let unnamed = policy.verdict(Facts(degraded: [.choices]))
        #expect(unnamed.disposition == .open)
        #expect(unnamed.degraded == [.choices])
    }
}

@Suite struct MomentTests {
    /// A text and the seconds, as other implementations have them; `nil` where it is refused.
    @Test(
        arguments: [
            ("1970-01-01", 0), ("2021-09-17", 1_631_836_800), ("2021-09-17T00:00:00+08:00", 1_631_808_000),
            ("2021-09-17T00:00Z", 1_631_836_800), ("2024-02-29T23:59:59-05:30", 1_709_270_999),
            ("2000-02-29", 951_782_400), ("1900-01-01", nil), ("2023-02-29", nil), ("2021-13-01", nil),
            ("2021-09-17T24:00Z", nil), ("2021-09-17T00:00", nil), ("2021-09-17 00:00Z", nil), ("21-09-17", nil),
            ("2021-09-17T00:00:60Z", nil), ("2021-09-17T0:00Z", nil), ("", nil), ("2021-09-1７", nil),
        ] as [(String, Int64?)])
    func moments(_ text: String, _ seconds: Int64?) {
        #expect(moment(text) == seconds)
    }

    @Test func dailyHoursPassMidnight() throws {
        let hours = try #require(DailyHours(from: "22:00", until: "07:00", offset: "+08:00"))
        let evening = try #require(moment("2021-09-17T22:00:00+08:00"))
        #expect(!hours.contains(evening - 1))
        #expect(hours.contains(evening))
        #expect(hours.end(after: evening) == moment("2021-09-18T07:00:00+08:00"))
        #expect(hours.contains(hours.end(after: evening) - 1))
        #expect(!hours.contains(hours.end(after: evening)))
        #expect(DailyHours(from: "07:00", until: "07:00", offset: "Z") == nil)
    }
}
