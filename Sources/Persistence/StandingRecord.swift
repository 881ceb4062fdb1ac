public import LinkPolicy
public import Moderation

/// Something that happened and bears on standings, as it is to be taken into them.
public struct StandingNote: Sendable {
    public enum Event: Sendable {
        case complaint(ComplaintRecord, Origin)
        /// A case was decided; the complaints that turned out unfounded.
        case decided(ModeratedSubject.Kind, String, unfounded: [String])
        /// A ruling on something of the platform named, and the case that it decided.
        case ruling(Ruling, platform: String?, CaseRecord?)
        /// Somebody ended a ruling; the complaints that it found founded, where it counts as never made.
        case ended(ruling: String, complaints: [String])
        /// Openings within one hour of UTC.
        case openings(StandingExposure)
        /// What it is about is no longer kept.
        case gone
    }

    /// What was known of a complaint when it came.
    public struct Origin: Hashable, Sendable {
        /// The link's platform, who posted it, and where.
        public var platform: String?
        public var sender: String?
        public var group: String?
        /// The complainant's earlier complaints, as they were decided.
        public var founded: Int
        public var unfounded: Int
    }

    /// Grows with each.
    public var number: Int64
    public var tenant: TenantID
    /// Seconds since 1970.
    public var at: Int64
    public var event: Event
}

/// Openings within one hour, and whom they are of.
public struct StandingExposure: Hashable, Sendable {
    public var tenant: TenantID
    /// When the hour began, in seconds since 1970.
    public var hour: Int64
    public var domain: String?
    public var platform: String?
    public var sender: String?
    public var group: String?
    public var count: Int

    public init(
        tenant: TenantID, hour: Int64, domain: String?, platform: String?, sender: String?, group: String?, count: Int
    ) {
        self.tenant = tenant
        self.hour = hour
        self.domain = domain
        self.platform = platform
        self.sender = sender
        self.group = group
        self.count = count
    }
}

/// What a standing is kept for, as the store names it: `domain`, `platform`, `sender` or `group`, and its name.
public struct StandingKey: Hashable, Sendable {
    public var tenant: TenantID
    public var kind: ModeratedSubject.Kind
    public var name: String

    public init(tenant: TenantID, kind: ModeratedSubject.Kind, name: String) {
        self.tenant = tenant
        self.kind = kind
        self.name = name
    }
}

/// A standing as lists show it.
public struct StandingRecord: Hashable, Sendable {
    public var key: StandingKey
    public var tier: ReputationTier
    /// When the tier was entered, in seconds since 1970; `nil` for one that was never changed.
    public var since: Int64?
    /// 0-100, as it was at ``updatedAt``.
    public var score: Int
    public var updatedAt: Int64
    /// What is kept of it but its complaints; not read for lists.
    public var detail: String

    public init(
        key: StandingKey, tier: ReputationTier, since: Int64?, score: Int, updatedAt: Int64, detail: String
    ) {
        self.key = key
        self.tier = tier
        self.since = since
        self.score = score
        self.updatedAt = updatedAt
        self.detail = detail
    }
}

/// A tier that tenants who share standings came to together.
public struct SharedStanding: Hashable, Sendable {
    public var kind: ModeratedSubject.Kind
    public var name: String
    public var tier: ReputationTier
    /// When it was entered, in seconds since 1970.
    public var since: Int64
    /// 0-100, as it was when last decided.
    public var score: Int

    public init(kind: ModeratedSubject.Kind, name: String, tier: ReputationTier, since: Int64, score: Int) {
        self.kind = kind
        self.name = name
        self.tier = tier
        self.since = since
        self.score = score
    }
}

/// What is to be written of standings, all in one transaction.
public struct StandingChanges: Sendable {
    /// A complaint as standings keep it.
    public struct Complaint: Sendable {
        public var tenant: TenantID
        public var id: String
        public var domain: String?
        public var platform: String?
        public var sender: String?
        public var group: String?
        public var detail: String

        public init(tenant: TenantID, id: String, detail: String) {
            self.tenant = tenant
            self.id = id
            self.detail = detail
        }
    }

    /// A change of tier that webhooks are told of.
    public struct Step: Sendable {
        public var key: StandingKey
        public var former: ReputationTier
        public var tier: ReputationTier
        /// `nil` where the tier counts, or does not, because the tenant shares or does not.
        public var probability: Double?
        public var score: Int
        /// Whether it is the tier that tenants share, and not the tenant's own.
        public var isShared: Bool
        /// What counts for the tenant now: the worse of its own tier and the shared one.
        public var inForce: ReputationTier

        public init(
            key: StandingKey, former: ReputationTier, tier: ReputationTier, probability: Double?, score: Int,
            isShared: Bool = false, inForce: ReputationTier? = nil
        ) {
            self.key = key
            self.former = former
            self.tier = tier
            self.probability = probability
            self.score = score
            self.isShared = isShared
            self.inForce = inForce ?? tier
        }
    }

    /// A person is to look at a subject within the day.
    public struct Look: Sendable {
        public var key: StandingKey
        /// The category of the complaint that led to it.
        public var category: String
        public var words: String

        public init(key: StandingKey, category: String, words: String) {
            self.key = key
            self.category = category
            self.words = words
        }
    }

    /// The numbers of the first and last note that were taken in, and how many there were.
    public var notes: (first: Int64, last: Int64, count: Int)?
    public var records: [StandingRecord] = []
    /// Of whom nothing is remembered any more.
    public var forgotten: [StandingKey] = []
    public var complaints: [Complaint] = []
    public var removedComplaints: [(tenant: TenantID, id: String)] = []
    public var populations: [(tenant: TenantID, detail: String)] = []
    /// Complaints whose details are written otherwise than they were.
    public var rewritten: [(tenant: TenantID, id: String, detail: String)] = []
    /// Shared tiers that are entered, or are written otherwise than they were.
    public var shared: [SharedStanding] = []
    /// Platforms and sites that are in no shared tier any more.
    public var unshared: [(kind: ModeratedSubject.Kind, name: String)] = []
    /// Who shares standings now, where that has changed.
    public var sharing: Set<TenantID>?
    public var steps: [Step] = []
    public var looks: [Look] = []

    public init() {}
}

/// Why changes of standings were not written: another gateway has written since they were read.
public struct StandingsMoved: Error {}
