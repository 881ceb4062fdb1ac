import JSONText
public import LinkPolicy
public import Moderation

extension CaseStore {
    /// Runs what changes a case, and keeps the request with it where it was changed.
    ///
    /// - Throws: ``IdempotencyStore/Repeated`` where the request changed it before.
    func write(
        once: IdempotencyStore.Once?, at now: Int64,
        _ body: @Sendable @escaping (any SQLConnection) throws -> Result<CaseRecord, CaseRefusal>
    ) async throws -> Result<CaseRecord, CaseRefusal> {
        try await database.write { connection in
            try IdempotencyStore.requireNew(once, connection)
            let result = try body(connection)
            if case .success(let record) = result {
                try IdempotencyStore.keep(once, made: record.id, at: now, connection)
            }
            return result
        }
    }

    /// Gives a case to a moderator, or to nobody.
    ///
    /// - Parameters:
    ///   - tenant: Whose case; anybody's when `nil`.
    ///   - assignee: `nil` to give it back.
    ///   - now: Seconds since 1970.
    ///   - once: The request that asks for it, where it can come again.
    public func assign(
        _ id: String, to assignee: String?, tenant: TenantID?, by actor: CaseActor, now: Int64,
        once: IdempotencyStore.Once? = nil
    ) async throws -> Result<CaseRecord, CaseRefusal> {
        try await write(once: once, at: now) { connection in
            try Self.assign(id, to: assignee, tenant: tenant, by: actor, now: now, connection)
        }
    }

    /// Gives cases to a moderator, or to nobody, all in one transaction; each by itself.
    ///
    /// - Parameters:
    ///   - tenant: Whose cases; anybody's when `nil`.
    ///   - assignee: `nil` to give them back.
    ///   - now: Seconds since 1970.
    public func assign(
        _ ids: [String], to assignee: String?, tenant: TenantID?, by actor: CaseActor, now: Int64
    ) async throws -> [Result<CaseRecord, CaseRefusal>] {
        try await database.write { connection in
            try ids.map { try Self.assign($0, to: assignee, tenant: tenant, by: actor, now: now, connection) }
        }
    }

    private static func assign(
        _ id: String, to assignee: String?, tenant: TenantID?, by actor: CaseActor, now: Int64,
        _ connection: any SQLConnection
    ) throws -> Result<CaseRecord, CaseRefusal> {
        try change(id, tenant: tenant, now: now, connection) { record in
            guard record.assignee != assignee else { return }
            record.assignee = assignee
            record.settle()
            try AuditStore.add(
                connection, tenant: record.tenant, at: now, by: actor.description, "case.assigned", on: record.id
            ) { $0.member("assignee", assignee) }
        }
    }

    /// Adds a note or a piece of evidence; to a decided case, too.
    ///
    /// - Parameter once: The request that asks for it, where it can come again.
    public func note(
        _ id: String, _ kind: CaseNote.Kind, _ text: String, tenant: TenantID?, by actor: CaseActor, now: Int64,
        once: IdempotencyStore.Once? = nil
    ) async throws -> Result<CaseRecord, CaseRefusal> {
        try await write(once: once, at: now) { connection in
            guard let record = try Self.find(id, tenant: tenant, connection) else { return .failure(.unknown) }
            try Self.add(
                CaseNote(at: now, kind: kind, actor: actor.description, text: text), to: record, "case.noted",
                connection)
            return .success(record)
        }
    }

    /// Asks another moderator what they think; the case waits for it.
    ///
    /// - Parameters:
    ///   - person: Who is asked.
    ///   - once: The request that asks for it, where it can come again.
    public func ask(
        _ person: String, about id: String, _ question: String, tenant: TenantID?, by actor: CaseActor, now: Int64,
        once: IdempotencyStore.Once? = nil
    ) async throws -> Result<CaseRecord, CaseRefusal> {
        guard person != actor.person else { return .failure(.ownOpinion) }
        return try await write(once: once, at: now) { connection in
            try Self.change(id, tenant: tenant, now: now, connection) { record in
                record.asked = person
                record.settle()
                let note = CaseNote(
                    at: now, kind: .question, actor: actor.description, asked: person, text: question)
                try Self.add(note, to: record, "case.opinion_asked", connection)
            }
        }
    }

