/// What a robots.txt lets one crawler fetch (RFC 9309).
public struct RobotsRules: Hashable, Sendable {
    /// In the order of the file.
    let rules: [Rule]

    struct Rule: Hashable, Sendable {
        let allows: Bool
        let pattern: RobotsPattern
    }

    /// Bytes of a file that count (section 2.5 asks for 500 KiB at least).
    public static let maximumBytes = 500 << 10
    /// Rules of one crawler that count; the largest sites have some hundreds.
    public static let maximumRules = 5_000
    /// Paths longer than this many bytes are not allowed, so that no file makes a question costly.
    public static let maximumPathLength = 8_192

    /// A site without a robots.txt (section 2.3.1.3).
    public static let allowingAll = RobotsRules(rules: [])
    /// A site whose robots.txt cannot be reached (section 2.3.1.4).
    public static let allowingNothing = RobotsRules(rules: [Rule(allows: false, pattern: RobotsPattern("/"))])

    init(rules: [Rule]) {
        self.rules = rules
    }

    /// Bytes held, about.
    public var byteCount: Int { rules.reduce(0) { $0 + $1.pattern.byteCount + 64 } }

    /// Whether a URL's path and query, as it goes out, may be fetched: by the longest rule that matches, and by the one
    /// that allows where two are equally long (section 2.2.2). The robots.txt itself always may.
    ///
    /// O(length of `path` + all rules' lengths) where no rule starts with `*`, and one `path` more for each that does.
    public func allows(_ path: String) -> Bool {
        if path == "/robots.txt" { return true }
        guard path.utf8.count <= Self.maximumPathLength else { return false }
        let bytes = RobotsPattern.normalized(Array(path.utf8))
        var best: Rule?
        for rule in rules where rule.pattern.matches(bytes) {
            guard let current = best else {
                best = rule
                continue
            }
            let difference = rule.pattern.length - current.pattern.length
            if difference > 0 || (difference == 0 && rule.allows) { best = rule }
        }
        return best?.allows ?? true
    }
}
