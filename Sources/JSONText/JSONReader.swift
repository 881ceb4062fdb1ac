/// A strict pull reader of one JSON text (RFC 8259) that decodes straight into the caller's values.
///
/// The caller names every member it knows and refuses the others with ``unknown(_:)``, so a misspelt field is an error
/// and not a silent default. Duplicate member names are refused. O(n) in the length of the text.
public struct JSONReader: Sendable {
    /// Arrays and objects nested deeper than this are refused.
    public static let maximumDepth = 32

    let bytes: [UInt8]
    var index = 0
    private var depth = 0

    /// - Throws: ``JSONProblem`` when `bytes` is not UTF-8.
    public init(_ bytes: [UInt8]) throws(JSONProblem) {
        self.bytes = bytes
        if let bad = firstInvalidUTF8(bytes) { throw JSONProblem(.badUTF8, offset: bad) }
    }

    public init(_ text: String) {
        bytes = Array(text.utf8)
    }

    // MARK: Values

    /// Reads an object, handing each member's name to `member`, which must read its value.
    public mutating func object(
        _ member: (inout JSONReader, _ name: String) throws(JSONProblem) -> Void
    ) throws(JSONProblem) {
        try enter(UInt8(ascii: "{"), expected: "an object")
        var names: [String] = []
        if try !skipEnd(UInt8(ascii: "}")) {
            repeat {
                skipSpace()
                guard peek == UInt8(ascii: "\"") else { throw syntax("expected a member name") }
                let start = index
                let name = try rawString()
                if names.contains(name) { throw JSONProblem(.duplicateField, offset: start).below(name) }
                names.append(name)
                try expect(UInt8(ascii: ":"))
                do { try member(&self, name) } catch { throw error.below(name) }
            } while try another(until: UInt8(ascii: "}"))
        }
        depth -= 1
    }

    /// Reads an array, calling `item` at the start of each element.
    public mutating func array(
        _ item: (inout JSONReader, _ position: Int) throws(JSONProblem) -> Void
    ) throws(JSONProblem) {
        try enter(UInt8(ascii: "["), expected: "an array")
        var position = 0
        if try !skipEnd(UInt8(ascii: "]")) {
            repeat {
                do { try item(&self, position) } catch { throw error.below("\(position)") }
                position += 1
            } while try another(until: UInt8(ascii: "]"))
        }
        depth -= 1
    }

    public mutating func string() throws(JSONProblem) -> String {
        skipSpace()
        guard peek == UInt8(ascii: "\"") else { throw wrongType("a string") }
        return try rawString()
    }

    /// A string of at most `limit` UTF-8 bytes.
    public mutating func string(atMost limit: Int) throws(JSONProblem) -> String {
        skipSpace()
        let start = index
        let value = try string()
        guard value.utf8.count <= limit else {
            throw JSONProblem(.invalid("is longer than \(limit) bytes"), offset: start)
        }
        return value
    }

    public mutating func strings(atMost limit: Int, each bytes: Int) throws(JSONProblem) -> [String] {
        var result: [String] = []
        try array { (reader, position) throws(JSONProblem) in
            guard position < limit else { throw reader.invalid("is more than \(limit) items") }
            result.append(try reader.string(atMost: bytes))
        }
        return result
    }

    public mutating func bool() throws(JSONProblem) -> Bool {
        skipSpace()
        if literal("true") { return true }
        if literal("false") { return false }
        throw wrongType("true or false")
    }

    /// A whole number without fraction or exponent that fits an `Int`.
    public mutating func integer() throws(JSONProblem) -> Int {
        skipSpace()
        let start = index
        guard let text = try numberText() else { throw wrongType("a whole number") }
        guard let value = Int(text) else {
            throw JSONProblem(.wrongType(expected: "a whole number"), offset: start)
        }
        return value
    }

    /// Whether the next value is `null`; consumes it when it is.
    public mutating func null() -> Bool {
        skipSpace()
        return literal("null")
    }

    /// Reads any value and forgets it.
    public mutating func skip() throws(JSONProblem) {
        skipSpace()
        switch peek {
        case UInt8(ascii: "{"): try object { (reader, _) throws(JSONProblem) in try reader.skip() }
        case UInt8(ascii: "["): try array { (reader, _) throws(JSONProblem) in try reader.skip() }
        case UInt8(ascii: "\""): _ = try rawString()
        default:
            if literal("true") || literal("false") || literal("null") { return }
            guard try numberText() != nil else { throw syntax("expected a value") }
        }
    }

    /// Requires that nothing but white space follows.
    public mutating func end() throws(JSONProblem) {
        skipSpace()
        guard index == bytes.count else { throw syntax("expected the end") }
    }

    // MARK: Problems

