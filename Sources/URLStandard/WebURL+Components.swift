extension WebURL {
    /// The scheme in lower case, without ":".
    public var scheme: String { slice(0..<Int(structure.schemeEnd)) }

    /// Whether the scheme is http, https, ws, wss, ftp or file (section 4.2).
    public var isSpecial: Bool { structure.scheme.isSpecial }

    /// The percent-encoded user name; empty when there is none.
    public var username: String {
        hasCredentials ? slice(Int(structure.schemeEnd) + 3..<Int(structure.usernameEnd)) : ""
    }

    /// The percent-encoded password; empty when there is none.
    public var password: String {
        let start = Int(structure.usernameEnd) + 1
        let end = Int(structure.hostStart) - 1
        return start < end ? slice(start..<end) : ""
    }

    /// Whether the URL includes credentials (section 4.2).
    public var hasCredentials: Bool { structure.hostStart > structure.schemeEnd + 3 && structure.host != .none }

    /// The host, or `nil` when the URL has none, as "mailto:a@b.example".
    public var host: Host? {
        guard structure.host != .none else { return nil }
        return withUTF8Href { Host(kind: structure.host, serialized: Array($0[hostRange])[...]) }
    }

    /// Whether the host is an IPv4 or IPv6 address.
    public var hasIPAddress: Bool { structure.host == .ipv4 || structure.host == .ipv6 }

    /// Whether the host is a domain with a label in Punycode ("xn--…").
    public var hasPunycode: Bool {
        guard structure.host == .domain else { return false }
        return withUTF8Href { href in
            let host = href[hostRange]
            var index = host.startIndex
            while index + 4 <= host.endIndex {
                if host[index] == UInt8(ascii: "x"), host[index + 1] == UInt8(ascii: "n"),
                    host[index + 2] == UInt8(ascii: "-"), host[index + 3] == UInt8(ascii: "-")
                {
                    return true
                }
                index += 1
            }
            return false
        }
    }

    /// The serialised host; empty when there is none.
    public var hostname: String { slice(hostRange) }

    /// The port, or `nil` when it is absent or the scheme's default.
    public var port: UInt16? { structure.hasPort ? structure.port : nil }

    /// The port a connection goes to: the given one or the scheme's default; `nil` when there is neither.
    public var effectivePort: UInt16? { port ?? structure.scheme.defaultPort }

    /// The percent-encoded path, as in the URL API's `pathname`.
    public var path: String { slice(pathRange) }

    /// Whether the path is opaque, as in "mailto:" (section 4.2).
    public var hasOpaquePath: Bool { structure.hasOpaquePath }

    /// The percent-encoded query without "?", or `nil` when there is none; "" in "https://a.example/?".
    public var query: String? { queryRange.map(slice) }

    /// The percent-encoded fragment without "#", or `nil` when there is none.
    public var fragment: String? { fragmentRange.map(slice) }

    /// The serialisation with "exclude fragment" (section 4.5).
    public var hrefWithoutFragment: String {
        structure.fragmentStart == URLStructure.absent ? href : slice(0..<Int(structure.fragmentStart))
    }
}

extension WebURL {
    /// Calls `body` with the bytes of ``href``, which are valid only during the call. O(1).
    @inlinable
    public func withUTF8Href<Result: ~Copyable, Failure: Error>(
        _ body: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try href.utf8.span.withUnsafeBufferPointer(body)
    }

    /// Byte range of ``hostname`` in ``href``; empty when there is no host.
    public var hostRange: Range<Int> { Int(structure.hostStart)..<Int(structure.hostEnd) }

    /// Byte range of ``path`` in ``href``.
    public var pathRange: Range<Int> { Int(structure.pathStart)..<structure.pathEnd(count: href.utf8.count) }

    /// Byte range of ``query`` in ``href``, without "?".
    public var queryRange: Range<Int>? {
        guard structure.queryStart != URLStructure.absent else { return nil }
        return Int(structure.queryStart) + 1..<structure.queryEnd(count: href.utf8.count)
    }

    /// Byte range of ``fragment`` in ``href``, without "#".
    public var fragmentRange: Range<Int>? {
        guard structure.fragmentStart != URLStructure.absent else { return nil }
        return Int(structure.fragmentStart) + 1..<href.utf8.count
    }

    func slice(_ range: Range<Int>) -> String {
        String(ascii: href.utf8.span.extracting(range))
    }
}
