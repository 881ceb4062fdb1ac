import LinkPolicy

extension LookalikeIndex {
    /// Whether a segment of a path may be a protected domain. O(n), and allocates nothing.
    func mayNameDomain(_ path: UnsafeBufferPointer<UInt8>) -> Bool {
        var index = 0
        while let dot = Self.firstDot(path, from: index) {
            guard dot + 2 < path.count, screen.mayBeginSuffix(path[dot + 1], path[dot + 2]) else {
                index = dot + 1
                continue
            }
            // Nothing but "www" stands in front of a name, so that what is behind an earlier dot is enough.
            var start = dot
            while start > index, path[start - 1] != UInt8(ascii: "/") { start -= 1 }
            var end = dot + 1
            while end < path.count, path[end] != UInt8(ascii: "/") { end += 1 }
            var segment = path[start..<end]
            if segment.starts(with: "www.".utf8) { segment = segment.dropFirst(4) }
            if filter.mayHold(NameHash.of(segment), .domain) { return true }
            index = end
        }
        return false
    }

    /// Eight bytes at a time, since most paths have no dot or one.
    private static func firstDot(_ path: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        let bytes = UnsafeRawBufferPointer(path)
        let ones: UInt64 = 0x0101_0101_0101_0101
        var index = start
        while index + 8 <= bytes.count {
            let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
            let others = word ^ (ones &* UInt64(UInt8(ascii: ".")))
            // The lowest byte that is zero is found rightly, whatever those above it are.
            let zeros = (others &- ones) & ~others & (ones << 7)
            if zeros != 0 { return index + zeros.trailingZeroBitCount / 8 }
            index += 8
        }
        while index < path.count {
            if path[index] == UInt8(ascii: ".") { return index }
            index += 1
        }
        return nil
    }

    /// A domain in a path proves little: directories and archives have it too. Words that press for a password are asked
    /// for beside it, and count for more in the host.
    func fact(path: String, on host: String) -> LookalikeFact? {
        guard let place = Place(host.hasSuffix(".") ? String(host.dropLast()) : host, self) else { return nil }
        let segments = path.split(separator: "/").map { $0.lowercased() }
        for segment in segments {
            let bare = segment.hasPrefix("www.") ? String(segment.dropFirst(4)) : segment
            guard let name = domains[Array(bare.utf8)] else { continue }
            let isPressingHost = (place.left + [place.label]).contains { words(in: $0).contains(.pressing) }
            let isPressingPath = segments.contains { words(in: $0).contains(.pressing) }
            guard isPressingHost || isPressingPath else { return nil }
            return LookalikeFact(
                host: host, name: names[name].domain, technique: .path,
                confidence: isPressingHost ? (isPressingPath ? 80 : 70) : 60)
        }
        return nil
    }
}
