// The getters of the URL API (URL Standard, section 6.1) that differ from the components.
extension WebURL {
    /// The scheme, followed by ":".
    // swift-format-ignore: AlwaysUseLowerCamelCase
    public var protocol_: String { slice(0..<Int(structure.schemeEnd) + 1) }

    /// The host and, when there is one, ":" and the port. In the URL API: `host`.
    public var hostAndPort: String {
        guard structure.hasPort else { return hostname }
        return hostname + ":" + String(structure.port)
    }

    /// The path; the same as ``path``.
    public var pathname: String { path }

    /// "?" and the query; empty when the query is absent or empty.
    public var search: String {
        guard let range = queryRange, !range.isEmpty else { return "" }
        return slice(range.lowerBound - 1..<range.upperBound)
    }

    /// "#" and the fragment; empty when the fragment is absent or empty.
    public var hash: String {
        guard let range = fragmentRange, !range.isEmpty else { return "" }
        return slice(range.lowerBound - 1..<range.upperBound)
    }

    /// The serialised origin (section 4.7); "null" for an opaque one, that of "file" included.
    public var origin: String {
        switch structure.scheme {
        case .http, .https, .ws, .wss, .ftp:
            return protocol_ + "//" + hostAndPort
        case .file:
            return "null"
        case .other:
            guard scheme == "blob", let inner = try? WebURL(path),
                inner.structure.scheme == .http || inner.structure.scheme == .https
            else { return "null" }
            return inner.origin
        }
    }
}
