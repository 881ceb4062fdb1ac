/// A 128-bit digest. Ordered by the upper word, then the lower.
struct Digest: Hashable, Comparable, Sendable {
    var high: UInt64
    var low: UInt64

    static func < (a: Digest, b: Digest) -> Bool { a.high != b.high ? a.high < b.high : a.low < b.low }

    /// Its uppermost bits, as a number.
    @inline(__always)
    func uppermost(_ bits: UInt32) -> Int {
        // In two steps, since none of 64 bits is left.
        Int(truncatingIfNeeded: (high &>> 1) &>> UInt64(63 &- bits))
    }
}

/// SipHash-1-3 with 128 bits of output (Aumasson and Bernstein, "SipHash: a fast short-input PRF"; the rounds and the
/// long output as in its authors' reference).
///
/// Keyed, so that nobody can prepare an address that collides with an entry of a set whose key they do not know.
struct KeyedHash: Hashable, Sendable {
    let key0: UInt64
    let key1: UInt64

    /// The digest of a tag followed by bytes; equal bytes under different tags are different keys. O(n).
    func digest(_ tag: UInt8, _ bytes: UnsafeRawBufferPointer) -> Digest {
        var state = State(key0, key1)
        // The tag goes in as a word of its own.
        state.absorb(UInt64(tag))
        let count = bytes.count
        var offset = 0
        while offset + 8 <= count {
            state.absorb(UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)))
            offset += 8
        }
        var last = UInt64(truncatingIfNeeded: count) << 56
        var shift: UInt64 = 0
        while offset < count {
            last |= UInt64(bytes[offset]) << shift
            shift += 8
            offset += 1
        }
        state.absorb(last)
        return state.finish()
    }

    private struct State {
        var v0: UInt64
        var v1: UInt64
        var v2: UInt64
        var v3: UInt64

        init(_ key0: UInt64, _ key1: UInt64) {
            v0 = key0 ^ 0x736F_6D65_7073_6575
            v1 = key1 ^ 0x646F_7261_6E64_6F6D ^ 0xEE
            v2 = key0 ^ 0x6C79_6765_6E65_7261
            v3 = key1 ^ 0x7465_6462_7974_6573
        }

        @inline(__always)
        mutating func absorb(_ word: UInt64) {
            v3 ^= word
            round()
            v0 ^= word
        }

        mutating func finish() -> Digest {
            v2 ^= 0xEE
            round()
            round()
            round()
            let low = v0 ^ v1 ^ v2 ^ v3
            v1 ^= 0xDD
            round()
            round()
            round()
            return Digest(high: v0 ^ v1 ^ v2 ^ v3, low: low)
        }

        @inline(__always)
        private mutating func round() {
            v0 = v0 &+ v1
            v1 = v1 &<< 13 | v1 &>> 51
            v1 ^= v0
            v0 = v0 &<< 32 | v0 &>> 32
            v2 = v2 &+ v3
            v3 = v3 &<< 16 | v3 &>> 48
            v3 ^= v2
            v0 = v0 &+ v3
            v3 = v3 &<< 21 | v3 &>> 43
            v3 ^= v0
            v2 = v2 &+ v1
            v1 = v1 &<< 17 | v1 &>> 47
            v1 ^= v2
            v2 = v2 &<< 32 | v2 &>> 32
        }
    }
}
