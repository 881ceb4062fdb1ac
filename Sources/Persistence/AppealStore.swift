import JSONText
public import LinkPolicy
public import Moderation
import Webhooks

/// What was said against rulings, and what was decided on it.
public struct AppealStore: Sendable {
    let database: any SQLDatabase

    public init(_ database: any SQLDatabase) { self.database = database }

    /// Keeps an appeal, and tells its tenant's webhooks; when this returns it is on disk.
    ///
    /// - Parameter once: The request that hands it in, where it can come again.
    /// - Throws: ``Moderation/Appeal/Refusal`` where the ruling cannot be spoken against; ``IdempotencyStore/Repeated``
    ///   where the request was taken before.
    public func add(_ appeal: Appeal, once: IdempotencyStore.Once? = nil) async throws {
        try await database.write { connection in
            try IdempotencyStore.keep(once, made: appeal.id, at: appeal.at, connection)
            guard let ruling = try RulingStore.find(appeal.rulingID, connection) else { throw Appeal.Refusal.over }
            let earlier = try Self.appeals(against: ruling.id, connection)
            if let refusal = ruling.refusal(of: appeal.kind, after: earlier, at: appeal.at) { throw refusal }
            try connection.run(
                """
                INSERT INTO appeal (id, tenant, ruling_id, kind, party, proof, statement, at, due_at, state)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
                """,
                [
                    .text(appeal.id), .text(appeal.tenant.rawValue), .text(appeal.rulingID),
                    .text(appeal.kind.rawValue), .text(appeal.party.rawValue), .text(appeal.proof),
                    .text(appeal.statement), .integer(appeal.at), .integer(appeal.dueAt),
                    .text(appeal.state.rawValue),
                ])
            try AuditStore.add(
                connection, tenant: appeal.tenant, at: appeal.at, by: appeal.proof, "appeal.received", on: appeal.id
            ) { $0.member("ruling", appeal.rulingID) }
            try Outbox.add(
                connection, .received(appeal, at: appeal.at * 1_000), tenant: appeal.tenant,
                concerning: RulingStore.concerned(by: ruling, connection))
        }
    }

    /// Decides an appeal. One that is founded ends the ruling in the same transaction.
    ///
    /// - Parameters:
    ///   - isFounded: Whether the ruling is reversed, or the matter mended.
    ///   - tenant: Whose appeal it must be.
    ///   - once: The request that asks for it, where it can come again.
    /// - Returns: The appeal as it is now, and the revision where the ruling has ended.
    /// - Throws: ``Moderation/Appeal/DecisionRefusal``; ``IdempotencyStore/Repeated`` where the request decided it
    ///   before.
    public func decide(
        _ id: String, of tenant: TenantID, isFounded: Bool, _ decision: Appeal.Decision,
        once: IdempotencyStore.Once? = nil
    ) async throws -> (appeal: Appeal, revision: Int64?) {
        try await database.write { connection in
            try IdempotencyStore.keep(once, made: id, at: decision.at, connection)
            guard var appeal = try Self.find(id, connection), appeal.tenant == tenant,
                let ruling = try RulingStore.find(appeal.rulingID, connection)
            else { throw Appeal.DecisionRefusal.unknown }
            guard appeal.state == .open else { throw Appeal.DecisionRefusal.decided }
            guard appeal.kind == .mended || !CaseActor.isSame(ruling.actor, decision.actor) else {
                throw Appeal.DecisionRefusal.sameModerator
            }
            switch appeal.kind {
            case .appeal: appeal.state = isFounded ? .reversed : .upheld
            case .mended: appeal.state = isFounded ? .mended : .notMended
            }
            appeal.decision = decision
            try connection.run(
                "UPDATE appeal SET state = $1, decided_at = $2, decided_by = $3, answer = $4 WHERE id = $5",
                [
                    .text(appeal.state.rawValue), .integer(decision.at), .text(decision.actor), .text(decision.answer),
                    .text(id),
                ])
            try AuditStore.add(
                connection, tenant: tenant, at: decision.at, by: decision.actor, "appeal.decided", on: id
            ) { json in
                json.member("ruling", ruling.id)
                json.member("outcome", appeal.state.rawValue)
            }
            try Outbox.add(
                connection, .decided(appeal, at: decision.at * 1_000), tenant: tenant,
                concerning: RulingStore.concerned(by: ruling, connection))
            guard isFounded else { return (appeal, nil) }
            let end = Ruling.End(
                at: decision.at, reason: appeal.kind == .appeal ? .reversed : .mended, words: decision.answer,
                actor: decision.actor)
            return (appeal, try RulingStore.end(ruling, end, connection))
        }
    }

    public func find(_ id: String) async throws -> Appeal? {
        try await database.read { connection in try Self.find(id, connection) }
    }

    public func appeals(against ruling: String) async throws -> [Appeal] {
        try await database.read { connection in try Self.appeals(against: ruling, connection) }
    }

    /// A tenant's appeals: open ones as they are due, others from the latest on.
    ///
    /// - Parameter offset: How many to pass over.
    public func list(of tenant: TenantID, isOpen: Bool, offset: Int = 0, limit: Int) async throws -> [Appeal] {
        try await database.read { connection in
            try connection.rows(
                """
                SELECT \(Self.columns) FROM appeal WHERE tenant = $1 AND state \(isOpen ? "=" : "<>") 'open'
                ORDER BY \(isOpen ? "due_at, number" : "number DESC") LIMIT $2 OFFSET $3
                """, [.text(tenant.rawValue), .integer(Int64(limit)), .integer(Int64(offset))]
            ).compactMap(Self.appeal)
        }
    }

    private static func find(_ id: String, _ connection: any SQLConnection) throws -> Appeal? {
        try connection.rows("SELECT \(columns) FROM appeal WHERE id = $1", [.text(id)]).first.flatMap(appeal)
    }

    private static func appeals(against ruling: String, _ connection: any SQLConnection) throws -> [Appeal] {
        try connection.rows(
            "SELECT \(columns) FROM appeal WHERE ruling_id = $1 ORDER BY number", [.text(ruling)]
        ).compactMap(appeal)
    }

    private static let columns =
        "id, tenant, ruling_id, kind, party, proof, statement, at, due_at, state, decided_at, decided_by, answer"

    /// `nil` for a row of a later version that this one has no words for.
    private static func appeal(_ row: SQLRow) throws -> Appeal? {
        guard let tenant = TenantID(try row.text(1)), let kind = Appeal.Kind(rawValue: try row.text(3)),
            let party = Appeal.Party(rawValue: try row.text(4)), let state = Appeal.State(rawValue: try row.text(9))
        else { return nil }
        return Appeal(
            id: try row.text(0), tenant: tenant, rulingID: try row.text(2), kind: kind, party: party,
            proof: try row.text(5), statement: try row.text(6), at: try row.integer(7), dueAt: try row.integer(8),
            state: state,
            decision: try row.optionalInteger(10).map {
                Appeal.Decision(at: $0, actor: try row.text(11), answer: try row.text(12))
            })
    }
}
