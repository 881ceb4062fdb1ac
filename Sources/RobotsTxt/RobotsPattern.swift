/// The path of a rule (RFC 9309 §2.2.2, §2.2.3): a prefix in which `*` stands for any bytes, and whose `$` at the end
/// stands for the end of the path.
struct RobotsPattern: Hashable, Sendable {
    /// What stands between the asterisks, in order; the first one stands at the start of the path.
    private let segments: [[UInt8]]
    private let isAnchored: Bool
    /// Bytes as written, by which rules are weighed.
    let length: Int

    init(_ text: String) {
        self.init(Array(text.utf8)[...])
    }

    init(_ bytes: ArraySlice<UInt8>) {
        length = bytes.count
        isAnchored = bytes.last == UInt8(ascii: "$")
        segments = (isAnchored ? bytes.dropLast() : bytes)
            .split(separator: UInt8(ascii: "*"), omittingEmptySubsequences: false)
            .map { Self.normalized(Array($0)) }
    }

    var byteCount: Int { segments.reduce(0) { $0 + $1.count + 16 } }

    /// Whether `path`, in normal form, is matched. O(path + pattern).
    func matches(_ path: [UInt8]) -> Bool {
        guard let first = segments.first, path.starts(with: first) else { return false }
        var position = first.count
        guard segments.count > 1 else { return !isAnchored || position == path.count }
        // Each segment where it is found first leaves the most for those behind it.
        for segment in segments[1..<(segments.count - 1)] {
            guard let end = Self.end(of: segment, in: path, from: position) else { return false }
            position = end
        }
        let last = segments[segments.count - 1]
        guard isAnchored else { return Self.end(of: last, in: path, from: position) != nil }
        return path.count - position >= last.count && path[position...].suffix(last.count).elementsEqual(last)
    }

    /// Where `segment` ends the first time it stands at or after `start`. Knuth, Morris and Pratt: O(path + segment).
    private static func end(of segment: [UInt8], in path: [UInt8], from start: Int) -> Int? {
        guard !segment.isEmpty else { return start }
        guard path.count - start >= segment.count else { return nil }
        var borders = [0]
        var border = 0
        for byte in segment.dropFirst() {
            while border > 0, segment[border] != byte { border = borders[border - 1] }
            if segment[border] == byte { border += 1 }
            borders.append(border)
        }
        var matched = 0
        for index in start..<path.count {
            while matched > 0, segment[matched] != path[index] { matched = borders[matched - 1] }
            if segment[matched] == path[index] { matched += 1 }
            if matched == segment.count { return index + 1 }
        }
        return nil
    }

    /// One spelling for what RFC 9309 §2.2.2 calls equal: unreserved characters decoded (RFC 3986 §2.3), all other
    /// percent-encoded bytes in upper case, bytes outside ASCII percent-encoded.
    static func normalized(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.contains(where: { $0 == UInt8(ascii: "%") || $0 >= 0x80 }) else { return bytes }
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            if byte >= 0x80 {
                appendEncoded(byte, to: &output)
            } else if byte == UInt8(ascii: "%"), index + 1 < bytes.count, let high = hexValue(bytes[index]),
                let low = hexValue(bytes[index + 1])
            {
                index += 2
                let decoded = high << 4 | low
                if isUnreserved(decoded) { output.append(decoded) } else { appendEncoded(decoded, to: &output) }
            } else {
                output.append(byte)
            }
        }
        return output
    }

    private static func appendEncoded(_ byte: UInt8, to output: inout [UInt8]) {
        let digits = Array("0123456789ABCDEF".utf8)
        output += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }

    private static func hexValue(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "-._~".utf8.contains(byte)
        }
    }
}
