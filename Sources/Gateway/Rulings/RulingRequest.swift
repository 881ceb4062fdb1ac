public import LinkPolicy
public import Moderation

/// What a moderator asks for; the rest follows from the ladder.
public struct RulingRequest: Sendable {
    /// Bytes of what was found, and of a justification.
    public static let factsLimit = 4_000
    public static let justificationLimit = 1_000

    public var subject: ModeratedSubject
    /// The identifier of a class of violations.
    public var category: String
    /// What was found and where; shown to everybody.
    public var facts: String
    public var rest = Rest()

    /// What may be left to the ladder, or has a usual value.
    public struct Rest: Sendable {
        /// As the ladder says when `nil`.
        public var step: Sanction.Step?
        /// Seconds it lasts; as the ladder says when `nil`.
        public var seconds: Int64?
        /// Whether it evades an earlier restriction.
        public var evades = false
        /// Why it goes beyond the ladder; empty where it does not.
        public var justification = ""
        public var source: Ruling.Source = .ownInitiative
        public var isDetectedAutomatically = false
        public var caseID: String?

        public init() {}
    }

    public init(subject: ModeratedSubject, category: String, facts: String) {
        self.subject = subject
        self.category = category
        self.facts = facts
    }

    /// Why a text cannot be taken, as the end of a sentence about it; `nil` when it can.
    public static func refusal(of text: String, atMost limit: Int, isNeeded: Bool) -> String? {
        if isNeeded, !text.contains(where: { !$0.isWhitespace }) { return "must not be empty: people are shown it" }
        if text.utf8.count > limit { return "is longer than \(limit) bytes" }
        let isPlain = text.unicodeScalars.allSatisfy { scalar in
            scalar == "\n" || !(scalar.properties.generalCategory == .control || scalar.isBidirectionalControl)
        }
        return isPlain ? nil : "must be plain text, without control characters"
    }
}

extension Unicode.Scalar {
    /// Whether it changes the direction of what follows (UAX 9, explicit directional formatting characters).
    private static let bidirectional: Set<UInt32> = Set(0x202A...0x202E).union(0x2066...0x2069).union([
        0x061C, 0x200E, 0x200F,
    ])

    fileprivate var isBidirectionalControl: Bool { Self.bidirectional.contains(value) }
}

/// Why a ruling was not made.
public enum RulingRefusal: Error, Sendable, CustomStringConvertible {
    case unknownCategory(known: [String])
    /// The end of a sentence about the subject.
    case badSubject(reason: String)
    /// The case that was named cannot be decided: a sentence without its full stop.
    case badCase(reason: String)
    /// The field and the end of a sentence about it.
    case badText(field: String, reason: String)
    /// It goes beyond the ladder, and no justification was given.
    case outOfProportion([SanctionProposal.Concern])

    /// A sentence without its full stop.
    public func sentence(_ language: Language) -> String {
        switch self {
        case .unknownCategory(let known): "“category” must be one of \(known.joined(separator: ", "))"
        case .badSubject(let reason): "the subject \(reason)"
        case .badCase(let reason): reason
        case .badText(let field, let reason): "“\(field)” \(reason)"
        case .outOfProportion(let concerns):
            concerns.map { $0.words[language] }.joined(separator: "; ")
                + "; give a “justification”, which is kept with the ruling and shown, or ask for less"
        }
    }

    public var description: String { sentence(.en) }
}
