/// A value of JSON as pages write it. Numbers keep their text, since prices are shown as written.
indirect enum LooseJSON: Sendable {
    case object([(name: String, value: LooseJSON)])
    case array([LooseJSON])
    case string(String)
    case number(String)
    case word(String)

    /// The first member of a name, `nil` for what is no object.
    subscript(name: String) -> LooseJSON? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }

    /// The text of a string or number, or that of the first of an array.
    var text: String? {
        switch self {
        case .string(let text), .number(let text): text
        case .array(let items): items.first.flatMap { item in if case .array = item { nil } else { item.text } }
        case .object, .word: nil
        }
    }

    /// Itself, or the elements of an array.
    var items: [LooseJSON] {
        if case .array(let items) = self { return items }
        return [self]
    }
}

/// Reads JSON with what pages get wrong: control characters in strings, comments, commas too many, several texts behind
/// each other, CDATA marks around. Stops where it understands nothing more. O(n), and bounded in depth and values.
struct LooseJSONReader: Sendable {
    private let bytes: ArraySlice<UInt8>
    private var index: Int
    private var values = 0

    static let depthLimit = 24
    static let valueLimit = 20_000
    static let memberLimit = 256

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        index = bytes.startIndex
    }

    /// The first value of the text, or `nil`.
    mutating func read() -> LooseJSON? {
        index = bytes.firstIndex { $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: "[") } ?? bytes.endIndex
        // "<![CDATA[" holds a bracket of its own.
        if index > bytes.startIndex, peek == UInt8(ascii: "["), bytes[index - 1] == UInt8(ascii: "!") {
            index = bytes[(index + 1)...].firstIndex(of: UInt8(ascii: "[")).map { $0 + 1 } ?? bytes.endIndex
        }
        return value(depth: 0)
    }

    private var peek: UInt8? { index < bytes.endIndex ? bytes[index] : nil }

    private mutating func value(depth: Int) -> LooseJSON? {
        skipSpace()
        values += 1
        guard let byte = peek, depth < Self.depthLimit, values < Self.valueLimit else { return nil }
        switch byte {
        case UInt8(ascii: "{"): return object(depth: depth)
        case UInt8(ascii: "["): return array(depth: depth)
        case UInt8(ascii: "\""): return string().map(LooseJSON.string)
        default:
            let start = index
            while let byte = peek, isWordByte(byte) { index += 1 }
            guard index > start else { return nil }
            let word = String(decoding: bytes[start..<index], as: UTF8.self)
            return word.first.map { $0.isNumber || $0 == "-" } == true ? .number(word) : .word(word)
        }
    }

    private func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
            true
        default: false
        }
    }

    private mutating func object(depth: Int) -> LooseJSON? {
        index += 1
        var members: [(name: String, value: LooseJSON)] = []
        while true {
            skipSpaceAndCommas()
            guard let byte = peek else { return .object(members) }
            if byte == UInt8(ascii: "}") {
                index += 1
                return .object(members)
            }
            guard byte == UInt8(ascii: "\""), let name = string() else { return fail(.object(members)) }
            skipSpace()
            guard peek == UInt8(ascii: ":") else { return fail(.object(members)) }
            index += 1
            guard let value = value(depth: depth + 1) else { return fail(.object(members)) }
            if members.count < Self.memberLimit { members.append((name, value)) }
        }
    }

    private mutating func array(depth: Int) -> LooseJSON? {
        index += 1
        var items: [LooseJSON] = []
        while true {
            skipSpaceAndCommas()
            guard let byte = peek else { return .array(items) }
            if byte == UInt8(ascii: "]") {
                index += 1
                return .array(items)
            }
            guard let value = value(depth: depth + 1) else { return fail(.array(items)) }
            items.append(value)
        }
    }

    /// What was read so far counts; the rest of the text does not.
    private mutating func fail(_ partial: LooseJSON) -> LooseJSON {
        index = bytes.endIndex
        return partial
    }

    private mutating func string() -> String? {
        index += 1
        var decoded: [UInt8] = []
        var lead: UInt32?
        while let byte = peek {
            index += 1
            if byte == UInt8(ascii: "\"") { return String(decoding: decoded, as: UTF8.self) }
            guard byte == UInt8(ascii: "\\"), let escape = peek else {
                lead = nil
                decoded.append(byte)
                continue
            }
            index += 1
            guard escape == UInt8(ascii: "u"), let unit = hexUnit() else {
                lead = nil
                decoded.append(Self.escapes[escape] ?? escape)
                continue
            }
            switch unit {
            case 0xD800..<0xDC00: lead = unit
            case 0xDC00..<0xE000:
                if let first = lead { Self.append(0x10000 + (first - 0xD800) << 10 + (unit - 0xDC00), to: &decoded) }
                lead = nil
            default:
                lead = nil
                Self.append(unit, to: &decoded)
            }
        }
        return nil
    }

    private static let escapes: [UInt8: UInt8] = [
        UInt8(ascii: "n"): 0x0A, UInt8(ascii: "r"): 0x0D, UInt8(ascii: "t"): 0x09, UInt8(ascii: "b"): 0x08,
        UInt8(ascii: "f"): 0x0C,
    ]

    private static func append(_ value: UInt32, to decoded: inout [UInt8]) {
        guard let scalar = Unicode.Scalar(value), let encoded = UTF8.encode(scalar) else { return }
        decoded.append(contentsOf: encoded)
    }

    private mutating func hexUnit() -> UInt32? {
        guard bytes.endIndex - index >= 4 else { return nil }
        var unit: UInt32 = 0
        for offset in 0..<4 {
            guard let digit = Character(Unicode.Scalar(bytes[index + offset])).hexDigitValue else { return nil }
            unit = unit << 4 | UInt32(digit)
        }
        index += 4
        return unit
    }

    private mutating func skipSpaceAndCommas() {
        skipSpace()
        while peek == UInt8(ascii: ",") {
            index += 1
            skipSpace()
        }
    }

    /// White space and comments of both kinds.
    private mutating func skipSpace() {
        while let byte = peek {
            if byte <= 0x20 {
                index += 1
            } else if byte == UInt8(ascii: "/"), index + 1 < bytes.endIndex, bytes[index + 1] == UInt8(ascii: "/") {
                index = bytes[index...].firstIndex(of: 0x0A) ?? bytes.endIndex
            } else if byte == UInt8(ascii: "/"), index + 1 < bytes.endIndex, bytes[index + 1] == UInt8(ascii: "*") {
                index += 2
                while index < bytes.endIndex {
                    index += 1
                    if bytes[index - 1] == UInt8(ascii: "*"), peek == UInt8(ascii: "/") {
                        index += 1
                        break
                    }
                }
            } else {
                return
            }
        }
    }
}
