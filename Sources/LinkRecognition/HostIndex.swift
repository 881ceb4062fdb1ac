/// From a host to the entry of its longest registered suffix, in time that depends on the host's length alone.
///
/// Names are compared byte for byte after ASCII lower-casing, label by label: `item.taobao.com` finds `taobao.com`,
/// `nottaobao.com` and `taobao.com.evil.example` do not.
public struct HostIndex: Sendable {
    private struct Entry: Sendable {
        var start: Int
        var length: Int
        var value: Int
    }

    private var names: [UInt8] = []
    private var entries: [Entry] = []
    /// Open addressing with linear probing: the upper half of the name's hash, and below it the index into `entries` plus
    /// one; 0 where free. Its count is a power of two at least twice the number of entries.
    private var slots: [UInt64]

    /// - Parameter pairs: Host (ASCII, any case) and what it stands for; a host given twice keeps its first value.
    public init(_ pairs: [(host: String, value: Int)]) {
        var capacity = 16
        while capacity < pairs.count * 2 { capacity *= 2 }
        slots = [UInt64](repeating: 0, count: capacity)
        for pair in pairs {
            let name = pair.host.utf8.map(lowercased)
            insert(name, value: pair.value)
        }
    }

    private mutating func insert(_ name: [UInt8], value: Int) {
        guard find(name.span, 0..<name.count) == nil else { return }
        let hash = Self.hash(name.span, 0..<name.count)
        entries.append(Entry(start: names.count, length: name.count, value: value))
        names += name
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
        slots[slot] = hash & Self.upperHalf | UInt64(entries.count)
    }

    /// The value of the longest registered name that `text[range]` equals or ends with after a dot, and where in
    /// `text` that name begins; `nil` when there is none. O(length of the range), allocates nothing.
    public func longestSuffix(of text: Span<UInt8>, in range: Range<Int>) -> (value: Int, start: Int)? {
        var start = range.lowerBound
        while start < range.upperBound {
            if let value = find(text, start..<range.upperBound) { return (value, start) }
            start = Self.nextDot(text, from: start, to: range.upperBound) + 1
        }
        return nil
    }

    /// The value of the registered name that `text[range]` equals. O(length of the range), allocates nothing.
    public func exact(_ text: Span<UInt8>, _ range: Range<Int>) -> Int? { find(text, range) }

    @inline(__always)
    private func find(_ text: Span<UInt8>, _ range: Range<Int>) -> Int? {
        let hash = Self.hash(text, range)
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while true {
            let found = slots[slot]
            if found == 0 { return nil }
            if (found ^ hash) & Self.upperHalf == 0 {
                let entry = entries[Int(found & ~Self.upperHalf) - 1]
                if entry.length == range.count, equals(entry, text, range.lowerBound) { return entry.value }
            }
            slot = (slot + 1) & (slots.count - 1)
        }
    }

    private func equals(_ entry: Entry, _ text: Span<UInt8>, _ start: Int) -> Bool {
        for index in 0..<entry.length where lowercased(text[start + index]) != names[entry.start + index] {
            return false
        }
        return true
    }

    private static let upperHalf: UInt64 = 0xFFFF_FFFF_0000_0000

    /// A hash of the first eight bytes, the last eight and the length, in which case is lost: two multiplications,
    /// however long the name.
    @inline(__always)
    private static func hash(_ text: Span<UInt8>, _ range: Range<Int>) -> UInt64 {
        let count = range.count
        let first: UInt64
        let last: UInt64
        if count >= 8 {
            first = word(text, range.lowerBound) | lowerCase
            last = word(text, range.upperBound - 8) | lowerCase
        } else {
            if range.upperBound >= 8 {
                first = (word(text, range.upperBound - 8) | lowerCase) >> UInt64(64 - 8 * count)
            } else {
                var value: UInt64 = 0
                for index in range.reversed() { value = value << 8 | UInt64(text[index] | 0x20) }
                first = value
            }
            last = 0
        }
        let product = (first &+ UInt64(count)) &* 0x9E37_79B9_7F4A_7C15 ^ last &* 0xC2B2_AE3D_27D4_EB4F
        return product ^ product >> 32
    }

    /// The first dot from `start` on; `end` or above without any.
    @inline(__always)
    private static func nextDot(_ text: Span<UInt8>, from start: Int, to end: Int) -> Int {
        var index = start
        while index < end, index + 8 <= text.count {
            // A byte that is zero borrows from its highest bit; one above it may be taken for zero then, none below.
            let rest = word(text, index) ^ 0x2E2E_2E2E_2E2E_2E2E
            let zeros = (rest &- 0x0101_0101_0101_0101) & ~rest & 0x8080_8080_8080_8080
            if zeros != 0 { return index + zeros.trailingZeroBitCount >> 3 }
            index += 8
        }
        while index < end, text[index] != UInt8(ascii: ".") { index += 1 }
        return index
    }

    private static let lowerCase: UInt64 = 0x2020_2020_2020_2020

    @inline(__always)
    private static func word(_ text: Span<UInt8>, _ start: Int) -> UInt64 {
        UInt64(littleEndian: unsafe text.bytes.unsafeLoadUnaligned(fromByteOffset: start, as: UInt64.self))
    }
}
