extension URLParser {
    /// State "special authority ignore slashes".
    mutating func parseAuthorityIgnoringSlashes(_ start: Int) throws(URLParseError) {
        var index = start
        while byte(index)?.isSlash == true {
            diagnostics.report(.specialSchemeMissingFollowingSolidus, at: index)
            index += 1
        }
        try parseAuthority(index)
    }

    /// States "authority", "host" and "port", then the path.
    mutating func parseAuthority(_ start: Int) throws(URLParseError) {
        let end = authorityEnd(start)
        output.append(UInt8(ascii: "/"))
        output.append(UInt8(ascii: "/"))
        var hostStart = start
        structure.usernameEnd = UInt32(output.count)
        if let at = input[start..<end].lastIndex(of: UInt8(ascii: "@")) {
            reportCredentials(start...at)
            guard at + 1 < end else { throw diagnostics.failure(.hostMissing, at: end) }
            appendCredentials(start..<at)
            hostStart = at + 1
        }
        structure.hostStart = UInt32(output.count)
        try parseHostAndPort(hostStart..<end)
        parsePathStart(end)
    }

    private func authorityEnd(_ start: Int) -> Int {
        var end = start
        while end < input.count {
            let byte = input[end]
            if isSeparator(byte) || byte == UInt8(ascii: "?") || byte == UInt8(ascii: "#") { break }
            end += 1
        }
        return end
    }

    private mutating func reportCredentials(_ range: ClosedRange<Int>) {
        guard diagnostics.isEnabled else { return }
        for index in range where input[index] == UInt8(ascii: "@") {
            diagnostics.report(.invalidCredentials, at: index)
        }
    }

    /// Appends "user:password@", or nothing when both are empty.
    private mutating func appendCredentials(_ range: Range<Int>) {
        let userinfo = input[range]
        let colon = userinfo.firstIndex(of: UInt8(ascii: ":")) ?? range.upperBound
        let password = userinfo[colon...].dropFirst()
        output.append(percentEncoding: userinfo[..<colon], .userinfo)
        structure.usernameEnd = UInt32(output.count)
        if !password.isEmpty {
            output.append(UInt8(ascii: ":"))
            output.append(percentEncoding: password, .userinfo)
        }
        if colon > range.lowerBound || !password.isEmpty { output.append(UInt8(ascii: "@")) }
    }

    private mutating func parseHostAndPort(_ range: Range<Int>) throws(URLParseError) {
        let colon = portSeparator(input[range])
        let host = input[range.lowerBound..<(colon ?? range.upperBound)]
        if host.isEmpty, colon != nil || structure.scheme.isSpecial {
            throw diagnostics.failure(.hostMissing, at: range.lowerBound)
        }
        structure.host = try HostParser.parse(
            host, isOpaque: !structure.scheme.isSpecial, into: &output, diagnostics: &diagnostics)
        structure.hostEnd = UInt32(output.count)
        structure.hasPort = false
        if let colon {
            let digits = input[(colon + 1)..<range.upperBound]
            if let wrong = digits.firstIndex(where: { !$0.isASCIIDigit }) {
                throw diagnostics.failure(.portInvalid, at: wrong)
            }
            guard let port = portNumber(digits) else { throw diagnostics.failure(.portOutOfRange, at: colon + 1) }
            appendPort(port)
        }
    }

    private mutating func appendPort(_ port: Port) {
        guard case .number(let number) = port, number != structure.scheme.defaultPort else { return }
        structure.port = number
        structure.hasPort = true
        output.append(UInt8(ascii: ":"))
        output.append(contentsOf: String(number).utf8)
    }
}

/// What stands after the ":" of an authority.
enum Port: Equatable {
    case none
    case number(UInt16)
}

/// The value of a run of ASCII digits, or `nil` when it is above 65,535.
func portNumber(_ digits: ArraySlice<UInt8>) -> Port? {
    guard !digits.isEmpty else { return Port.none }
    var value = 0
    for digit in digits {
        value = value * 10 + Int(digit &- 0x30)
        if value > 65_535 { return nil }
    }
    return .number(UInt16(value))
}

/// The first ":" outside brackets (state "host").
func portSeparator(_ authority: ArraySlice<UInt8>) -> Int? {
    var insideBrackets = false
    for (index, byte) in zip(authority.indices, authority) {
        switch byte {
        case UInt8(ascii: "["): insideBrackets = true
        case UInt8(ascii: "]"): insideBrackets = false
        case UInt8(ascii: ":") where !insideBrackets: return index
        default: break
        }
    }
    return nil
}
