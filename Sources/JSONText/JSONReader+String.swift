extension JSONReader {
    /// Reads a string whose opening quote is next. A lone surrogate escape becomes U+FFFD, as no UTF-8 text can hold it.
    mutating func rawString() throws(JSONProblem) -> String {
        index += 1
        let start = index
        while let byte = peek {
            switch byte {
            case UInt8(ascii: "\""):
                let text = String(decoding: bytes[start..<index], as: UTF8.self)
                index += 1
                return text
            case UInt8(ascii: "\\"): return try escapedString(from: start)
            case 0..<0x20: throw syntax("a control character in a string")
            default: index += 1
            }
        }
        throw syntax("a string without an end")
    }

    private mutating func escapedString(from start: Int) throws(JSONProblem) -> String {
        var decoded = Array(bytes[start..<index])
        while let byte = peek {
            switch byte {
            case UInt8(ascii: "\""):
                index += 1
                return String(decoding: decoded, as: UTF8.self)
            case UInt8(ascii: "\\"):
                index += 1
                try appendEscape(to: &decoded)
            case 0..<0x20: throw syntax("a control character in a string")
            default:
                decoded.append(byte)
                index += 1
            }
        }
        throw syntax("a string without an end")
    }

    private mutating func appendEscape(to decoded: inout [UInt8]) throws(JSONProblem) {
        guard let byte = peek else { throw syntax("a string without an end") }
        index += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): decoded.append(byte)
        case UInt8(ascii: "b"): decoded.append(0x08)
        case UInt8(ascii: "f"): decoded.append(0x0C)
        case UInt8(ascii: "n"): decoded.append(0x0A)
        case UInt8(ascii: "r"): decoded.append(0x0D)
        case UInt8(ascii: "t"): decoded.append(0x09)
        case UInt8(ascii: "u"):
            let unit = try hexUnit()
            var scalar = UnicodeScalar(UInt32(unit))
            if UTF16.isLeadSurrogate(unit), peek == UInt8(ascii: "\\"), index + 1 < bytes.count,
                bytes[index + 1] == UInt8(ascii: "u")
            {
                let mark = index
                index += 2
                let trail = try hexUnit()
                if UTF16.isTrailSurrogate(trail) {
                    scalar = UnicodeScalar(0x10000 + (UInt32(unit) - 0xD800) << 10 + (UInt32(trail) - 0xDC00))
                } else {
                    index = mark
                }
            }
            decoded.append(contentsOf: Array(String(Character(scalar ?? "\u{FFFD}")).utf8))
        default:
            index -= 1
            throw syntax("an unknown escape")
        }
    }

    private mutating func hexUnit() throws(JSONProblem) -> UInt16 {
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard let byte = peek, let digit = hexDigit(byte) else { throw syntax("expected four hex digits") }
            unit = unit << 4 | UInt16(digit)
            index += 1
        }
        return unit
    }

    private func hexDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
