/// Character references in text and attribute values (HTML Standard, section 13.2.5.72 onwards).
enum CharacterReferences {
    private static let names: [String: [Unicode.Scalar]] = {
        var names: [String: [Unicode.Scalar]] = [:]
        names.reserveCapacity(2_300)
        for row in characterReferenceTable.description.split(separator: " ") {
            let parts = row.split(separator: "=")
            guard parts.count == 2 else { continue }
            names[String(parts[0])] = parts[1].split(separator: ",").compactMap {
                UInt32($0, radix: 16).flatMap(Unicode.Scalar.init)
            }
        }
        return names
    }()

    private static let longestName = 32

    /// Replaces every reference once. O(n).
    ///
    /// - Parameter isAttribute: In an attribute value, a name without ";" before "=" or an alphanumeric stays as it is,
    ///   which addresses with several parameters rely on.
    static func decode(_ bytes: ArraySlice<UInt8>, isAttribute: Bool) -> String {
        guard bytes.contains(UInt8(ascii: "&")) else { return String(decoding: bytes, as: UTF8.self) }
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count)
        var index = bytes.startIndex
        while index < bytes.endIndex {
            guard bytes[index] == UInt8(ascii: "&"),
                let (scalars, end) = reference(at: index, in: bytes, isAttribute: isAttribute)
            else {
                output.append(bytes[index])
                index += 1
                continue
            }
            for scalar in scalars { output.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter) }
            index = end
        }
        return String(decoding: output, as: UTF8.self)
    }

    private static func reference(
        at start: Int, in bytes: ArraySlice<UInt8>, isAttribute: Bool
    ) -> (scalars: [Unicode.Scalar], end: Int)? {
        let next = start + 1
        guard next < bytes.endIndex else { return nil }
        return bytes[next] == UInt8(ascii: "#")
            ? numeric(from: next + 1, in: bytes) : named(from: next, in: bytes, isAttribute: isAttribute)
    }

    private static func numeric(from start: Int, in bytes: ArraySlice<UInt8>) -> ([Unicode.Scalar], Int)? {
        var index = start
        var radix: UInt32 = 10
        if index < bytes.endIndex, bytes[index] | 0x20 == UInt8(ascii: "x") {
            radix = 16
            index += 1
        }
        var value: UInt32 = 0
        let digits = index
        while index < bytes.endIndex, let digit = Character(Unicode.Scalar(bytes[index])).hexDigitValue,
            digit < Int(radix)
        {
            // Saturates beyond the last scalar, however many digits follow.
            value = min(value * radix + UInt32(digit), 0x11_0000)
            index += 1
        }
        guard index > digits else { return nil }
        if index < bytes.endIndex, bytes[index] == UInt8(ascii: ";") { index += 1 }
        return ([scalar(value)], index)
    }

    private static func scalar(_ value: UInt32) -> Unicode.Scalar {
        // Section 13.2.5.84: the numbers 0x80 to 0x9F mean the characters of windows-1252.
        if (0x80...0x9F).contains(value) {
            return Unicode.Scalar(windows1252[Int(value - 0x80)]) ?? "\u{FFFD}"
        }
        return value == 0 ? "\u{FFFD}" : Unicode.Scalar(value) ?? "\u{FFFD}"
    }

    private static let windows1252: [UInt16] = [
        0x20AC, 0x81, 0x201A, 0x192, 0x201E, 0x2026, 0x2020, 0x2021, 0x2C6, 0x2030, 0x160, 0x2039, 0x152, 0x8D, 0x17D,
        0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x2DC, 0x2122, 0x161, 0x203A, 0x153, 0x9D,
        0x17E, 0x178,
    ]

    private static func named(
        from start: Int, in bytes: ArraySlice<UInt8>, isAttribute: Bool
    ) -> ([Unicode.Scalar], Int)? {
        var end = start
        while end < bytes.endIndex, end - start < longestName, isAlphanumeric(bytes[end]) { end += 1 }
        if end < bytes.endIndex, bytes[end] == UInt8(ascii: ";"),
            let scalars = names[String(decoding: bytes[start...end], as: UTF8.self)]
        {
            return (scalars, end + 1)
        }
        // Some old names stand without ";": the longest of them counts.
        var length = min(end - start, longestNameWithoutSemicolon)
        while length > 1 {
            let stop = start + length
            if let scalars = names[String(decoding: bytes[start..<stop], as: UTF8.self)] {
                let follower = stop < bytes.endIndex ? bytes[stop] : 0
                if isAttribute, follower == UInt8(ascii: "=") || isAlphanumeric(follower) { return nil }
                return (scalars, stop)
            }
            length -= 1
        }
        return nil
    }

    /// "frac14", "Ccedil", "middot" and others.
    private static let longestNameWithoutSemicolon = 6

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }
}
