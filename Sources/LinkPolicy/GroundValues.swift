import LinkRecognition

/// What the `{name}`s in a ground's words stand for.
enum GroundValues {
    /// Every name that a policy file may use.
    static let names: Set<String> = [
        "host", "platform", "scene", "form", "kind", "os", "version", "needed_version", "subject", "reason", "until",
        "listed",
        "feeds", "confidence", "pattern", "sent", "limit", "reputation", "imitated", "imitating",
    ]

    static func of(_ facts: Facts, condition: Condition?) -> [String: String] {
        var values = ["scene": facts.scene.rawValue, "form": facts.form.rawValue, "kind": facts.kind.rawValue]
        values["host"] = facts.host
        values["platform"] = facts.platform?.rawValue
        values["os"] = facts.client?.os
        values["version"] = facts.client?.version?.description
        values["needed_version"] = condition?.client?.below?.description
        if let threat = condition?.threat?.surest(of: facts.threats) {
            values["listed"] = threat.subject
            values["feeds"] = threat.feeds.joined(separator: ", ")
            values["confidence"] = "\(threat.confidence)"
        }
        if let patterns = condition?.patterns {
            values["pattern"] = facts.posting.patterns.filter(patterns.contains).joined(separator: ", ")
        }
        if let sent = condition?.sent, let counts = facts.posting.counts {
            values["sent"] = "\(sent.number(counts))"
            values["limit"] = "\(sent.over)"
        }
        values["reputation"] = facts.reputation?.rawValue
        if let lookalike = facts.lookalike, condition?.lookalike != nil {
            values["imitated"] = lookalike.name
            values["imitating"] = lookalike.host
            if condition?.threat == nil { values["confidence"] = "\(lookalike.confidence)" }
        }
        if let rule = facts.operatorRule {
            values["subject"] = rule.subject
            values["reason"] = rule.reason
            values["until"] = rule.until.map { "(→ \(utcMinute($0)) UTC)" }
        }
        return values
    }
}
