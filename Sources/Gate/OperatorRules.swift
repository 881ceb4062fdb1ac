public import LinkPolicy
import Moderation
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
            guard let subject = AddressSubject(rule.subject) else { continue }
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
        guard !entriesByHost.isEmpty, let (name, hasLabels) = AddressSubject.host(of: url) else { return nil }
        var subject: AddressSubject?
        var host = name[...]
        while true {
            for entry in entriesByHost[String(host)] ?? [] {
                guard entry.tenant == nil || entry.tenant == tenant, entry.rule.until.map({ $0 > now }) ?? true else {
                    continue
                }
                if entry.path.isEmpty { return entry.rule }
                if subject == nil { subject = AddressSubject(url) }
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
        guard !entriesByHost.isEmpty, let (name, hasLabels) = AddressSubject.host(of: url) else { return [] }
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
}
