public import LinkPolicy

/// A standing taken apart: what moved it, when, by how much, and what would restore it.
public struct Breakdown: Hashable, Sendable, Codable {
    /// One thing that moved the score.
    public struct Item: Hashable, Sendable, Codable {
        public enum Cause: Hashable, Sendable, Codable {
            /// Openings remembered, with which complaints are compared.
            case openings(Int)
            /// Complaints of one category and day: filed, and what was heard of them, in full complaints.
            case complaints(category: String, filed: Int, heard: Double)
            /// Complaints that are not listed one by one.
            case others(filed: Int, heard: Double)
            case ruling(category: String)
        }

        public var cause: Cause
        /// Seconds since 1970; of complaints, the beginning of their day.
        public var at: Int64
        /// How many points higher (or, below 0, lower) the score is because of it: the score now less the score without
        /// it. What several things do together may be more or less than their sum.
        public var points: Double
        /// The receipts, at most 20, or the ruling.
        public var ids: [String]
    }

    /// What would lead to a better tier.
    public struct Restoration: Hashable, Sendable, Codable {
        public enum Way: Hashable, Sendable, Codable {
            /// No heard complaint until then, with openings as they were; seconds since 1970.
            case quiet(until: Int64)
            /// So many openings without a complaint, now.
            case openings(Int)
            /// The ruling of this name is undone.
            case undone(String)
            /// All these complaints turn out unfounded.
            case unfounded(Int)
        }

        public var way: Way
        public var tier: ReputationTier
        public var score: Double
    }

    public var subject: Subject
    /// Seconds since 1970.
    public var at: Int64
    /// 0-100.
    public var score: Double
    /// Where the score lies with a probability of 90 %.
    public var low: Double
    public var high: Double
    public var tier: ReputationTier
    /// When it was entered; `nil` for a tier that was never changed or is not on record yet.
    public var since: Int64?
    /// The probabilities on which tiers rest.
    public var aboveWatched: Double
    public var abovePoor: Double
    public var belowTrusted: Double
    /// What the score began with.
    public var prior: Prior
    public var priorScore: Double
    /// Greatest effect first.
    public var items: [Item]
    /// The ways among those that are looked at by which alone a better tier is reached; none for a tier that is the best,
    /// or where no way does, of which ``advice`` tells.
    public var restorations: [Restoration]
    public var look: Look?
    /// The tiers it was in, latest last.
    public var changes: [TierChange]
}
