import LinkPolicy
import Moderation

/// Standings taken apart ahead of time, where that takes long.
extension StandingStore {
    /// The standings of subjects with at least so many complaints that are remembered, without their details. Reads an
    /// index of all complaints: O(complaints).
    public func muchComplainedOf(atLeast count: Int) async throws -> [StandingRecord] {
        try await database.read { connection in
            try [ModeratedSubject.Kind.platform, .domain, .sender, .group].flatMap { kind in
                let column = kind == .group ? "group_id" : kind.rawValue
                return try connection.rows(
                    """
                    SELECT \(Self.head), '' FROM (
                        SELECT tenant AS of_tenant, \(column) AS much FROM standing_complaint
                        WHERE \(column) IS NOT NULL GROUP BY tenant, \(column) HAVING COUNT(*) >= $1) AS found
                    JOIN standing ON tenant = of_tenant AND kind = $2 AND name = much
                    """, [.integer(Int64(count)), .text(kind.rawValue)]
                ).compactMap { try Self.record($0) }
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
