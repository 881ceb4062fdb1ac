/// 16 bytes, and a truth value for each of 16 bytes.
typealias ByteVector = SIMD16<UInt8>
typealias ByteMask = SIMDMask<SIMD16<Int8>>

/// Search 16 bytes at a time.
///
/// Loads are unchecked, which the first line of each function's comment pays for.
extension Span where Element == UInt8 {
    /// The least length of a span that can be searched.
    static var searchableCount: Int { 17 }

    /// The first eight bytes, the first one lowest. The span must be searchable.
    @inline(__always)
    var head: UInt64 { UInt64(littleEndian: unsafe bytes.unsafeLoadUnaligned(as: UInt64.self)) }

    /// The byte at an index known to be below `count`.
    @inline(__always)
    func byte(_ index: Int) -> UInt8 { unsafe self[unchecked: index] }

    /// The first index from `start`, at least 1, whose byte `isStop`; `count` when there is none.
    /// The span must be searchable.
    ///
    /// Whole vectors are read where they fit; for what is left, the last vector of the span is. `isStop` gets 16 bytes
    /// and, in its second argument, the byte before each.
    @inline(__always)
    func firstIndex(from start: Int, where isStop: (ByteVector, ByteVector) -> ByteMask) -> Int {
        var index = start
        while index + 16 <= count {
            let stops = stops(at: index, isStop)
            if stops != 0 { return index + stops.trailingZeroBitCount >> 3 }
            index += 16
        }
        guard index < count else { return count }
        let last = count - 16
        // What lies before `index` has been searched already, or is not to be.
        let stops = stops(at: last, isStop) >> UInt128(8 * (index - last))
        return stops == 0 ? count : index + stops.trailingZeroBitCount >> 3
    }

    /// Eight one bits for every stop, the first byte lowest.
    @inline(__always)
    private func stops(at index: Int, _ isStop: (ByteVector, ByteVector) -> ByteMask) -> UInt128 {
        let mask = isStop(vector(index), vector(index - 1))
        return UInt128(littleEndian: unsafe unsafeBitCast(mask, to: UInt128.self))
    }

    @inline(__always)
    private func vector(_ index: Int) -> ByteVector {
        unsafe bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: index, as: ByteVector.self)
    }
}
