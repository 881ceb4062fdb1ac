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
    }

    private let index: AddressIndex<Entry>
    private let isEmpty: Bool

    public init(_ rules: [(tenant: TenantID?, rule: OperatorRule)] = []) {
        index = AddressIndex(
            rules.compactMap { tenant, rule in
                AddressSubject(rule.subject).map { ($0, Entry(tenant: tenant, rule: rule)) }
            },
            precedes: { $0.tenant != nil && $1.tenant == nil })
        isEmpty = index.isEmpty
    }

    /// The rule in force on `url` at `now` (seconds since 1970), if any. O(labels of the host).
    public func rule(on url: WebURL, tenant: TenantID, at now: Int64) -> OperatorRule? {
        guard !isEmpty else { return nil }
        return index.first(covering: url) { entry in
            (entry.tenant == nil || entry.tenant == tenant) && entry.rule.until.map { $0 > now } ?? true
        }?.rule
    }

    /// The first end of a rule after `now`: when verdicts change though nobody changes anything. Seconds since 1970;
    /// O(rules).
    public func nextEnd(after now: Int64) -> Int64? {
        index.values.compactMap(\.rule.until).filter { $0 > now }.min()
    }

    /// The ends after `now` of the rules that cover `url`: when another verdict may hold. Seconds since 1970. O(labels of
    /// the host + parts of the path).
    func ends(on url: WebURL, tenant: TenantID, after now: Int64) -> [Int64] {
        var ends: [Int64] = []
        index.forEach(covering: url) { entry, _ in
            guard entry.tenant == nil || entry.tenant == tenant, let until = entry.rule.until, until > now else {
                return
            }
            ends.append(until)
        }
        return ends
    }
}
