// The filter: which keys a set may hold, in lines of 64 bytes, of which a look-up reads one, rarely two.
//
// The upper word of a digest, taken as a fraction, chooses a line, and the 16 bits behind that choice are the key's
// fingerprint there. A line holds the number of its first entry and the fingerprints of its first thirty keys, in the
// order of the entries, so that a fingerprint's place is its entry's too. Eight lines share a ninth, which holds the
// fingerprints that have no place in them.

/// What the file says of one line.
enum FilterLine {
    static let length = 64
    /// Fingerprints in a line; they stand behind the first entry's number.
    static let lanes = 30
    /// Lines that share a spare one, which stands behind them and holds fingerprints alone.
    static let group = 1 << groupBits
    static let groupBits = 3
    static let spareLanes = 32
    /// Keys to a line on average: 2.48 bytes a key with the spare lines.
    static let keys = 29
    /// In the first entry's number: some of the line's fingerprints stand in the spare line.
    static let hasMore: UInt32 = 1 << 31
    /// The spare line has no place for them either.
    static let spareIsFull: UInt32 = 1 << 30
    static let entryMask: UInt32 = spareIsFull - 1
    /// Keys of one line at most; chance gives no line half as many.
    static let mostKeys = 1_024

    /// Lines for `count` keys, without the spare ones.
    static func count(keys count: Int) -> Int { max(1, (count + keys - 1) / keys) }

    /// Bytes of `lines` lines with their spare ones.
    static func bytes(lines: UInt64) -> UInt64 {
        (lines + (lines + UInt64(group) - 1) / UInt64(group)) * UInt64(length)
    }

    @inline(__always)
    static func place(_ high: UInt64, lines: UInt64) -> (line: Int, fingerprint: UInt16) {
        let product = high.multipliedFullWidth(by: lines)
        return (Int(truncatingIfNeeded: product.high), UInt16(truncatingIfNeeded: product.low &>> 48))
    }
}

/// A set's filter in memory of its own, where it stays whatever the system drops from its cache of files.
///
/// Unchecked: the memory is filled in the initialiser, only read afterwards, and freed when nobody holds this object.
final class LineFilter: @unchecked Sendable {
    let lines: UInt64
    /// Bytes held.
    let byteCount: Int
    private let memory: UnsafeMutableRawPointer

    /// - Parameter bytes: As many as ``FilterLine/bytes(lines:)`` says.
    init(_ bytes: UnsafeRawBufferPointer, lines: UInt64) {
        self.lines = lines
        byteCount = bytes.count
        memory = HugePages.allocate(bytes.count)
        memory.copyMemory(from: bytes.baseAddress ?? UnsafeRawPointer(memory), byteCount: bytes.count)
    }

    deinit { memory.deallocate() }

    /// Where a key's entry may stand.
    struct Candidates {
        fileprivate let line: UnsafeRawPointer
        fileprivate let fingerprint: UInt16
        /// Number of the line's first entry.
        let first: Int
        /// Whether the entry may stand behind those that have a place in the line.
        let mayBeBehind: Bool

        /// Calls `body` with the places in the line, from 0 to 29, of entries that may be the one, until it answers.
        @inline(__always)
        func first<Answer>(_ body: (Int) -> Answer?) -> Answer? {
            let ones: UInt64 = 0x0001_0001_0001_0001
            let pattern = UInt64(fingerprint) &* ones
            // Four fingerprints at a time; the first word holds two, behind the first entry's number.
            for word in 0..<(FilterLine.length / 8) {
                let four = UInt64(littleEndian: line.load(fromByteOffset: word * 8, as: UInt64.self)) ^ pattern
                // A sign for each that is zero now, and perhaps one above it that is not.
                var signs = (four &- ones) & ~four & (ones &<< 15)
                while signs != 0 {
                    let lane = word * 4 + signs.trailingZeroBitCount / 16 - 2
                    signs &= signs &- 1
                    if lane >= 0, let answer = body(lane) { return answer }
                }
            }
            return nil
        }
    }

    /// Whether the set may hold a key: rarely wrong when it says so, never when it does not. Constant.
    ///
    /// Both lines are read and compared without asking first whether the spare one matters, so that the processor, which
    /// waits for no answer, goes on to the next key meanwhile.
    @inline(__always)
    func mayHold(_ high: UInt64) -> Bool {
        let (number, fingerprint) = FilterLine.place(high, lines: lines)
        let (line, spare) = place(number)
        let behind = Self.behind(line, fingerprint)
        let full = UInt64(UInt32(littleEndian: line.load(as: UInt32.self)) & FilterLine.spareIsFull)
        return Self.match(line, fingerprint) | behind & (Self.match(spare, fingerprint) | full) != 0
    }

    /// Not zero where the fingerprint is one of the 32 numbers of a line. Those of the first entry's number count too.
    @inline(__always)
    private static func match(_ line: UnsafeRawPointer, _ fingerprint: UInt16) -> UInt64 {
        typealias Lanes = SIMD8<UInt16>
        let pattern = Lanes(repeating: fingerprint.littleEndian)
        func equals(_ offset: Int) -> SIMDMask<SIMD8<Int16>> {
            line.load(fromByteOffset: offset, as: Lanes.self) .== pattern
        }
        let mask = equals(0) .| equals(16) .| equals(32) .| equals(48)
        let words = unsafeBitCast(Lanes.zero.replacing(with: .max, where: mask), to: SIMD2<UInt64>.self)
        return words.x | words.y
    }

    /// Where a key's entry may stand; `nil` where ``mayHold(_:)`` says that it stands nowhere. Constant.
    func candidates(_ high: UInt64) -> Candidates? {
        guard mayHold(high) else { return nil }
        let (number, fingerprint) = FilterLine.place(high, lines: lines)
        let line = place(number).line
        let head = UInt32(littleEndian: line.load(as: UInt32.self))
        return Candidates(
            line: line, fingerprint: fingerprint, first: Int(head & FilterLine.entryMask),
            mayBeBehind: Self.behind(line, fingerprint) != 0)
    }

    /// A line, and the spare one behind its group.
    @inline(__always)
    private func place(_ number: Int) -> (line: UnsafeRawPointer, spare: UnsafeRawPointer) {
        let group = number &>> FilterLine.groupBits
        // The last group may be a shorter one.
        let end = min((group &+ 1) &<< FilterLine.groupBits, Int(truncatingIfNeeded: lines))
        let start = UnsafeRawPointer(memory)
        return (start + (number &+ group) &* FilterLine.length, start + (end &+ group) &* FilterLine.length)
    }

    /// All bits where a key may be one of those that have no place in their line, for fingerprints ascend; else none.
    @inline(__always)
    private static func behind(_ line: UnsafeRawPointer, _ fingerprint: UInt16) -> UInt64 {
        let head = UInt32(littleEndian: line.load(as: UInt32.self))
        let last = UInt16(littleEndian: line.load(fromByteOffset: FilterLine.length - 2, as: UInt16.self))
        // The uppermost bit says that there are such.
        let hasMore = UInt64(bitPattern: Int64(Int32(bitPattern: head)) &>> 63)
        return hasMore & (last <= fingerprint ? .max : 0)
    }
}
