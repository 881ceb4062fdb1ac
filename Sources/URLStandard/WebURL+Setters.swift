// The setters of the URL API (URL Standard, section 6.1). A value the Standard ignores leaves the URL as it was.
// None of them can make a URL that does not parse to itself.
extension WebURL {
    /// Replaces the whole URL.
    ///
    /// - Throws: ``URLParseError``; the URL is then unchanged.
    public mutating func setHref(_ value: String) throws(URLParseError) {
        self = try WebURL(value)
    }

    /// Sets the scheme; special and other schemes cannot be exchanged for one another.
    public mutating func setProtocol(_ value: String) {
        let text = SetterInput.stripped(value + ":")
        guard let first = text.first, first.isASCIIAlpha,
            let end = text.firstIndex(of: UInt8(ascii: ":")), text[..<end].allSatisfy(\.isSchemeByte)
        else { return }
        let name = text[..<end].map(\.asciiLowercased)
        let kind = SchemeKind(name)
        guard kind.isSpecial == isSpecial,
            kind != .file || !(hasCredentials || structure.hasPort),
            structure.scheme != .file || structure.host != .empty
        else { return }
        edit { record in
            record.scheme = name
            record.schemeKind = kind
            if record.port == kind.defaultPort { record.port = nil }
        }
    }

    public mutating func setUsername(_ value: String) {
        guard canHaveCredentialsAndPort else { return }
        edit { record in
            record.username = []
            record.username.append(percentEncoding: Array(value.utf8)[...], .userinfo)
        }
    }

    public mutating func setPassword(_ value: String) {
        guard canHaveCredentialsAndPort else { return }
        edit { record in
            record.password = []
            record.password.append(percentEncoding: Array(value.utf8)[...], .userinfo)
        }
    }

    /// Sets the host and, when `value` has one, the port.
    public mutating func setHost(_ value: String) { setHost(value, acceptsPort: true) }

    /// Sets the host; a value with a port is ignored.
    public mutating func setHostname(_ value: String) { setHost(value, acceptsPort: false) }

    /// Sets the port from leading digits; the empty string removes it.
    public mutating func setPort(_ value: String) {
        guard canHaveCredentialsAndPort else { return }
        if value.isEmpty {
            edit { $0.port = nil }
            return
        }
        let digits = SetterInput.stripped(value).prefix(while: \.isASCIIDigit)
        guard case .number(let number)? = portNumber(digits) else { return }
        edit { $0.setPort(number) }
    }

    /// Sets the path; ignored when the path is opaque.
    public mutating func setPathname(_ value: String) {
        guard !structure.hasOpaquePath else { return }
        let text = SetterInput.stripped(value)
        edit { record in
            var parser = URLParser(input: text, base: nil, diagnostics: .off)
            parser.structure.scheme = record.schemeKind
            if record.schemeKind.isSpecial || !text.isEmpty {
                parser.appendSegments(text[(parser.isSeparator(text.first) ? 1 : 0)...])
            } else if record.host == nil {
                parser.output = [UInt8(ascii: "/")]
            }
            record.path = parser.output
        }
    }

    /// Sets the query, with or without a leading "?"; the empty string removes it.
    public mutating func setSearch(_ value: String) {
        let text = SetterInput.component(value, after: UInt8(ascii: "?"))
        edit { record in
            record.query = text.map { text in
                var query: [UInt8] = []
                query.append(percentEncoding: text, record.schemeKind.isSpecial ? .specialQuery : .query)
                return query
            }
        }
    }

    /// Sets the fragment, with or without a leading "#"; the empty string removes it.
    public mutating func setHash(_ value: String) {
        let text = SetterInput.component(value, after: UInt8(ascii: "#"))
        edit { record in
            record.fragment = text.map { text in
                var fragment: [UInt8] = []
                fragment.append(percentEncoding: text, .fragment)
                return fragment
            }
        }
    }

    /// The negation of "cannot have a username/password/port" (section 4.2).
    private var canHaveCredentialsAndPort: Bool {
        structure.host != .none && structure.host != .empty && structure.scheme != .file
    }

    private mutating func edit(_ change: (inout URLRecord) -> Void) {
        var record = URLRecord(self)
        change(&record)
        self = record.assembled()
    }

    /// States "host", "hostname" and "file host" with a state override.
    private mutating func setHost(_ value: String, acceptsPort: Bool) {
        guard !structure.hasOpaquePath else { return }
        let text = SetterInput.stripped(value)
        let end = text.firstIndex { byte in
            byte == UInt8(ascii: "/") || byte == UInt8(ascii: "?") || byte == UInt8(ascii: "#")
                || (byte == UInt8(ascii: "\\") && isSpecial)
        }
        let authority = text[..<(end ?? text.endIndex)]
        let isFile = structure.scheme == .file
        let colon = isFile ? nil : portSeparator(authority)
        let host = authority[..<(colon ?? authority.endIndex)]
        if colon != nil, host.isEmpty || !acceptsPort { return }
        if host.isEmpty, !isFile, isSpecial || hasCredentials || structure.hasPort { return }

        var serialized: [UInt8] = []
        var kind = HostKind.empty
        if !(isFile && host.isEmpty) {
            var diagnostics = Diagnostics.off
            guard
                let parsed = try? HostParser.parse(
                    host, isOpaque: !isSpecial, into: &serialized, diagnostics: &diagnostics)
            else { return }
            kind = parsed
        }
        if isFile, serialized.elementsEqual("localhost".utf8) {
            serialized = []
            kind = .empty
        }
        edit { record in
            record.host = serialized
            record.hostKind = kind
            guard let colon else { return }
            let digits = text[(colon + 1)...].prefix(while: \.isASCIIDigit)
            if case .number(let number)? = portNumber(digits) { record.setPort(number) }
        }
    }
}

/// What the basic URL parser does to its input when it is given a URL to change.
private enum SetterInput {
    /// The bytes without tabs and newlines.
    static func stripped(_ value: String) -> [UInt8] {
        stripped(value.utf8[...])
    }

    private static func stripped(_ bytes: Substring.UTF8View) -> [UInt8] {
        bytes.filter { !$0.isASCIITabOrNewline }
    }

    /// The bytes after an optional `delimiter`, or `nil` for the empty string.
    static func component(_ value: String, after delimiter: UInt8) -> ArraySlice<UInt8>? {
        guard let first = value.utf8.first else { return nil }
        return stripped(first == delimiter ? value.utf8.dropFirst() : value.utf8[...])[...]
    }
}
