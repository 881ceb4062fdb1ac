public import LinkTokens

/// The contexts of short links.
public struct ShortLinkStore: Sendable {
    let database: any SQLDatabase

    public init(_ database: any SQLDatabase) { self.database = database }

    /// Keeps the contexts; when this returns they are on disk.
    public func insert(_ links: [(token: ShortToken, context: LinkContext)]) async throws {
        try await database.write { connection in
            for (token, context) in links {
                try connection.run(
                    "INSERT INTO short_link (token, context, expires_at) VALUES ($1, $2, $3)",
                    [.text(token.text), .blob(context.encoded()), .integer(context.expiresAt)])
            }
        }
    }

    /// The context behind `token`, or `nil` when there is none that is good at `now` (seconds since 1970).
    public func find(_ token: ShortToken, now: Int64) async throws -> LinkContext? {
        try await database.read { connection in
            let row = try connection.rows(
                "SELECT context FROM short_link WHERE token = $1 AND expires_at > $2",
                [.text(token.text), .integer(now)]
            ).first
            return try row.map { try LinkContext(encoded: $0.blob(0)) }
        }
    }
}
