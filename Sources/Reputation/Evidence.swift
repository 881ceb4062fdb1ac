/// What a standing is kept for.
public struct Subject: Hashable, Comparable, Sendable, Codable {
    /// From narrow to wide, as evidence is counted.
    public enum Kind: String, Hashable, Sendable, CaseIterable, Codable {
        case domain, platform, sender, group
    }

    public var kind: Kind
    /// A platform's slug, a domain in ASCII form, or an opaque identifier.
    public var id: String

    public init(_ kind: Kind, _ id: String) {
        self.kind = kind
        self.id = id
    }

    /// By kind, then by name.
    public static func < (a: Self, b: Self) -> Bool {
        let kinds = Kind.allCases
        let (place, other) = (kinds.firstIndex(of: a.kind) ?? 0, kinds.firstIndex(of: b.kind) ?? 0)
        return (place, a.id) < (other, b.id)
    }
}

/// Whom a piece of evidence is about: each that is named gets it.
public struct Concerned: Hashable, Sendable, Codable {
    public var domain: String?
    public var platform: String?
    public var sender: String?
    public var group: String?

    public init(domain: String? = nil, platform: String? = nil, sender: String? = nil, group: String? = nil) {
        self.domain = domain
        self.platform = platform
        self.sender = sender
        self.group = group
    }

    public var subjects: [Subject] {
        [
            domain.map { Subject(.domain, $0) }, platform.map { Subject(.platform, $0) },
            sender.map { Subject(.sender, $0) }, group.map { Subject(.group, $0) },
        ].compactMap { $0 }
    }
}

/// What became of a person's earlier complaints.
public struct ComplainantRecord: Hashable, Sendable, Codable {
    public var founded: Int
    public var unfounded: Int

    public init(founded: Int = 0, unfounded: Int = 0) {
        self.founded = founded
        self.unfounded = unfounded
    }
}

/// A complaint as far as it bears on a standing.
public struct Complaint: Hashable, Sendable, Codable {
    /// The receipt number: unique among all evidence.
    public var id: String
    /// The category's name in the parameters; any other name weighs as `other`.
    public var category: String
    /// Seconds since 1970.
    public var filedAt: Int64
    /// When a receipt proves that the complainant opened the link, seconds since 1970; `nil` without such a proof.
    public var openedAt: Int64?
    /// Opaque; of one person's complaints about a subject one is heard in a while.
    public var complainant: String?
    /// The group in which the complainant met the link; complaints from one group are no independent voices.
    public var group: String?
    /// Seconds since the complainant's account was made, where the app says so.
    public var accountAge: Int64?
    public var record: ComplainantRecord
    /// Whether a trusted flagger filed it.
    public var isFlagger: Bool

    public init(
        id: String, category: String, filedAt: Int64, openedAt: Int64? = nil, complainant: String? = nil,
        group: String? = nil, accountAge: Int64? = nil, record: ComplainantRecord = ComplainantRecord(),
        isFlagger: Bool = false
    ) {
        self.id = id
        self.category = category
        self.filedAt = filedAt
        self.openedAt = openedAt
        self.complainant = complainant
        self.group = group
        self.accountAge = accountAge
        self.record = record
        self.isFlagger = isFlagger
    }

    /// The moment that it counts for: that of the opening, whose exposure it is measured against.
    var moment: Int64 { min(openedAt ?? filedAt, filedAt) }
}

/// A moderator's ruling that complaints about something were founded.
public struct Ruling: Hashable, Sendable, Codable {
    /// Unique among all evidence.
    public var id: String
    public var category: String
    /// Seconds since 1970.
    public var at: Int64
    /// The part of the subject's openings that what was ruled on has, 0-1; 1 for a ruling on the subject itself.
    public var part: Double

    public init(id: String, category: String, at: Int64, part: Double = 1) {
        self.id = id
        self.category = category
        self.at = at
        self.part = min(max(part, 0), 1)
    }
}

/// One thing that bears on standings.
public enum Evidence: Hashable, Sendable, Codable {
    /// Openings within one hour of UTC: exposure.
    case openings(Int, at: Int64)
    case complaint(Complaint)
    case ruling(Ruling)

    /// The name by which it can be removed; openings have none.
    public var id: String? {
        switch self {
        case .openings: nil
        case .complaint(let complaint): complaint.id
        case .ruling(let ruling): ruling.id
        }
    }
}
