import JSONText
public import LinkPolicy
public import Moderation

extension ComplaintStore {
    /// What is known of somebody who complains.
    public func complainant(_ person: String, tenant: TenantID) async throws -> ComplainantRecord {
        try await database.read { connection in
            try Self.known(person, tenant: tenant, connection)
        }
    }

    /// People who are trusted, warned or paused, by name.
    ///
    /// - Parameter tenant: Whose; everybody's when `nil`.
    public func people(tenant: TenantID?, limit: Int) async throws -> [ComplainantRecord] {
        try await database.read { connection in
            let condition = tenant == nil ? "1 = 1" : "tenant = $1"
            let arguments = (tenant.map { [SQLValue.text($0.rawValue)] } ?? []) + [.integer(Int64(limit))]
            return try connection.rows(
                """
                SELECT tenant, person, trusted_at, warned_at, paused_until FROM complainant
                WHERE \(condition) ORDER BY tenant, person LIMIT $\(arguments.count)
                """, arguments
            ).map { row in
                var record = try Self.complainant(row)
                try Self.count(&record, since: 0, connection)
                return record
            }
        }
    }

    /// Lets a person's complaints go first, or no longer.
    ///
    /// - Returns: Whether that was news.
    public func trust(
        _ person: String, tenant: TenantID, _ isTrusted: Bool, by actor: CaseActor, now: Int64
    ) async throws -> Bool {
        try await database.write { connection in
            let present = try Self.complainant(person, tenant: tenant, connection)
            guard (present?.trustedAt != nil) != isTrusted else { return false }
            try Self.put(person, tenant: tenant, "trusted_at", isTrusted ? now : nil, connection)
            try AuditStore.add(
                connection, tenant: tenant, at: now, by: actor.description,
                isTrusted ? "complainant.trusted" : "complainant.untrusted", on: person)
            return true
        }
    }

    /// Warns or pauses a person whose complaints turn out unfounded too often; to be called in the transaction of such a
    /// decision.
    static func judge(
        _ person: String, tenant: TenantID, _ misuse: ComplaintRules.Misuse, now: Int64,
        _ connection: any SQLConnection
    ) throws {
        var record = try complainant(person, tenant: tenant, connection) ?? .init(tenant: tenant, person: person)
        try count(&record, since: now - misuse.window, connection)
        // A warning is forgotten with the complaints that it was for.
        var sinceWarning: Int?
        if let warnedAt = record.warnedAt, warnedAt > now - misuse.window {
            sinceWarning = try connection.rows(
                """
                SELECT COUNT(*) FROM complaint
                WHERE tenant = $1 AND person = $2 AND at >= $3 AND state = 'unfounded'
                """, [.text(tenant.rawValue), .text(person), .integer(warnedAt)]
            ).first.map { Int(try $0.integer(0)) }
        }
        switch misuse.measure(
            unfounded: record.unfounded, decided: record.founded + record.unfounded, sinceWarning: sinceWarning)
        {
        case .none: return
        case .warn:
            try put(person, tenant: tenant, "warned_at", now, connection)
            try tell("complainant.warned")
        case .pause:
            guard record.pausedUntil ?? 0 <= now else { return }
            try put(person, tenant: tenant, "paused_until", now + misuse.pause, connection)
            try tell("complainant.paused")
        }
        func tell(_ action: String) throws {
            try AuditStore.add(connection, tenant: tenant, at: now, by: "misuse", action, on: person) { json in
                json.member("unfounded", record.unfounded)
                json.member("decided", record.founded + record.unfounded)
            }
        }
    }

    /// Takes back a warning and a pause that what is unfounded no longer calls for; to be called in the transaction that
    /// undoes such a decision.
    static func judgeAgain(
        _ person: String, tenant: TenantID, _ misuse: ComplaintRules.Misuse, by actor: String, now: Int64,
        _ connection: any SQLConnection
    ) throws {
        guard var record = try complainant(person, tenant: tenant, connection) else { return }
        try count(&record, since: now - misuse.window, connection)
        let holds = misuse.holds(unfounded: record.unfounded, decided: record.founded + record.unfounded)
        if let until = record.pausedUntil, until > now, !holds.pause {
            try put(person, tenant: tenant, "paused_until", nil, connection)
            try AuditStore.add(connection, tenant: tenant, at: now, by: actor, "complainant.resumed", on: person)
        }
        if record.warnedAt != nil, !holds.warning {
            try put(person, tenant: tenant, "warned_at", nil, connection)
            try AuditStore.add(connection, tenant: tenant, at: now, by: actor, "complainant.unwarned", on: person)
        }
    }

    // MARK: Rows

    /// What is known of somebody who complains, with what became of their complaints.
    static func known(
        _ person: String, tenant: TenantID, _ connection: any SQLConnection
    ) throws -> ComplainantRecord {
        var record =
            try complainant(person, tenant: tenant, connection) ?? ComplainantRecord(tenant: tenant, person: person)
        try count(&record, since: 0, connection)
        return record
    }

    static func complainant(
        _ person: String, tenant: TenantID, _ connection: any SQLConnection
    ) throws -> ComplainantRecord? {
        try connection.rows(
            """
            SELECT tenant, person, trusted_at, warned_at, paused_until FROM complainant
            WHERE tenant = $1 AND person = $2
            """, [.text(tenant.rawValue), .text(person)]
        ).first.map(complainant)
    }

    private static func complainant(_ row: SQLRow) throws -> ComplainantRecord {
        guard let tenant = TenantID(try row.text(0)) else { throw PersistenceError.unexpectedValue(column: 0) }
        var record = ComplainantRecord(tenant: tenant, person: try row.text(1))
        record.trustedAt = try row.optionalInteger(2)
        record.warnedAt = try row.optionalInteger(3)
        record.pausedUntil = try row.optionalInteger(4)
        return record
    }

    private static func count(
        _ record: inout ComplainantRecord, since moment: Int64, _ connection: any SQLConnection
    ) throws {
        for row in try connection.rows(
            """
            SELECT state, COUNT(*) FROM complaint
            WHERE tenant = $1 AND person = $2 AND (decided_at IS NULL OR decided_at >= $3) GROUP BY state
            """, [.text(record.tenant.rawValue), .text(record.person), .integer(moment)])
        {
            let count = Int(try row.integer(1))
            switch CaseOutcome(rawValue: try row.text(0)) {
            case .founded: record.founded = count
            case .unfounded: record.unfounded = count
            case nil: record.waiting = count
            }
        }
    }

    /// - Parameter column: One of the table's.
    private static func put(
        _ person: String, tenant: TenantID, _ column: String, _ value: Int64?, _ connection: any SQLConnection
    ) throws {
        try connection.run(
            """
            INSERT INTO complainant (tenant, person, \(column)) VALUES ($1, $2, $3)
            ON CONFLICT (tenant, person) DO UPDATE SET \(column) = excluded.\(column)
            """, [.text(tenant.rawValue), .text(person), .integer(value)])
    }
}
