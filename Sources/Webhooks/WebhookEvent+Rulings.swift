import JSONText
import LinkPolicy
public import Moderation

extension WebhookEvent {
    /// `ruling.made`.
    ///
    /// - Parameter at: Milliseconds since 1970.
    public static func made(_ ruling: Ruling, revision: Int64, at: Int64) -> WebhookEvent {
        WebhookEvent(.rulingMade, at: at) { json in
            ruling.writeHead(to: &json)
            json.member("clause", ruling.clause.en)
            json.member("facts", ruling.facts)
            json.member("starts_at", utcTimestamp(milliseconds: ruling.startsAt * 1_000))
            json.member("ends_at", ruling.endsAt.map { utcTimestamp(milliseconds: $0 * 1_000) })
            json.member("ends_when_mended", ruling.endsWhenMended)
            json.member("revision", Int(revision))
        }
    }

    /// `ruling.ended`.
    ///
    /// - Parameter at: Milliseconds since 1970.
    public static func ended(_ ruling: Ruling, _ end: Ruling.End, revision: Int64, at: Int64) -> WebhookEvent {
        WebhookEvent(.rulingEnded, at: at) { json in
            ruling.writeHead(to: &json)
            json.member("reason", end.reason.rawValue)
            json.member("words", end.words)
            json.member("revision", Int(revision))
        }
    }
}

extension Ruling {
    fileprivate func writeHead(to json: inout JSONWriter) {
        json.member("ruling", id)
        json.member("subject_kind", subject.kind.rawValue)
        json.member("subject", subject.key)
        json.member("step", step.rawValue)
        json.member("category", category)
        json.member("case", caseID)
        json.member("statement", "/reasons/" + id)
    }
}
