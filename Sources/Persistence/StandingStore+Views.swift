import LinkPolicy
import Moderation

/// Standings taken apart ahead of time, where that takes long.
extension StandingStore {
    /// The subjects with at least so many complaints that are remembered, and when their standing was written last
    /// (seconds since 1970). Reads an index of all complaints: O(complaints).
    public func muchComplainedOf(atLeast count: Int) async throws -> [(key: StandingKey, updatedAt: Int64)] {
        try await database.read { connection in
            try [ModeratedSubject.Kind.platform, .domain, .sender, .group].flatMap { kind in
                let column = kind == .group ? "group_id" : kind.rawValue
                return try connection.rows(
                    """
                    SELECT much.tenant, much.name, standing.updated_at FROM (
                        SELECT tenant, \(column) AS name FROM standing_complaint WHERE \(column) IS NOT NULL
                        GROUP BY tenant, \(column) HAVING COUNT(*) >= $1) AS much
                    JOIN standing ON standing.tenant = much.tenant AND standing.kind = $2 AND standing.name = much.name
                    """, [.integer(Int64(count)), .text(kind.rawValue)]
                ).compactMap { row -> (key: StandingKey, updatedAt: Int64)? in
                    guard let tenant = TenantID(try row.text(0)) else { return nil }
                    return (StandingKey(tenant: tenant, kind: kind, name: try row.text(1)), try row.integer(2))
                }
            }
        }
    }

    /// What was kept of a subject, and when that was true (seconds since 1970); `nil` where nothing was.
    public func view(of key: StandingKey) async throws -> (at: Int64, detail: String)? {
        try await database.read { connection in
            try connection.rows(
                "SELECT at, detail FROM standing_view WHERE tenant = $1 AND kind = $2 AND name = $3", Self.place(key)
            ).first.map { (try $0.integer(0), try $0.text(1)) }
        }
    }

    /// - Parameter at: When it was true, in seconds since 1970.
    public func put(_ detail: String, at: Int64, of key: StandingKey) async throws {
        try await database.write { connection in
            try connection.run(
                """
                INSERT INTO standing_view (tenant, kind, name, at, detail) VALUES ($1, $2, $3, $4, $5)
                ON CONFLICT (tenant, kind, name) DO UPDATE SET at = excluded.at, detail = excluded.detail
                """, Self.place(key) + [.integer(at), .text(detail)])
        }
    }

    /// Forgets what was true before `moment` (seconds since 1970).
    public func dropViews(before moment: Int64) async throws {
        try await database.write { connection in
            try connection.run("DELETE FROM standing_view WHERE at < $1", [.integer(moment)])
        }
    }

    private static func place(_ key: StandingKey) -> [SQLValue] {
        [.text(key.tenant.rawValue), .text(key.kind.rawValue), .text(key.name)]
    }
}
