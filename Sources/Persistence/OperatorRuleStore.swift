public import LinkPolicy
import Webhooks

/// The operator's blocks and exemptions. A rule that is lifted or replaced keeps its row with the time it ended, until
/// it is forgotten as ``RecordKind/rules``.
public struct OperatorRuleStore: Sendable {
    /// How revisions call what changes here.
    public static let subject = "operator_rule"

    let database: any SQLDatabase

    public init(_ database: any SQLDatabase) { self.database = database }

    /// Puts a rule in force, in the place of an older one on the same subject, and tells the webhooks that it touches.
    ///
    /// - Parameter tenant: `nil` for every tenant.
    /// - Returns: The revision with the rule.
    public func set(
        tenant: TenantID?, action: OperatorRule.Action, subject: String, reason: String, until: Int64?, now: Int64
    ) async throws -> Int64 {
        try await database.write { connection in
            try Self.end(connection, tenant: tenant, subject: subject, now: now)
            try connection.run(
                """
                INSERT INTO operator_rule (tenant, action, subject, reason, until, created_at)
                VALUES ($1, $2, $3, $4, $5, $6)
                """,
                [
                    .text(tenant?.rawValue ?? Self.everyTenant), .text(action.rawValue), .text(subject), .text(reason),
                    .integer(until), .integer(now),
                ])
            let revision = try RevisionStore.bump(connection, subject: Self.subject, now: now)
            let event = WebhookEvent.ruleChanged(
                RuleChange(action), subject: subject, isForAll: tenant == nil, reason: reason, until: until,
                revision: revision, at: now * 1_000)
            try Outbox.add(connection, event, tenant: tenant)
            return revision
        }
    }

    /// Ends the rule on `subject`, and tells the webhooks that it touched.
    ///
    /// - Returns: The revision without it, or `nil` when there is none.
    public func lift(tenant: TenantID?, subject: String, now: Int64) async throws -> Int64? {
        try await database.write { connection in
            let ended = try Self.end(connection, tenant: tenant, subject: subject, now: now)
            guard ended > 0 else { return nil }
            let revision = try RevisionStore.bump(connection, subject: Self.subject, now: now)
            let event = WebhookEvent.ruleChanged(
                .lift, subject: subject, isForAll: tenant == nil, reason: nil, until: nil, revision: revision,
                at: now * 1_000)
            try Outbox.add(connection, event, tenant: tenant)
            return revision
        }
    }

    /// The rules that are not ended; those past their `until` too, as the caller has the clock.
    public func inForce() async throws -> [(tenant: TenantID?, rule: OperatorRule)] {
        try await database.read { connection in
            try connection.rows(
                """
                SELECT id, tenant, action, subject, reason, until FROM operator_rule
                WHERE ended_at IS NULL ORDER BY subject, tenant
                """
            ).compactMap { row in
                guard let action = OperatorRule.Action(rawValue: try row.text(2)) else { return nil }
                let rule = OperatorRule(
                    id: try row.integer(0), action: action, subject: try row.text(3), reason: try row.text(4),
                    until: try row.optionalInteger(5))
                return (TenantID(try row.text(1)), rule)
            }
        }
    }

    /// Stands in the tenant's column of a rule for all; no tenant can have this name.
    private static let everyTenant = "*"

    @discardableResult
    private static func end(
        _ connection: any SQLConnection, tenant: TenantID?, subject: String, now: Int64
    ) throws -> Int {
        try connection.run(
            "UPDATE operator_rule SET ended_at = $1 WHERE tenant = $2 AND subject = $3 AND ended_at IS NULL",
            [.integer(now), .text(tenant?.rawValue ?? everyTenant), .text(subject)])
    }
}
