/// Base 64 with the URL-safe alphabet and without padding (RFC 4648 §5).
public enum Base64URL {
    private static let alphabet: InlineArray<64, UInt8> = {
        var table = InlineArray<64, UInt8>(repeating: 0)
        let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
        for (value, byte) in letters.utf8.enumerated() { table[value] = byte }
        return table
    }()
    private static let values: InlineArray<256, UInt8> = {
        var table = InlineArray<256, UInt8>(repeating: 0xFF)
        for value in 0..<64 { table[Int(alphabet[value])] = UInt8(value) }
        return table
    }()

    public static func encode(_ bytes: some Sequence<UInt8>) -> String { encode(Array(bytes)) }

    public static func encode(_ bytes: [UInt8]) -> String {
        let length = (bytes.count * 4 + 2) / 3
        return String(unsafeUninitializedCapacity: length) { text in
            // A copy, since a static is looked up at every use, and a span, since indexing an array in place copies it.
            let copy = alphabet
            let alphabet = copy.span
            let bytes = bytes.span
            var index = 0
            var end = 0
            while index + 3 <= bytes.count {
                let three = UInt32(bytes[index]) << 16 | UInt32(bytes[index + 1]) << 8 | UInt32(bytes[index + 2])
                text[end] = alphabet[Int(three >> 18 & 0x3F)]
                text[end + 1] = alphabet[Int(three >> 12 & 0x3F)]
                text[end + 2] = alphabet[Int(three >> 6 & 0x3F)]
                text[end + 3] = alphabet[Int(three & 0x3F)]
                index += 3
                end += 4
            }
            if index < bytes.count {
                let two = UInt32(bytes[index]) << 8 | (index + 1 < bytes.count ? UInt32(bytes[index + 1]) : 0)
                text[end] = alphabet[Int(two >> 10 & 0x3F)]
                text[end + 1] = alphabet[Int(two >> 4 & 0x3F)]
                if index + 1 < bytes.count { text[end + 2] = alphabet[Int(two << 2 & 0x3F)] }
            }
            return length
        }
    }

    /// The bytes, or `nil` for text that ``encode(_:)`` cannot have produced: another alphabet, padding, an impossible
    /// length or unused bits that are not zero. So every value has one spelling.
    public static func decode(_ text: some StringProtocol) -> [UInt8]? {
        let bytes = text.utf8.withContiguousStorageIfAvailable { decode($0.span) }
        return bytes ?? decode(String(text).utf8.span)
    }

    private static func decode(_ text: Span<UInt8>) -> [UInt8]? {
        var isGood = true
        let bytes = [UInt8](unsafeUninitializedCapacity: text.count * 3 / 4) { bytes, end in
            let copy = values
            let values = copy.span
            var seen: UInt8 = 0
            var index = 0
            while index + 4 <= text.count {
                let (a, b) = (values[Int(text[index])], values[Int(text[index + 1])])
                let (c, d) = (values[Int(text[index + 2])], values[Int(text[index + 3])])
                seen |= a | b | c | d
                bytes[end] = a << 2 | b >> 4
                bytes[end + 1] = b << 4 | c >> 2
                bytes[end + 2] = c << 6 | d
                index += 4
                end += 3
            }
            var unused: UInt8 = 0
            switch text.count - index {
            case 0: break
            case 1: unused = 1
            case let rest:
                let (a, b) = (values[Int(text[index])], values[Int(text[index + 1])])
                let c = rest == 3 ? values[Int(text[index + 2])] : 0
                seen |= a | b | c
                bytes[end] = a << 2 | b >> 4
                end += 1
                unused = b << 4
                if rest == 3 {
                    bytes[end] = b << 4 | c >> 2
                    end += 1
                    unused = c << 6
                }
            }
            // A byte outside the alphabet has a value beyond 63.
            isGood = seen < 64 && unused == 0
        }
        return isGood ? bytes : nil
    }
}
