public import LinkPolicy
public import Moderation

/// What complaints on one subject gather in.
public struct CaseRecord: Hashable, Sendable {
    /// Grows with each case; the store's own.
    public var number: Int64
    /// `K-` and 12 letters and digits.
    public var id: String
    public var tenant: TenantID
    public var kind: ModeratedSubject.Kind
    /// The key of the ``subject``; `code:` and the code for what has no address.
    public var key: String
    public var host: String?
    public var platform: String?
    /// Who posted the link first complained about, and where.
    public var sender: String?
    public var group: String?
    public var state: CaseState
    /// Of the most severe complaint.
    public var category: String
    public var harm: CaseHarm
    /// Whether a trusted flagger complained.
    public var isTrusted: Bool
    /// All openings since the case began.
    public var openings: Int64
    /// Complaints that count: one for each person.
    public var complaints: Int64
    /// Seconds since 1970, as all times here.
    public var openedAt: Int64
    public var dueAt: Int64
    public var updatedAt: Int64
    /// The moderator who has it.
    public var assignee: String?
    /// Who was asked for a second opinion and has not given it.
    public var asked: String?
    public var decidedAt: Int64?
    public var decidedBy: String?
    public var outcome: CaseOutcome?
    /// Why it was decided so, as complainants are told.
    public var reason: String?
    /// The id of the ruling on a founded case.
    public var ruling: String?

    /// What a ruling can be on; `nil` for a code without an address.
    public var subject: ModeratedSubject? { ModeratedSubject(kind, key) }

    /// Whether it should have been decided before `now`.
    public func isOverdue(at now: Int64) -> Bool { state != .decided && now > dueAt }
}

/// A note on a case, a piece of evidence, or a second opinion with its question.
public struct CaseNote: Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        case note, evidence, question, opinion
    }

    /// Seconds since 1970.
    public var at: Int64
    public var kind: Kind
    /// Who wrote it.
    public var actor: String
    /// Of a question: who is asked.
    public var asked: String?
    /// Of an opinion: what it leans to.
    public var outcome: CaseOutcome?
    public var text: String

    public init(
        at: Int64, kind: Kind, actor: String, asked: String? = nil, outcome: CaseOutcome? = nil, text: String
    ) {
        self.at = at
        self.kind = kind
        self.actor = actor
        self.asked = asked
        self.outcome = outcome
        self.text = text
    }
}

/// Why something cannot be done to a case.
public enum CaseRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    case unknown
    case decided(CaseOutcome)
    /// A second opinion is asked of another than who asks.
    case ownOpinion
    /// Nobody asked for an opinion.
    case notAsked
    /// It is in progress, or was founded: then there is a ruling to be lifted or appealed against.
    case notDismissed
    /// Another case on the same subject is in progress.
    case begunAnew(id: String)

    public var description: String {
        switch self {
        case .unknown: "there is no such case"
        case .decided(let outcome): "the case is decided already: \(outcome.rawValue)"
        case .ownOpinion: "a second opinion comes from another moderator than the one who asks"
        case .notAsked: "no second opinion is asked for, or of somebody else"
        case .notDismissed: "only a case that was dismissed can be reopened; a ruling is lifted or appealed against"
        case .begunAnew(let id): "case \(id) on the same subject is in progress"
        }
    }
}

/// How many cases there are around one.
public struct CaseSurroundings: Hashable, Sendable {
    public struct Count: Hashable, Sendable {
        public var inProgress = 0
        public var founded = 0
        public var unfounded = 0
    }

    /// Cases below one path, on one host or on one platform.
    public struct Area: Hashable, Sendable {
        public var kind: ModeratedSubject.Kind
        public var key: String
        public var count: Count
    }

    /// Cases on the same subject, itself included.
    public var subject: Count
    /// From near to far.
    public var areas: [Area]
}
