public import LinkPolicy
import Moderation

extension ComplaintStore {
    /// Part of the complaints, the latest first.
    ///
    /// - Parameters:
    ///   - tenant: Whose; everybody's when `nil`.
    ///   - caseID: Those of one case.
    ///   - person: Those of one person.
    ///   - before: Only those sent in before the one of this number.
    public func complaints(
        tenant: TenantID?, caseID: String? = nil, person: String? = nil, category: String? = nil,
        before: String? = nil, limit: Int
    ) async throws -> [ComplaintRecord] {
        try await database.read { connection in
            var conditions: [String] = []
            var arguments: [SQLValue] = []
            func add(_ condition: String, _ value: SQLValue?) {
                guard let value else { return }
                arguments.append(value)
                conditions.append(condition.replacing("?", with: "$\(arguments.count)"))
            }
            add("complaint.tenant = ?", tenant.map { .text($0.rawValue) })
            add(
                "complaint.case_number = (SELECT number FROM moderation_case WHERE id = ?)", caseID.map { .text($0) })
            add("complaint.person = ?", person.map { .text($0) })
            add("complaint.category = ?", category.map { .text($0) })
            if let before {
                guard let at = try Self.find(before, tenant: tenant, connection)?.at else { return [] }
                add("complaint.at <= ?", .integer(at))
                arguments.append(.text(before))
                conditions.append("(complaint.at < $\(arguments.count - 1) OR complaint.id < $\(arguments.count))")
            }
            arguments.append(.integer(Int64(limit)))
            let condition = conditions.isEmpty ? "1 = 1" : conditions.joined(separator: " AND ")
            return try connection.rows(
                """
                \(Self.selection) WHERE \(condition)
                ORDER BY complaint.at DESC, complaint.id DESC LIMIT $\(arguments.count)
                """, arguments
            ).map(Self.record)
        }
    }

    /// A complaint with what was added to it.
    ///
    /// - Parameter tenant: Whose it must be; anybody's when `nil`.
    public func find(_ id: String, tenant: TenantID?) async throws -> ComplaintRecord? {
        try await database.read { try Self.find(id, tenant: tenant, $0) }
    }

    static func find(
        _ id: String, tenant: TenantID?, _ connection: any SQLConnection
    ) throws -> ComplaintRecord? {
        guard
            var found = try connection.rows("\(selection) WHERE complaint.id = $1", [.text(id)]).first.map(record),
            tenant == nil || found.tenant == tenant
        else { return nil }
        found.additions = try connection.rows(
            "SELECT at, category, statement FROM complaint_addition WHERE complaint = $1 ORDER BY id", [.text(id)]
        ).map { .init(at: try $0.integer(0), category: try $0.text(1), statement: try $0.text(2)) }
        found.pictures = try outlines(of: id, connection)
        return found
    }

    static let selection = """
        SELECT complaint.id, complaint.tenant, complaint.at, complaint.link_id, complaint.address, complaint.scene,
            complaint.category, complaint.statement, complaint.person, complaint.reader, complaint.source,
            complaint.api_key, complaint.opened_at, complaint.evidence, complaint.state, complaint.counted,
            complaint.trusted, complaint.decided_at, moderation_case.id, moderation_case.state, moderation_case.reason,
            moderation_case.ruling, complaint.account_age
        FROM complaint LEFT JOIN moderation_case ON moderation_case.number = complaint.case_number
        """

    static func record(_ row: SQLRow) throws -> ComplaintRecord {
        guard let tenant = TenantID(try row.text(1)) else { throw PersistenceError.unexpectedValue(column: 1) }
        guard let scene = Scene(try row.text(5)) else { throw PersistenceError.unexpectedValue(column: 5) }
        var record = ComplaintRecord(
            id: try row.text(0), tenant: tenant, at: try row.integer(2), linkID: UInt64(bitPattern: try row.integer(3)),
            address: try row.text(4), scene: scene, category: try row.text(6), statement: try row.text(7),
            person: try row.optionalText(8), reader: try row.optionalInteger(9).map { UInt64(bitPattern: $0) })
        record.source = ComplaintRecord.Source(rawValue: try row.text(10)) ?? .page
        record.apiKey = try row.optionalText(11)
        record.openedAt = try row.optionalInteger(12)
        record.evidence = try row.optionalText(13)
        record.outcome = CaseOutcome(rawValue: try row.text(14))
        record.isCounted = try row.integer(15) != 0
        record.isTrusted = try row.integer(16) != 0
        record.decidedAt = try row.optionalInteger(17)
        record.caseID = try row.optionalText(18)
        record.state =
            record.outcome != nil ? .decided : try row.optionalText(19).flatMap(CaseState.init(rawValue:)) ?? .open
        record.reason = record.outcome == nil ? nil : try row.optionalText(20)
        record.ruling = record.outcome == nil ? nil : try row.optionalText(21)
        record.accountAge = try row.optionalInteger(22)
        return record
    }
}
