/// Many short texts sought in one pass. Built once a lexicon.
struct CueIndex: Sendable {
    /// Where one of the texts stands in a message.
    struct Hit {
        var start: Int
        var end: Int
        /// Its position among the texts the index was built from.
        var pattern: Int
    }

    private struct Pattern: Sendable {
        /// Where its bytes stand in `bytes`.
        var start: Int32
        var count: Int32
        /// Next pattern with the same bucket, or -1.
        var next: Int32
        var number: Int32
    }

    private var patterns: [Pattern] = []
    private var bytes: [UInt8] = []
    /// First pattern by bucket, or -1.
    private var heads = [Int16](repeating: -1, count: 1 << 12)

    /// Texts shorter than three bytes are ignored: they say nothing.
    init(_ texts: [String]) {
        for (number, text) in texts.enumerated() where text.utf8.count >= 3 && patterns.count < Int16.max {
            let start = bytes.count
            bytes += text.utf8
            let bucket = Self.bucket(
                UInt32(bytes[start]) | UInt32(bytes[start + 1]) << 8 | UInt32(bytes[start + 2]) << 16)
            patterns.append(
                Pattern(
                    start: Int32(start), count: Int32(bytes.count - start), next: Int32(heads[bucket]),
                    number: Int32(number)))
            heads[bucket] = Int16(patterns.count - 1)
        }
    }

    /// Every occurrence in `text`, ordered by where it starts; overlapping ones all count.
    func hits(in text: Span<UInt8>) -> [Hit] {
        var result: [Hit] = []
        forEachHit(in: text, beginningIn: 0..<text.count, endingBy: text.count) { result.append($0) }
        return result
    }

    /// Calls `body` with every occurrence that begins in `range` and ends no later than `limit`, ordered by where it
    /// starts. O(length of the range × texts that begin alike).
    @inline(__always)
    func forEachHit(in text: Span<UInt8>, beginningIn range: Range<Int>, endingBy limit: Int, _ body: (Hit) -> Void) {
        let end = min(range.upperBound, limit - 2)
        guard range.lowerBound < end else { return }
        let heads = heads.span
        var index = range.lowerBound
        var three = UInt32(text[index]) << 8 | UInt32(text[index + 1]) << 16
        while index < end {
            three = three >> 8 | UInt32(text[index + 2]) << 16
            // No text begins inside a scalar.
            if three & 0xC0 != 0x80 {
                var candidate = Int(heads[Self.bucket(three)])
                while candidate >= 0 {
                    let pattern = patterns[candidate]
                    let stop = index + Int(pattern.count)
                    if stop <= limit, matches(pattern, text, index) {
                        body(Hit(start: index, end: stop, pattern: Int(pattern.number)))
                    }
                    candidate = Int(pattern.next)
                }
            }
            index += 1
        }
    }

    private func matches(_ pattern: Pattern, _ text: Span<UInt8>, _ start: Int) -> Bool {
        for offset in 0..<Int(pattern.count) where text[start + offset] != bytes[Int(pattern.start) + offset] {
            return false
        }
        return true
    }

    /// - Parameter three: The first three bytes of a text, the first one lowest.
    @inline(__always) private static func bucket(_ three: UInt32) -> Int { Int((three &* 0x9E37_79B1) >> 20) }
}
