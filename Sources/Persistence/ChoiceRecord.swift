public import LinkPolicy

/// Whose choice: a group's or a person's, of one tenant.
public struct ChoiceSubject: Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        case group, person
    }

    public var tenant: TenantID
    public var kind: Kind
    /// The tenant's opaque identifier.
    public var id: String

    public init(tenant: TenantID, kind: Kind, id: String) {
        self.tenant = tenant
        self.kind = kind
        self.id = id
    }
}

/// A choice as it is kept.
public struct ChoiceRecord: Hashable, Sendable {
    /// JSON; what it holds depends on the kind.
    public var settings: String
    /// The number of its last change, which no other change of any choice has; later changes have higher ones.
    public var version: Int64
    /// Seconds since 1970.
    public var updatedAt: Int64
}

/// Who changes a choice, and why.
public struct ChoiceActor: Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// The chat server, with an API key.
        case key
        /// A person, in a session of their own.
        case person
    }

    public var kind: Kind
    /// Id of the API key, or the person.
    public var id: String
    /// For whom a chat server does it, where it says so.
    public var person: String?
    /// The person's part in the group.
    public var role: Role?
    public var reason: String?

    public init(_ kind: Kind, _ id: String, person: String? = nil, role: Role? = nil, reason: String? = nil) {
        self.kind = kind
        self.id = id
        self.person = person
        self.role = role
        self.reason = reason
    }
}

/// One change of a choice, kept as ``RecordKind/choiceChanges``.
public struct ChoiceChange: Hashable, Sendable {
    public var id: Int64
    /// Seconds since 1970.
    public var at: Int64
    public var actor: ChoiceActor
    /// JSON; `nil` where nothing had been chosen.
    public var former: String?
    /// JSON; `nil` where the choice was given up.
    public var present: String?
}

/// What a request demands of the choice that it would change (RFC 9110 §13.1).
public enum ChoiceCondition: Hashable, Sendable {
    case always
    /// There is a choice, whatever it is.
    case exists
    /// Nothing is chosen yet.
    case isAbsent
    /// The choice has one of these versions.
    case version(Set<Int64>)
    /// The choice has none of these versions.
    case versionIsNot(Set<Int64>)

    func holds(for version: Int64?) -> Bool {
        switch self {
        case .always: true
        case .exists: version != nil
        case .isAbsent: version == nil
        case .version(let wanted): version.map(wanted.contains) ?? false
        case .versionIsNot(let refused): version.map { !refused.contains($0) } ?? true
        }
    }
}

/// What became of a change.
public enum ChoiceOutcome: Hashable, Sendable {
    /// The choice was set; `isNew` where nothing had been chosen.
    case set(ChoiceRecord, isNew: Bool)
    case removed
    /// It is as it was: the same settings again, or nothing to remove.
    case unchanged(ChoiceRecord?)
    /// The condition does not hold.
    case conditionFailed
}
