public import LinkPolicy
public import Moderation
public import Webhooks

/// The webhooks of every tenant, their secrets sealed under the master key.
public struct WebhookStore: Sendable {
    /// Webhooks that a tenant may have for itself, and for platforms and domains.
    public static let limit = 20
    public static let limitAbout = 500
    /// Seconds for which events are signed with the former secret too after a rotation.
    public static let rotationOverlap: Int64 = 86_400
    /// Seconds for which every attempt may fail before a webhook is disabled.
    public static let patience: Int64 = 5 * 86_400

    let database: any SQLDatabase
    let master: MasterKey

    public init(_ database: any SQLDatabase, master: MasterKey) {
        self.database = database
        self.master = master
    }

    /// Makes a webhook.
    ///
    /// - Parameters:
    ///   - about: The platform or domain whose matters alone it is told of.
    ///   - now: Seconds since 1970, as everywhere here.
    /// - Returns: The webhook, its secret, and the revision that holds it.
    /// - Throws: ``WebhookRefusal``.
    public func create(
        tenant: TenantID, url: String, events: Set<WebhookEventType>, about: ModeratedSubject? = nil,
        description: String?, now: Int64
    ) async throws -> (webhook: WebhookRecord, secret: WebhookSecret, revision: Int64) {
        let master = master
        let secret = WebhookSecret()
        let webhook = WebhookRecord(
            id: WebhookName(.webhook).text, tenant: tenant, url: url, events: events, about: about,
            description: description, createdAt: now)
        try Self.requireFitting(events, about: about)
        let limit = about == nil ? Self.limit : Self.limitAbout
        let revision = try await database.write { connection in
            let count = try connection.rows(
                "SELECT COUNT(*) FROM webhook WHERE tenant = $1 AND about IS \(about == nil ? "" : "NOT ")NULL",
                [.text(tenant.rawValue)]
            ).first?.integer(0)
            guard count ?? 0 < Int64(limit) else { throw WebhookRefusal.tooMany(limit: limit) }
            try Self.requireFree(url, tenant: tenant, except: nil, connection)
            try connection.run(
                """
                INSERT INTO webhook (id, tenant, url, description, secret, created_at, about)
                VALUES ($1, $2, $3, $4, $5, $6, $7)
                """,
                [
                    .text(webhook.id), .text(tenant.rawValue), .text(url), .text(description),
                    .blob(try master.seal(secret.bytes, as: Self.sealName(webhook.id))), .integer(now),
                    .text(about.map(Outbox.stored)),
                ])
            try Self.subscribe(webhook.id, to: events, connection)
            return try RevisionStore.bump(connection, subject: "webhook", now: now)
        }
        return (webhook, secret, revision)
    }

    /// The webhooks of a tenant, or of all, oldest first.
    public func all(tenant: TenantID? = nil) async throws -> [WebhookRecord] {
        try await database.read { connection in
            let records = try Self.records(connection)
            return tenant.map { tenant in records.filter { $0.tenant == tenant } } ?? records
        }
    }

    /// - Parameter tenant: Whose it must be; anybody's when `nil`.
    public func find(_ id: String, tenant: TenantID? = nil) async throws -> WebhookRecord? {
        try await database.read { try Self.record(id, tenant: tenant, $0) }
    }

    /// Changes a webhook. One that is enabled again counts as not failing, and what waits for it is sent.
    ///
    /// - Returns: The webhook as it is now and the revision that holds it; `nil` when there is none of that id.
    /// - Throws: ``WebhookRefusal``.
    public func change(
        _ id: String, tenant: TenantID? = nil, _ change: WebhookChange, now: Int64
    ) async throws -> (webhook: WebhookRecord, revision: Int64)? {
        try await database.write { connection in
            guard let webhook = try Self.record(id, tenant: tenant, connection) else { return nil }
            if let url = change.url {
                try Self.requireFree(url, tenant: webhook.tenant, except: id, connection)
                try connection.run("UPDATE webhook SET url = $1 WHERE id = $2", [.text(url), .text(id)])
            }
            if let description = change.description {
                try connection.run(
                    "UPDATE webhook SET description = $1 WHERE id = $2", [.text(description), .text(id)])
            }
            if let events = change.events {
                try Self.requireFitting(events, about: webhook.about)
                try connection.run("DELETE FROM webhook_event WHERE webhook = $1", [.text(id)])
                try Self.subscribe(id, to: events, connection)
            }
            switch change.isEnabled {
            case true?:
                try connection.run(
                    """
                    UPDATE webhook SET disabled_at = NULL, disabled_reason = NULL, failing_since = NULL WHERE id = $1
                    """, [.text(id)])
            case false?: try Self.disable(id, .operated, now: now, connection)
            case nil: break
            }
            guard let changed = try Self.record(id, tenant: tenant, connection) else { return nil }
            return (changed, try RevisionStore.bump(connection, subject: "webhook", now: now))
        }
    }

    /// Removes a webhook with everything that was or is to be sent to it.
    ///
    /// - Returns: The revision without it; `nil` when there is none of that id.
    public func remove(_ id: String, tenant: TenantID? = nil, now: Int64) async throws -> Int64? {
        try await database.write { connection in
            guard let webhook = try Self.record(id, tenant: tenant, connection) else { return nil }
            try connection.run("DELETE FROM webhook WHERE id = $1", [.text(id)])
            try connection.run(
                """
                DELETE FROM outbox
                WHERE tenant = $1 AND NOT EXISTS (SELECT 1 FROM delivery WHERE delivery.event = outbox.id)
                """, [.text(webhook.tenant.rawValue)])
            return try RevisionStore.bump(connection, subject: "webhook", now: now)
        }
    }

    /// Gives a webhook a new secret; for ``rotationOverlap`` events are signed with the former one too.
    ///
    /// - Returns: The new secret and the end of the former one; `nil` when there is none of that id.
    public func rotate(
        _ id: String, tenant: TenantID? = nil, now: Int64
    ) async throws -> (secret: WebhookSecret, previousUntil: Int64)? {
        let master = master
        let secret = WebhookSecret()
        return try await database.write { connection in
            guard try Self.record(id, tenant: tenant, connection) != nil else { return nil }
            let sealed = try master.seal(secret.bytes, as: Self.sealName(id))
            try connection.run(
                "UPDATE webhook SET previous_secret = secret, previous_until = $1, secret = $2 WHERE id = $3",
                [.integer(now + Self.rotationOverlap), .blob(sealed), .text(id)])
            return (secret, now + Self.rotationOverlap)
        }
    }

    /// Writes a test event for a webhook, whatever it subscribes to.
    ///
    /// - Parameter milliseconds: Milliseconds since 1970.
    /// - Returns: The name of its delivery; `nil` when there is no webhook of that id.
    public func test(_ id: String, tenant: TenantID? = nil, milliseconds: Int64) async throws -> String? {
        try await database.write { connection in
            guard let webhook = try Self.record(id, tenant: tenant, connection) else { return nil }
            return try Outbox.add(
                connection, .test(webhook: id, at: milliseconds), to: [id], tenant: webhook.tenant.rawValue
            ).first
        }
    }

    /// The tenants that want to be told when the verdict of a posted link changes.
    public func watchedTenants() async throws -> Set<TenantID> {
        try await database.read { connection in
            Set(try connection.rows(Self.watchingTenants).compactMap { TenantID(try $0.text(0)) })
        }
    }
}
