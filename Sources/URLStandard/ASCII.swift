/// Classes of ASCII bytes, named as in the Infra Standard, section 4.6.
extension UInt8 {
    @inline(__always)
    var isASCIIDigit: Bool { self &- 0x30 < 10 }

    @inline(__always)
    var isASCIIUpper: Bool { self &- 0x41 < 26 }

    @inline(__always)
    var isASCIIAlpha: Bool { (self | 0x20) &- 0x61 < 26 }

    @inline(__always)
    var isASCIIAlphanumeric: Bool { isASCIIAlpha || isASCIIDigit }

    @inline(__always)
    var asciiLowercased: UInt8 { isASCIIUpper ? self | 0x20 : self }

    @inline(__always)
    var isASCIITabOrNewline: Bool { self <= 0x0D && (self == 0x09 || self == 0x0A || self == 0x0D) }

    @inline(__always)
    var isSlash: Bool { self == UInt8(ascii: "/") || self == UInt8(ascii: "\\") }

    /// The value of a hexadecimal digit of either case, or `nil`.
    @inline(__always)
    var hexDigitValue: UInt8? {
        if isASCIIDigit { return self &- 0x30 }
        let letter = (self | 0x20) &- 0x61
        return letter < 6 ? letter + 10 : nil
    }
}

/// A set of ASCII bytes: one bit each. Bytes above 0x7F are in no set.
struct ASCIISet: Sendable {
    let low: UInt64
    let high: UInt64

    init(_ members: StaticString) {
        var low: UInt64 = 0
        var high: UInt64 = 0
        members.withUTF8Buffer { bytes in
            for byte in bytes {
                if byte < 64 { low |= 1 << UInt64(byte) } else { high |= 1 << UInt64(byte & 63) }
            }
        }
        self.low = low
        self.high = high
    }

    init(low: UInt64, high: UInt64) {
        self.low = low
        self.high = high
    }

    @inline(__always)
    func contains(_ byte: UInt8) -> Bool {
        let half = byte & 0x40 == 0 ? low : high
        return byte < 0x80 && half &>> UInt64(byte & 63) & 1 == 1
    }

    func union(_ other: ASCIISet) -> ASCIISet {
        ASCIISet(low: low | other.low, high: high | other.high)
    }
}
