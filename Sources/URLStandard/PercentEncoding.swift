extension [UInt8] {
    /// Appends "%" and two upper-case hexadecimal digits (URL Standard: "percent-encode a byte").
    @inline(__always)
    mutating func appendPercentEncoded(_ byte: UInt8) {
        append(UInt8(ascii: "%"))
        append(hexDigit(byte >> 4))
        append(hexDigit(byte & 15))
    }

    /// URL Standard: "UTF-8 percent-encode" of bytes that already are UTF-8.
    mutating func append(percentEncoding bytes: ArraySlice<UInt8>, _ set: PercentEncodeSet) {
        // Runs of bytes that stay as they are, mostly all of them, are copied at once; so are those that do not, of
        // which each byte of text outside ASCII is one.
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let kept = bytes[index...].prefix { !set.contains($0) }
            append(contentsOf: kept)
            let escaped = bytes[kept.endIndex...].prefix { set.contains($0) }
            appendPercentEncoded(escaped)
            index = escaped.endIndex
        }
    }

    private mutating func appendPercentEncoded(_ bytes: ArraySlice<UInt8>) {
        let start = count
        append(contentsOf: repeatElement(UInt8(ascii: "%"), count: 3 * bytes.count))
        for (offset, byte) in bytes.enumerated() {
            self[start + 3 * offset + 1] = hexDigit(byte >> 4)
            self[start + 3 * offset + 2] = hexDigit(byte & 15)
        }
    }
}

@inline(__always)
private func hexDigit(_ value: UInt8) -> UInt8 {
    value < 10 ? value + 0x30 : value + 0x37
}

enum PercentEncoding {
    /// The byte that "%XY" at `index` stands for, or `nil` when no percent-encoded byte starts there.
    @inline(__always)
    static func decodedByte(_ bytes: ArraySlice<UInt8>, at index: Int) -> UInt8? {
        guard bytes[index] == UInt8(ascii: "%"), bytes.endIndex - index > 2,
            let high = bytes[index + 1].hexDigitValue, let low = bytes[index + 2].hexDigitValue
        else { return nil }
        return high << 4 | low
    }

    /// URL Standard: "percent-decode". O(n).
    static func decode(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(bytes.count)
        var index = bytes.startIndex
        while index < bytes.endIndex {
            if let byte = decodedByte(bytes, at: index) {
                decoded.append(byte)
                index += 3
            } else {
                decoded.append(bytes[index])
                index += 1
            }
        }
        return decoded
    }
}
