import JSONText
import LinkPolicy
public import Moderation

extension WebhookEvent {
    /// `appeal.received`.
    ///
    /// - Parameter at: Milliseconds since 1970.
    public static func received(_ appeal: Appeal, at: Int64) -> WebhookEvent {
        WebhookEvent(.appealReceived, at: at) { json in
            appeal.writeHead(to: &json)
            json.member("statement", appeal.statement)
            json.member("due_at", utcTimestamp(milliseconds: appeal.dueAt * 1_000))
        }
    }

    /// `appeal.decided`.
    ///
    /// - Parameter at: Milliseconds since 1970.
    public static func decided(_ appeal: Appeal, at: Int64) -> WebhookEvent {
        WebhookEvent(.appealDecided, at: at) { json in
            appeal.writeHead(to: &json)
            json.member("outcome", appeal.state.rawValue)
            json.member("answer", appeal.decision?.answer)
        }
    }
}

extension Appeal {
    fileprivate func writeHead(to json: inout JSONWriter) {
        json.member("appeal", id)
        json.member("ruling", rulingID)
        json.member("kind", kind.rawValue)
        json.member("party", party.rawValue)
    }
}