    /// Gives a second opinion; whoever has the case still decides.
    ///
    /// - Parameter once: The request that gives it, where it can come again.
    public func giveOpinion(
        _ outcome: CaseOutcome, on id: String, _ text: String, tenant: TenantID?, by actor: CaseActor, now: Int64,
        once: IdempotencyStore.Once? = nil
    ) async throws -> Result<CaseRecord, CaseRefusal> {
        try await write(once: once, at: now) { connection in
            if let present = try Self.find(id, tenant: tenant, connection), present.outcome == nil {
                guard let asked = present.asked, actor.person == nil || actor.person == asked else {
                    return .failure(.notAsked)
                }
            }
            return try Self.change(id, tenant: tenant, now: now, connection) { record in
                let note = CaseNote(
                    at: now, kind: .opinion, actor: actor.description, asked: record.asked, outcome: outcome,
                    text: text)
                record.asked = nil
                record.settle()
                try Self.add(note, to: record, "case.opinion_given", connection)
            }
        }
    }

    /// Counts openings of links that cases are on, by the case's number; decided ones are left out.
    ///
    /// - Parameter now: Seconds since 1970.
    public func countOpenings(_ openings: [Int64: Int], now: Int64) async throws {
        guard !openings.isEmpty else { return }
        try await database.write { connection in
            for (number, count) in openings {
                guard
                    var record = try connection.rows(
                        "SELECT \(Self.columns) FROM moderation_case WHERE number = $1 AND state <> 'decided'",
                        [.integer(number)]
                    ).first.map(Self.record)
                else { continue }
                record.harm.open(count, now: now)
                record.openings += Int64(count)
                try connection.run(
                    """
                    UPDATE moderation_case SET openings = $1, heat = $2, heat_at = $3, priority = $4 WHERE number = $5
                    """,
                    [
                        .integer(record.openings), .integer(record.harm.heat), .integer(record.harm.at),
                        .integer(record.harm.priority), .integer(number),
                    ])
            }
        }
    }

    /// Changes a case that is not decided.
    private static func change(
        _ id: String, tenant: TenantID?, now: Int64, _ connection: any SQLConnection,
        _ body: (inout CaseRecord) throws -> Void
    ) throws -> Result<CaseRecord, CaseRefusal> {
        guard var record = try find(id, tenant: tenant, connection) else { return .failure(.unknown) }
        if let outcome = record.outcome { return .failure(.decided(outcome)) }
        let former = record
        try body(&record)
        guard record != former else { return .success(record) }
        record.updatedAt = now
        try update(record, connection)
        return .success(record)
    }

    static func add(
        _ note: CaseNote, to record: CaseRecord, _ action: String, _ connection: any SQLConnection
    ) throws {
        try connection.run(
            """
            INSERT INTO case_note (case_number, at, kind, actor, asked, outcome, text)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            """,
            [
                .integer(record.number), .integer(note.at), .text(note.kind.rawValue), .text(note.actor),
                .text(note.asked), .text(note.outcome?.rawValue), .text(note.text),
            ])
        try AuditStore.add(
            connection, tenant: record.tenant, at: note.at, by: note.actor, action, on: record.id
        ) { json in
            json.member("kind", note.kind.rawValue)
            json.member("asked", note.asked)
            json.member("outcome", note.outcome?.rawValue)
            json.member("text", note.text)
        }
    }
}

extension CaseRecord {
    /// The state that follows from who has the case and who is asked.
    mutating func settle() { state = asked != nil ? .waiting : assignee != nil ? .assigned : .open }
}
