import Attribution
import JSONText
public import LinkPolicy
public import LinkTokens
public import Webhooks

/// The links whose verdicts are watched for webhooks.
public struct PostedLinkStore: Sendable {
    let database: any SQLDatabase

    public init(_ database: any SQLDatabase) { self.database = database }

    /// A posted link as it is judged again.
    public struct Row: Sendable {
        public var id: Int64
        public var context: LinkContext
        public var client: ClientFacts?
        /// The disposition that the chat app was last told.
        public var told: Disposition
    }

    /// A disposition that the chat app is to be told.
    public struct Change: Sendable {
        public var link: Int64
        public var tenant: TenantID
        public var former: Disposition
        public var present: Disposition
        public var event: WebhookEvent

        public init(link: Int64, tenant: TenantID, former: Disposition, present: Disposition, event: WebhookEvent) {
            self.link = link
            self.tenant = tenant
            self.former = former
            self.present = present
            self.event = event
        }
    }

    /// Part of the links, the latest first.
    public struct Page: Sendable {
        public var rows: [Row]
        /// The number of the earliest link looked at, for the next page; `nil` when there are no more.
        public var last: Int64?
    }

    /// Links that are good at `now` (seconds since 1970), from the latest to earlier ones.
    ///
    /// - Parameters:
    ///   - before: Only links with a lower number.
    ///   - after: Only links with a higher number.
    public func page(before: Int64, after: Int64, now: Int64, limit: Int) async throws -> Page {
        try await database.read { connection in
            let found = try connection.rows(
                """
                SELECT id, context, client, told, expires_at FROM posted_link
                WHERE id < $1 AND id > $2 ORDER BY id DESC LIMIT $3
                """, [.integer(before), .integer(after), .integer(Int64(limit))])
            var rows: [Row] = []
            for row in found where try row.integer(4) > now {
                // What cannot be read cannot be judged; it is forgotten with its time.
                guard let context = try? LinkContext(encoded: row.blob(1)),
                    let told = Disposition(rawValue: try row.text(3))
                else { continue }
                rows.append(
                    Row(
                        id: try row.integer(0), context: context,
                        client: try row.optionalText(2).flatMap(Self.client), told: told))
            }
            return Page(rows: rows, last: found.count < limit ? nil : try found.last?.integer(0))
        }
    }

    /// Keeps the new dispositions and writes their events to the outbox, in one transaction. A change whose link was
    /// told another disposition meanwhile is left out, so that each is told once.
    ///
    /// - Returns: How many changes were told.
    public func tell(_ changes: [Change]) async throws -> Int {
        try await database.write { connection in
            var told = 0
            for change in changes {
                let changed = try connection.run(
                    "UPDATE posted_link SET told = $1 WHERE id = $2 AND told = $3",
                    [.text(change.present.rawValue), .integer(change.link), .text(change.former.rawValue)])
                guard changed == 1 else { continue }
                try Outbox.add(connection, change.event, tenant: change.tenant)
                told += 1
            }
            return told
        }
    }

    /// Forgets links that have expired at `now` (seconds since 1970), and those of tenants that watch no longer.
    ///
    /// - Parameter limit: Rows that one call forgets at most, so that the writer is not held for long.
    /// - Returns: How many.
    public func purge(now: Int64, atMost limit: Int) async throws -> Int {
        try await database.write { connection in
            let expired = try connection.run(
                """
                DELETE FROM posted_link WHERE id IN (
                    SELECT id FROM posted_link WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)
                """, [.integer(now), .integer(Int64(limit))])
            let unwatched = try connection.run(
                """
                DELETE FROM posted_link WHERE id IN (
                    SELECT id FROM posted_link WHERE tenant NOT IN (\(WebhookStore.watchingTenants)) LIMIT $1)
                """, [.integer(Int64(limit - expired))])
            return expired + unwatched
        }
    }

    static let insertion =
        "INSERT INTO posted_link (tenant, expires_at, told, client, context) VALUES ($1, $2, $3, $4, $5)"

    static func values(_ link: PostedLink) -> [SQLValue] {
        [
            .text(link.tenant.rawValue), .integer(link.expiresAt), .text(link.told.rawValue),
            .text(link.client.map(Self.text)), .blob(link.context),
        ]
    }

    private static func text(of client: ClientFacts) -> String {
        var json = JSONWriter(reserving: 96)
        json.object { json in
            if let os = client.os { json.member("os", os) }
            if let version = client.version { json.member("version", version.description) }
            if let capabilities = client.capabilities { json.member("capabilities", capabilities.sorted()) }
        }
        return json.text
    }

    private static func client(_ text: String) -> ClientFacts? {
        var client = ClientFacts()
        var json = JSONReader(text)
        do {
            try json.object { (json, name) throws(JSONProblem) in
                guard try client.read(name, from: &json) else { throw json.unknown() }
            }
        } catch {
            return nil
        }
        return client
    }
}
