public import LinkPolicy
public import Moderation

/// A complaint as it was sent in, and what became of it.
public struct ComplaintRecord: Hashable, Sendable {
    /// Where it came from.
    public enum Source: String, Hashable, Sendable, CaseIterable {
        /// A page of the link, or the public one.
        case page
        case api
    }

    /// The receipt number.
    public var id: String
    public var tenant: TenantID
    /// Seconds since 1970, as all times here.
    public var at: Int64
    /// 0 for an address that no link of the gateway's stands for.
    public var linkID: UInt64
    public var address: String
    public var scene: Scene
    public var category: String
    /// What the complainant wrote.
    public var statement: String
    /// The complainant's opaque identifier, where the app says it.
    public var person: String?
    /// The day's keyed hash of the complainant.
    public var reader: UInt64?
    public var source = Source.page
    /// The key that sent it in.
    public var apiKey: String?
    /// When the complainant opened the link, where a receipt proves it.
    public var openedAt: Int64?
    /// Seconds since the complainant's account was made, where the app says it.
    public var accountAge: Int64?
    /// What was known of the link at that moment: a JSON object.
    public var evidence: String?

    /// The id of its case; `nil` for one from before there were cases.
    public var caseID: String?
    /// What it stands at: as its case does, until it is decided.
    public var state = CaseState.open
    public var outcome: CaseOutcome?
    /// Why, in words for the complainant.
    public var reason: String?
    /// The id of the ruling, where it was founded.
    public var ruling: String?
    public var decidedAt: Int64?
    /// Whether it is the one that counts for its person and link.
    public var isCounted = true
    public var isTrusted = false
    /// What the same person added later.
    public var additions: [Addition] = []
    /// What was sent with it, and with what was added.
    public var pictures: [ComplaintPicture.Outline] = []

    public struct Addition: Hashable, Sendable {
        public var at: Int64
        public var category: String
        public var statement: String
    }

    public init(
        id: String, tenant: TenantID, at: Int64, linkID: UInt64, address: String, scene: Scene, category: String,
        statement: String, person: String?, reader: UInt64?
    ) {
        self.id = id
        self.tenant = tenant
        self.at = at
        self.linkID = linkID
        self.address = address
        self.scene = scene
        self.category = category
        self.statement = statement
        self.person = person
        self.reader = reader
    }
}

/// A complaint on its way in, with the subject on which it gathers.
public struct ComplaintFiling: Sendable {
    public var complaint: ComplaintRecord
    public var kind: ModeratedSubject.Kind
    public var key: String
    public var host: String?
    public var platform: PlatformSlug?
    /// Who posted the link, and where.
    public var sender: String?
    public var group: String?
    public var pictures: [ComplaintPicture] = []
    /// What a repeated request is known by, and a hash of the request itself.
    public var once: (key: String, print: String)?

    public init(_ complaint: ComplaintRecord, on kind: ModeratedSubject.Kind, _ key: String) {
        self.complaint = complaint
        self.kind = kind
        self.key = key
    }
}

/// What became of a complaint that was sent in. Whatever it is, it is on disk.
public enum FilingOutcome: Sendable {
    /// It is kept; the number is that of its case, `isNew` where the case began with it.
    case kept(ComplaintRecord, caseNumber: Int64, isNew: Bool)
    /// The same person has complained about the same link: the first counts, the words were added to it.
    case added(to: ComplaintRecord)
    /// The same request was answered before.
    case replayed(ComplaintRecord)
    /// The key was used for another request.
    case differs
    /// The person may not complain until then.
    case paused(until: Int64)
}

/// Somebody who complains, as far as the tenant says who it is.
public struct ComplainantRecord: Hashable, Sendable {
    public var tenant: TenantID
    public var person: String
    /// Since when the person's complaints go first.
    public var trustedAt: Int64?
    public var warnedAt: Int64?
    public var pausedUntil: Int64?
    /// Decided complaints.
    public var founded = 0
    public var unfounded = 0
    /// Complaints not decided yet.
    public var waiting = 0
}
