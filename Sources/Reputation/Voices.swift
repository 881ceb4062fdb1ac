#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Complaints counted by weight. Weights are kept in steps of a quarter of a doubling and counts in thousandths, all in
/// whole numbers, so that adding and taking away leave exactly what was there before, in any order.
struct Voices: Hashable, Sendable {
    /// A weight of 1; lower levels weigh more, each by the fourth root of 2.
    static let unit = 16
    /// What weighs no more than this weighs nothing.
    static let last = 96

    struct Entry: Hashable, Sendable {
        var level: Int
        /// Thousandths of a complaint.
        var count: Int64
    }

    /// By level, strongest first; none is empty.
    private(set) var entries: [Entry] = []

    static func level(of weight: Double) -> Int {
        guard weight > 0 else { return last }
        return min(max(unit - Int((4 * log2(weight)).rounded()), 0), last)
    }

    /// Millionths of a full complaint that one of each level weighs.
    private static let weights: [Int64] = (0...last).map { level in
        level == last ? 0 : Int64((1e6 * exp2(Double(unit - level) / 4)).rounded())
    }

    static func weight(level: Int) -> Double { Double(weights[level]) / 1e6 }

    mutating func add(_ level: Int, _ count: Int64) {
        let place = entries.firstIndex { $0.level >= level } ?? entries.count
        if place < entries.count, entries[place].level == level {
            entries[place].count += count
            if entries[place].count == 0 { entries.remove(at: place) }
        } else if count != 0 {
            entries.insert(Entry(level: level, count: count), at: place)
        }
    }

    static func += (a: inout Voices, b: Voices) { for entry in b.entries { a.add(entry.level, entry.count) } }
    static func -= (a: inout Voices, b: Voices) { for entry in b.entries { a.add(entry.level, -entry.count) } }

    /// The strongest of them, `most` thousandths of a complaint in all.
    func heard(atMost most: Int64) -> Voices {
        var left = most
        var result = Voices()
        for entry in entries where left > 0 {
            let count = min(entry.count, left)
            result.entries.append(Entry(level: entry.level, count: count))
            left -= count
        }
        return result
    }

    /// As voices of one group: the strongest counts whole, the next two half, the next four a quarter, and so on, so
    /// that each doubling of their number adds one voice.
    var asOneGroup: Voices {
        var result = Voices()
        var rank: Int64 = 0
        var band = 0
        for entry in entries {
            var left = entry.count
            while left > 0 {
                let end = ((Int64(1) << Int64(band + 1)) - 1) * 1000
                let count = min(left, end - rank)
                result.add(min(entry.level + 4 * band, Self.last), count)
                rank += count
                left -= count
                if rank == end { band += 1 }
            }
        }
        return result
    }

    /// Thousandths of a complaint.
    var count: Int64 { entries.reduce(0) { $0 + $1.count } }

    /// Millionths of a full complaint.
    var mass: Int64 { entries.reduce(0) { $0 + $1.count * Self.weights[$1.level] } / 1000 }
}
