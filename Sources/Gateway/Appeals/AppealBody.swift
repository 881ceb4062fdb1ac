import JSONText
import Moderation

/// The bodies of the routes of appeals.
enum AppealBody {
    /// What the tenant hands in for one of its people.
    struct Handed {
        var kind: Appeal.Kind
        var party: Appeal.Party
        var statement: String
    }

    /// `{kind, party, statement}`.
    static func handed(_ bytes: [UInt8]) throws(JSONProblem) -> Handed {
        var reader = try JSONReader(bytes)
        var (kind, party, statement): (Appeal.Kind?, Appeal.Party?, String?)
        try reader.object { (reader, name) throws(JSONProblem) in
            switch name {
            case "kind": kind = try reader.choice(Appeal.Kind.self)
            case "party": party = try reader.choice(Appeal.Party.self)
            case "statement": statement = try reader.words(atMost: AppealDesk.statementLimit)
            default: throw reader.unknown()
            }
        }
        guard let kind else { throw reader.missing("kind") }
        guard let party else { throw reader.missing("party") }
        guard let statement else { throw reader.missing("statement") }
        try reader.end()
        return Handed(kind: kind, party: party, statement: statement)
    }

    /// `{founded, answer, moderator}`.
    static func decision(
        _ bytes: [UInt8]
    ) throws(JSONProblem) -> (isFounded: Bool, answer: String, moderator: String?) {
        var reader = try JSONReader(bytes)
        var (isFounded, answer, moderator): (Bool?, String?, String?)
        try reader.object { (reader, name) throws(JSONProblem) in
            switch name {
            case "founded": isFounded = try reader.bool()
            case "answer": answer = try reader.words(atMost: AppealDesk.statementLimit)
            case "moderator": moderator = try RulingBody.moderator(&reader)
            default: throw reader.unknown()
            }
        }
        guard let isFounded else { throw reader.missing("founded") }
        guard let answer else { throw reader.missing("answer") }
        try reader.end()
        return (isFounded, answer, moderator)
    }
}

extension JSONReader {
    /// Plain words for people, which must not be empty.
    mutating func words(atMost limit: Int) throws(JSONProblem) -> String {
        let text = try string(atMost: limit)
        if let refusal = RulingRequest.refusal(of: text, atMost: limit, isNeeded: true) { throw invalid(refusal) }
        return text
    }
}
