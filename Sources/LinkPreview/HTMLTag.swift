/// A start tag with the attributes that count.
struct HTMLTag: Sendable {
    /// In lower case.
    var name: String
    /// Names in lower case; the first of equal ones. At most ``attributeLimit``.
    var attributes: [(name: String, value: String)] = []
    var isSelfClosing = false

    /// Attributes read of one tag; real ones have a dozen.
    static let attributeLimit = 64
    /// Bytes read of one value.
    static let valueLimit = 8 << 10
    /// Bytes read of a name.
    static let nameLimit = 64

    /// The value of an attribute, decoded; `nil` when it is absent.
    subscript(name: String) -> String? { attributes.first { $0.name == name }?.value }
}

enum HTMLToken: Sendable {
    case start(HTMLTag)
    case end(String)
    /// Text as it stands, with its character references undecoded.
    case text(Range<Int>)
    /// The content of a script, style or other element whose text is no markup.
    case raw(element: String, Range<Int>)
}
