import LinkPolicy
import Moderation
import Webhooks

/// Where events stand until every webhook has them. An event is added in the transaction of what it tells of: it is
/// sent when that holds, and never otherwise.
enum Outbox {
    /// Adds an event for the webhooks that subscribe to it; nothing is kept when there are none.
    ///
    /// - Parameters:
    ///   - tenant: Whose webhooks; those of every tenant when `nil`.
    ///   - concerned: The platforms and domains that it is about: what webhooks for them alone are told.
    static func add(
        _ connection: any SQLConnection, _ event: WebhookEvent, tenant: TenantID?,
        concerning concerned: [ModeratedSubject] = []
    ) throws {
        var arguments: [SQLValue] = [.text(event.type.rawValue)]
        func place(_ text: String) -> String {
            arguments.append(.text(text))
            return "$\(arguments.count)"
        }
        var conditions = ["webhook_event.type = $1", "webhook.disabled_at IS NULL"]
        if let tenant { conditions.append("webhook.tenant = \(place(tenant.rawValue))") }
        let about = concerned.map { place(stored($0)) }
        conditions.append(
            "(webhook.about IS NULL\(about.isEmpty ? "" : " OR webhook.about IN (\(about.joined(separator: ", ")))"))")
        let webhooks = try connection.rows(
            """
            SELECT webhook.id, webhook.tenant FROM webhook JOIN webhook_event ON webhook_event.webhook = webhook.id
            WHERE \(conditions.joined(separator: " AND "))
            """, arguments
        ).map { (id: try $0.text(0), tenant: try $0.text(1)) }
        for (tenant, webhooks) in Dictionary(grouping: webhooks, by: \.tenant) {
            try add(connection, event, to: webhooks.map(\.id), tenant: tenant)
        }
    }

    /// A subject as `webhook.about` has it.
    static func stored(_ subject: ModeratedSubject) -> String { subject.kind.rawValue + ":" + subject.key }

    /// The platforms and domains that something on `subject` concerns: the platform that it belongs to, its host and the
    /// domains above.
    static func concerned(by subject: ModeratedSubject, platform: String?) -> [ModeratedSubject] {
        var found = platform.flatMap { ModeratedSubject(.platform, $0) }.map { [$0] } ?? []
        switch subject.kind {
        case .platform: found.append(subject)
        case .sender, .group: return []
        case .link, .path, .domain:
            var host = AddressSubject(subject.key)?.host[...] ?? ""
            while !host.isEmpty {
                found += ModeratedSubject(.domain, String(host)).map { [$0] } ?? []
                host = host.drop { $0 != "." }.dropFirst()
            }
        }
        return found
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
