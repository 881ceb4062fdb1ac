public import LinkPolicy
import Moderation
import Platforms
public import Reputation
public import URLStandard

/// The tiers on record that are not `ordinary`, compiled for lookup: immutable. A tier counts for the tenant whose
/// people's openings and complaints led to it, and for no other; a shared one for every tenant that shares standings.
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

        mutating func enter(_ subject: Subject, _ tier: ReputationTier, _ list: PublicSuffixList) {
            switch subject.kind {
            case .platform: platforms[subject.id] = tier
            case .domain where Site(.domain(subject.id), list: list).registrableDomain == nil:
                hosts[subject.id] = tier
            case .domain:
                let count = subject.id.utf8.count { $0 == UInt8(ascii: ".") } + 1
                labels =
                    domains.isEmpty ? count...count : min(labels.lowerBound, count)...max(labels.upperBound, count)
                domains[subject.id] = tier
            case .sender, .group: break
            }
        }
    }

    /// The numbers that standings rest on; `nil` where no standing is kept.
    public let parameters: ReputationParameters?
    private let tenants: [TenantID: Tiers]
    /// What counts for every tenant that shares; `nil` for nothing.
    private let shared: Tiers?

    /// - Parameters:
    ///   - entries: Those of senders and groups are left out: verdicts do not ask for them.
    ///   - shared: The tiers that tenants who share standings came to together.
    ///   - list: Tells sites from public suffixes.
    public init(
        parameters: ReputationParameters? = nil, _ entries: [Entry] = [], shared: [Subject: ReputationTier] = [:],
        list: PublicSuffixList = .builtin
    ) {
        self.parameters = parameters
        var tenants: [TenantID: Tiers] = [:]
        for entry in entries where entry.tier != .ordinary {
            tenants[entry.tenant, default: Tiers()].enter(entry.subject, entry.tier, list)
        }
        self.tenants = tenants
        var together = Tiers()
        for (subject, tier) in shared where tier < .ordinary { together.enter(subject, tier, list) }
        self.shared = shared.isEmpty ? nil : together
    }

    private init(_ other: TierBook, parameters: ReputationParameters?) {
        self.parameters = parameters
        tenants = other.tenants
        shared = other.shared
    }

    /// The same tiers under other numbers.
    public func with(parameters: ReputationParameters?) -> TierBook { TierBook(self, parameters: parameters) }

    /// The worst tier among those of the platforms and sites that the address of `target` shows; `nil` where no standing
    /// is kept. Looks nothing up for a tenant of whose platforms and sites none is in a tier.
    func tier(of target: Target, tenant: TenantID) -> ReputationTier? {
        guard let parameters else { return nil }
        let own = tenants[tenant]?.worst(of: target) ?? .ordinary
        guard let shared, parameters.sharing.contains(tenant) else { return own }
        let together = shared.worst(of: target)
        return together < .ordinary ? min(own, together) : own
    }
}

extension TierBook.Tiers {
    fileprivate func worst(of target: Target) -> ReputationTier {
        var worst: ReputationTier?
        func meet(_ tier: ReputationTier?) {
            let tier = tier ?? .ordinary
            worst = worst.map { min($0, tier) } ?? tier
        }
        var hop: Target? = target
        while let current = hop {
            if let platform = current.platform { meet(platforms[platform.rawValue]) }
            if let url = current.url { meet(tier(of: url)) }
            hop = current.unwrapped
        }
        return worst ?? .ordinary
    }

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
