/// From a host to the entry of its longest registered suffix, in time that depends on the host's length alone.
///
/// Names are compared byte for byte after ASCII lower-casing, label by label: `item.taobao.com` finds `taobao.com`,
/// `nottaobao.com` and `taobao.com.evil.example` do not.
public struct HostIndex: Sendable {
    private struct Entry: Sendable {
        var hash: UInt64
        var start: Int
        var length: Int
        var value: Int
    }

    private var names: [UInt8] = []
    private var entries: [Entry] = []
    /// Open addressing with linear probing: index into `entries` plus one, 0 where free. Its count is a power of two
    /// at least twice the number of entries.
    private var slots: [UInt32]

    /// - Parameter pairs: Host (ASCII, any case) and what it stands for; a host given twice keeps its first value.
    public init(_ pairs: [(host: String, value: Int)]) {
        var capacity = 16
        while capacity < pairs.count * 2 { capacity *= 2 }
        slots = [UInt32](repeating: 0, count: capacity)
        for pair in pairs {
            let name = pair.host.utf8.map(lowercased)
            insert(name, value: pair.value)
        }
    }

    private mutating func insert(_ name: [UInt8], value: Int) {
        var hash = Self.seed
        for byte in name.reversed() { hash = Self.mix(hash, byte) }
        guard find(hash, name.span, 0..<name.count) == nil else { return }
        let entry = Entry(hash: hash, start: names.count, length: name.count, value: value)
        names += name
        entries.append(entry)
        var slot = Self.slot(hash, slots.count)
        while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
        slots[slot] = UInt32(entries.count)
    }

    /// The value of the longest registered name that `text[range]` equals or ends with after a dot, and where in
    /// `text` that name begins; `nil` when there is none. O(length of the range), allocates nothing.
    public func longestSuffix(of text: Span<UInt8>, in range: Range<Int>) -> (value: Int, start: Int)? {
        var hash = Self.seed
        var best: (value: Int, start: Int)?
        var index = range.upperBound
        while index > range.lowerBound {
            index -= 1
            let byte = lowercased(text[index])
            if byte == UInt8(ascii: "."), let value = find(hash, text, index + 1..<range.upperBound) {
                best = (value, index + 1)
            }
            hash = Self.mix(hash, byte)
        }
        if let value = find(hash, text, range) { best = (value, range.lowerBound) }
        return best
    }

    /// The value of the registered name that `text[range]` equals. O(length of the range), allocates nothing.
    public func exact(_ text: Span<UInt8>, _ range: Range<Int>) -> Int? {
        var hash = Self.seed
        var index = range.upperBound
        while index > range.lowerBound {
            index -= 1
            hash = Self.mix(hash, lowercased(text[index]))
        }
        return find(hash, text, range)
    }

    private func find(_ hash: UInt64, _ text: Span<UInt8>, _ range: Range<Int>) -> Int? {
        var slot = Self.slot(hash, slots.count)
        while true {
            let index = slots[slot]
            if index == 0 { return nil }
            let entry = entries[Int(index) - 1]
            if entry.hash == hash, entry.length == range.count, equals(entry, text, range.lowerBound) {
                return entry.value
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

    private static let seed: UInt64 = 0xCBF2_9CE4_8422_2325

    @inline(__always) private static func mix(_ hash: UInt64, _ byte: UInt8) -> UInt64 {
        (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
    }

    @inline(__always) private static func slot(_ hash: UInt64, _ count: Int) -> Int {
        Int(truncatingIfNeeded: hash ^ hash >> 29) & (count - 1)
    }
}
