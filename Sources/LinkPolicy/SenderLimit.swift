/// A rule of a policy that counts what a sender posts: a limit, as senders may be told of it.
public struct SenderLimit: Hashable, Sendable {
    /// What is counted.
    public enum Count: String, Hashable, Sendable, CaseIterable {
        case minute, hour, day
        /// Groups that got the same link within a day.
        case groups
    }

    /// What else must hold for the limit to matter.
    public struct Circumstance: Hashable, Sendable {
        /// The part's name in the policy file.
        public var part: String
        public var wanted: LocalizedText
    }

    /// The rule's id in the policy.
    public var rule: String
    public var disposition: Disposition
    public var title: LocalizedText
    public var count: Count
    /// The most that the rule lets pass.
    public var most: Int
    public var circumstances: [Circumstance]

    /// How many more pass, 0 when the limit is reached.
    public func left(_ counts: SenderCounts) -> Int { max(0, most - number(counts)) }

    private func number(_ counts: SenderCounts) -> Int {
        switch count {
        case .minute: counts.minute
        case .hour: counts.hour
        case .day: counts.day
        case .groups: counts.groups
        }
    }
}

extension Policy {
    /// Its limits on senders, in the order of its rules.
    public var senderLimits: [SenderLimit] {
        rules.compactMap { rule in
            guard let sent = rule.condition.sent, let count = SenderLimit.Count(rawValue: sent.count.rawValue) else {
                return nil
            }
            return SenderLimit(
                rule: rule.id, disposition: rule.disposition, title: rule.ground.title, count: count, most: sent.over,
                circumstances: rule.condition.asked.filter { $0 != .sent }.map { part in
                    SenderLimit.Circumstance(part: part.rawValue, wanted: rule.condition.miss(part, Facts()).wanted)
                })
        }
    }
}
