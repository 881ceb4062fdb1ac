/// A set of ASCII bytes.
struct ByteSet: Sendable, Hashable {
    private var low: UInt64 = 0
    private var high: UInt64 = 0

    init(_ ranges: ClosedRange<UInt8>...) {
        for range in ranges {
            for byte in range { insert(byte) }
        }
    }

    mutating func insert(_ byte: UInt8) {
        if byte < 64 { low |= 1 << UInt64(byte) } else if byte < 128 { high |= 1 << UInt64(byte - 64) }
    }

    @inline(__always) func contains(_ byte: UInt8) -> Bool {
        if byte >= 128 { return false }
        return (byte < 64 ? low >> UInt64(byte) : high >> UInt64(byte & 63)) & 1 == 1
    }

    static let digits = ByteSet(0x30...0x39)
    static let hex = ByteSet(0x30...0x39, 0x61...0x66, 0x41...0x46)
    static let alphanumeric = ByteSet(0x30...0x39, 0x61...0x7A, 0x41...0x5A)
    /// RFC 4648 §5, and what share tokens use.
    static let token = ByteSet(0x30...0x39, 0x61...0x7A, 0x41...0x5A, 0x2D...0x2D, 0x5F...0x5F)
    /// Letters and digits but `0`, `O`, `I`, `l`.
    static let base58 = ByteSet(0x31...0x39, 0x61...0x6B, 0x6D...0x7A, 0x41...0x48, 0x4A...0x4E, 0x50...0x5A)
    /// A label of a host.
    static let label = token
    /// One segment of a path, or one value of a query.
    static let segment = ByteSet(0x21...0x22, 0x24...0x25, 0x27...0x2E, 0x30...0x3E, 0x40...0x7E)

    /// The set of this name in a descriptor.
    static func named(_ name: Substring) -> ByteSet? {
        switch name {
        case "digits": .digits
        case "hex": .hex
        case "alnum": .alphanumeric
        case "token": .token
        case "base58": .base58
        case "segment": .segment
        default: nil
        }
    }
}
