import LinkPolicy
import Webhooks

/// Where events stand until every webhook has them. An event is added in the transaction of what it tells of: it is
/// sent when that holds, and never otherwise.
enum Outbox {
    /// Adds an event for the webhooks that subscribe to it; nothing is kept when there are none.
    ///
    /// - Parameter tenant: Whose webhooks; those of every tenant when `nil`.
    static func add(_ connection: any SQLConnection, _ event: WebhookEvent, tenant: TenantID?) throws {
        let subscribed = """
            SELECT webhook.id, webhook.tenant FROM webhook JOIN webhook_event ON webhook_event.webhook = webhook.id
            WHERE webhook_event.type = $1 AND webhook.disabled_at IS NULL
            """
        let type = SQLValue.text(event.type.rawValue)
        let rows =
            if let tenant {
                try connection.rows(subscribed + " AND webhook.tenant = $2", [type, .text(tenant.rawValue)])
            } else {
                try connection.rows(subscribed, [type])
            }
        let webhooks = try rows.map { (id: try $0.text(0), tenant: try $0.text(1)) }
        for (tenant, webhooks) in Dictionary(grouping: webhooks, by: \.tenant) {
            try add(connection, event, to: webhooks.map(\.id), tenant: tenant)
        }
    }

    /// Adds an event for these webhooks of one tenant.
    ///
    /// - Returns: The names of the deliveries.
    @discardableResult
    static func add(
        _ connection: any SQLConnection, _ event: WebhookEvent, to webhooks: [String], tenant: String
    ) throws -> [String] {
        let name = WebhookName(.event).text
        try connection.run(
            "INSERT INTO outbox (id, tenant, type, at, payload) VALUES ($1, $2, $3, $4, $5)",
            [.text(name), .text(tenant), .text(event.type.rawValue), .integer(event.at), .text(event.payload)])
        return try webhooks.map { webhook in
            let delivery = WebhookName(.delivery).text
            try connection.run(
                """
                INSERT INTO delivery (id, webhook, event, state, tries, next_at, created_at)
                VALUES ($1, $2, $3, 'pending', 0, $4, $4)
                """, [.text(delivery), .text(webhook), .text(name), .integer(event.at)])
            return delivery
        }
    }
}
