public import Persistence

/// What is forgotten, and when: the one place where kinds of records are declared that end.
public struct RetentionPlan: Sendable {
    /// A kind of record and its time.
    public struct Item: Sendable {
        public let kind: RecordKind
        /// The key of the configuration that decides; `nil` when the records carry their own end.
        public let setting: String?
        /// Days records are kept once they are past; `nil` for ever.
        public let days: Int?

        /// Records that were past before this moment are forgotten; `nil` when none is. The setting counts whole days of
        /// UTC, so that a day is kept whole or not at all; both in seconds since 1970.
        public func cutoff(now: Int64) -> Int64? {
            guard let days else { return nil }
            return setting == nil ? now - Int64(days) * 86_400 : max(0, now / 86_400 - Int64(days)) * 86_400
        }
    }

    public let items: [Item]

    public init(_ retention: Retention) {
        func item(_ kind: RecordKind, _ setting: String, _ days: Int) -> Item {
            Item(kind: kind, setting: setting, days: days == 0 ? nil : days)
        }
        items = [
            item(.visits, "retain_visits", retention.visits),
            item(.tallies, "retain_tallies", retention.tallies),
            item(.complaints, "retain_complaints", retention.complaints),
            item(.cases, "retain_cases", retention.cases),
            item(.audit, "retain_audit", retention.audit),
            item(.rules, "retain_rules", retention.rules),
            item(.keys, "retain_keys", retention.keys),
            item(.deliveries, "retain_deliveries", retention.deliveries),
            item(.health, "retain_health", retention.health),
            item(.choiceChanges, "retain_choices", retention.choices),
            item(.holds, "retain_holds", retention.holds),
            item(.facts, "retain_facts", retention.facts),
            item(.shadows, "retain_shadows", retention.shadows),
            Item(kind: .shortLinks, setting: nil, days: 0),
            Item(kind: .postedLinks, setting: nil, days: 0),
            Item(kind: .keptAnswers, setting: nil, days: Int(Idempotency.lifetime / 86_400)),
            Item(kind: .usedTokens, setting: nil, days: 1),
            // A day of grace: a clock that is a little wrong must not cost a key that links still need.
            Item(kind: .linkKeys, setting: nil, days: 1),
        ]
    }
}
