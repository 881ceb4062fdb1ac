/// Writes one JSON text into a growing buffer of bytes. Commas are placed by the writer; nesting is the caller's.
public struct JSONWriter: Sendable {
    public private(set) var bytes: [UInt8] = []
    private var needsComma = false

    public init(reserving capacity: Int = 512) {
        bytes.reserveCapacity(capacity)
    }

    public var text: String { String(decoding: bytes, as: UTF8.self) }

    // MARK: Containers

    public mutating func object(_ members: (inout JSONWriter) -> Void) {
        open(UInt8(ascii: "{"), UInt8(ascii: "}"), members)
    }

    public mutating func array(_ items: (inout JSONWriter) -> Void) {
        open(UInt8(ascii: "["), UInt8(ascii: "]"), items)
    }

    public mutating func object(_ name: StaticString, _ members: (inout JSONWriter) -> Void) {
        key(name)
        object(members)
    }

    public mutating func array(_ name: StaticString, _ items: (inout JSONWriter) -> Void) {
        key(name)
        array(items)
    }

    // MARK: Members

    public mutating func member(_ name: StaticString, _ value: String?) {
        key(name)
        if let value { string(value) } else { null() }
    }

    /// - Parameter value: Well-formed UTF-8.
    public mutating func member(_ name: StaticString, utf8 value: some Sequence<UInt8>) {
        key(name)
        let isDone: Void? = value.withContiguousStorageIfAvailable { string(utf8: $0) }
        if isDone == nil { Array(value).withUnsafeBufferPointer { string(utf8: $0) } }
    }

    public mutating func member(_ name: StaticString, _ value: Int?) {
        key(name)
        if let value { integer(value) } else { null() }
    }

    /// The shortest text that gives the same number back; `null` for what is not finite, which JSON cannot say.
    public mutating func member(_ name: StaticString, _ value: Double?) {
        key(name)
        if let value { number(value) } else { null() }
    }

    public mutating func member(_ name: StaticString, _ value: Bool) {
        key(name)
        bool(value)
    }

    public mutating func member(_ name: StaticString, _ values: [String]) {
        array(name) { writer in for value in values { writer.string(value) } }
    }

    /// A two-element array, for half-open ranges.
    public mutating func member(_ name: StaticString, _ range: Range<Int>) {
        array(name) { writer in
            writer.integer(range.lowerBound)
            writer.integer(range.upperBound)
        }
    }

    public mutating func key(_ name: StaticString) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        name.withUTF8Buffer { bytes.append(contentsOf: $0) }
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    public mutating func key(_ name: String) {
        string(name)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    // MARK: Values

    /// A text that is one JSON value already, as another writer made it.
    public mutating func value(_ json: String) {
        separate()
        bytes.append(contentsOf: json.utf8)
        needsComma = true
    }

    public mutating func null() { raw("null") }

    public mutating func bool(_ value: Bool) { raw(value ? "true" : "false") }

    public mutating func integer(_ value: Int) {
        separate()
        bytes.append(contentsOf: String(value).utf8)
        needsComma = true
    }

    /// `null` for what is not finite.
    public mutating func number(_ value: Double) {
        guard value.isFinite else { return null() }
        separate()
        bytes.append(contentsOf: value.description.utf8)
        needsComma = true
    }

    /// A string, with what JSON requires escaped, and `<`, `>`, `&`, U+2028 and U+2029 too, so that an answer can be put
    /// into a page's script element without harm.
    public mutating func string(_ value: String) {
        var copy = value
        copy.withUTF8 { string(utf8: $0) }
    }

    private mutating func string(utf8 text: UnsafeBufferPointer<UInt8>) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        appendEscaped(text)
        bytes.append(UInt8(ascii: "\""))
        needsComma = true
    }

    private mutating func appendEscaped(_ text: UnsafeBufferPointer<UInt8>) {
        var index = 0
        var plainStart = 0
        while index < text.count {
            let byte = text[index]
            if !Self.isSpecial[Int(byte)] {
                index += 1
                continue
            }
            bytes.append(contentsOf: text[plainStart..<index])
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case 0x0A: bytes.append(contentsOf: [UInt8(ascii: "\\"), UInt8(ascii: "n")])
            case 0x0D: bytes.append(contentsOf: [UInt8(ascii: "\\"), UInt8(ascii: "r")])
            case 0x09: bytes.append(contentsOf: [UInt8(ascii: "\\"), UInt8(ascii: "t")])
            case 0..<0x20, UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&"), 0x7F: appendUnit(UInt16(byte))
            case 0xE2 where index + 2 < text.count && text[index + 1] == 0x80 && text[index + 2] & 0xFE == 0xA8:
                appendUnit(0x2000 | UInt16(text[index + 2] & 0x3F))
                index += 2
            default: bytes.append(byte)
            }
            index += 1
            plainStart = index
        }
        bytes.append(contentsOf: text[plainStart...])
    }

    /// Whether a byte may have to be escaped.
    private static let isSpecial: InlineArray<256, Bool> = {
        var table = InlineArray<256, Bool>(repeating: false)
        for byte in 0..<0x20 { table[byte] = true }
        for byte in "\"\\<>&\u{7F}".utf8 { table[Int(byte)] = true }
        // Where U+2028 and U+2029 begin.
        table[0xE2] = true
        return table
    }()

    private mutating func appendUnit(_ unit: UInt16) {
        bytes.append(contentsOf: [UInt8(ascii: "\\"), UInt8(ascii: "u")])
        for shift in [12, 8, 4, 0] {
            let digit = UInt8(unit >> UInt16(shift) & 0xF)
            bytes.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
        }
    }

    private mutating func raw(_ word: StaticString) {
        separate()
        word.withUTF8Buffer { bytes.append(contentsOf: $0) }
        needsComma = true
    }

    private mutating func open(_ opening: UInt8, _ closing: UInt8, _ content: (inout JSONWriter) -> Void) {
        separate()
        bytes.append(opening)
        needsComma = false
        content(&self)
        bytes.append(closing)
        needsComma = true
    }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
    }
}
