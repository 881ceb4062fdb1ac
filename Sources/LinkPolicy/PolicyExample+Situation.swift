import LinkRecognition
import StrictYAML

extension Facts {
    /// Reads what an example says of the situation around a link.
    mutating func readSituation(_ given: YAMLObject) throws(YAMLProblem) {
        reputation = try given["reputation"]?.choice(ReputationTier.self)
        person = try given["person"]?.string()
        readerRole = try given["reader"]?.object(keys: ["role"]).required("role").choice(Role.self)
        if let sender = try given["sender"]?.object(keys: ["role", "tier"]) {
            posting.role = try sender["role"]?.choice(Role.self)
            posting.tier = try sender["tier"]?.choice(SenderTier.self)
        }
        if let sent = try given["sent"]?.object(keys: ["minute", "hour", "day", "groups"]) {
            func count(_ key: String) throws(YAMLProblem) -> Int { try sent[key]?.int(in: 0...1_000_000) ?? 0 }
            posting.counts = SenderCounts(
                minute: try count("minute"), hour: try count("hour"), day: try count("day"),
                groups: try count("groups"))
        }
        for item in try given["pattern"]?.listOrOne() ?? [] { posting.patterns.append(try item.name("a pattern")) }
        now = try given["now"]?.moment() ?? 0
        postedAt = try given["posted"]?.moment() ?? now
        let group = try given["group"].map { (value) throws(YAMLProblem) in try GroupSettings(value) }
        let person = try given["preferences"].map { (value) throws(YAMLProblem) in try PersonPreferences(value) }
        if group != nil || person != nil { choices = Choices(group: group, person: person) }
        if let held = try given["held"]?.object(keys: ["action", "by", "grounds", "reason"]) {
            heldDecision = HeldDecision(
                try held.required("action").choice(HeldDecision.Action.self),
                of: Set(try held.required("grounds").strings()),
                by: try held.required("by").choice(Origin.self), reason: try held["reason"]?.scalarText() ?? "")
        }
        for item in try given["degraded"]?.listOrOne() ?? [] { degraded.insert(try item.choice(RulebookPart.self)) }
    }
}

extension GroupSettings {
    fileprivate init(_ value: YAMLValue) throws(YAMLProblem) {
        let fields = try value.object(keys: [
            "posters", "forms", "kinds", "asks_first", "shelf_only", "quiet_hours", "trusted_domains",
        ])
        self.init(
            posters: try fields["posters"]?.choice(Posters.self) ?? .everyone,
            forms: try fields["forms"].map { (value) throws(YAMLProblem) in try value.choices(LinkForm.self) },
            kinds: try fields["kinds"].map { (value) throws(YAMLProblem) in try value.choices(ResourceKind.self) },
            asksFirst: try fields["asks_first"]?.bool() ?? false,
            shelfOnly: try fields["shelf_only"]?.bool() ?? false,
            quietHours: try fields["quiet_hours"].map { (value) throws(YAMLProblem) in try DailyHours(value) },
            trustedDomains: Set(try fields["trusted_domains"]?.strings() ?? []))
    }
}

extension PersonPreferences {
    fileprivate init(_ value: YAMLValue) throws(YAMLProblem) {
        let fields = try value.object(keys: ["all", "strangers", "forms", "kinds", "trusted_domains"])
        func choices<Key: RawRepresentable & CaseIterable & Hashable>(
            _ key: String, _: Key.Type
        ) throws(YAMLProblem) -> [Key: Choice] where Key.RawValue == String {
            var choices: [Key: Choice] = [:]
            guard let object = try fields[key]?.object(keys: Set(Key.allCases.map(\.rawValue))) else { return choices }
            for each in Key.allCases { choices[each] = try object[each.rawValue]?.choice(Choice.self) }
            return choices
        }
        self.init(
            all: try fields["all"]?.choice(Choice.self), strangers: try fields["strangers"]?.choice(Choice.self),
            forms: try choices("forms", LinkForm.self), kinds: try choices("kinds", ResourceKind.self),
            trustedDomains: Set(try fields["trusted_domains"]?.strings() ?? []))
    }
}

extension YAMLValue {
    fileprivate func choices<T: RawRepresentable & CaseIterable & Hashable>(
        _ type: T.Type
    ) throws(YAMLProblem) -> Set<T> where T.RawValue == String {
        var found: Set<T> = []
        for item in try listOrOne() { found.insert(try item.choice(type)) }
        return found
    }
}
