import LinkPolicy
import Moderation
import Webhooks

extension WebhookStore {
    /// The tenants with an enabled webhook that subscribes to changed verdicts.
    static let watchingTenants = """
        SELECT DISTINCT webhook.tenant FROM webhook JOIN webhook_event ON webhook_event.webhook = webhook.id
        WHERE webhook.disabled_at IS NULL AND webhook_event.type = '\(WebhookEventType.linkVerdictChanged.rawValue)'
        """

    /// What a secret is sealed as, so that one webhook's cannot be put in another's place.
    static func sealName(_ id: String) -> String { "webhook:" + id }

    static func record(_ id: String, tenant: TenantID?, _ connection: any SQLConnection) throws -> WebhookRecord? {
        guard let record = try records(connection, id: id).first, tenant == nil || record.tenant == tenant else {
            return nil
        }
        return record
    }

    static func records(_ connection: any SQLConnection, id: String? = nil) throws -> [WebhookRecord] {
        let select = """
            SELECT id, tenant, url, description, created_at, previous_until, failing_since, disabled_at,
                disabled_reason, about FROM webhook
            """
        let rows =
            if let id {
                try connection.rows(select + " WHERE id = $1", [.text(id)])
            } else {
                try connection.rows(select + " ORDER BY created_at, id")
            }
        return try rows.compactMap { row in
            guard let tenant = TenantID(try row.text(1)) else { return nil }
            let id = try row.text(0)
            let types = try connection.rows("SELECT type FROM webhook_event WHERE webhook = $1", [.text(id)])
            return WebhookRecord(
                id: id, tenant: tenant, url: try row.text(2),
                events: Set(try types.compactMap { WebhookEventType(rawValue: try $0.text(0)) }),
                about: try row.optionalText(9).flatMap(subject), description: try row.optionalText(3),
                createdAt: try row.integer(4),
                previousSecretUntil: try row.optionalInteger(5), failingSince: try row.optionalInteger(6),
                disabledAt: try row.optionalInteger(7),
                disabledReason: try row.optionalText(8).flatMap(WebhookRecord.DisabledReason.init))
        }
    }

    private static func subject(_ stored: String) -> ModeratedSubject? {
        let parts = stored.split(separator: ":", maxSplits: 1)
        guard parts.count == 2, let kind = ModeratedSubject.Kind(rawValue: String(parts[0])) else { return nil }
        return ModeratedSubject(kind, String(parts[1]))
    }

    /// - Throws: ``WebhookRefusal/notAbout(_:)`` for events that are the tenant's alone.
    static func requireFitting(_ events: Set<WebhookEventType>, about: ModeratedSubject?) throws {
        guard about != nil else { return }
        let others = events.subtracting(WebhookEventType.aboutPlatforms).sorted()
        guard others.isEmpty else { throw WebhookRefusal.notAbout(others) }
    }

    static func requireFree(
        _ url: String, tenant: TenantID, except id: String?, _ connection: any SQLConnection
    ) throws {
        let taken = try connection.rows(
            "SELECT id FROM webhook WHERE tenant = $1 AND url = $2", [.text(tenant.rawValue), .text(url)]
        ).first?.text(0)
        if let taken, taken != id { throw WebhookRefusal.duplicateURL(webhook: taken) }
    }

    static func subscribe(
        _ id: String, to events: Set<WebhookEventType>, _ connection: any SQLConnection
    ) throws {
        for type in events.sorted() {
            try connection.run(
                "INSERT INTO webhook_event (webhook, type) VALUES ($1, $2)", [.text(id), .text(type.rawValue)])
        }
    }

    /// - Returns: Whether it was enabled.
    @discardableResult
    static func disable(
        _ id: String, _ reason: WebhookRecord.DisabledReason, now: Int64, _ connection: any SQLConnection
    ) throws -> Bool {
        try connection.run(
            "UPDATE webhook SET disabled_at = $1, disabled_reason = $2 WHERE id = $3 AND disabled_at IS NULL",
            [.integer(now), .text(reason.rawValue), .text(id)]) > 0
    }
}
