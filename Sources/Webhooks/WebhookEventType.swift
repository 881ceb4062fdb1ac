/// What a webhook can be told of.
public enum WebhookEventType: String, Hashable, Sendable, CaseIterable, Comparable {
    /// A link that was posted is judged otherwise than its chat app was last told.
    case linkVerdictChanged = "link.verdict_changed"
    /// Somebody complained about a link.
    case complaintReceived = "complaint.received"
    /// Complaints about something gather in a new case.
    case caseOpened = "case.opened"
    /// A complaint turned out founded, or not.
    case complaintDecided = "complaint.decided"
    /// The operator blocked or allowed something, or lifted a rule.
    case ruleChanged = "rule.changed"
    /// A link waits for a person, whose decision opens it or does not.
    case linkHeld = "link.held"
    /// Somebody let a held link go.
    case linkReleased = "link.released"
    /// Somebody refused a held link.
    case linkRefused = "link.refused"
    /// Nobody decided on a held link in time.
    case linkExpired = "link.expired"
    /// A moderator restricted something, or gave notice.
    case rulingMade = "ruling.made"
    /// A ruling is over before its time.
    case rulingEnded = "ruling.ended"
    /// Somebody speaks against a ruling, or says that the matter is mended.
    case appealReceived = "appeal.received"
    /// An appeal was decided.
    case appealDecided = "appeal.decided"
    /// A platform, site, sender or group came into another tier.
    case standingTierChanged = "standing.tier_changed"
    /// Asked for by hand, to try a webhook; sent to that one whatever it subscribed to.
    case test = "webhook.test"

    /// Those that a webhook subscribes to.
    public static let subscribable: [WebhookEventType] = [
        .linkVerdictChanged, .complaintReceived, .ruleChanged, .linkHeld, .linkReleased, .linkRefused, .linkExpired,
        .rulingMade, .rulingEnded, .appealReceived, .appealDecided,
        .caseOpened, .complaintDecided, .standingTierChanged,
    ]

    /// Those that webhooks for a platform or a domain can be told of: nothing in them is of the tenant's own people.
    public static let aboutPlatforms: Set<WebhookEventType> = [
        .rulingMade, .rulingEnded, .appealReceived, .appealDecided, .standingTierChanged,
    ]

    public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}
