/// What a list says of an address.
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
    /// Registered lately. No accusation: it makes a look-alike surer, and counts by itself only in a rule that names it.
    case newlyRegistered = "newly_registered"

    /// The classes that accuse.
    public static let accusations = Set(allCases).subtracting([.newlyRegistered])
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

/// How a name imitates another.
public enum LookalikeTechnique: String, Hashable, Sendable, CaseIterable {
    /// Letters of another script, or with marks, that look like its own.
    case homograph
    /// Letters and digits that look alike: rn for m, 0 for o.
    case homoglyph
    case omission
    case repetition
    case insertion
    /// A letter is exchanged, most often for one beside it on a keyboard.
    case replacement
    case transposition
    /// One sign more at the end.
    case addition
    case plural
    case hyphenation
    case vowelSwap = "vowel_swap"
    /// One bit of one letter is another.
    case bitFlip = "bit_flip"
    /// Syllables that many speakers confuse: zh and z, n and l, -ng and -n.
    case pinyin
    /// The same name under another suffix.
    case otherSuffix = "other_suffix"
    /// Words before or behind the name.
    case addedWord = "added_word"
    /// The name stands among the labels of somebody else's domain.
    case subdomain
    /// The name stands in the path of somebody else's address.
    case path
}

/// What a name is taken for that is not its own.
public struct LookalikeFact: Hashable, Sendable {
    /// The host that imitates, in ASCII.
    public var host: String
    /// The registrable domain that is imitated.
    public var name: String
    public var technique: LookalikeTechnique
    /// 0-100.
    public var confidence: Int

    public init(host: String, name: String, technique: LookalikeTechnique, confidence: Int) {
        self.host = host
        self.name = name
        self.technique = technique
        self.confidence = confidence
    }

    /// The same name where a list says that it was registered lately: as sure as `confidence` and 20 more.
    public var onNewDomain: LookalikeFact {
        LookalikeFact(host: host, name: name, technique: technique, confidence: min(100, confidence + 20))
    }
}
