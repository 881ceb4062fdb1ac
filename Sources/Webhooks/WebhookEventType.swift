/// What a webhook can be told of.
public enum WebhookEventType: String, Hashable, Sendable, CaseIterable, Comparable {
    /// A link that was posted is judged otherwise than its chat app was last told.
    case linkVerdictChanged = "link.verdict_changed"
    /// Somebody complained about a link.
    case complaintReceived = "complaint.received"
    /// The operator blocked or allowed something, or lifted a rule.
    case ruleChanged = "rule.changed"
    /// Asked for by hand, to try a webhook; sent to that one whatever it subscribed to.
    case test = "webhook.test"

    /// Those that a webhook subscribes to.
    public static let subscribable: [WebhookEventType] = [.linkVerdictChanged, .complaintReceived, .ruleChanged]

    public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}
