public import Attribution
public import LinkPolicy

/// What links were like whenever they were looked at.
public struct HealthStore: Sendable {
    let database: any SQLDatabase

    public init(_ database: any SQLDatabase) { self.database = database }

    /// The history of one site.
    public struct History: Hashable, Sendable {
        /// How often each state was met.
        public var states: [String: Int]
        /// The latest first.
        public var notes: [HealthNote]
    }

    static let insertion =
        "INSERT INTO health (tenant, at, site, url, state, evidence) VALUES ($1, $2, $3, $4, $5, $6)"

    static func values(_ note: HealthNote) -> [SQLValue] {
        [
            .text(note.tenant.rawValue), .integer(note.at), .text(note.site), .text(note.url), .text(note.state),
            .text(note.evidence),
        ]
    }

    public func add(_ notes: [HealthNote]) async throws {
        try await database.write { connection in try connection.run(Self.insertion, forEach: notes.map(Self.values)) }
    }

    /// - Parameters:
    ///   - since: Seconds since 1970; earlier ones are left out.
    ///   - limit: Notes at most; all are counted.
    public func history(tenant: TenantID, site: String, since: Int64, limit: Int) async throws -> History {
        try await database.read { connection in
            let place: [SQLValue] = [.text(tenant.rawValue), .text(site), .integer(since)]
            var states: [String: Int] = [:]
            for row in try connection.rows(
                """
                SELECT state, COUNT(*) FROM health WHERE tenant = $1 AND site = $2 AND at >= $3 GROUP BY state
                """, place)
            {
                states[try row.text(0)] = Int(try row.integer(1))
            }
            let rows = try connection.rows(
                """
                SELECT at, url, state, evidence FROM health WHERE tenant = $1 AND site = $2 AND at >= $3
                ORDER BY at DESC, id DESC LIMIT $4
                """, place + [.integer(Int64(limit))])
            let notes = try rows.map { row in
                HealthNote(
                    tenant: tenant, at: try row.integer(0), site: site, url: try row.text(1), state: try row.text(2),
                    evidence: try row.text(3))
            }
            return History(states: states, notes: notes)
        }
    }
}
