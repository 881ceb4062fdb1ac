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
            while offset < bytes.count, bytes[offset] != 0x0A { offset += 1 }
            let line = Self.trimmed(UnsafeRawBufferPointer(rebasing: bytes[start..<offset]))
            offset += 1
            number += 1
            if !line.isEmpty { return Line(number: number, bytes: line) }
        }
        return nil
    }

    static func trimmed(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        var start = 0
        var end = bytes.count
        while start < end, isSpace(bytes[start]) { start += 1 }
        while end > start, isSpace(bytes[end - 1]) { end -= 1 }
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
