/// Tells running gateways that something they hold in memory has changed, and who has it in force.
public struct RevisionStore: Sendable {
    let database: any SQLDatabase

    public init(_ database: any SQLDatabase) { self.database = database }

    /// The latest revision; 0 when nothing was ever changed.
    public func latest() async throws -> Int64 {
        try await database.read { connection in
            try connection.rows("SELECT COALESCE(MAX(id), 0) FROM revision").first?.integer(0) ?? 0
        }
    }

    /// What the changes after `revision` are about, as their makers named it.
    public func subjects(after revision: Int64) async throws -> Set<String> {
        try await database.read { connection in
            Set(
                try connection.rows("SELECT DISTINCT subject FROM revision WHERE id > $1", [.integer(revision)]).map {
                    try $0.text(0)
                })
        }
    }

    /// Records that the gateway `node` runs and has `revision` in force.
    ///
    /// - Parameter now: Seconds since 1970.
    public func report(node: String, startedAt: Int64, revision: Int64, now: Int64) async throws {
        try await database.write { connection in
            try connection.run(
                """
                INSERT INTO node (id, started_at, seen_at, revision) VALUES ($1, $2, $3, $4)
                ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at, revision = excluded.revision
                """, [.text(node), .integer(startedAt), .integer(now), .integer(revision)])
            try connection.run("DELETE FROM node WHERE seen_at < $1", [.integer(now - 3_600)])
        }
    }

    public func leave(node: String) async throws {
        try await database.write { connection in
            try connection.run("DELETE FROM node WHERE id = $1", [.text(node)])
        }
    }

    /// The revisions in force on the gateways that reported at `since` or later.
    public func inForce(since: Int64) async throws -> [Int64] {
        try await database.read { connection in
            try connection.rows("SELECT revision FROM node WHERE seen_at >= $1", [.integer(since)]).map {
                try $0.integer(0)
            }
        }
    }

    /// Counts a change within the transaction that makes it.
    ///
    /// - Returns: The new revision.
    static func bump(_ connection: any SQLConnection, subject: String, now: Int64) throws -> Int64 {
        try connection.rows(
            "INSERT INTO revision (at, subject) VALUES ($1, $2) RETURNING id", [.integer(now), .text(subject)]
        ).first?.integer(0) ?? 0
    }
}
