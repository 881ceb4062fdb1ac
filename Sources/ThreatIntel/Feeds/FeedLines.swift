/// The lines of a feed without white space at their ends, the empty ones left out.
struct FeedLines {
    private let bytes: UnsafeRawBufferPointer
    private var offset: Int
    private var number = 0

    struct Line {
        /// From 1.
        var number: Int
        var bytes: UnsafeRawBufferPointer
    }

    init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
        // A mark of byte order says nothing here.
        offset = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    }

    mutating func next() -> Line? {
        while offset < bytes.count {
            let start = offset
            offset = lineEnd(from: start)
            let line = Self.trimmed(UnsafeRawBufferPointer(rebasing: bytes[start..<offset]))
            offset += 1
            number += 1
            if !line.isEmpty { return Line(number: number, bytes: line) }
        }
        return nil
    }

    /// Where the line that holds the byte at `start` ends: at the next line feed, or with the bytes.
    @inline(__always)
    private func lineEnd(from start: Int) -> Int {
        var place = start
        while place &+ 8 <= bytes.count {
            let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self))
            let different = word ^ 0x0A0A_0A0A_0A0A_0A0A
            // The upper bit of each byte that is zero now, and perhaps of some above the first of those.
            let zeros = (different &- 0x0101_0101_0101_0101) & ~different & 0x8080_8080_8080_8080
            if zeros != 0 { return place &+ zeros.trailingZeroBitCount &>> 3 }
            place &+= 8
        }
        while place < bytes.count, bytes[place] != 0x0A { place &+= 1 }
        return place
    }

    @inline(__always)
    static func trimmed(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        var start = 0
        var end = bytes.count
        while start < end, isSpace(bytes[start]) { start &+= 1 }
        while end > start, isSpace(bytes[end &- 1]) { end &-= 1 }
        return UnsafeRawBufferPointer(rebasing: bytes[start..<end])
    }

    @inline(__always)
    static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte >= 0x09 && byte <= 0x0D }

    /// The words of a line, up to one that begins with `comment`.
    static func words(_ line: UnsafeRawBufferPointer, comment: UInt8) -> [UnsafeRawBufferPointer] {
        var words: [UnsafeRawBufferPointer] = []
        var offset = 0
        while offset < line.count {
            while offset < line.count, isSpace(line[offset]) { offset += 1 }
            let start = offset
            guard start < line.count, line[start] != comment else { break }
            while offset < line.count, !isSpace(line[offset]), line[offset] != comment { offset += 1 }
            words.append(UnsafeRawBufferPointer(rebasing: line[start..<offset]))
        }
        return words
    }
}
