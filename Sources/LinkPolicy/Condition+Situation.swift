/// What a rule asks of the sender: every part that is present must hold.
struct SenderCondition: Hashable, Sendable {
    var roles: Match<Role>?
    var tiers: Match<SenderTier>?

    /// A sender of whom nothing is said is a member of the normal tier.
    func holds(_ posting: PostingFacts) -> Bool {
        if let roles, !roles.accepts(posting.role ?? .member) { return false }
        if let tiers, !tiers.accepts(posting.tier ?? .normal) { return false }
        return true
    }
}

/// What a rule asks of the number of links that a sender has posted.
struct SentCondition: Hashable, Sendable {
    enum Count: String, Hashable, Sendable, CaseIterable {
        case minute, hour, day
        /// Groups that got this same link within a day.
        case groups
    }

    var count: Count
    /// More than so many.
    var over: Int

    func number(_ counts: SenderCounts) -> Int {
        switch count {
        case .minute: counts.minute
        case .hour: counts.hour
        case .day: counts.day
        case .groups: counts.groups
        }
    }

    /// Nobody is over a limit who was not counted.
    func holds(_ counts: SenderCounts?) -> Bool { counts.map { number($0) > over } ?? false }
}

/// When a rule holds: every part that is present must.
struct TimeCondition: Hashable, Sendable {
    var daily: DailyHours?
    /// Seconds since 1970.
    var from: Int64?
    /// Seconds since 1970.
    var until: Int64?

    func holds(_ now: Int64) -> Bool {
        if let from, now < from { return false }
        if let until, now >= until { return false }
        return daily?.contains(now) ?? true
    }
}
