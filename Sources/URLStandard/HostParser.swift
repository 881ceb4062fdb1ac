/// URL Standard, section 3.5 "Host parsing".
enum HostParser {
    /// URL Standard: "forbidden host code point".
    static let forbiddenHost = ASCIISet("\0\t\n\r #/:<>?@[\\]^|")
    /// URL Standard: "forbidden domain code point".
    static let forbiddenDomain = forbiddenHost.union(ASCIISet(low: 0xFFFF_FFFF, high: 1 << 63))
        .union(ASCIISet("%"))

    /// Appends the serialised host to `output`.
    ///
    /// - Parameters:
    ///   - input: UTF-8; not empty unless `isOpaque`.
    ///   - isOpaque: Whether the URL is not special.
    static func parse(
        _ input: ArraySlice<UInt8>, isOpaque: Bool, into output: inout [UInt8], diagnostics: inout Diagnostics
    ) throws(URLParseError) -> HostKind {
        if input.first == UInt8(ascii: "[") {
            guard input.last == UInt8(ascii: "]") else {
                throw diagnostics.failure(.ipv6Unclosed, at: input.startIndex)
            }
            let address = try IPv6.parse(input.dropFirst().dropLast(), diagnostics: &diagnostics)
            IPv6.serialize(address, into: &output)
            return .ipv6
        }
        if isOpaque { return try parseOpaque(input, into: &output, diagnostics: &diagnostics) }

        let start = output.count
        try appendDomain(input, into: &output, diagnostics: &diagnostics)
        guard IPv4.endsInNumber(output[start...]) else { return .domain }
        let address = try IPv4.parse(output[start...], position: input.startIndex, diagnostics: &diagnostics)
        output.removeSubrange(start...)
        IPv4.serialize(address, into: &output)
        return .ipv4
    }

    /// Percent-decodes, then runs the "domain parser" (section 3.3) with beStrict false.
    private static func appendDomain(
        _ input: ArraySlice<UInt8>, into output: inout [UInt8], diagnostics: inout Diagnostics
    ) throws(URLParseError) {
        let start = output.count
        var isASCII = true
        var hasPercent = false
        for byte in input {
            isASCII = isASCII && byte < 0x80
            hasPercent = hasPercent || byte == UInt8(ascii: "%")
        }
        if isASCII, !hasPercent, !diagnostics.isEnabled {
            // All-ASCII domains are only put in lower case, whatever their "xn--" labels hold.
            output.append(contentsOf: input)
            for index in start..<output.count { output[index] = output[index].asciiLowercased }
        } else {
            if diagnostics.isEnabled,
                let escape = input.indices.first(where: { PercentEncoding.decodedByte(input, at: $0) != nil })
            {
                diagnostics.report(.domainPercentEncoded, at: escape)
            }
            let decoded = hasPercent ? PercentEncoding.decode(input) : Array(input)
            var domain: [Unicode.Scalar] = []
            domain.reserveCapacity(decoded.count)
            for scalar in String(decoding: decoded, as: UTF8.self).unicodeScalars { domain.append(scalar) }
            if diagnostics.isEnabled, IDNA.toASCII(domain, strict: true) == nil {
                diagnostics.report(.domainToASCII, at: input.startIndex)
            }
            if domain.allSatisfy(\.isASCII) {
                for scalar in domain { output.append(UInt8(truncatingIfNeeded: scalar.value).asciiLowercased) }
            } else {
                guard let result = IDNA.toASCII(domain, strict: false) else { throw .invalid(.domainToASCII) }
                output.append(contentsOf: result)
            }
        }
        guard output.count > start, !output[start...].contains(where: forbiddenDomain.contains) else {
            throw .invalid(.domainToASCII)
        }
    }

    private static func parseOpaque(
        _ input: ArraySlice<UInt8>, into output: inout [UInt8], diagnostics: inout Diagnostics
    ) throws(URLParseError) -> HostKind {
        if let index = input.firstIndex(where: forbiddenHost.contains) {
            throw diagnostics.failure(.hostInvalidCodePoint, at: index)
        }
        URLUnits.check(input, &diagnostics)
        output.append(percentEncoding: input, .c0Control)
        return input.isEmpty ? .empty : .opaque
    }
}
