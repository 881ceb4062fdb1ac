/// Writes one JSON text (RFC 8259) into memory of its own, which grows. Commas are placed by the writer; nesting is the
/// caller's.
///
/// Sendable unchecked: the memory belongs to this value alone, and the value cannot be copied.
public struct JSONWriter: ~Copyable, @unchecked Sendable {
    private var memory: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    /// Bytes written.
    public private(set) var count = 0
    private var needsComma = false

    /// - Parameter capacity: Bytes that can be written before the memory has to grow.
    public init(reserving capacity: Int = 512) {
        self.capacity = max(64, capacity)
        memory = .allocate(capacity: self.capacity)
    }

    deinit { memory.deallocate() }

    /// A copy of what has been written.
    public var bytes: [UInt8] { withBytes { Array($0) } }

    public var text: String { withBytes { String(decoding: $0, as: UTF8.self) } }

    /// What has been written, without a copy.
    public func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) throws -> Result) rethrows -> Result {
        try body(UnsafeBufferPointer(start: memory, count: count))
    }

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
    public mutating func member(_ name: StaticString, utf8 value: Span<UInt8>) {
        key(name)
        value.withUnsafeBufferPointer { string(utf8: $0) }
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
        name.withUTF8Buffer { name in
            reserve(name.count + 4)
            if needsComma { push(UInt8(ascii: ",")) }
            push(UInt8(ascii: "\""))
            push(name)
            push(UInt8(ascii: "\""))
            push(UInt8(ascii: ":"))
        }
        needsComma = false
    }

    public mutating func key(_ name: String) {
        string(name)
        reserve(1)
        push(UInt8(ascii: ":"))
        needsComma = false
    }

    // MARK: Values

    /// A text that is one JSON value already, as another writer made it.
    public mutating func value(_ json: String) {
        var json = json
        json.withUTF8 { raw($0) }
    }

    public mutating func null() { raw("null") }

    public mutating func bool(_ value: Bool) { raw(value ? "true" : "false") }

    public mutating func integer(_ value: Int) {
        // A comma, a sign and nineteen digits at most.
        reserve(21)
        if needsComma { push(UInt8(ascii: ",")) }
        needsComma = true
        if value < 0 { push(UInt8(ascii: "-")) }
        var digits = InlineArray<19, UInt8>(repeating: 0)
        var start = digits.count
        var rest = value.magnitude
        repeat {
            start -= 1
            digits[start] = UInt8(ascii: "0") + UInt8(rest % 10)
            rest /= 10
        } while rest != 0
        for index in start..<digits.count { push(digits[index]) }
    }

    /// `null` for what is not finite.
    public mutating func number(_ value: Double) {
        guard value.isFinite else { return null() }
        var text = value.description
        text.withUTF8 { raw($0) }
    }

    /// A string, with what JSON requires escaped, and `<`, `>`, `&`, U+2028 and U+2029 too, so that an answer can be put
    /// into a page's script element without harm.
    public mutating func string(_ value: String) {
        var copy = value
        copy.withUTF8 { string(utf8: $0) }
    }

    // MARK: Bytes

    private mutating func string(utf8 text: UnsafeBufferPointer<UInt8>) {
        // Two quotation marks and a comma; what is escaped makes room for itself.
        reserve(text.count + 3)
        if needsComma { push(UInt8(ascii: ",")) }
        push(UInt8(ascii: "\""))
        pushEscaped(text)
        push(UInt8(ascii: "\""))
        needsComma = true
    }

    /// Needs room for the text as it is and one byte behind it, and leaves the latter.
    private mutating func pushEscaped(_ text: UnsafeBufferPointer<UInt8>) {
        var plainStart = 0
        var index = Self.plainEnd(of: text, from: 0)
        while index < text.count {
            push(text[plainStart..<index])
            let byte = text[index]
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): pushEscape(byte)
            case 0x0A: pushEscape(UInt8(ascii: "n"))
            case 0x0D: pushEscape(UInt8(ascii: "r"))
            case 0x09: pushEscape(UInt8(ascii: "t"))
            case 0xE2:
                if index + 2 < text.count, text[index + 1] == 0x80, text[index + 2] & 0xFE == 0xA8 {
                    pushUnit(0x2000 | UInt16(text[index + 2] & 0x3F))
                    index += 2
                } else {
                    push(byte)
                }
            default: pushUnit(UInt16(byte))
            }
            plainStart = index + 1
            index = Self.plainEnd(of: text, from: plainStart)
            reserve(text.count - plainStart + 1)
        }
        push(text[plainStart...])
    }

    /// The first byte from `start` on that may have to be escaped; the end of the text where there is none.
    private static func plainEnd(of text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        var index = start
        let raw = UnsafeRawBufferPointer(text)
        while index + 8 <= text.count, !hasSpecial(raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)) {
            index += 8
        }
        while index < text.count, !isSpecial(text[index]) { index += 1 }
        return index
    }

    /// Control characters, `"`, `&`, `<`, `>`, `\`, U+007F, and the byte with which U+2028 and U+2029 begin.
    private static func isSpecial(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte & ~0x04 == 0x22 || byte & ~0x02 == 0x3C || byte == 0x5C || byte == 0x7F || byte == 0xE2
    }

    /// Whether ``isSpecial(_:)`` holds for any of eight bytes.
    @inline(__always)
    private static func hasSpecial(_ eight: UInt64) -> Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        // The highest bit of a byte that is zero is set in the result, and of no byte if none is zero.
        func zeros(_ bytes: UInt64) -> UInt64 { (bytes &- ones) & ~bytes }
        let found =
            ((eight &- 0x20 * ones) & ~eight) | zeros(eight & ~(0x04 * ones) ^ 0x22 * ones)
            | zeros(eight & ~(0x02 * ones) ^ 0x3C * ones) | zeros(eight ^ 0x5C * ones) | zeros(eight ^ 0x7F * ones)
            | zeros(eight ^ 0xE2 * ones)
        return found & (0x80 * ones) != 0
    }

    private mutating func pushEscape(_ letter: UInt8) {
        reserve(2)
        push(UInt8(ascii: "\\"))
        push(letter)
    }

    private mutating func pushUnit(_ unit: UInt16) {
        reserve(6)
        push(UInt8(ascii: "\\"))
        push(UInt8(ascii: "u"))
        for shift: UInt16 in [12, 8, 4, 0] {
            let digit = UInt8(unit >> shift & 0xF)
            push(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
        }
    }

    private mutating func raw(_ word: StaticString) { word.withUTF8Buffer { raw($0) } }

    private mutating func raw(_ text: UnsafeBufferPointer<UInt8>) {
        reserve(text.count + 1)
        if needsComma { push(UInt8(ascii: ",")) }
        push(text)
        needsComma = true
    }

    private mutating func open(_ opening: UInt8, _ closing: UInt8, _ content: (inout JSONWriter) -> Void) {
        reserve(2)
        if needsComma { push(UInt8(ascii: ",")) }
        push(opening)
        needsComma = false
        content(&self)
        reserve(1)
        push(closing)
        needsComma = true
    }

    // MARK: Memory

    /// Makes room for `bytes` more; what is pushed afterwards stays within it.
    @inline(__always)
    private mutating func reserve(_ bytes: Int) {
        if capacity - count < bytes { grow(bytes) }
    }

    private mutating func grow(_ bytes: Int) {
        let wanted = max(2 * capacity, count + bytes)
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: wanted)
        larger.update(from: memory, count: count)
        memory.deallocate()
        (memory, capacity) = (larger, wanted)
    }

    @inline(__always)
    private mutating func push(_ byte: UInt8) {
        memory[count] = byte
        count += 1
    }

    @inline(__always)
    private mutating func push(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) {
        push(UnsafeBufferPointer(rebasing: bytes))
    }

    @inline(__always)
    private mutating func push(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let start = bytes.baseAddress else { return }
        (memory + count).update(from: start, count: bytes.count)
        count += bytes.count
    }
}
