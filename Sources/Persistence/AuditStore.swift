import JSONText
public import LinkPolicy
import Moderation

/// One line of the audit log.
public struct AuditEntry: Hashable, Sendable {
    /// Grows; never used twice.
    public var number: Int64
    /// Seconds since 1970.
    public var at: Int64
    public var tenant: TenantID
    /// ``Moderation/CaseActor`` in words, or a part of the gateway that acts by itself.
    public var actor: String
    /// A word with a dot: `case.assigned`.
    public var action: String
    /// The id of what it was done to.
    public var subject: String
    /// A JSON object.
    public var detail: String
}

/// Who did what to complaints, cases and what follows from them: entries are added and read, never changed; only their
/// retention takes them away.
public struct AuditStore: Sendable {
    let database: any SQLDatabase

    public init(_ database: any SQLDatabase) { self.database = database }

    /// Adds an entry in the transaction of what it tells of.
    static func add(
        _ connection: any SQLConnection, tenant: TenantID, at: Int64, by actor: String, _ action: String,
        on subject: String, _ detail: (inout JSONWriter) -> Void = { _ in }
    ) throws {
        var json = JSONWriter(reserving: 128)
        json.object(detail)
        try connection.run(
            """
            INSERT INTO audit_entry (at, tenant, actor, action, subject, detail) VALUES ($1, $2, $3, $4, $5, $6)
            """,
            [
                .integer(at), .text(tenant.rawValue), .text(actor), .text(action), .text(subject), .text(json.text),
            ])
    }

    /// Part of the log, from earlier to later entries.
    ///
    /// - Parameters:
    ///   - tenant: Whose entries; everybody's when `nil`.
    ///   - subject: Those on one subject only.
    ///   - after: Only entries with a higher number.
    public func entries(
        tenant: TenantID?, subject: String? = nil, after: Int64 = 0, limit: Int
    ) async throws -> [AuditEntry] {
        try await database.read {
            try Self.entries($0, tenant: tenant, subject: subject, after: after, limit: limit)
        }
    }

    static func entries(
        _ connection: any SQLConnection, tenant: TenantID?, subject: String?, after: Int64, limit: Int
    ) throws -> [AuditEntry] {
        var conditions = ["number > $1"]
        var arguments: [SQLValue] = [.integer(after)]
        if let tenant {
            arguments.append(.text(tenant.rawValue))
            conditions.append("tenant = $\(arguments.count)")
        }
        if let subject {
            arguments.append(.text(subject))
            conditions.append("subject = $\(arguments.count)")
        }
        arguments.append(.integer(Int64(limit)))
        return try connection.rows(
            """
            SELECT number, at, tenant, actor, action, subject, detail FROM audit_entry
            WHERE \(conditions.joined(separator: " AND ")) ORDER BY number LIMIT $\(arguments.count)
            """, arguments
        ).compactMap { row in
            guard let tenant = TenantID(try row.text(2)) else { return nil }
            return AuditEntry(
                number: try row.integer(0), at: try row.integer(1), tenant: tenant, actor: try row.text(3),
                action: try row.text(4), subject: try row.text(5), detail: try row.text(6))
        }
    }
}
