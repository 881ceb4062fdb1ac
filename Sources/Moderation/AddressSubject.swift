public import URLStandard

/// The part of the web that a rule or a ruling is on, in normal form: a host with its subdomains, a path with what lies
/// below it, or one address.
public struct AddressSubject: Hashable, Sendable, CustomStringConvertible {
    /// ASCII form without a trailing dot.
    public let host: String
    /// `/path` or `/path?query` without a trailing slash; empty for the whole host.
    public let path: String

    /// `nil` unless `text` is a host or an `http` or `https` address.
    public init?(_ text: String) {
        let hasScheme = text.lowercased().hasPrefix("http://") || text.lowercased().hasPrefix("https://")
        // "ftp://a" or "/a" behind a scheme would name a host "ftp" or "a" that nobody meant.
        guard hasScheme || !(text.contains("://") || text.hasPrefix("/") || text.hasPrefix("\\")),
            let url = try? WebURL(hasScheme ? text : "http://" + text)
        else { return nil }
        self.init(url)
    }

    /// `nil` for an address without a host.
    public init?(_ url: WebURL) {
        guard let (host, _) = Self.host(of: url), let normal = try? WebURL(url.equalityKey) else { return nil }
        self.host = host
        var path = normal.path
        while path.hasSuffix("/") { path.removeLast() }
        self.path = normal.query.map { path + "?" + $0 } ?? path
    }

    /// The host without trailing dots, and whether it has labels, as an IP address has not.
    public static func host(of url: WebURL) -> (name: String, hasLabels: Bool)? {
        guard url.isSpecial else { return nil }
        switch url.host {
        case .domain(var name):
            while name.hasSuffix(".") { name.removeLast() }
            return name.isEmpty || name.contains("..") ? nil : (name, true)
        case .ipv4, .ipv6: return (url.hostname, false)
        case .opaque, .empty, nil: return nil
        }
    }

    public var description: String { host + path }

    /// Whether a rule on `rulePath` of this host, or of one above it, covers this subject.
    public func isCovered(by rulePath: String) -> Bool {
        guard path.hasPrefix(rulePath) else { return false }
        guard let next = path.dropFirst(rulePath.count).first else { return true }
        return next == "/" || (next == "?" && !rulePath.contains("?"))
    }
}
