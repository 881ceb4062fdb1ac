/// A 128-bit digest. Ordered by the upper word, then the lower.
struct Digest: Hashable, Comparable, Sendable {
    var high: UInt64
    var low: UInt64

    static func < (a: Digest, b: Digest) -> Bool { a.high != b.high ? a.high < b.high : a.low < b.low }
}

/// SipHash-1-3 with 128 bits of output (Aumasson and Bernstein, "SipHash: a fast short-input PRF"; the rounds and the
/// long output as in its authors' reference).
///
/// Keyed, so that nobody can prepare an address that collides with an entry of a set whose key they do not know.
struct KeyedHash: Hashable, Sendable {
    let key0: UInt64
    let key1: UInt64

    /// The hash of texts behind a tag; equal texts under different tags have different digests.
    func tagged(_ tag: UInt8) -> Tagged { Tagged(self, tag) }

    /// The upper word of the digest, which nearly every look-up ends with, and what the lower one comes from.
    struct Begun {
        fileprivate var state: State
        let high: UInt64

        var digest: Digest {
            var state = state
            return Digest(high: high, low: state.finishLow())
        }
    }

    /// A hash that has its tag in, as a word of its own.
    struct Tagged: Sendable {
        private let start: State

        fileprivate init(_ hash: KeyedHash, _ tag: UInt8) {
            var state = State(hash.key0, hash.key1)
            state.absorb(UInt64(tag))
            start = state
        }

        /// O(n).
        @inline(__always)
        func begin(_ bytes: UnsafeRawBufferPointer) -> Begun {
            var state = start
            let count = bytes.count
            var last = UInt64(truncatingIfNeeded: count) << 56
            if let start = bytes.baseAddress {
                var offset = 0
                while offset &+ 8 <= count {
                    state.absorb(UInt64(littleEndian: (start + offset).loadUnaligned(as: UInt64.self)))
                    offset &+= 8
                }
                let rest = count &- offset
                if count >= 8 {
                    // The last eight bytes, less those that are in already; in two shifts, for one by 64 does nothing.
                    let end = UInt64(littleEndian: (start + (count &- 8)).loadUnaligned(as: UInt64.self))
                    last |= (end &>> 8) &>> UInt64(truncatingIfNeeded: 56 &- 8 &* rest)
                } else {
                    for index in 0..<rest { last |= UInt64(bytes[index]) &<< UInt64(8 &* index) }
                }
            }
            state.absorb(last)
            let high = state.finishHigh()
            return Begun(state: state, high: high)
        }

        func begin(_ text: String) -> Begun {
            text.utf8.span.withUnsafeBufferPointer { begin(UnsafeRawBufferPointer($0)) }
        }
    }

    fileprivate struct State: Sendable {
        var v0: UInt64
        var v1: UInt64
        var v2: UInt64
        var v3: UInt64

        @inline(__always)
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

        @inline(__always)
        mutating func finishHigh() -> UInt64 {
            v2 ^= 0xEE
            round()
            round()
            round()
            return v0 ^ v1 ^ v2 ^ v3
        }

        mutating func finishLow() -> UInt64 {
            v1 ^= 0xDD
            round()
            round()
            round()
            return v0 ^ v1 ^ v2 ^ v3
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
