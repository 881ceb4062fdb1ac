/// One link-like thing in a message.
public struct Finding: Hashable, Sendable {
    /// Where it stands: UTF-8 offsets into the message, half-open.
    public var range: Range<Int>
    public var form: LinkForm
    /// What to hand to the URL parser: the text of the range with a missing scheme added and disguises undone.
    /// For a share code, the bare code.
    public var address: String
    /// The share code that belongs to this finding, bare: the code itself, or the one that the same share carries
    /// beside its address. A code *inside* an address is read from the address by whoever identifies it.
    public var code: String?
    /// What is odd about the way it was written.
    public var marks: Marks
    /// The platform that the text around it names, where the writing alone leaves it open: a share code's owner, or
    /// 【闲鱼】 before a short link that several platforms share. A slug, as in the lexicon.
    public var owner: String?
    /// What the text around it says it opens ("正在直播"), in the lexicon's words.
    public var kind: String?

    /// While a text is read: number of the owner that its host, scheme or code has, or -1. Always -1 afterwards, so that
    /// it says nothing in comparisons.
    var ownerNumber: Int32 = -1

    public init(
        range: Range<Int>, form: LinkForm, address: String, code: String? = nil, marks: Marks = [],
        owner: String? = nil, kind: String? = nil
    ) {
        self.range = range
        self.form = form
        self.address = address
        self.code = code
        self.marks = marks
        self.owner = owner
        self.kind = kind
    }

    @inline(__always)
    init(
        range: Range<Int>, form: LinkForm, address: consuming String, code: consuming String?, marks: Marks,
        owner: consuming String?, kind: consuming String?, ownerNumber: Int32
    ) {
        self.range = range
        self.form = form
        self.address = address
        self.code = code
        self.marks = marks
        self.owner = owner
        self.kind = kind
        self.ownerNumber = ownerNumber
    }

    /// Oddities of a finding's writing; each can become a ground.
    public struct Marks: OptionSet, Hashable, Sendable {
        public let rawValue: UInt8
        public init(rawValue: UInt8) { self.rawValue = rawValue }

        /// Written so that a filter would miss it: `hxxp`, `[.]`, zero-width or full-width characters, spaces.
        public static let obfuscated = Marks(rawValue: 1 << 0)
        /// A Markdown or HTML link whose shown text names another host than its target.
        public static let misleadingText = Marks(rawValue: 1 << 1)
        /// A bare domain: the message held no scheme.
        public static let schemeless = Marks(rawValue: 1 << 2)
    }
}
