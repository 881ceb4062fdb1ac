/// A person's part in the scene of a message.
public enum Role: String, Hashable, Sendable, CaseIterable {
    case owner, admin, member
    /// Somebody the reader has no tie with.
    case stranger

    /// Whether the group's settings are this person's to make, so that they do not bind them.
    public var managesGroup: Bool { self == .owner || self == .admin }
}

/// How long and how well the chat platform knows a sender, in its own judgement.
public enum SenderTier: String, Hashable, Sendable, CaseIterable {
    case new, normal, trusted
}

/// How many links a sender has posted, this message's included.
public struct SenderCounts: Hashable, Sendable {
    public var minute: Int
    public var hour: Int
    public var day: Int
    /// Groups that got the same link within a day.
    public var groups: Int

    public init(minute: Int = 0, hour: Int = 0, day: Int = 0, groups: Int = 0) {
        self.minute = minute
        self.hour = hour
        self.day = day
        self.groups = groups
    }
}

/// What was known of a message when it was posted and is not the link's own: kept with the link, so that a click is
/// judged by the same facts.
public struct PostingFacts: Hashable, Sendable {
    public var role: Role?
    public var tier: SenderTier?
    /// `nil` where nobody counted: the sender is unknown, or no rule asks.
    public var counts: SenderCounts?
    /// The names of the text patterns that the message matched, in order.
    public var patterns: [String]

    public init(
        role: Role? = nil, tier: SenderTier? = nil, counts: SenderCounts? = nil, patterns: [String] = []
    ) {
        self.role = role
        self.tier = tier
        self.counts = counts
        self.patterns = patterns
    }

    /// Whether nothing is known.
    public var isEmpty: Bool { role == nil && tier == nil && counts == nil && patterns.isEmpty }
}

/// The standing of a link's platform or site, from good to bad, as reputation has it.
public enum ReputationTier: String, Hashable, Sendable, CaseIterable, Comparable, Codable {
    case trusted, ordinary, watched, poor

    /// From 0 for `trusted` to 3 for `poor`.
    var badness: Int {
        switch self {
        case .trusted: 0
        case .ordinary: 1
        case .watched: 2
        case .poor: 3
        }
    }

    /// A worse tier is the lower one.
    public static func < (a: Self, b: Self) -> Bool { a.badness > b.badness }
}
