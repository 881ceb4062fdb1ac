public import LinkPolicy
public import URLStandard

/// The operator's rules, compiled for lookup: immutable.
///
/// A rule on a host covers its subdomains; a rule on an address covers that path and everything below it, or, with a
/// query, that address alone. The most specific rule on a link wins: the longest host first, then the longest path;
/// of equally specific ones the tenant's own comes before the one for every tenant.
public struct OperatorRules: Sendable {
    private struct Entry: Sendable {
        let tenant: TenantID?
        let rule: OperatorRule
        /// `/path` or `/path?query` without a trailing slash; empty for the whole host.
        let path: String
    }

    private var entriesByHost: [String: [Entry]] = [:]

    public init(_ rules: [(tenant: TenantID?, rule: OperatorRule)] = []) {
        for (tenant, rule) in rules {
            guard let subject = Subject(rule.subject) else { continue }
            entriesByHost[subject.host, default: []].append(Entry(tenant: tenant, rule: rule, path: subject.path))
        }
        for host in entriesByHost.keys {
            entriesByHost[host]?.sort { a, b in
                (a.path.utf8.count, a.tenant == nil ? 0 : 1) > (b.path.utf8.count, b.tenant == nil ? 0 : 1)
            }
        }
    }

    /// The rule in force on `url` at `now` (seconds since 1970), if any. O(labels of the host); the address itself is
    /// brought to its normal form only when a rule speaks of a path on its host.
    public func rule(on url: WebURL, tenant: TenantID, at now: Int64) -> OperatorRule? {
        guard !entriesByHost.isEmpty, let (name, hasLabels) = Subject.host(of: url) else { return nil }
        var subject: Subject?
        var host = name[...]
        while true {
            for entry in entriesByHost[String(host)] ?? [] {
                guard entry.tenant == nil || entry.tenant == tenant, entry.rule.until.map({ $0 > now }) ?? true else {
                    continue
                }
                if entry.path.isEmpty { return entry.rule }
                if subject == nil { subject = Subject(url) }
                if subject?.isCovered(by: entry.path) == true { return entry.rule }
            }
            guard hasLabels, let dot = host.firstIndex(of: ".") else { return nil }
            host = host[host.index(after: dot)...]
        }
    }

    /// The first end of a rule after `now`: when verdicts change though nobody changes anything. Seconds since 1970;
    /// O(rules).
    public func nextEnd(after now: Int64) -> Int64? {
        entriesByHost.values.joined().compactMap(\.rule.until).filter { $0 > now }.min()
    }

    /// The ends after `now` of the rules on the host of `url` and on the names that it stands below: when another verdict
    /// may hold. Seconds since 1970. O(labels of the host).
    func ends(on url: WebURL, tenant: TenantID, after now: Int64) -> [Int64] {
        guard !entriesByHost.isEmpty, let (name, hasLabels) = Subject.host(of: url) else { return [] }
        var ends: [Int64] = []
        var host = name[...]
        while true {
            for entry in entriesByHost[String(host)] ?? [] where entry.tenant == nil || entry.tenant == tenant {
                if let until = entry.rule.until, until > now { ends.append(until) }
            }
            guard hasLabels, let dot = host.firstIndex(of: ".") else { return ends }
            host = host[host.index(after: dot)...]
        }
    }

    /// What a rule is on, in normal form.
    public struct Subject: Hashable, Sendable, CustomStringConvertible {
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
        init?(_ url: WebURL) {
            guard let (host, _) = Self.host(of: url), let normal = try? WebURL(url.equalityKey) else { return nil }
            self.host = host
            var path = normal.path
            while path.hasSuffix("/") { path.removeLast() }
            self.path = normal.query.map { path + "?" + $0 } ?? path
        }

        /// The host without trailing dots, and whether it has labels, as an IP address has not.
        fileprivate static func host(of url: WebURL) -> (name: String, hasLabels: Bool)? {
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

        func isCovered(by rulePath: String) -> Bool {
            guard path.hasPrefix(rulePath) else { return false }
            guard let next = path.dropFirst(rulePath.count).first else { return true }
            return next == "/" || (next == "?" && !rulePath.contains("?"))
        }
    }
}
