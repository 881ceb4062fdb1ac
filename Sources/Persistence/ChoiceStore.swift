import LinkPolicy

/// The choices of groups and people, and every change of them.
public struct ChoiceStore: Sendable {
    let database: any SQLDatabase

    public init(_ database: any SQLDatabase) { self.database = database }

    public func find(_ subject: ChoiceSubject) async throws -> ChoiceRecord? {
        try await database.read { try Self.record(subject, $0) }
    }

    /// Sets a choice, or gives it up, and records who did it. When this returns, both are on disk.
    ///
    /// - Parameters:
    ///   - settings: JSON in one form for equal settings; `nil` gives the choice up.
    ///   - now: Seconds since 1970.
    public func change(
        _ subject: ChoiceSubject, to settings: String?, by actor: ChoiceActor, if conditions: [ChoiceCondition] = [],
        now: Int64
    ) async throws -> ChoiceOutcome {
        try await database.write { connection in
            let former = try Self.record(subject, connection)
            guard conditions.allSatisfy({ $0.holds(for: former?.version) }) else { return .conditionFailed }
            guard former?.settings != settings else { return .unchanged(former) }
            let version = try Self.log(connection, subject, from: former?.settings, to: settings, by: actor, now: now)
            guard let settings else {
                try connection.run(
                    "DELETE FROM choice WHERE tenant = $1 AND kind = $2 AND subject = $3", Self.names(subject))
                return .removed
            }
            try connection.run(
                """
                INSERT INTO choice (tenant, kind, subject, settings, version, updated_at)
                VALUES ($1, $2, $3, $4, $5, $6)
                ON CONFLICT (tenant, kind, subject) DO UPDATE
                SET settings = excluded.settings, version = excluded.version, updated_at = excluded.updated_at
                """, Self.names(subject) + [.text(settings), .integer(version), .integer(now)])
            return .set(
                ChoiceRecord(settings: settings, version: version, updatedAt: now), isNew: former == nil)
        }
    }

    /// The changes of a choice, the latest first.
    ///
    /// - Parameter before: Only changes with a lower id.
    public func history(
        of subject: ChoiceSubject, before: Int64 = .max, limit: Int
    ) async throws -> [ChoiceChange] {
        try await database.read { connection in
            try connection.rows(
                """
                SELECT id, at, actor_kind, actor, person, role, former, present, reason FROM choice_change
                WHERE tenant = $1 AND kind = $2 AND subject = $3 AND id < $4 ORDER BY id DESC LIMIT $5
                """, Self.names(subject) + [.integer(before), .integer(Int64(limit))]
            ).map { row in
                ChoiceChange(
                    id: try row.integer(0), at: try row.integer(1),
                    actor: ChoiceActor(
                        ChoiceActor.Kind(rawValue: try row.text(2)) ?? .key, try row.text(3),
                        person: try row.optionalText(4), role: try row.optionalText(5).flatMap(Role.init),
                        reason: try row.optionalText(8)),
                    former: try row.optionalText(6), present: try row.optionalText(7))
            }
        }
    }

    // MARK: For those who hold the choices in memory

    /// The number of the latest change; 0 when there was none.
    public func latest() async throws -> Int64 { try await database.read(Self.latest) }

    /// Every choice, and the number of the latest change that it holds. O(n) in time and memory.
    public func all() async throws -> (upTo: Int64, choices: [(subject: ChoiceSubject, settings: String)]) {
        try await database.read { connection in
            let choices = try connection.rows("SELECT tenant, kind, subject, settings FROM choice").compactMap { row in
                try Self.subject(row).map { (subject: $0, settings: try row.text(3)) }
            }
            return (try Self.latest(connection), choices)
        }
    }

    /// What has changed since the change `version`, each choice once, and the number of the latest change.
    ///
    /// - Returns: The settings are `nil` for a choice that was given up.
    public func changes(
        since version: Int64
    ) async throws -> (upTo: Int64, choices: [(subject: ChoiceSubject, settings: String?)]) {
        try await database.read { connection in
            let choices = try connection.rows(
                """
                SELECT DISTINCT choice_change.tenant, choice_change.kind, choice_change.subject, choice.settings
                FROM choice_change LEFT JOIN choice ON choice.tenant = choice_change.tenant
                    AND choice.kind = choice_change.kind AND choice.subject = choice_change.subject
                WHERE choice_change.id > $1
                """, [.integer(version)]
            ).compactMap { row in
                try Self.subject(row).map { (subject: $0, settings: try row.optionalText(3)) }
            }
            return (max(version, try Self.latest(connection)), choices)
        }
    }

    // MARK: Parts

    @Sendable private static func latest(_ connection: any SQLConnection) throws -> Int64 {
        try connection.rows("SELECT COALESCE(MAX(id), 0) FROM choice_change").first?.integer(0) ?? 0
    }

    private static func record(_ subject: ChoiceSubject, _ connection: any SQLConnection) throws -> ChoiceRecord? {
        try connection.rows(
            "SELECT settings, version, updated_at FROM choice WHERE tenant = $1 AND kind = $2 AND subject = $3",
            names(subject)
        ).first.map { row in
            ChoiceRecord(settings: try row.text(0), version: try row.integer(1), updatedAt: try row.integer(2))
        }
    }

    private static func log(
        _ connection: any SQLConnection, _ subject: ChoiceSubject, from former: String?, to present: String?,
        by actor: ChoiceActor, now: Int64
    ) throws -> Int64 {
        try connection.rows(
            """
            INSERT INTO choice_change
                (tenant, kind, subject, at, actor_kind, actor, person, role, former, present, reason)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id
            """,
            names(subject) + [
                .integer(now), .text(actor.kind.rawValue), .text(actor.id), .text(actor.person),
                .text(actor.role?.rawValue), .text(former), .text(present), .text(actor.reason),
            ]
        ).first?.integer(0) ?? 0
    }

    private static func names(_ subject: ChoiceSubject) -> [SQLValue] {
        [.text(subject.tenant.rawValue), .text(subject.kind.rawValue), .text(subject.id)]
    }

    private static func subject(_ row: SQLRow) throws -> ChoiceSubject? {
        guard let tenant = TenantID(try row.text(0)), let kind = ChoiceSubject.Kind(rawValue: try row.text(1)) else {
            return nil
        }
        return ChoiceSubject(tenant: tenant, kind: kind, id: try row.text(2))
    }
}
