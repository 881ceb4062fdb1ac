public import JSONText
import LinkPolicy
public import Persistence
import Webhooks

extension WebhookRecord {
    /// Writes the webhook as the API shows it.
    ///
    /// - Parameter more: Writes further members.
    public func write(to json: inout JSONWriter, _ more: (inout JSONWriter) -> Void = { _ in }) {
        json.object { json in
            json.member("id", id)
            json.member("tenant", tenant.rawValue)
            json.member("url", url)
            json.member("events", events.map(\.rawValue).sorted())
            json.key("about")
            if let about { about.write(to: &json) } else { json.null() }
            json.member("description", description)
            json.member("enabled", disabledAt == nil)
            json.member("disabled_reason", disabledReason?.rawValue)
            json.member("disabled_at", disabledAt.map(Self.time))
            json.member("failing_since", failingSince.map(Self.time))
            json.member("created_at", Self.time(createdAt))
            more(&json)
        }
    }

    private static func time(_ seconds: Int64) -> String { utcTimestamp(milliseconds: seconds * 1_000) }
}

extension DeliveryRecord {
    /// Writes the delivery with its log as the API shows it.
    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", id)
            json.member("webhook", webhook)
            json.member("event", event)
            json.member("type", type.rawValue)
            json.member("state", state.rawValue)
            json.member("created_at", utcTimestamp(milliseconds: createdAt))
            json.member("next_attempt_at", nextAt.map { utcTimestamp(milliseconds: $0) })
            json.member("ended_at", endedAt.map { utcTimestamp(milliseconds: $0) })
            json.array("attempts") { json in
                for attempt in attempts {
                    json.object { json in
                        json.member("at", utcTimestamp(milliseconds: attempt.at))
                        json.member("status", attempt.status)
                        json.member("error", attempt.error)
                        json.member("duration_ms", Int(attempt.duration))
                    }
                }
            }
        }
    }
}
