/// Work that only one of the gateways on a store does: whoever holds its lease.
public struct LeaseStore: Sendable {
    let database: any SQLDatabase

    public init(_ database: any SQLDatabase) { self.database = database }

    /// Takes or renews the lease of the work `name`.
    ///
    /// - Parameters:
    ///   - now: Milliseconds since 1970.
    ///   - until: When it ends unless it is renewed.
    /// - Returns: Whether `holder` has it now.
    public func hold(_ name: String, by holder: String, now: Int64, until: Int64) async throws -> Bool {
        try await database.write { connection in
            try connection.run(
                """
                INSERT INTO lease (name, holder, until) VALUES ($1, $2, $3)
                ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
                WHERE lease.holder = excluded.holder OR lease.until <= $4
                """, [.text(name), .text(holder), .integer(until), .integer(now)]) > 0
        }
    }

    /// Gives the lease back, so that nobody has to wait for its end.
    public func release(_ name: String, by holder: String) async throws {
        try await database.write { connection in
            try connection.run("DELETE FROM lease WHERE name = $1 AND holder = $2", [.text(name), .text(holder)])
        }
    }
}
