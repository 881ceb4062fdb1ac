/// One range of a text in the three units that clients count in.
public struct TextRange: Hashable, Sendable {
    /// Offsets in UTF-8 code units (bytes).
    public var utf8: Range<Int>
    /// Offsets in UTF-16 code units, as JavaScript, Java and Objective-C count.
    public var utf16: Range<Int>
    /// Offsets in Unicode scalars, as Python counts.
    public var scalars: Range<Int>

    public init(utf8: Range<Int>, utf16: Range<Int>, scalars: Range<Int>) {
        self.utf8 = utf8
        self.utf16 = utf16
        self.scalars = scalars
    }

    /// Converts sorted, non-overlapping UTF-8 ranges of one text. One pass over the text, O(text + ranges).
    ///
    /// A bound beyond the text's end counts as its end. A bound inside a scalar counts as that scalar's start.
    public static func convert(_ ranges: [Range<Int>], in text: String) -> [TextRange] {
        if ranges.isEmpty { return [] }
        var copy = text
        return copy.withUTF8 { convert(ranges, in: $0.span) }
    }

    /// Converts sorted, non-overlapping UTF-8 ranges of one text given as valid UTF-8.
    public static func convert(_ ranges: [Range<Int>], in utf8: Span<UInt8>) -> [TextRange] {
        var result: [TextRange] = []
        result.reserveCapacity(ranges.count)
        var cursor = Cursor()
        for range in ranges {
            cursor.advance(to: range.lowerBound, in: utf8)
            let start = cursor
            cursor.advance(to: range.upperBound, in: utf8)
            result.append(
                TextRange(
                    utf8: start.utf8..<cursor.utf8, utf16: start.utf16..<cursor.utf16,
                    scalars: start.scalars..<cursor.scalars))
        }
        return result
    }

    private struct Cursor {
        var utf8 = 0
        var utf16 = 0
        var scalars = 0

        mutating func advance(to bound: Int, in text: Span<UInt8>) {
            while utf8 < min(bound, text.count) {
                let length = decodeScalar(text, at: utf8).length
                if utf8 + length > bound { return }
                utf8 += length
                utf16 += length == 4 ? 2 : 1
                scalars += 1
            }
        }
    }
}
