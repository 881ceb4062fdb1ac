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
        // A copy, since a static is looked up at every use.
        let alphabet = alphabet
        return String(unsafeUninitializedCapacity: length) { text in
            var bits: UInt32 = 0
            var count = 0
            var end = 0
            for byte in bytes {
                bits = bits << 8 | UInt32(byte)
                count += 8
                while count >= 6 {
                    count -= 6
                    text[end] = alphabet[Int(bits >> UInt32(count) & 0x3F)]
                    end += 1
                }
            }
            if count > 0 {
                text[end] = alphabet[Int(bits << UInt32(6 - count) & 0x3F)]
                end += 1
            }
            return end
        }
    }

    /// The bytes, or `nil` for text that ``encode(_:)`` cannot have produced: another alphabet, padding, an impossible
    /// length or unused bits that are not zero. So every value has one spelling.
    public static func decode(_ text: some StringProtocol) -> [UInt8]? { decode(String(text).utf8.span) }

    private static func decode(_ text: Span<UInt8>) -> [UInt8]? {
        var isGood = true
        let values = values
        let bytes = [UInt8](unsafeUninitializedCapacity: text.count * 3 / 4) { bytes, end in
            var bits: UInt32 = 0
            var count = 0
            for index in text.indices {
                let value = values[Int(text[index])]
                guard value != 0xFF else {
                    isGood = false
                    return
                }
                bits = bits << 6 | UInt32(value)
                count += 6
                if count >= 8 {
                    count -= 8
                    bytes[end] = UInt8(truncatingIfNeeded: bits >> UInt32(count))
                    end += 1
                }
            }
            isGood = count < 6 && bits & (1 << UInt32(count) - 1) == 0
        }
        return isGood ? bytes : nil
    }
}
