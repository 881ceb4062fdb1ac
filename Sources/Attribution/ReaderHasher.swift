/// Tells one day's readers apart by a keyed hash; the key is thrown away when the day ends, after which nobody can find
/// out whether a hash was somebody's.
///
/// SipHash-2-4 (Aumasson and Bernstein, 2012) under a random 128-bit key: the key is secret, so a hash can neither be
/// inverted nor its input guessed by trying.
public struct ReaderHasher: Sendable {
    private let key: (UInt64, UInt64)

    public init(key: (UInt64, UInt64)) { self.key = key }

    /// - Parameters:
    ///   - person: The reader's identifier where the app says it; it counts alone, whatever the device.
    ///   - address: The reader's network address; used here and kept nowhere.
    public func hash(person: String?, address: String?, userAgent: String?) -> UInt64? {
        if let person { return hash("p\u{0}" + person) }
        guard let address else { return nil }
        return hash("a\u{0}" + address + "\u{0}" + (userAgent ?? ""))
    }

    /// A hash of `text` that is good for the day.
    public func hash(_ text: String) -> UInt64 {
        var v0 = key.0 ^ 0x736F_6D65_7073_6575
        var v1 = key.1 ^ 0x646F_7261_6E64_6F6D
        var v2 = key.0 ^ 0x6C79_6765_6E65_7261
        var v3 = key.1 ^ 0x7465_6462_7974_6573

        func rotate(_ value: UInt64, _ count: UInt64) -> UInt64 { value << count | value >> (64 - count) }
        func round() {
            v0 &+= v1
            v1 = rotate(v1, 13) ^ v0
            v0 = rotate(v0, 32)
            v2 &+= v3
            v3 = rotate(v3, 16) ^ v2
            v0 &+= v3
            v3 = rotate(v3, 21) ^ v0
            v2 &+= v1
            v1 = rotate(v1, 17) ^ v2
            v2 = rotate(v2, 32)
        }
        func absorb(_ word: UInt64) {
            v3 ^= word
            round()
            round()
            v0 ^= word
        }

        var word: UInt64 = 0
        var count: UInt64 = 0
        for byte in text.utf8 {
            word |= UInt64(byte) << (8 * (count & 7))
            count += 1
            if count & 7 == 0 {
                absorb(word)
                word = 0
            }
        }
        absorb(word | (count & 0xFF) << 56)
        v2 ^= 0xFF
        for _ in 0..<4 { round() }
        return v0 ^ v1 ^ v2 ^ v3
    }
}
