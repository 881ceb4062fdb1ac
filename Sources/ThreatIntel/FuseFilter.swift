// A binary fuse filter (Graf and Lemire, "Binary Fuse Filters: Fast and Smaller Than Xor Filters", 2022) with three
// places and 16 bits a key: an immutable set that says "perhaps" for every key in it and for one other in 65,536.
//
// Each key owns three places in three neighbouring segments, and the three cells there give its fingerprint when put
// together by exclusive or. Building takes keys away that are alone in a place, again and again, until none is left, and
// fills the cells in the opposite order.

/// The shape of one filter.
struct FuseShape: Hashable, Sendable {
    var seed: UInt64
    /// A power of two.
    var segmentLength: UInt32
    /// Segments in which the first place of a key may stand; two more follow.
    var segmentCount: UInt32

    var cellCount: Int { (Int(segmentCount) + 2) * Int(segmentLength) }

    /// The shape for `count` keys: some 13 % more cells than keys where there are many.
    init(count: Int, seed: UInt64) {
        self.seed = seed
        let keys = Double(max(count, 2))
        let exponent = Int((logarithm(keys) / logarithm(3.33) + 2.25).rounded(.down))
        segmentLength = 1 << UInt32(min(max(exponent, 2), 18))
        let factor = max(1.125, 0.875 + 0.25 * logarithm(1_000_000) / logarithm(keys))
        let cells = Int(keys * factor) + 1
        let segments = (cells + Int(segmentLength) - 1) / Int(segmentLength)
        segmentCount = UInt32(max(segments - 2, 1))
    }

    init(seed: UInt64, segmentLength: UInt32, segmentCount: UInt32) {
        self.seed = seed
        self.segmentLength = segmentLength
        self.segmentCount = segmentCount
    }

    /// Whether `cells` at `start` hold `key`, or seem to. `cells` must hold ``cellCount`` cells from `start` on.
    @inline(__always)
    func mayContain(_ key: UInt64, _ cells: UnsafePointer<UInt16>) -> Bool {
        let mixed = Self.mix(key, seed)
        let (first, second, third) = places(mixed)
        return Self.fingerprint(mixed) == cells[first] ^ cells[second] ^ cells[third]
    }

    @inline(__always)
    func places(_ mixed: UInt64) -> (Int, Int, Int) {
        let span = UInt64(segmentCount) &* UInt64(segmentLength)
        let first = Int(truncatingIfNeeded: mixed.multipliedFullWidth(by: span).high)
        let length = Int(segmentLength)
        let mask = length &- 1
        let second = (first &+ length) ^ (Int(truncatingIfNeeded: mixed &>> 18) & mask)
        let third = (first &+ length &+ length) ^ (Int(truncatingIfNeeded: mixed) & mask)
        return (first, second, third)
    }

    @inline(__always)
    static func fingerprint(_ mixed: UInt64) -> UInt16 { UInt16(truncatingIfNeeded: mixed ^ mixed &>> 32) }

    /// The finaliser of MurmurHash3.
    @inline(__always)
    static func mix(_ key: UInt64, _ seed: UInt64) -> UInt64 {
        var hash = key &+ seed
        hash = (hash ^ hash &>> 33) &* 0xFF51_AFD7_ED55_8CCD
        hash = (hash ^ hash &>> 33) &* 0xC4CE_B9FE_1A85_EC53
        return hash ^ hash &>> 33
    }
}

/// The natural logarithm, exact to some 1e-12; the pure core has no mathematics library.
private func logarithm(_ value: Double) -> Double {
    // ln(m · 2^e) = e · ln 2 + 2 · artanh((m - 1) / (m + 1)), by its series.
    let ratio = (value.significand - 1) / (value.significand + 1)
    var power = ratio
    var sum = 0.0
    for term in 0..<30 {
        sum += power / Double(2 * term + 1)
        power *= ratio * ratio
    }
    return Double(value.exponent) * 0.693_147_180_559_945_3 + 2 * sum
}
