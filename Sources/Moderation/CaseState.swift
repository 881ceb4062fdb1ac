/// Where a case stands.
public enum CaseState: String, Hashable, Sendable, CaseIterable {
    /// Nobody has taken it yet.
    case open
    /// A moderator has it.
    case assigned
    /// A second opinion is asked for.
    case waiting
    case decided
}

/// What was decided on a case, and so on the complaints in it.
public enum CaseOutcome: String, Hashable, Sendable, CaseIterable {
    case founded, unfounded
}

/// Who did something to a case.
public struct CaseActor: Hashable, Sendable, CustomStringConvertible {
    /// The API key; `nil` for the operator's command line.
    public var apiKey: String?
    /// The moderator, in the tenant's own words.
    public var person: String?

    public init(apiKey: String?, person: String?) {
        self.apiKey = apiKey
        self.person = person
    }

    /// `key:1a2b/person`, `key:1a2b`, `operator/person` or `operator`.
    public var description: String {
        (apiKey.map { "key:" + $0 } ?? "operator") + (person.map { "/" + $0 } ?? "")
    }

    /// Whether two actors, in words, are the same: the same person by whatever way, or the same way without persons.
    public static func isSame(_ a: String, _ b: String) -> Bool {
        func person(_ text: String) -> Substring? { text.firstIndex(of: "/").map { text[$0...] } }
        return a == b || person(a) != nil && person(a) == person(b)
    }
}
