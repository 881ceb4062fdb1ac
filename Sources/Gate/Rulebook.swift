public import LinkPolicy
public import LinkRecognition
public import Moderation
public import Platforms
public import ThreatIntel
public import URLStandard

/// What a tenant has chosen.
public struct TenantSettings: Hashable, Sendable {
    /// The name of its policy.
    public var policy: String
    /// Hosts, with their subdomains, whose links are the tenant's own: left as they are. ASCII form.
    public var ownHosts: [String]

    /// The name of a policy that is tried beside it and decides nothing.
    public var shadowPolicy: String?

    public init(policy: String, ownHosts: [String] = [], shadowPolicy: String? = nil) {
        self.policy = policy
        self.ownHosts = ownHosts
        self.shadowPolicy = shadowPolicy
    }
}

/// A policy that was put in force by hand, in preference to the file of the same name.
public struct StoredPolicy: Sendable {
    /// Whom it is for; `nil` for every tenant.
    public var tenant: TenantID?
    /// The number that it was put in force under, from 1.
    public var version: Int
    public var policy: Policy

    public init(tenant: TenantID?, version: Int, policy: Policy) {
        self.tenant = tenant
        self.version = version
        self.policy = policy
    }
}

/// The immutable snapshots from which facts and verdicts come, swapped whole when one of them changes. A class, so that
/// to hand it on copies nothing.
public final class Rulebook: Sendable {
    /// The store's revision that this rulebook reflects.
    public let revision: Int64
    public let catalog: PlatformCatalog
    public let finder: LinkFinder
    public let publicSuffixes: PublicSuffixList
    /// What is looked for in the words of messages.
    public let patterns: PhrasePatterns
    /// What complaints can be about, and how they are handled.
    public let complaints: ComplaintRules
    /// Those that every tenant can have: of the files, but for stored ones of the same name.
    public let policies: [String: Policy]
    /// The policies put in force by hand.
    public let stored: [StoredPolicy]
    public let operatorRules: OperatorRules
    /// What rulings have put in force.
    public let sanctions: SanctionBook
    /// Which tiers platforms and sites are in.
    public let tiers: TierBook
    /// What lists name; `nil` where there are none.
    public let threats: ThreatSet?
    /// The parts that should be there and are not, or are no longer true.
    public let degraded: Set<RulebookPart>
    /// Names that must not be imitated; `nil` where nothing is protected.
    public let lookalikes: LookalikeIndex?
    /// How rulings grow and how long they last.
    public let ladder: SanctionLadder
    private let tenants: [TenantID: TenantSettings]
    private let fallback: TenantSettings
    private let fallbackPolicy: Policy
    /// Whether any tenant has a policy in the shadow.
    private let hasShadows: Bool
    private let filePolicies: [String: Policy]
    /// Stored policies of single tenants.
    private let ownPolicies: [TenantID: [String: Policy]]

    /// `nil` when a tenant's policy is neither among `policies` nor stored.
    ///
    /// - Parameter finder: What finds the links; made for the catalogue when `nil`.
    public init?(
        revision: Int64, catalog: PlatformCatalog, finder: LinkFinder? = nil,
        publicSuffixes: PublicSuffixList = .builtin, policies: [String: Policy], stored: [StoredPolicy] = [],
        patterns: PhrasePatterns = PhrasePatterns([]),
        complaints: ComplaintRules = ComplaintRules(),
        operatorRules: OperatorRules, sanctions: SanctionBook = SanctionBook(), tiers: TierBook = TierBook(),
        threats: ThreatSet? = nil,
        lookalikes: LookalikeIndex? = nil,
        degraded: Set<RulebookPart> = [], ladder: SanctionLadder = .usual,
        tenants: [TenantID: TenantSettings], fallback: TenantSettings
    ) {
        let (shared, own) = Self.policies(of: policies, stored)
        guard let fallbackPolicy = shared[fallback.policy],
            tenants.allSatisfy({ (own[$0]?[$1.policy] ?? shared[$1.policy]) != nil }),
            ([(nil, fallback)] + tenants.map { (TenantID?($0), $1) }).allSatisfy({ tenant, settings in
                guard let name = settings.shadowPolicy else { return true }
                return (tenant.flatMap { own[$0]?[name] } ?? shared[name]) != nil
            })
        else { return nil }
        self.revision = revision
        self.catalog = catalog
        self.finder = finder ?? LinkFinder(lexicon: catalog.lexicon)
        self.publicSuffixes = publicSuffixes
        self.policies = shared
        self.stored = stored
        ownPolicies = own
        filePolicies = policies
        self.patterns = patterns
        self.complaints = complaints
        self.operatorRules = operatorRules
        self.sanctions = sanctions
        self.tiers = tiers
        self.threats = threats
        self.degraded = degraded
        self.lookalikes = lookalikes
        self.ladder = ladder
        self.tenants = tenants
        self.fallback = fallback
        self.fallbackPolicy = fallbackPolicy
        hasShadows = ([fallback] + tenants.values).contains { $0.shadowPolicy != nil }
    }