    /// The problem of a member that the caller does not know. Thrown inside ``object(_:)``'s closure.
    public func unknown() -> JSONProblem { JSONProblem(.unknownField, offset: index) }

    /// The problem of a value that the caller does not accept.
    public func invalid(_ why: String) -> JSONProblem { JSONProblem(.invalid(why), offset: index) }

    /// The problem of a member that is not there.
    public func missing(_ name: String) -> JSONProblem { JSONProblem(.missingField, offset: index).below(name) }

    private func wrongType(_ expected: String) -> JSONProblem {
        guard index < bytes.count else { return JSONProblem(.syntax("the text ends too early"), offset: index) }
        // What is no value of any type is not JSON.
        var trial = self
        do {
            try trial.skip()
        } catch  where error.isMalformed {
            return error
        } catch {}
        return JSONProblem(.wrongType(expected: expected), offset: index)
    }

    func syntax(_ what: String) -> JSONProblem { JSONProblem(.syntax(what), offset: index) }

    // MARK: Structure

    var peek: UInt8? { index < bytes.count ? bytes[index] : nil }

    private mutating func skipSpace() {
        while index < bytes.count {
            switch bytes[index] {
            case 0x20, 0x09, 0x0A, 0x0D: index += 1
            default: return
            }
        }
    }

    private mutating func enter(_ opening: UInt8, expected: String) throws(JSONProblem) {
        skipSpace()
        guard peek == opening else { throw wrongType(expected) }
        guard depth < Self.maximumDepth else { throw JSONProblem(.tooDeep, offset: index) }
        depth += 1
        index += 1
    }

    private mutating func skipEnd(_ closing: UInt8) throws(JSONProblem) -> Bool {
        skipSpace()
        guard peek == closing else { return false }
        index += 1
        return true
    }

    private mutating func another(until closing: UInt8) throws(JSONProblem) -> Bool {
        skipSpace()
        switch peek {
        case UInt8(ascii: ","):
            index += 1
            return true
        case closing:
            index += 1
            return false
        default: throw syntax("expected \",\" or \"\(Character(UnicodeScalar(closing)))\"")
        }
    }

    private mutating func expect(_ byte: UInt8) throws(JSONProblem) {
        skipSpace()
        guard peek == byte else { throw syntax("expected \"\(Character(UnicodeScalar(byte)))\"") }
        index += 1
    }

    private mutating func literal(_ word: StaticString) -> Bool {
        word.withUTF8Buffer { wanted in
            guard bytes[index...].starts(with: wanted) else { return false }
            index += wanted.count
            return true
        }
    }

    /// The text of a number in JSON's grammar, or `nil` when none begins here.
    private mutating func numberText() throws(JSONProblem) -> String? {
        let start = index
        if peek == UInt8(ascii: "-") { index += 1 }
        let integerDigits = skipDigits()
        guard integerDigits > 0 else {
            if index > start { throw syntax("expected a digit") }
            return nil
        }
        if integerDigits > 1, bytes[index - integerDigits] == UInt8(ascii: "0") {
            throw syntax("a number begins with 0")
        }
        if peek == UInt8(ascii: ".") {
            index += 1
            guard skipDigits() > 0 else { throw syntax("expected a digit") }
        }
        if peek == UInt8(ascii: "e") || peek == UInt8(ascii: "E") {
            index += 1
            if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") { index += 1 }
            guard skipDigits() > 0 else { throw syntax("expected a digit") }
        }
        return String(decoding: bytes[start..<index], as: UTF8.self)
    }

    private mutating func skipDigits() -> Int {
        let start = index
        while let byte = peek, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { index += 1 }
        return index - start
    }
}

/// Offset of the first byte that is not part of well-formed UTF-8 (Unicode 17, table 3-7), or `nil`.
func firstInvalidUTF8(_ bytes: [UInt8]) -> Int? {
    var index = 0
    while index < bytes.count {
        let lead = bytes[index]
        if lead < 0x80 {
            index += 1
            continue
        }
        let (length, second): (Int, ClosedRange<UInt8>) =
            switch lead {
            case 0xC2...0xDF: (2, 0x80...0xBF)
            case 0xE0: (3, 0xA0...0xBF)
            case 0xE1...0xEC, 0xEE...0xEF: (3, 0x80...0xBF)
            case 0xED: (3, 0x80...0x9F)
            case 0xF0: (4, 0x90...0xBF)
            case 0xF1...0xF3: (4, 0x80...0xBF)
            case 0xF4: (4, 0x80...0x8F)
            default: (0, 0x80...0xBF)
            }
        guard length > 0, index + length <= bytes.count, second.contains(bytes[index + 1]) else { return index }
        for next in bytes[(index + 2)..<max(index + 2, index + length)] where next & 0xC0 != 0x80 { return index }
        index += length
    }
    return nil
}
