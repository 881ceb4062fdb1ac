public import LinkPolicy

/// What one list says of one subject: whence, since when, until when, what, and how surely.
public struct ThreatListing: Hashable, Sendable {
    /// What the listing covers.
    public enum Scope: UInt8, Hashable, Sendable, CaseIterable {
        case nameWithSubdomains = 0
        case nameAlone = 1
        case address = 2
        case network = 3
    }

    /// Position of the list among the set's ``ThreatSet/feeds``.
    public var feed: UInt16
    public var threatClass: ThreatClass
    /// 0-100.
    public var confidence: UInt8
    public var scope: Scope
    /// Seconds since 1970.
    public var firstSeen: UInt32
    /// Seconds since 1970; `nil` for a listing without end.
    public var until: UInt32?

    public init(
        feed: UInt16, threatClass: ThreatClass, confidence: UInt8, scope: Scope, firstSeen: UInt32,
        until: UInt32? = nil
    ) {
        self.feed = feed
        self.threatClass = threatClass
        self.confidence = min(confidence, 100)
        self.scope = scope
        self.firstSeen = firstSeen
        self.until = until
    }

    /// Whether it holds at `now`, seconds since 1970.
    public func isInForce(at now: Int64) -> Bool { until.map { Int64($0) > now } ?? true }

    /// Two listings of one list and class as one: the surer, the older, the longer, the wider.
    mutating func merge(_ other: ThreatListing) {
        confidence = max(confidence, other.confidence)
        firstSeen = min(firstSeen, other.firstSeen)
        until = until.flatMap { end in other.until.map { max(end, $0) } }
        if other.scope.rawValue < scope.rawValue { scope = other.scope }
    }

    // MARK: As 16 bytes

    static let byteCount = 16

    /// Two words, to be stored little-endian: feed, class, confidence, scope; then first seen and end (0: none).
    var words: (UInt64, UInt64) {
        let first =
            UInt64(feed) | UInt64(threatClass.code) << 16 | UInt64(confidence) << 24 | UInt64(scope.rawValue) << 32
        return (first, UInt64(firstSeen) | UInt64(until ?? 0) << 32)
    }

    /// `nil` when the words are no listing.
    init?(words first: UInt64, _ second: UInt64) {
        guard let threatClass = ThreatClass(code: UInt8(truncatingIfNeeded: first >> 16)),
            let scope = Scope(rawValue: UInt8(truncatingIfNeeded: first >> 32)), first >> 40 == 0,
            UInt8(truncatingIfNeeded: first >> 24) <= 100
        else { return nil }
        feed = UInt16(truncatingIfNeeded: first)
        self.threatClass = threatClass
        confidence = UInt8(truncatingIfNeeded: first >> 24)
        self.scope = scope
        firstSeen = UInt32(truncatingIfNeeded: second)
        let end = UInt32(truncatingIfNeeded: second >> 32)
        until = end == 0 ? nil : end
    }
}

extension ThreatClass {
    /// The number in a set's file; new classes are added at the end.
    fileprivate var code: UInt8 {
        switch self {
        case .malware: 0
        case .phishing: 1
        case .scam: 2
        case .spam: 3
        case .gambling: 4
        case .adult: 5
        case .tracking: 6
        case .unwanted: 7
        case .newlyRegistered: 8
        }
    }

    fileprivate init?(code: UInt8) {
        guard let found = Self.allCases.first(where: { $0.code == code }) else { return nil }
        self = found
    }
}
