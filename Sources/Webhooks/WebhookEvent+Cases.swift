import JSONText
public import LinkPolicy

/// A case as its events tell it.
public struct CaseNotice: Sendable {
    public var id: String
    /// The kind of its subject, and what it is on.
    public var kind: String
    public var subject: String
    public var platform: String?
    public var category: String
    /// Hundredths.
    public var severity: Int
    public var isTrusted: Bool
    /// Seconds since 1970.
    public var dueAt: Int64

    public init(
        id: String, kind: String, subject: String, platform: String?, category: String, severity: Int,
        isTrusted: Bool, dueAt: Int64
    ) {
        self.id = id
        self.kind = kind
        self.subject = subject
        self.platform = platform
        self.category = category
        self.severity = severity
        self.isTrusted = isTrusted
        self.dueAt = dueAt
    }
}

extension WebhookEvent {
    /// `complaint.received`.
    ///
    /// - Parameters:
    ///   - linkID: 0 for an address that no link stands for.
    ///   - person: The complainant's opaque identifier, where the app gave it.
    ///   - pictures: How many were sent with it.
    ///   - at: Milliseconds since 1970.
    public static func complaintReceived(
        complaint: String, inCase id: String, linkID: UInt64, address: String, scene: Scene, category: String,
        statement: String, person: String?, pictures: Int = 0, at: Int64
    ) -> WebhookEvent {
        WebhookEvent(.complaintReceived, at: at) { json in
            json.member("complaint", complaint)
            json.member("case", id)
            json.member("link_id", linkID == 0 ? nil : linkName(linkID))
            json.member("url", address)
            json.member("scene", scene.rawValue)
            json.member("category", category)
            json.member("statement", statement)
            json.member("person", person)
            json.member("pictures", pictures)
        }
    }

    /// `complaint.decided`.
    ///
    /// - Parameters:
    ///   - outcome: `founded` or `unfounded`.
    ///   - reason: As the complainant is told.
    ///   - at: Milliseconds since 1970.
    public static func complaintDecided(
        complaint: String, inCase id: String, linkID: UInt64, address: String, outcome: String, reason: String,
        person: String?, at: Int64
    ) -> WebhookEvent {
        WebhookEvent(.complaintDecided, at: at) { json in
            json.member("complaint", complaint)
            json.member("case", id)
            json.member("link_id", linkID == 0 ? nil : linkName(linkID))
            json.member("url", address)
            json.member("outcome", outcome)
            json.member("reason", reason)
            json.member("person", person)
        }
    }

    /// `case.opened`.
    ///
    /// - Parameter at: Milliseconds since 1970.
    public static func caseOpened(_ notice: CaseNotice, at: Int64) -> WebhookEvent {
        WebhookEvent(.caseOpened, at: at) { json in
            json.member("case", notice.id)
            json.member("kind", notice.kind)
            json.member("subject", notice.subject)
            json.member("platform", notice.platform)
            json.member("category", notice.category)
            json.member("severity", notice.severity)
            json.member("trusted", notice.isTrusted)
            json.member("due_at", utcTimestamp(milliseconds: notice.dueAt * 1_000))
        }
    }
}
