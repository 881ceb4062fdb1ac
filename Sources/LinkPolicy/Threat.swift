/// What a list accuses an address of.
public enum ThreatClass: String, Hashable, Sendable, CaseIterable {
    /// Serves or steers harmful programs, extortion included.
    case malware
    /// Imitates somebody to get at passwords or money.
    case phishing
    /// A fraud that imitates nobody: fake shops, investments, lotteries.
    case scam
    case spam
    case gambling
    case adult
    case tracking
    /// Listed as harmful without saying how.
    case unwanted
}

/// What lists say of one link: the listings of one class, taken together.
public struct ThreatFact: Hashable, Sendable {
    public var threatClass: ThreatClass
    /// The highest confidence among the listings, 0-100.
    public var confidence: Int
    /// The lists that name it, in order of confidence.
    public var feeds: [String]
    /// What is listed: a name, an address or network, or the beginning of an address.
    public var subject: String

    public init(threatClass: ThreatClass, confidence: Int, feeds: [String], subject: String) {
        self.threatClass = threatClass
        self.confidence = confidence
        self.feeds = feeds
        self.subject = subject
    }
}
