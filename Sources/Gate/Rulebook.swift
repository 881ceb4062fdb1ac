public import LinkPolicy
public import LinkRecognition
public import Platforms
public import ThreatIntel
public import URLStandard

/// What a tenant has chosen.
public struct TenantSettings: Hashable, Sendable {
    /// The name of its policy.
    public var policy: String
    /// Hosts, with their subdomains, whose links are the tenant's own: left as they are. ASCII form.
    public var ownHosts: [String]

    public init(policy: String, ownHosts: [String] = []) {
        self.policy = policy
        self.ownHosts = ownHosts
    }
}

/// The immutable snapshots from which facts and verdicts come, swapped whole when one of them changes.
public struct Rulebook: Sendable {
    /// The store's revision that this rulebook reflects.
    public let revision: Int64
    public let catalog: PlatformCatalog
    public let finder: LinkFinder
    public let publicSuffixes: PublicSuffixList
    public let policies: [String: Policy]
    /// What is looked for in the words of messages.
    public let patterns: PhrasePatterns
    public let operatorRules: OperatorRules
    /// What lists name; `nil` where there are none.
    public let threats: ThreatSet?
    /// The parts that should be there and are not, or are no longer true.
    public let degraded: Set<RulebookPart>
    /// Names that must not be imitated; `nil` where nothing is protected.
    public let lookalikes: LookalikeIndex?
    private let tenants: [TenantID: TenantSettings]
    private let fallback: TenantSettings
    private let fallbackPolicy: Policy

    /// `nil` when a tenant's policy is not among `policies`.
    public init?(
        revision: Int64, catalog: PlatformCatalog, publicSuffixes: PublicSuffixList = .builtin,
        policies: [String: Policy], patterns: PhrasePatterns = PhrasePatterns([]), operatorRules: OperatorRules,
        threats: ThreatSet? = nil, lookalikes: LookalikeIndex? = nil, degraded: Set<RulebookPart> = [], tenants: [TenantID: TenantSettings],
        fallback: TenantSettings
    ) {
        guard let fallbackPolicy = policies[fallback.policy], tenants.values.allSatisfy({ policies[$0.policy] != nil })
        else { return nil }
        self.revision = revision
        self.catalog = catalog
        finder = LinkFinder(lexicon: catalog.lexicon)
        self.publicSuffixes = publicSuffixes
        self.policies = policies
        self.patterns = patterns
        self.operatorRules = operatorRules
        self.threats = threats
        self.degraded = degraded
        self.lookalikes = lookalikes
        self.tenants = tenants
        self.fallback = fallback
        self.fallbackPolicy = fallbackPolicy
    }

    private init(
        _ other: Rulebook, revision: Int64, operatorRules: OperatorRules, threats: ThreatSet?,
        degraded: Set<RulebookPart>
    ) {
        self.revision = revision
        catalog = other.catalog
        finder = other.finder
        publicSuffixes = other.publicSuffixes
        policies = other.policies
        patterns = other.patterns
        self.operatorRules = operatorRules
        self.threats = threats
        self.degraded = degraded
        lookalikes = other.lookalikes
        tenants = other.tenants
        fallback = other.fallback
        fallbackPolicy = other.fallbackPolicy
    }

    /// The same rulebook with the store's present word; shares the compiled parts.
    public func with(revision: Int64, operatorRules: OperatorRules) -> Rulebook {
        Rulebook(self, revision: revision, operatorRules: operatorRules, threats: threats, degraded: degraded)
    }

    /// The same rulebook with another set of threats; shares the compiled parts.
    ///
    /// - Parameter isDegraded: Whether lists are missing from it that should be there.
    public func with(threats: ThreatSet?, isDegraded: Bool = false) -> Rulebook {
        Rulebook(
            self, revision: revision, operatorRules: operatorRules, threats: threats,
            degraded: isDegraded ? degraded.union([.threats]) : degraded.subtracting([.threats]))
    }

    public func settings(of tenant: TenantID) -> TenantSettings { tenants[tenant] ?? fallback }

    public func policy(of tenant: TenantID) -> Policy { policies[settings(of: tenant).policy] ?? fallbackPolicy }
}
