import JSONText
import LinkPolicy

/// Something that webhooks are told of: its type, its time and its data, ready to be signed and sent. Follows the
/// payload structure of Standard Webhooks 1.0.0 (`type`, `timestamp`, `data`).
public struct WebhookEvent: Hashable, Sendable {
    public let type: WebhookEventType
    /// When it happened, in milliseconds since 1970.
    public let at: Int64
    /// The JSON text that is sent, to the byte: signatures are over these bytes.
    public let payload: String

    init(_ type: WebhookEventType, at: Int64, _ data: (inout JSONWriter) -> Void) {
        self.type = type
        self.at = at
        var json = JSONWriter(reserving: 1_024)
        json.object { json in
            json.member("type", type.rawValue)
            json.member("timestamp", utcTimestamp(milliseconds: at))
            json.object("data", data)
        }
        payload = json.text
    }
}

/// The RFC 3339 text of a time in UTC, with milliseconds: `2026-01-31T08:05:09.120Z`.
public func utcTimestamp(milliseconds: Int64) -> String {
    let thousandths = (milliseconds % 1_000 + 1_000) % 1_000
    let seconds = (milliseconds - thousandths) / 1_000
    func padded(_ number: Int64, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    let minute = utcMinute(seconds).replacing(" ", with: "T")
    return "\(minute):\(padded((seconds % 60 + 60) % 60, 2)).\(padded(thousandths, 3))Z"
}
