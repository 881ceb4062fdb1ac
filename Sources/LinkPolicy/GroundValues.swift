import LinkRecognition

/// What the `{name}`s in a ground's words stand for.
enum GroundValues {
    /// Every name that a policy file may use.
    static let names: Set<String> = [
        "host", "platform", "scene", "form", "kind", "os", "version", "needed_version", "subject", "reason", "until",
        "listed",
        "feeds", "confidence", "pattern", "sent", "limit", "reputation", "imitated", "imitating",
    ]

    /// Those that `names` asks for and that there are.
    static func of(_ facts: Facts, condition: Condition?, _ names: [String]) -> [String: String] {
        var values: [String: String] = [:]
        for name in names { values[name] = value(name, facts, condition) }
        return values
    }

    private static func value(_ name: String, _ facts: Facts, _ condition: Condition?) -> String? {
        switch name {
        case "scene": facts.scene.rawValue
        case "form": facts.form.rawValue
        case "kind": facts.kind.rawValue
        case "host": facts.host
        case "platform": facts.platform?.rawValue
        case "os": facts.client?.os
        case "version": facts.client?.version?.description
        case "needed_version": condition?.client?.below?.description
        case "listed": threat(facts, condition)?.subject
        case "feeds": threat(facts, condition)?.feeds.joined(separator: ", ")
        case "confidence":
            (condition?.threat == nil
                ? lookalike(facts, condition)?.confidence : threat(facts, condition)?.confidence)
                .map { "\($0)" }
        case "pattern":
            condition?.patterns.map { facts.posting.patterns.filter($0.contains).joined(separator: ", ") }
        case "sent":
            if let sent = condition?.sent, let counts = facts.posting.counts { "\(sent.number(counts))" } else { nil }
        case "limit": facts.posting.counts == nil ? nil : condition?.sent.map { "\($0.over)" }
        case "reputation": facts.reputation?.rawValue
        case "imitated": lookalike(facts, condition)?.name
        case "imitating": lookalike(facts, condition)?.host
        case "subject": facts.operatorRule?.subject
        case "reason": facts.operatorRule?.reason
        case "until": facts.operatorRule?.until.map { "(→ \(utcMinute($0)) UTC)" }
        default: nil
        }
    }

    private static func threat(_ facts: Facts, _ condition: Condition?) -> ThreatFact? {
        condition?.threat?.surest(of: facts.threats)
    }

    private static func lookalike(_ facts: Facts, _ condition: Condition?) -> LookalikeFact? {
        condition?.lookalike == nil ? nil : facts.lookalike
    }
}
