/// Counts and forgets records that are past their time.
public struct RetentionStore: Sendable {
    let database: any SQLDatabase

    public init(_ database: any SQLDatabase) { self.database = database }

    /// Forgets records of `kind` that were past before `moment`, in one transaction.
    ///
    /// - Parameters:
    ///   - moment: Seconds since 1970.
    ///   - limit: Rows forgotten at most, so that nobody who writes waits for long.
    /// - Returns: How many were forgotten; fewer than `limit` means that none is left.
    public func purge(_ kind: RecordKind, before moment: Int64, limit: Int) async throws -> Int {
        let columns = kind.key.contains(",") ? "(\(kind.key))" : kind.key
        return try await database.write { connection in
            var forgotten = 0
            try Self.forEachPart(of: kind, connection) { condition, tenant in
                let rest = limit - forgotten
                guard rest > 0 else { return }
                forgotten += try connection.run(
                    """
                    DELETE FROM \(kind.table) WHERE \(columns) IN (
                        SELECT \(kind.key) FROM \(kind.table) WHERE \(condition) LIMIT $\(tenant.count + 2))
                    """, [kind.stored(moment)] + tenant + [.integer(Int64(rest))])
            }
            if forgotten > 0, let note = kind.note { try note.raise(to: moment / 86_400, connection) }
            return forgotten
        }
    }

    /// How many records of `kind` are held, and how many of them were past before `moment` (seconds since 1970; none
    /// when `nil`). Reads an index of them all: O(n).
    public func count(_ kind: RecordKind, before moment: Int64?) async throws -> (held: Int, past: Int) {
        try await database.read { connection in
            func number(_ sql: String, _ arguments: [SQLValue]) throws -> Int {
                Int(try connection.rows(sql, arguments).first?.integer(0) ?? 0)
            }
            let held = try number("SELECT COUNT(*) FROM \(kind.table)", [])
            guard let moment else { return (held, 0) }
            var past = 0
            try Self.forEachPart(of: kind, connection) { condition, tenant in
                past += try number(
                    "SELECT COUNT(*) FROM \(kind.table) WHERE \(condition)", [kind.stored(moment)] + tenant)
            }
            return (held, past)
        }
    }

    /// Calls `body` with the condition and its argument for each part of a table that one index covers.
    private static func forEachPart(
        of kind: RecordKind, _ connection: any SQLConnection, _ body: (String, [SQLValue]) throws -> Void
    ) throws {
        guard kind.isByTenant else { return try body(kind.isPast, []) }
        // A step from name to name along the index; DISTINCT would read every row.
        var last = ""
        while let tenant = try connection.rows(
            "SELECT MIN(tenant) FROM \(kind.table) WHERE tenant > $1", [.text(last)]
        ).first?.optionalText(0) {
            try body("\(kind.isPast) AND tenant = $2", [.text(tenant)])
            last = tenant
        }
    }
}
