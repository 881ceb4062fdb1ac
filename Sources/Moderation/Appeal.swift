public import LinkPolicy

/// What is said against a ruling, and what became of it (Regulation (EU) 2022/2065, article 20).
public struct Appeal: Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// The ruling was wrong from the beginning.
        case appeal
        /// What it was about has been put right.
        case mended
    }

    public enum State: String, Hashable, Sendable, CaseIterable {
        case open
        /// The ruling stands.
        case upheld
        /// The ruling counts as never made.
        case reversed
        /// The matter was put right, and the restriction has ended.
        case mended
        /// The matter was not put right.
        case notMended = "not_mended"
    }

    /// Who speaks.
    public enum Party: String, Hashable, Sendable, CaseIterable {
        /// Whoever runs the site that the ruling is on.
        case site
        /// Whose links the ruling is on.
        case sender
        /// The owner or an admin of the group.
        case group
    }

    /// `A-` and 12 letters and digits.
    public var id: String
    public var tenant: TenantID
    public var rulingID: String
    public var kind: Kind
    public var party: Party
    /// How the party showed who it is: the address of the proof, or who vouched.
    public var proof: String
    public var statement: String
    /// Seconds since 1970.
    public var at: Int64
    /// When it should be decided.
    public var dueAt: Int64
    public var state: State
    public var decision: Decision?

    public struct Decision: Hashable, Sendable {
        public var at: Int64
        public var actor: String
        /// In words, for the party.
        public var answer: String

        public init(at: Int64, actor: String, answer: String) {
            self.at = at
            self.actor = actor
            self.answer = answer
        }
    }

    public init(
        id: String, tenant: TenantID, rulingID: String, kind: Kind, party: Party, proof: String, statement: String,
        at: Int64, dueAt: Int64, state: State = .open, decision: Decision? = nil
    ) {
        self.id = id
        self.tenant = tenant
        self.rulingID = rulingID
        self.kind = kind
        self.party = party
        self.proof = proof
        self.statement = statement
        self.at = at
        self.dueAt = dueAt
        self.state = state
        self.decision = decision
    }

    /// Seconds after a ruling began in which it can be appealed against: six months (article 20(1)).
    public static let period: Int64 = 183 * 86_400
    /// Seconds in which an appeal, and a request to look again, should be decided.
    public static func time(for kind: Kind) -> Int64 { kind == .appeal ? 7 * 86_400 : 86_400 }

    /// The party that may speak for `subject`.
    public static func party(for subject: ModeratedSubject) -> Party {
        switch subject.kind {
        case .link, .path, .domain, .platform: .site
        case .sender: .sender
        case .group: .group
        }
    }

    /// Why `ruling` cannot be spoken against.
    public enum Refusal: Error, Hashable, Sendable {
        /// It is over: there is nothing to look at again.
        case over
        /// Six months have passed.
        case tooLate
        /// The same was said before and is being looked at.
        case open(id: String)
        /// An appeal against it was decided; there is one for each ruling.
        case decided(id: String)

        public var words: LocalizedText {
            switch self {
            case .over: LocalizedText(zh: "该决定已结束，无需再申请", en: "The ruling is over; there is nothing to look at again")
            case .tooLate: LocalizedText(zh: "已超过六个月的申诉期限", en: "The six months for an appeal have passed")
            case .open(let id): LocalizedText(zh: "已有相同的申请正在处理：\(id)", en: "The same is being looked at already: \(id)")
            case .decided(let id): LocalizedText(zh: "该决定的申诉已有结果：\(id)", en: "An appeal against it was decided: \(id)")
            }
        }
    }

    /// Why an appeal cannot be decided so.
    public enum DecisionRefusal: Error, Hashable, Sendable {
        case unknown
        case decided
        /// Whoever made the ruling may not decide on it (article 20(6)).
        case sameModerator
    }
}

extension Ruling {
    /// - Parameters:
    ///   - earlier: What was said against the ruling before.
    ///   - now: Seconds since 1970.
    public func refusal(of kind: Appeal.Kind, after earlier: [Appeal], at now: Int64) -> Appeal.Refusal? {
        if let same = earlier.first(where: { $0.kind == kind && $0.state == .open }) { return .open(id: same.id) }
        switch kind {
        case .appeal:
            // One that has ended still counts as an earlier one, and can be undone.
            if end?.reason == .reversed { return .over }
            if let same = earlier.first(where: { $0.kind == kind }) { return .decided(id: same.id) }
            return now > startsAt + Appeal.period ? .tooLate : nil
        case .mended: return isInForce(at: now) ? nil : .over
        }
    }
}
