import RobotsTxt

/// The robots.txt of sites asked lately. A value; the time is passed in.
struct RobotsCache: Sendable {
    /// How long rules are believed. RFC 9309 §2.4 allows 24 hours.
    static let lifetime = Duration.seconds(6 * 3_600)
    /// How long a site is left alone whose robots.txt cannot be reached.
    static let lifetimeOfFailure = Duration.seconds(600)

    private struct Entry {
        var rules: RobotsRules
        /// Why there are no rules, where the site gave no answer.
        var failure: OutboundError?
        /// Time since an origin the caller chooses.
        var expires: Duration
    }

    private let maximumBytes: Int
    private var entries: [String: Entry] = [:]
    private(set) var byteCount = 0

    init(maximumBytes: Int = 16 << 20) {
        self.maximumBytes = maximumBytes
    }

    /// - Throws: What a site failed with that gave no answer.
    func rules(of origin: String, at now: Duration) throws(OutboundError) -> RobotsRules? {
        guard let entry = entries[origin], entry.expires > now else { return nil }
        if let failure = entry.failure { throw failure }
        return entry.rules
    }

    mutating func keep(
        _ rules: RobotsRules, failure: OutboundError? = nil, of origin: String, until expires: Duration
    ) {
        remove(origin)
        let size = Self.size(origin, rules)
        if byteCount + size > maximumBytes { forgetOldestHalf() }
        guard byteCount + size <= maximumBytes else { return }
        entries[origin] = Entry(rules: rules, failure: failure, expires: expires)
        byteCount += size
    }

    /// O(n log n), once in many.
    private mutating func forgetOldestHalf() {
        let oldest = entries.sorted { $0.value.expires < $1.value.expires }.map(\.key)
        for origin in oldest.prefix((oldest.count + 1) / 2) { remove(origin) }
    }

    private mutating func remove(_ origin: String) {
        guard let entry = entries.removeValue(forKey: origin) else { return }
        byteCount -= Self.size(origin, entry.rules)
    }

    private static func size(_ origin: String, _ rules: RobotsRules) -> Int {
        origin.utf8.count + rules.byteCount + 128
    }
}
