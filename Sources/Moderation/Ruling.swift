public import LinkPolicy

/// A decision on a subject, with its reasons: what a statement of reasons tells (Regulation (EU) 2022/2065, article 17).
public struct Ruling: Hashable, Sendable {
    /// How the gateway came to look at the matter.
    public enum Source: String, Hashable, Sendable, CaseIterable {
        case complaints
        case trustedFlagger = "trusted_flagger"
        case otherNotice = "other_notice"
        case ownInitiative = "own_initiative"
    }

    /// How far a machine decided.
    public enum Automation: String, Hashable, Sendable, CaseIterable {
        case none, partial, full
    }

    /// Why a ruling is over.
    public struct End: Hashable, Sendable {
        public enum Reason: String, Hashable, Sendable, CaseIterable {
            /// What it was about was put right.
            case mended
            /// A moderator ended it.
            case lifted
            /// An appeal was founded: it counts as never made.
            case reversed
            /// A later ruling took its place.
            case replaced
        }

        public var at: Int64
        public var reason: Reason
        /// In the words of whoever ended it; empty for none.
        public var words: String
        /// Who ended it.
        public var actor: String

        public init(at: Int64, reason: Reason, words: String, actor: String) {
            self.at = at
            self.reason = reason
            self.words = words
            self.actor = actor
        }
    }

    /// Also its statement's; `R-` and 12 letters and digits.
    public var id: String
    public var tenant: TenantID
    public var subject: ModeratedSubject
    public var step: Sanction.Step
    /// The class of violation, as complaints have it.
    public var category: String
    public var clause: LocalizedText
    /// What was found and where, in the moderator's words; public, so without names of people.
    public var facts: String
    public var source: Source
    /// Whether a machine found it.
    public var isDetectedAutomatically: Bool
    public var automation: Automation
    /// Who made it.
    public var actor: String
    /// The case it decides, where there is one.
    public var caseID: String?
    /// Why it goes beyond what the ladder says; empty where it does not.
    public var justification: String
    /// Seconds since 1970.
    public var startsAt: Int64
    /// When it ends by itself; `nil` for never.
    public var endsAt: Int64?
    /// Whether it ends as soon as the matter is mended.
    public var endsWhenMended: Bool
    public var end: End?

    public init(
        id: String, tenant: TenantID, subject: ModeratedSubject, step: Sanction.Step, category: String,
        clause: LocalizedText, facts: String, source: Source, isDetectedAutomatically: Bool = false,
        automation: Automation = .none, actor: String, caseID: String? = nil, justification: String = "",
        startsAt: Int64, endsAt: Int64?, endsWhenMended: Bool = false, end: End? = nil
    ) {
        self.id = id
        self.tenant = tenant
        self.subject = subject
        self.step = step
        self.category = category
        self.clause = clause
        self.facts = facts
        self.source = source
        self.isDetectedAutomatically = isDetectedAutomatically
        self.automation = automation
        self.actor = actor
        self.caseID = caseID
        self.justification = justification
        self.startsAt = startsAt
        self.endsAt = endsAt
        self.endsWhenMended = endsWhenMended
        self.end = end
    }

    /// Whether it restricts something at `now` (seconds since 1970).
    public func isInForce(at now: Int64) -> Bool {
        end == nil && startsAt <= now && endsAt.map { $0 > now } ?? true
    }

    /// What a verdict is told of it. Who the sender or the group is stays between them and the tenant.
    public var sanction: Sanction {
        let isPublic = subject.kind != .sender && subject.kind != .group
        return Sanction(
            id: id, step: step, subject: isPublic ? subject.key : "", clause: clause, reason: facts, until: endsAt)
    }

    public var former: FormerRuling {
        FormerRuling(id: id, subject: subject, step: step, at: startsAt, isMended: end?.reason == .mended)
    }
}
