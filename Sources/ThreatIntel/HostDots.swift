/// Where the dots of a host stand, found eight bytes at a time.
struct HostDots {
    /// Bit n: byte n is a dot.
    private let bits: UInt64
    private let count: Int

    /// `nil` for a host of more than 64 bytes, or of none.
    @inline(__always)
    init?(_ host: UnsafeRawBufferPointer) {
        guard let start = host.baseAddress, (1...64).contains(host.count) else { return nil }
        count = host.count
        var bits: UInt64 = 0
        var offset = 0
        while offset &+ 8 <= count {
            let word = UInt64(littleEndian: (start + offset).loadUnaligned(as: UInt64.self))
            bits |= Self.dots(word) &<< UInt64(truncatingIfNeeded: offset)
            offset &+= 8
        }
        if offset < count, count >= 8 {
            // The last eight bytes, of which some have been looked at.
            let word = UInt64(littleEndian: (start + (count &- 8)).loadUnaligned(as: UInt64.self))
            bits |= Self.dots(word) &<< UInt64(truncatingIfNeeded: count &- 8)
        } else {
            while offset < count {
                bits |= (host[offset] == UInt8(ascii: ".") ? 1 : 0) &<< UInt64(truncatingIfNeeded: offset)
                offset &+= 1
            }
        }
        self.bits = bits
    }

    /// Whether it begins or ends with a dot, or two stand together.
    @inline(__always)
    var leaveALabelEmpty: Bool {
        bits & 1 | bits & bits &>> 1 | bits &>> UInt64(truncatingIfNeeded: count &- 1) & 1 != 0
    }

    /// The same bits without the uppermost.
    @inline(__always)
    var withoutLast: UInt64 { bits == 0 ? 0 : bits & ~(1 &<< UInt64(63 &- bits.leadingZeroBitCount)) }

    /// The dots among eight bytes, a bit each.
    @inline(__always)
    private static func dots(_ word: UInt64) -> UInt64 {
        let low: UInt64 = 0x7F7F_7F7F_7F7F_7F7F
        let different = word ^ 0x2E2E_2E2E_2E2E_2E2E
        // The upper bit of every byte that is zero now, and of no other; then the eight of them side by side.
        let zeros = ~(((different & low) &+ low) | different | low)
        return (zeros &* 0x0002_0408_1020_4081) &>> 56
    }
}
