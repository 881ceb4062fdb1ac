public import LinkPolicy
import Moderation
import Platforms
public import Reputation
public import URLStandard

/// The tiers on record that are not `ordinary`, compiled for lookup: immutable. A tier counts for the tenant whose
/// people's openings and complaints led to it, and for no other.
public struct TierBook: Sendable {
    /// A tier that is on record.
    public struct Entry: Hashable, Sendable {
        public var tenant: TenantID
        public var subject: Subject
        public var tier: ReputationTier

        public init(tenant: TenantID, subject: Subject, tier: ReputationTier) {
            self.tenant = tenant
            self.subject = subject
            self.tier = tier
        }
    }

    fileprivate struct Tiers: Sendable {
        var platforms: [String: ReputationTier] = [:]
        /// Those whose subdomains belong to them.
        var domains: [String: ReputationTier] = [:]
        /// Those that are a public suffix, below which other sites lie: the tier is that of the host alone.
        var hosts: [String: ReputationTier] = [:]
        /// How many labels the names of ``domains`` have.
        var labels = ClosedRange(uncheckedBounds: (lower: Int.max, upper: Int.max))
    }

    /// The numbers that standings rest on; `nil` where no standing is kept.
    public let parameters: ReputationParameters?
    private let tenants: [TenantID: Tiers]

    /// - Parameters:
    ///   - entries: Those of senders and groups are left out: verdicts do not ask for them.
    ///   - list: Tells sites from public suffixes.
    public init(
        parameters: ReputationParameters? = nil, _ entries: [Entry] = [], list: PublicSuffixList = .builtin
    ) {
        self.parameters = parameters
        var tenants: [TenantID: Tiers] = [:]
        for entry in entries where entry.tier != .ordinary {
            switch entry.subject.kind {
            case .platform: tenants[entry.tenant, default: Tiers()].platforms[entry.subject.id] = entry.tier
            case .domain where Site(.domain(entry.subject.id), list: list).registrableDomain == nil:
                tenants[entry.tenant, default: Tiers()].hosts[entry.subject.id] = entry.tier
            case .domain:
                let count = entry.subject.id.utf8.count { $0 == UInt8(ascii: ".") } + 1
                var tiers = tenants[entry.tenant] ?? Tiers()
                tiers.labels =
                    tiers.domains.isEmpty
                    ? count...count : min(tiers.labels.lowerBound, count)...max(tiers.labels.upperBound, count)
                tiers.domains[entry.subject.id] = entry.tier
                tenants[entry.tenant] = tiers
            case .sender, .group: break
            }
        }
        self.tenants = tenants
    }

    private init(_ other: TierBook, parameters: ReputationParameters?) {
        self.parameters = parameters
        tenants = other.tenants
    }

    /// The same tiers under other numbers.
    public func with(parameters: ReputationParameters?) -> TierBook { TierBook(self, parameters: parameters) }

    /// The worst tier among those of the platforms and sites that the address of `target` shows; `nil` where no standing
    /// is kept. Looks nothing up for a tenant of whose platforms and sites none is in a tier.
    func tier(of target: Target, tenant: TenantID) -> ReputationTier? {
        guard parameters != nil else { return nil }
        guard !tenants.isEmpty, let tiers = tenants[tenant] else { return .ordinary }
        var worst: ReputationTier?
        func meet(_ tier: ReputationTier?) {
            let tier = tier ?? .ordinary
            worst = worst.map { min($0, tier) } ?? tier
        }
        var hop: Target? = target
        while let current = hop {
            if let platform = current.platform { meet(tiers.platforms[platform.rawValue]) }
            if let url = current.url { meet(tiers.tier(of: url)) }
            hop = current.unwrapped
        }
        return worst ?? .ordinary
    }
}

extension TierBook.Tiers {
    /// Looks up the endings of the host that have as many labels as any name here: one or two, as a rule.
    fileprivate func tier(of url: WebURL) -> ReputationTier? {
        guard !(domains.isEmpty && hosts.isEmpty), let host = AddressSubject.host(of: url) else { return nil }
        if let tier = hosts[host.name] ?? domains[host.name] { return tier }
        let bytes = host.name.utf8
        var count = 0
        var place = bytes.endIndex
        while place > bytes.startIndex {
            bytes.formIndex(before: &place)
            guard bytes[place] == UInt8(ascii: ".") else { continue }
            count += 1
            if count > labels.upperBound { return nil }
            guard count >= labels.lowerBound else { continue }
            if let tier = domains[String(host.name[bytes.index(after: place)...])] { return tier }
        }
        return nil
    }
}
