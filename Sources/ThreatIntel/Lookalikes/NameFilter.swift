/// Sets of short texts, as bits: tells nearly always, and without allocating, that a text is in none of them.
struct NameFilter: Sendable {
    /// What a text is looked up as.
    enum Kind: UInt64 {
        /// A label, or one with a letter less.
        case near = 0
        case coarse = 0x9E37_79B9_7F4A_7C15
        case pinyin = 0xC2B2_AE3D_27D4_EB4F
        /// The first five bytes of a name.
        case beginning = 0x1656_67B1_9E37_79F9
        /// A whole domain.
        case domain = 0x85EB_CA77_C2B2_AE63
        /// A whole label in the fine fold.
        case fine = 0x27D4_EB2F_1656_67C5
    }

    private static let bitCount: UInt64 = 1 << 19
    private var words = [UInt64](repeating: 0, count: Int(bitCount / 64))

    mutating func insert(_ hash: UInt64, _ kind: Kind) {
        let mixed = Self.mix(hash ^ kind.rawValue)
        for bit in [mixed % Self.bitCount, (mixed >> 32) % Self.bitCount] { words[Int(bit / 64)] |= 1 << (bit % 64) }
    }

    @inline(__always)
    func mayHold(_ hash: UInt64, _ kind: Kind) -> Bool {
        let mixed = Self.mix(hash ^ kind.rawValue)
        return isSet(mixed % Self.bitCount) && isSet((mixed >> 32) % Self.bitCount)
    }

    @inline(__always)
    private func isSet(_ bit: UInt64) -> Bool { words[Int(bit / 64)] >> (bit % 64) & 1 == 1 }

    @inline(__always)
    private static func mix(_ value: UInt64) -> UInt64 {
        var mixed = value &* 0xFF51_AFD7_ED55_8CCD
        mixed ^= mixed >> 32
        return mixed &* 0xC4CE_B9FE_1A85_EC53
    }
}

/// A polynomial over the bytes of a text modulo 2^64, from which the hash of the text without one byte, or with another
/// behind it, follows in constant time.
enum NameHash {
    /// Odd, so that it has an inverse.
    static let base: UInt64 = 0x0000_0100_0000_01B3
    static let inverse: UInt64 = {
        // Newton's iteration doubles the number of right bits.
        var x = base
        for _ in 0..<6 { x = x &* (2 &- base &* x) }
        return x
    }()

    @inline(__always)
    static func append(_ byte: UInt8, to hash: UInt64) -> UInt64 { hash &* base &+ UInt64(byte) &+ 1 }

    static func of(_ bytes: some Sequence<UInt8>) -> UInt64 { bytes.reduce(0) { append($1, to: $0) } }
}
