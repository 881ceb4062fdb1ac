/// Sets of short texts, as bits: tells nearly always, and without allocating, that a text is in none of them.
struct NameFilter: Sendable {
    /// What a text is looked up as.
    enum Kind: UInt64 {
        /// A label, or one with a letter less.
        case near = 0
        /// A whole name, with no letter less.
        case whole = 0x94D0_49BB_1331_11EB
        case coarse = 0x9E37_79B9_7F4A_7C15
        case pinyin = 0xC2B2_AE3D_27D4_EB4F
        /// A word that is added to names.
        case word = 0xFF51_AFD7_ED55_8CCD
        /// A whole domain.
        case domain = 0x85EB_CA77_C2B2_AE63
        /// What all folds of a label share.
        case form = 0x1656_67B1_9E37_79F9
        /// A known domain from its last byte to its first.
        case owner = 0x2545_F491_4F6C_DD1D
        /// A whole label in the fine fold.
        case fine = 0x27D4_EB2F_1656_67C5
    }

    private static let bitCount: UInt64 = 1 << 18
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

/// A polynomial over the bytes of a text modulo 2^64, from which the hashes of the text without one byte, and with another
/// text behind it, follow in constant time.
enum NameHash {
    static let base: UInt64 = 0x0000_0100_0000_01B3

    @inline(__always)
    static func append(_ byte: UInt8, to hash: UInt64) -> UInt64 { hash &* base &+ UInt64(byte) &+ 1 }

    @inline(__always)
    static func of(_ bytes: some Sequence<UInt8>) -> UInt64 { bytes.reduce(0) { append($1, to: $0) } }
}
