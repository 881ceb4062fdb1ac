/// IPv4 addresses in all their spellings (URL Standard, section 3.5 "IPv4 parser").
enum IPv4 {
    /// URL Standard: "ends in a number checker".
    static func endsInNumber(_ host: ArraySlice<UInt8>) -> Bool {
        var end = host.endIndex
        if host.last == UInt8(ascii: ".") { end -= 1 }
        var start = end
        while start > host.startIndex, host[start - 1] != UInt8(ascii: ".") { start -= 1 }
        let last = host[start..<end]
        guard let first = last.first, first.isASCIIDigit else { return false }
        return last.allSatisfy(\.isASCIIDigit) || number(last) != nil
    }

    /// Parses a host that ends in a number. `position` is where validation errors point.
    static func parse(
        _ host: ArraySlice<UInt8>, position: Int, diagnostics: inout Diagnostics
    ) throws(URLParseError) -> UInt32 {
        var parts = host.split(separator: UInt8(ascii: "."), maxSplits: 5, omittingEmptySubsequences: false)
        if parts.last?.isEmpty == true {
            diagnostics.report(.ipv4EmptyPart, at: position)
            if parts.count > 1 { parts.removeLast() }
        }
        if parts.count < 4 { diagnostics.report(.ipv4TooFewParts, at: position) }
        guard parts.count <= 4 else { throw diagnostics.failure(.ipv4TooManyParts, at: position) }

        var numbers: [UInt64] = []
        for part in parts {
            guard let parsed = number(part) else { throw diagnostics.failure(.ipv4NonNumericPart, at: position) }
            if !parsed.isDecimal { diagnostics.report(.ipv4NonDecimalPart, at: position) }
            numbers.append(parsed.value)
        }
        if numbers.contains(where: { $0 > 255 }) { diagnostics.report(.ipv4OutOfRangePart, at: position) }
        let last = numbers.removeLast()
        guard numbers.allSatisfy({ $0 <= 255 }), last < 1 << UInt64(8 * (4 - numbers.count)) else {
            throw .invalid(.ipv4OutOfRangePart)
        }
        var address = last
        for (index, number) in numbers.enumerated() { address += number << UInt64(8 * (3 - index)) }
        return UInt32(truncatingIfNeeded: address)
    }

    /// URL Standard: "IPv4 number parser". Values above 32 bits are given as 2^33, which no address holds.
    private static func number(_ text: ArraySlice<UInt8>) -> (value: UInt64, isDecimal: Bool)? {
        guard let first = text.first else { return nil }
        var digits = text
        var radix: UInt64 = 10
        if first == UInt8(ascii: "0"), text.count > 1 {
            digits = digits.dropFirst()
            radix = 8
            if text[text.startIndex + 1] | 0x20 == UInt8(ascii: "x") {
                digits = digits.dropFirst()
                radix = 16
            }
        }
        var value: UInt64 = 0
        for digit in digits {
            guard let digitValue = digit.hexDigitValue, digitValue < radix else { return nil }
            value = min(value * radix + UInt64(digitValue), 1 << 33)
        }
        return (value, radix == 10)
    }

    /// URL Standard: "IPv4 serializer".
    static func serialize(_ address: UInt32, into output: inout [UInt8]) {
        for shift: UInt32 in [24, 16, 8, 0] {
            if shift != 24 { output.append(UInt8(ascii: ".")) }
            let part = UInt8(truncatingIfNeeded: address >> shift)
            if part > 99 { output.append(0x30 + part / 100) }
            if part > 9 { output.append(0x30 + part / 10 % 10) }
            output.append(0x30 + part % 10)
        }
    }

    /// Reads what ``serialize(_:into:)`` wrote.
    static func readDotted(_ text: ArraySlice<UInt8>) -> UInt32? {
        var address: UInt32 = 0
        var part: UInt32 = 0
        for byte in text {
            if byte == UInt8(ascii: ".") {
                address = address << 8 | part
                part = 0
            } else {
                guard byte.isASCIIDigit else { return nil }
                part = part &* 10 &+ UInt32(byte &- 0x30)
            }
        }
        return address << 8 | part
    }
}
