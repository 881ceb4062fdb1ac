import LinkRecognition

@testable import LinkPolicy

/// SplitMix64: the same numbers for the same seed, so that a failure can be run again.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: Int) { state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

/// Makes policies and facts in which every part of a condition occurs.
struct Generator {
    var numbers: SeededGenerator

    init(seed: Int) { numbers = SeededGenerator(seed: seed) }

    static let services = ["shopping", "video", "music"]
    static let platforms = ["taobao", "douyin", "bilibili"]
    static let patterns = ["bargain", "lure"]
    static let hosts = ["a.example", "b.a.example", "c.example"]
    static let start: Int64 = 1_631_836_800

    mutating func chance(_ one: Int) -> Bool { Int.random(in: 0..<one, using: &numbers) == 0 }

    mutating func one<T>(of values: [T]) -> T { values[Int.random(in: 0..<values.count, using: &numbers)] }

    private mutating func some(_ values: [String]) -> String {
        var picked = values.filter { _ in chance(3) }
        if picked.isEmpty { picked = [one(of: values)] }
        let list = "[" + picked.joined(separator: ", ") + "]"
        return chance(4) ? "{not: \(list)}" : list
    }

    private mutating func list(_ values: [String]) -> String {
        var picked = values.filter { _ in chance(3) }
        if picked.isEmpty { picked = [one(of: values)] }
        return "[" + picked.joined(separator: ", ") + "]"
    }

    private static let scenes = Scene.ready.map(\.rawValue) + ["lobby", "stage"]

    /// - Parameter restricts: Whether more risk may be asked for; an exemption may not.
    private mutating func condition(restricts: Bool) -> String {
        var parts: [String] = []
        if chance(3) { parts.append("scene: " + some(Self.scenes)) }
        if chance(4) {
            parts.append("form: " + some(["web", "share_code", "app_link", "mini_program", "qr", "payment"]))
        }
        if chance(4) { parts.append("kind: " + some(ResourceKind.allCases.map(\.rawValue))) }
        if chance(6) { parts.append("service: " + some(Self.services)) }
        if chance(8) { parts.append("platform: " + some(Self.platforms)) }
        if chance(8) { parts.append("known_platform: \(chance(2))") }
        if chance(6) {
            parts.append(
                "client: {os: " + some(["ios", "android"]) + ", below: 8.0.\(one(of: [11, 13])), unknown: skipped}")
        }
        if chance(9) { parts.append("client: {lacks: [sandbox], unknown: applies}") }
        if chance(7) { parts.append("sender: {role: " + some(Role.allCases.map(\.rawValue)) + "}") }
        if chance(9) { parts.append("reader: {role: " + some(Role.allCases.map(\.rawValue)) + "}") }
        if chance(8) { parts.append("time: {daily: {from: \"22:00\", until: \"07:00\", offset: \"+08:00\"}}") }
        if chance(8) { parts.append("share: \(one(of: [5, 30, 70]))") }
        if restricts {
            if chance(3) { parts.append("risk: " + list(Risk.allCases.map(\.rawValue))) }
            if chance(4) {
                parts.append(
                    "threat: {class: " + list(["malware", "phishing", "scam"])
                        + ", confidence: \(one(of: [0, 50, 80]))}")
            }
            if chance(7) {
                parts.append("sent: {in: \(one(of: ["minute", "hour", "day", "groups"])), over: \(one(of: [3, 10]))}")
            }
            if chance(8) { parts.append("pattern: " + list(Self.patterns)) }
            if chance(8) { parts.append("reputation: {below: \(one(of: ["trusted", "ordinary", "watched"]))}") }
        }
        var names: Set<Substring> = []
        parts = parts.filter { names.insert($0.prefix { $0 != ":" }).inserted }
        return "{" + (parts.isEmpty ? "scene: direct" : parts.joined(separator: ", ")) + "}"
    }

    /// The lines of rules and the rest of a policy, so that the rules can be put in another order.
    struct Text {
        var head: String
        var rules: [String]
        var tail: String

        func policy(_ rules: [String]? = nil) throws -> Policy {
            try Policy(
                yaml: head + "\nrules:\n" + (rules ?? self.rules).joined(separator: "\n") + "\n" + tail, file: "g.yaml")
        }
    }

