/// Whom and what a sanction would touch, as far as it is counted. What nobody counts is `nil`: it is not nothing.
public struct SanctionReach: Hashable, Sendable {
    /// Where the openings were counted.
    public enum Basis: String, Hashable, Sendable, CaseIterable {
        /// All openings of the platform's links: the mean of ``days``.
        case platform
        /// Openings of the links that cases in progress are on, at the pace of the last hours. Links that nobody
        /// complained about come on top.
        case cases
    }

    /// Days whose openings of a platform are looked at; today is the last.
    public static let days = 7

    /// Openings a day that it would touch; `nil` where none are counted.
    public var openingsPerDay: Double?
    /// What ``openingsPerDay`` counts.
    public var basis: Basis?
    /// Cases in progress on the subject and on whatever lies below it; `nil` for a sender and a group.
    public var cases: Int?
    /// Different senders, and groups, whose links those cases began with: at least so many are touched. `nil` where the
    /// cases name none.
    public var senders: Int?
    public var groups: Int?

    public init(
        openingsPerDay: Double? = nil, basis: Basis? = nil, cases: Int? = nil, senders: Int? = nil, groups: Int? = nil
    ) {
        self.openingsPerDay = openingsPerDay
        self.basis = basis
        self.cases = cases
        self.senders = senders
        self.groups = groups
    }
}
