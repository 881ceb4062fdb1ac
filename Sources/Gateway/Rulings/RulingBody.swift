import JSONText
import LinkPolicy
import Moderation

/// The bodies of the routes that make and end rulings.
enum RulingBody {
    /// What is asked for, and the moderator's name where one was given.
    struct Making {
        var request: RulingRequest
        var moderator: String?
    }

    /// Bytes of a moderator's name and of other identifiers.
    static let identifierLimit = 256
    /// Seconds that a ruling can be asked to last: a minute to ten years.
    static let durations = 60...(10 * 366 * 86_400)

    static func making(_ bytes: [UInt8]) throws(JSONProblem) -> Making {
        var reader = try JSONReader(bytes)
        var (subject, category, facts): (ModeratedSubject?, String?, String?)
        var rest = RulingRequest.Rest()
        var moderator: String?
        try reader.object { (reader, name) throws(JSONProblem) in
            switch name {
            case "subject": subject = try reader.moderatedSubject()
            case "category": category = try reader.string(atMost: 64)
            case "facts": facts = try reader.string(atMost: RulingRequest.factsLimit)
            case "step": rest.step = try reader.choice(Sanction.Step.self)
            case "seconds":
                let seconds = try reader.integer()
                guard durations.contains(seconds) else {
                    throw reader.invalid("must be from \(durations.lowerBound) to \(durations.upperBound)")
                }
                rest.seconds = Int64(seconds)
            case "evades": rest.evades = try reader.bool()
            case "justification": rest.justification = try reader.string(atMost: RulingRequest.justificationLimit)
            case "source": rest.source = try reader.choice(Ruling.Source.self)
            case "automated_detection": rest.isDetectedAutomatically = try reader.bool()
            case "case": rest.caseID = try reader.string(atMost: identifierLimit)
            case "moderator": moderator = try Self.moderator(&reader)
            default: throw reader.unknown()
            }
        }
        guard let subject else { throw reader.missing("subject") }
        guard let category else { throw reader.missing("category") }
        guard let facts else { throw reader.missing("facts") }
        try reader.end()
        var request = RulingRequest(subject: subject, category: category, facts: facts)
        request.rest = rest
        return Making(request: request, moderator: moderator)
    }

    /// `{subject, category, evades}` of a proposal.
    static func proposal(
        _ bytes: [UInt8]
    ) throws(JSONProblem) -> (subject: ModeratedSubject, category: String, evades: Bool) {
        var reader = try JSONReader(bytes)
        var (subject, category): (ModeratedSubject?, String?)
        var evades = false
        try reader.object { (reader, name) throws(JSONProblem) in
            switch name {
            case "subject": subject = try reader.moderatedSubject()
            case "category": category = try reader.string(atMost: 64)
            case "evades": evades = try reader.bool()
            default: throw reader.unknown()
            }
        }
        guard let subject else { throw reader.missing("subject") }
        guard let category else { throw reader.missing("category") }
        try reader.end()
        return (subject, category, evades)
    }

    /// `{reason, mended, moderator}` of a ruling that is lifted.
    static func lifting(_ bytes: [UInt8]) throws(JSONProblem) -> (words: String, isMended: Bool, moderator: String?) {
        var reader = try JSONReader(bytes)
        var words: String?
        var isMended = false
        var moderator: String?
        try reader.object { (reader, name) throws(JSONProblem) in
            switch name {
            case "reason":
                let text = try reader.string(atMost: RulingRequest.justificationLimit)
                if let refusal = RulingRequest.refusal(
                    of: text, atMost: RulingRequest.justificationLimit, isNeeded: true)
                {
                    throw reader.invalid(refusal)
                }
                words = text
            case "mended": isMended = try reader.bool()
            case "moderator": moderator = try Self.moderator(&reader)
            default: throw reader.unknown()
            }
        }
        guard let words else { throw reader.missing("reason") }
        try reader.end()
        return (words, isMended, moderator)
    }

    static func moderator(_ reader: inout JSONReader) throws(JSONProblem) -> String {
        let name = try reader.string(atMost: identifierLimit)
        if name.isEmpty { throw reader.invalid("must not be empty") }
        return name
    }
}

extension JSONReader {
    /// `{kind, name}`.
    mutating func moderatedSubject() throws(JSONProblem) -> ModeratedSubject {
        var (kind, name): (ModeratedSubject.Kind?, String?)
        try object { (reader, field) throws(JSONProblem) in
            switch field {
            case "kind": kind = try reader.choice(ModeratedSubject.Kind.self)
            case "name": name = try reader.string(atMost: 8_192)
            default: throw reader.unknown()
            }
        }
        guard let kind else { throw missing("kind") }
        guard let name else { throw missing("name") }
        guard let subject = ModeratedSubject(kind, name) else { throw invalid("names no \(kind.rawValue)") }
        return subject
    }

    /// One of the words of a type.
    mutating func choice<T: RawRepresentable & CaseIterable>(_ type: T.Type) throws(JSONProblem) -> T
    where T.RawValue == String {
        guard let value = T(rawValue: try string(atMost: 64)) else {
            throw invalid("must be one of \(T.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return value
    }
}
