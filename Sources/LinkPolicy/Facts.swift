public import LinkRecognition

/// What is known of one link in one situation: the only input of a verdict.
public struct Facts: Hashable, Sendable {
    public var scene: Scene
    public var form: LinkForm
    public var kind: ResourceKind
    /// The platform, for explanations; rules speak of its attributes.
    public var platform: PlatformSlug?
    /// What the platform does (`shopping`, `video`, …); `nil` for a site of no known platform.
    public var service: String?
    /// ASCII host of the target; `nil` when it has none.
    public var host: String?
    public var risks: RiskSet
    /// What lists say of the target or of a hop on the way that the address shows; at most one fact a class.
    public var threats: [ThreatFact]
    /// What the target, or a hop on the way that the address shows, imitates; the surest where several do.
    public var lookalike: LookalikeFact?
    /// Whether there is an address that the gateway may redirect to.
    public var canRedirect: Bool
    public var client: ClientFacts?
    /// What the operator has said of this host or address.
    public var operatorRule: OperatorRule?

    public init(
        scene: Scene = .direct, form: LinkForm = .web, kind: ResourceKind = .unknown, platform: PlatformSlug? = nil,
        service: String? = nil, host: String? = nil, risks: RiskSet = RiskSet(), threats: [ThreatFact] = [],
        lookalike: LookalikeFact? = nil,
        canRedirect: Bool = true, client: ClientFacts? = nil, operatorRule: OperatorRule? = nil
    ) {
        self.scene = scene
        self.form = form
        self.kind = kind
        self.platform = platform
        self.service = service
        self.host = host
        self.risks = risks
        self.threats = threats
        self.lookalike = lookalike
        self.canRedirect = canRedirect
        self.client = client
        self.operatorRule = operatorRule
    }
}

/// The operator's own word on a host or an address, given on the command line.
public struct OperatorRule: Hashable, Sendable {
    public enum Action: String, Hashable, Sendable, CaseIterable {
        case block, allow
    }

    public var id: Int64
    public var action: Action
    /// The host or address as the rule names it, in ASCII form.
    public var subject: String
    /// Why, in the operator's words; shown to readers.
    public var reason: String
    /// Seconds since 1970; `nil` for a rule without end.
    public var until: Int64?

    public init(id: Int64, action: Action, subject: String, reason: String, until: Int64? = nil) {
        self.id = id
        self.action = action
        self.subject = subject
        self.reason = reason
        self.until = until
    }
}
