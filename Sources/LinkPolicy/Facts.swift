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
    /// What rulings have put on the link, its site, platform, sender or group; notices, which restrict nothing, are none.
    public var sanctions: [Sanction]
    /// The standing of the link's platform or site; `nil` where none is kept.
    public var reputation: ReputationTier?
    /// Who the verdict is for: the sender at the posting, the reader at the click. The tenant's opaque identifier.
    public var person: String?
    /// The reader's part in the scene, at the click.
    public var readerRole: Role?
    /// What was known when the message was posted.
    public var posting: PostingFacts
    /// The choices of the group and of the reader; `nil` where there are none.
    public var choices: Choices?
    /// What became of the link while it was held.
    public var heldDecision: HeldDecision?
    /// When the link was posted, in seconds since 1970.
    public var postedAt: Int64
    /// When it is judged, in seconds since 1970.
    public var now: Int64
    /// What this gateway cannot look at just now.
    public var degraded: Set<RulebookPart>

    public init(
        scene: Scene = .direct, form: LinkForm = .web, kind: ResourceKind = .unknown, platform: PlatformSlug? = nil,
        service: String? = nil, host: String? = nil, risks: RiskSet = RiskSet(), threats: [ThreatFact] = [],
        lookalike: LookalikeFact? = nil,
        canRedirect: Bool = true, client: ClientFacts? = nil, operatorRule: OperatorRule? = nil,
        sanctions: [Sanction] = [], reputation: ReputationTier? = nil, person: String? = nil, readerRole: Role? = nil,
        posting: PostingFacts = PostingFacts(), choices: Choices? = nil, heldDecision: HeldDecision? = nil,
        postedAt: Int64 = 0, now: Int64 = 0, degraded: Set<RulebookPart> = []
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
        self.sanctions = sanctions
        self.reputation = reputation
        self.person = person
        self.readerRole = readerRole
        self.posting = posting
        self.choices = choices
        self.heldDecision = heldDecision
        self.postedAt = postedAt
        self.now = now
        self.degraded = degraded
    }
}

/// A part of the rulebook that a gateway can be without for a while.
public enum RulebookPart: String, Hashable, Sendable, CaseIterable {
    /// Lists of threats.
    case threats
    /// The choices of groups and people.
    case choices
    /// Text patterns.
    case patterns
    /// The counters of senders, and what was decided on held links.
    case counters
    /// The standing of platforms and sites.
    case reputation
}

/// What a person decided on a link that was held.
public struct HeldDecision: Hashable, Sendable {
    public enum Action: String, Hashable, Sendable, CaseIterable {
        case release, refuse
        /// Nobody decided in time.
        case expire
    }

    public var action: Action
    /// ``Origin/group`` for the group's admins, who decide only what the group holds; ``Origin/operator`` for
    /// moderators, who decide everything.
    public var origin: Origin
    /// The codes of the grounds that it was made on; what holds the link on another ground later still holds it.
    public var grounds: Set<String>
    /// In the decider's words; empty for none.
    public var reason: String

    public init(_ action: Action, of grounds: Set<String>, by origin: Origin, reason: String = "") {
        self.action = action
        self.grounds = grounds
        self.origin = origin
        self.reason = reason
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