    mutating func policy(shareOfStage: Int = 40) -> Text {
        var head = """
            policy: generated
            version: "1"
            title: {zh: g, en: g}
            summary: {zh: g, en: g}
            scenes: [lobby, stage]
            grounds:
            """
        let codes = ["a", "b", "c", "d"]
        for code in codes {
            head +=
                "\n  \(code): {clause: {zh: c, en: c}, title: {zh: t, en: t}, explanation: {zh: \"{scene}\", en: \"{scene}\"}}"
        }
        var rules: [String] = []
        var freeable: [String] = []
        let justification = "justification: {zh: j, en: j}"
        for index in 0..<Int.random(in: 4...24, using: &numbers) {
            let id = "r\(index)"
            let when = condition(restricts: true)
            let mayBlock = !when.contains("pattern:") && !when.contains("reputation:")
            let then = one(of: ["warn", "copy", "hold"] + (mayBlock ? ["block"] : []))
            let ground = index < codes.count ? codes[index] : one(of: codes)
            let waived = chance(4) ? ", waivable_by: [group, person]" : ""
            rules.append("  - {id: \(id), when: \(when), then: \(then), ground: \(ground), \(justification)\(waived)}")
            if !when.contains("threat:") { freeable.append(id) }
        }
        var tail = ""
        if let freed = freeable.first, chance(2) {
            tail +=
                "exemptions:\n  - {id: free, when: \(condition(restricts: false)), frees: \(freed), ground: a, \(justification)}\n"
        }
        if chance(2) {
            tail += """
                opening:
                  closed: \(one(of: ["warn", "copy", "hold"]))
                  clause: {zh: c, en: c}
                  priority: [{service: [shopping]}, {platform: [douyin], \(justification)}]
                  stages:
                    - {id: one, title: {zh: t, en: t}, opens: {scene: [direct, group]}, from: "2021-09-01", share: \(shareOfStage), step: 1}
                    - {id: two, title: {zh: t, en: t}, opens: all, from: "2021-11-29"}

                """
        }
        if chance(3) { tail += "fallbacks: {threats: warn, counters: hold}\n" }
        return Text(head: head, rules: rules, tail: tail)
    }

    mutating func facts(scenes: [Scene]) -> Facts {
        var facts = Facts(
            scene: one(of: scenes), form: one(of: LinkForm.allCases), kind: one(of: ResourceKind.allCases),
            host: one(of: Self.hosts), canRedirect: !chance(6), postedAt: Self.start, now: Self.start)
        if chance(2) {
            facts.platform = PlatformSlug(one(of: Self.platforms))
            facts.service = one(of: Self.services)
        }
        for risk in Risk.allCases where chance(6) { facts.risks.insert(risk) }
        for threatClass in [ThreatClass.malware, .phishing, .scam, .adult] where chance(6) {
            facts.threats.append(
                ThreatFact(
                    threatClass: threatClass, confidence: Int.random(in: 0...100, using: &numbers), feeds: ["l"],
                    subject: "s"))
        }
        if chance(2) {
            facts.client = ClientFacts(
                os: one(of: [nil, "ios", "android", "web"]),
                version: one(of: [nil, ClientVersion("8.0.10"), ClientVersion("8.0.12"), ClientVersion("9")]),
                capabilities: one(of: [nil, [], ["interstitial"], ["sandbox", "interstitial"]]))
        }
        if chance(8) {
            facts.operatorRule = OperatorRule(
                id: 1, action: one(of: OperatorRule.Action.allCases), subject: "s", reason: "r")
        }
        if chance(2) { facts.reputation = one(of: ReputationTier.allCases) }
        if !chance(3) { facts.person = "person \(Int.random(in: 0..<500, using: &numbers))" }
        if chance(2) { facts.readerRole = one(of: Role.allCases) }
        if chance(2) { facts.posting.role = one(of: Role.allCases) }
        if chance(2) { facts.posting.tier = one(of: SenderTier.allCases) }
        if chance(2) {
            facts.posting.counts = SenderCounts(
                minute: one(of: [1, 4, 20]), hour: one(of: [1, 4, 20]), day: one(of: [1, 4, 20]),
                groups: one(of: [1, 5]))
        }
        facts.posting.patterns = Self.patterns.filter { _ in chance(4) }
        facts.now += Int64(Int.random(in: 0...200, using: &numbers)) * 3_600
        if chance(4) {
            facts.choices = Choices(
                group: GroupSettings(
                    posters: one(of: GroupSettings.Posters.allCases), asksFirst: chance(3),
                    trustedDomains: chance(2) ? ["a.example"] : []),
                person: PersonPreferences(all: one(of: [nil, .open, .warn, .hide])))
        }
        if chance(6) {
            facts.heldDecision = HeldDecision(
                one(of: HeldDecision.Action.allCases), of: ["a", "b", "group_asks_first"],
                by: one(of: [.group, .operator]))
        }
        if chance(6) { facts.degraded = [one(of: RulebookPart.allCases)] }
        return facts
    }
}
