import LinkPolicy
import Moderation
import Webhooks

/// Cases: what complaints gather in, and what moderators do with it.
public struct CaseStore: Sendable {
    let database: any SQLDatabase

    public init(_ database: any SQLDatabase) { self.database = database }

    static let columns = """
        number, id, tenant, kind, subject, host, platform, sender, group_id, state, category, severity, trusted, weight,
        former_unfounded, openings, heat, heat_at, complaints, opened_at, due_at, updated_at, assignee, asked,
        decided_at, decided_by, outcome, reason, ruling
        """

    static func record(_ row: SQLRow) throws -> CaseRecord {
        func word<Value: RawRepresentable<String>>(_ column: Int) throws -> Value {
            guard let value = Value(rawValue: try row.text(column)) else {
                throw PersistenceError.unexpectedValue(column: column)
            }
            return value
        }
        guard let tenant = TenantID(try row.text(2)) else { throw PersistenceError.unexpectedValue(column: 2) }
        return CaseRecord(
            number: try row.integer(0), id: try row.text(1), tenant: tenant, kind: try word(3), key: try row.text(4),
            host: try row.optionalText(5), platform: try row.optionalText(6), sender: try row.optionalText(7),
            group: try row.optionalText(8), state: try word(9), category: try row.text(10),
            harm: CaseHarm(
                heat: try row.integer(16), at: try row.integer(17), severity: Int(try row.integer(11)),
                weight: try row.integer(13), formerUnfounded: Int(try row.integer(14))),
            isTrusted: try row.integer(12) != 0, openings: try row.integer(15), complaints: try row.integer(18),
            openedAt: try row.integer(19), dueAt: try row.integer(20), updatedAt: try row.integer(21),
            assignee: try row.optionalText(22), asked: try row.optionalText(23), decidedAt: try row.optionalInteger(24),
            decidedBy: try row.optionalText(25), outcome: try row.optionalText(26) == nil ? nil : try word(26),
            reason: try row.optionalText(27), ruling: try row.optionalText(28))
    }

    /// A case of a tenant; anybody's when `tenant` is `nil`.
    static func find(_ id: String, tenant: TenantID?, _ connection: any SQLConnection) throws -> CaseRecord? {
        let found = try connection.rows(
            "SELECT \(columns) FROM moderation_case WHERE id = $1", [.text(id)]
        ).first.map(record)
        return tenant == nil || found?.tenant == tenant ? found : nil
    }

    /// The case on a subject that is not decided yet.
    static func inProgress(
        _ kind: ModeratedSubject.Kind, _ key: String, tenant: TenantID, _ connection: any SQLConnection
    ) throws -> CaseRecord? {
        try connection.rows(
            """
            SELECT \(columns) FROM moderation_case
            WHERE tenant = $1 AND kind = $2 AND subject = $3 AND state <> 'decided'
            """, [.text(tenant.rawValue), .text(kind.rawValue), .text(key)]
        ).first.map(record)
    }

    static func insert(_ new: CaseRecord, _ connection: any SQLConnection) throws -> Int64 {
        try connection.rows(
            """
            INSERT INTO moderation_case (
                id, tenant, kind, subject, host, platform, sender, group_id, state, category, severity, trusted, weight,
                former_unfounded, openings, heat, heat_at, priority, complaints, opened_at, due_at, updated_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'open', $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
                $21)
            RETURNING number
            """,
            [
                .text(new.id), .text(new.tenant.rawValue), .text(new.kind.rawValue), .text(new.key), .text(new.host),
                .text(new.platform), .text(new.sender), .text(new.group), .text(new.category),
                .integer(Int64(new.harm.severity)), .integer(new.isTrusted ? 1 : 0), .integer(new.harm.weight),
                .integer(Int64(new.harm.formerUnfounded)), .integer(new.openings), .integer(new.harm.heat),
                .integer(new.harm.at), .integer(new.harm.priority), .integer(new.complaints), .integer(new.openedAt),
                .integer(new.dueAt), .integer(new.updatedAt),
            ]
        ).first?.integer(0) ?? 0
    }

    /// Writes what changes while a case is in progress.
    static func update(_ record: CaseRecord, _ connection: any SQLConnection) throws {
        try connection.run(
            """
            UPDATE moderation_case SET state = $1, category = $2, severity = $3, trusted = $4, weight = $5,
                openings = $6, heat = $7, heat_at = $8, priority = $9, complaints = $10, due_at = $11,
                updated_at = $12, assignee = $13, asked = $14, decided_at = $15, decided_by = $16, outcome = $17,
                reason = $18, ruling = $19
            WHERE number = $20
            """,
            [
                .text(record.state.rawValue), .text(record.category), .integer(Int64(record.harm.severity)),
                .integer(record.isTrusted ? 1 : 0), .integer(record.harm.weight), .integer(record.openings),
                .integer(record.harm.heat), .integer(record.harm.at), .integer(record.harm.priority),
                .integer(record.complaints), .integer(record.dueAt), .integer(record.updatedAt),
                .text(record.assignee), .text(record.asked), .integer(record.decidedAt), .text(record.decidedBy),
                .text(record.outcome?.rawValue), .text(record.reason), .text(record.ruling),
                .integer(record.number),
            ])
    }
}

extension CaseRecord {
    /// The case as events tell it.
    var notice: CaseNotice {
        CaseNotice(
            id: id, kind: kind.rawValue, subject: key, platform: platform, category: category, severity: harm.severity,
            isTrusted: isTrusted, dueAt: dueAt)
    }
}
