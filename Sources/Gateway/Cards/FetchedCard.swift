public import LinkPreview
public import URLStandard

/// What fetching a link gave: the same for everybody who asks, so that it can be kept; verdicts are not in it.
public struct FetchedCard: Sendable {
    /// One address on the way.
    public struct Hop: Hashable, Sendable {
        public enum Way: String, Hashable, Sendable {
            case start
            /// A status of 301, 302, 303, 307 or 308.
            case redirect
            case refresh
            case script
        }

        public var url: WebURL
        public var way: Way
        /// The answer's status; `nil` when this address was not asked or gave no answer.
        public var status: Int?
    }

    /// Never empty; the last one is where the link leads as far as is known.
    public var trail: [Hop]
    /// `nil` when there is no page to read one from.
    public var card: LinkCard?
    public var health: HealthReading
    /// Milliseconds since 1970.
    public var readAt: Int64
    /// Whether somebody else may be given it: not when a verdict for one tenant cut it short, or a budget.
    public var isShared = true

    /// Whether it tells what a reader would have met: not when nobody was asked.
    var isReading: Bool {
        guard isShared else { return false }
        switch health.health {
        case .notFetched: return false
        case .unreachable, .slow: return true
        default: return trail.last?.status != nil
        }
    }

    /// Seconds for which it is worth keeping.
    var lifetime: Int64 {
        switch health.health {
        case .ok: 1_800
        case .loginWall, .appOnly, .regionWall, .gone, .needsScript: 600
        case .blank, .botCheck, .serverError, .unreachable, .slow, .notFetched: 60
        }
    }
}
