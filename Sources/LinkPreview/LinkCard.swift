public import URLStandard

/// What a link shows of itself before it is opened. Every text is one plain line without markup, controls or tricks.
public struct LinkCard: Hashable, Sendable {
    public var title: String?
    public var description: String?
    public var siteName: String?
    /// "article", "product", "video.other" and others, as the page writes it in the Open Graph protocol's words.
    public var kind: String?
    public var picture: Picture?
    public var icon: WebURL?
    public var price: Price?
    public var author: String?
    /// When it was published, as the page writes it.
    public var published: String?
    /// A language tag (BCP 47), as the page writes it.
    public var language: String?
    /// The page's own address of itself, when it is of the same site.
    public var canonical: WebURL?
    /// Where the page offers an oEmbed answer in JSON.
    public var oEmbed: WebURL?
    public var signs: [Sign] = []

    public init() {}

    /// Whether there is anything to show.
    public var isEmpty: Bool { title == nil && description == nil && picture == nil && price == nil }

    public struct Picture: Hashable, Sendable {
        /// http or https, without credentials. Not fetched.
        public var url: WebURL
        /// In pixels, where the page says so.
        public var width: Int?
        public var height: Int?
        public var alternative: String?
    }

    public struct Price: Hashable, Sendable {
        /// As written: "1,299.00".
        public var amount: String
        /// ISO 4217: "CNY".
        public var currency: String?
    }

    /// What makes a card doubtful.
    public enum Sign: Hashable, Sendable {
        /// The page says that it belongs to another site: the host it names.
        case foreignAddress(host: String)
        /// A text held characters that turn or hide others; they are left out.
        case hiddenCharacters
    }
}