    /// Shares the compiled parts of `other`.
    private init(
        _ other: Rulebook, revision: Int64, operatorRules: OperatorRules, sanctions: SanctionBook, tiers: TierBook,
        threats: ThreatSet?, degraded: Set<RulebookPart>
    ) {
        self.revision = revision
        catalog = other.catalog
        finder = other.finder
        publicSuffixes = other.publicSuffixes
        policies = other.policies
        patterns = other.patterns
        complaints = other.complaints
        stored = other.stored
        filePolicies = other.filePolicies
        ownPolicies = other.ownPolicies
        self.operatorRules = operatorRules
        self.sanctions = sanctions
        self.tiers = tiers
        self.threats = threats
        self.degraded = degraded
        lookalikes = other.lookalikes
        ladder = other.ladder
        tenants = other.tenants
        fallback = other.fallback
        fallbackPolicy = other.fallbackPolicy
        hasShadows = other.hasShadows
    }

    /// The same rulebook with the store's present word; shares the compiled parts.
    ///
    /// - Parameter tiers: As they are when `nil`.
    public func with(
        revision: Int64, operatorRules: OperatorRules, sanctions: SanctionBook, tiers: TierBook? = nil
    ) -> Rulebook {
        Rulebook(
            self, revision: revision, operatorRules: operatorRules, sanctions: sanctions, tiers: tiers ?? self.tiers,
            threats: threats, degraded: degraded)
    }

    /// The first end of an operator's rule or a sanction after `now`: when verdicts change though nobody changes anything.
    /// Seconds since 1970; O(rules + sanctions).
    public func nextEnd(after now: Int64) -> Int64? {
        [operatorRules.nextEnd(after: now), sanctions.nextEnd(after: now)].compactMap { $0 }.min()
    }

    /// The same rulebook with another set of threats; shares the compiled parts.
    ///
    /// - Parameter isDegraded: Whether lists are missing from it that should be there.
    public func with(threats: ThreatSet?, isDegraded: Bool = false) -> Rulebook {
        Rulebook(
            self, revision: revision, operatorRules: operatorRules, sanctions: sanctions, tiers: tiers,
            threats: threats, degraded: isDegraded ? degraded.union([.threats]) : degraded.subtracting([.threats]))
    }

    /// The same rulebook with other stored policies; `nil` when a policy that is in use would vanish.
    public func with(stored: [StoredPolicy]) -> Rulebook? {
        Rulebook(
            revision: revision, catalog: catalog, finder: finder, publicSuffixes: publicSuffixes,
            policies: filePolicies,
            stored: stored, patterns: patterns, complaints: complaints, operatorRules: operatorRules,
            sanctions: sanctions, tiers: tiers, threats: threats, lookalikes: lookalikes, degraded: degraded,
            ladder: ladder,
            tenants: tenants, fallback: fallback)
    }

    /// The policies that every tenant can have, and those of single tenants.
    private static func policies(
        of files: [String: Policy], _ stored: [StoredPolicy]
    ) -> (shared: [String: Policy], own: [TenantID: [String: Policy]]) {
        var shared = files
        var own: [TenantID: [String: Policy]] = [:]
        for each in stored {
            if let tenant = each.tenant {
                own[tenant, default: [:]][each.policy.name] = each.policy
            } else {
                shared[each.policy.name] = each.policy
            }
        }
        return (shared, own)
    }

    /// The policy of this name that `tenant` would have: its own, or else everybody's.
    public func policy(named name: String, of tenant: TenantID) -> Policy? {
        ownPolicies[tenant]?[name] ?? policies[name]
    }

    /// The names of the policies that `tenant` could have, in order.
    public func policyNames(of tenant: TenantID) -> [String] {
        Set(policies.keys).union(ownPolicies[tenant]?.keys ?? [:].keys).sorted()
    }

    /// The stored version behind ``policy(named:of:)``; `nil` for a policy of the files.
    public func storedPolicy(named name: String, of tenant: TenantID) -> StoredPolicy? {
        let found = stored.filter { $0.policy.name == name && ($0.tenant == nil || $0.tenant == tenant) }
        return found.first { $0.tenant != nil } ?? found.first
    }

    /// Whether `tenant` has settings of its own.
    public func isConfigured(_ tenant: TenantID) -> Bool { tenants[tenant] != nil }

    public func settings(of tenant: TenantID) -> TenantSettings { tenants[tenant] ?? fallback }

    /// The policy that is tried beside the one of `tenant`; `nil` for none.
    public func shadowPolicy(of tenant: TenantID) -> Policy? {
        guard hasShadows, let name = settings(of: tenant).shadowPolicy else { return nil }
        return policy(named: name, of: tenant)
    }

    public func policy(of tenant: TenantID) -> Policy {
        let name = settings(of: tenant).policy
        if !ownPolicies.isEmpty, let own = ownPolicies[tenant]?[name] { return own }
        return policies[name] ?? fallbackPolicy
    }
}
