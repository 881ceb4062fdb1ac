import JSONText
import Moderation
import Persistence

/// What may be said with what is done to a case, checked alike for the API and the command line.
public enum CaseForm {
    /// Bytes of a reason that complainants are told.
    public static let reasonLimit = 2_000
    /// Bytes of a note.
    public static let noteLimit = 8_192
    /// Bytes of an identifier.
    static let identifierLimit = 256
    /// Cases of one request.
    static let batchLimit = 100

    /// Why a text cannot be taken, as the end of a sentence about it; `nil` when it can.
    public static func refusal(of text: String, limit: Int) -> String? {
        if !text.contains(where: { !$0.isWhitespace }) { return "must not be empty" }
        return text.utf8.count > limit ? "is longer than \(limit) bytes" : nil
    }

    /// Why a text cannot name a moderator; `nil` when it can.
    public static func refusal(ofIdentifier text: String) -> String? {
        text.isEmpty || text.utf8.count > identifierLimit || text.plainLine != text
            ? "must have 1 to \(identifierLimit) bytes, without control characters" : nil
    }
}

/// The body of a route that changes cases: those of its members that the route knows.
struct CaseBody: Sendable {
    enum Action: String, CaseIterable {
        case assign, dismiss
    }

    /// Who acts: the moderator, in the tenant's own words.
    private(set) var person: String?
    /// A reason, a note, a question or an opinion.
    private(set) var text: String?
    private(set) var assignee: String?
    private(set) var kind = CaseNote.Kind.note
    private(set) var asked: String?
    private(set) var opinion: CaseOutcome?
    private(set) var action: Action?
    private(set) var cases: [String] = []
    private var hasAssignee = false

    private init() {}

    /// `{assignee, by}`
    static func assign(_ bytes: [UInt8]) throws(JSONProblem) -> CaseBody {
        let (body, reader) = try read(bytes, ["assignee", "by"])
        guard body.hasAssignee else { throw reader.missing("assignee") }
        return body
    }

    /// `{text, kind, by}`
    static func note(_ bytes: [UInt8]) throws(JSONProblem) -> CaseBody {
        let (body, reader) = try read(bytes, ["text", "kind", "by"])
        guard body.text != nil else { throw reader.missing("text") }
        return body
    }

    /// `{reason, by}`, of a dismissal and of its undoing
    static func dismiss(_ bytes: [UInt8]) throws(JSONProblem) -> CaseBody {
        let (body, reader) = try read(bytes, ["reason", "by"])
        guard body.text != nil else { throw reader.missing("reason") }
        return body
    }

    /// `{ask, text, by}` or `{opinion, text, by}`
    static func secondOpinion(_ bytes: [UInt8]) throws(JSONProblem) -> CaseBody {
        let (body, reader) = try read(bytes, ["ask", "opinion", "text", "by"])
        guard body.text != nil else { throw reader.missing("text") }
        guard (body.asked == nil) != (body.opinion == nil) else {
            throw JSONProblem(.invalid("must have one of “ask” and “opinion”"), pointer: "", offset: 0)
        }
        return body
    }

    /// `{action, cases, assignee, reason, by}`
    static func bulk(_ bytes: [UInt8]) throws(JSONProblem) -> CaseBody {
        let (body, reader) = try read(bytes, ["action", "cases", "assignee", "reason", "by"])
        guard !body.cases.isEmpty else { throw reader.missing("cases") }
        switch body.action {
        case .assign:
            guard body.hasAssignee else { throw reader.missing("assignee") }
            if body.text != nil { throw JSONProblem(.invalid("is for “dismiss”"), pointer: "/reason", offset: 0) }
        case .dismiss:
            guard body.text != nil else { throw reader.missing("reason") }
            if body.hasAssignee { throw JSONProblem(.invalid("is for “assign”"), pointer: "/assignee", offset: 0) }
        case nil: throw reader.missing("action")
        }
        return body
    }

    private static func read(
        _ bytes: [UInt8], _ fields: Set<String>
    ) throws(JSONProblem) -> (CaseBody, JSONReader) {
        var reader = try JSONReader(bytes)
        var body = CaseBody()
        try reader.object { (reader, name) throws(JSONProblem) in
            guard fields.contains(name) else { throw reader.unknown() }
            try body.read(name, &reader)
        }
        try reader.end()
        return (body, reader)
    }

    private mutating func read(_ name: String, _ reader: inout JSONReader) throws(JSONProblem) {
        switch name {
        case "by": person = reader.null() ? nil : try Self.identifier(&reader)
        case "assignee":
            hasAssignee = true
            assignee = reader.null() ? nil : try Self.identifier(&reader)
        case "ask": asked = try Self.identifier(&reader)
        case "reason": text = try Self.text(&reader, limit: CaseForm.reasonLimit)
        case "text": text = try Self.text(&reader, limit: CaseForm.noteLimit)
        case "kind": kind = try Self.word(&reader, of: [CaseNote.Kind.note, .evidence])
        case "opinion": opinion = try Self.word(&reader, of: CaseOutcome.allCases)
        case "action": action = try Self.word(&reader, of: Action.allCases)
        case "cases":
            cases = try reader.strings(atMost: CaseForm.batchLimit, each: 64)
            if cases.isEmpty { throw reader.invalid("must not be empty") }
            if Set(cases).count != cases.count { throw reader.invalid("names a case twice") }
        default: throw reader.unknown()
        }
    }

    private static func identifier(_ reader: inout JSONReader) throws(JSONProblem) -> String {
        let text = try reader.string(atMost: CaseForm.identifierLimit)
        if let why = CaseForm.refusal(ofIdentifier: text) { throw reader.invalid(why) }
        return text
    }

    private static func text(_ reader: inout JSONReader, limit: Int) throws(JSONProblem) -> String {
        let text = try reader.string(atMost: limit).plainWords
        if let why = CaseForm.refusal(of: text, limit: limit) { throw reader.invalid(why) }
        return text
    }

    private static func word<Value: RawRepresentable<String>>(
        _ reader: inout JSONReader, of known: [Value]
    ) throws(JSONProblem) -> Value {
        let text = try reader.string(atMost: 64)
        guard let value = known.first(where: { $0.rawValue == text }) else {
            throw reader.invalid("must be one of \(known.map(\.rawValue).joined(separator: ", "))")
        }
        return value
    }
}
