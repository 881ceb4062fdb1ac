public import Moderation
import Webhooks

extension ComplaintStore {
    /// Complaints that are in no case, since they are older than cases: the earliest first.
    public func withoutCase(limit: Int) async throws -> [ComplaintRecord] {
        try await database.read { connection in
            try connection.rows(
                """
                \(Self.selection) WHERE complaint.case_number IS NULL ORDER BY complaint.at, complaint.id LIMIT $1
                """, [.integer(Int64(limit))]
            ).map(Self.record)
        }
    }

    /// Puts complaints that are in no case into those on their subjects, which begin where there are none in progress, all
    /// in one transaction. One that has a case meanwhile is left as it is. Webhooks are told of the cases alone: they
    /// knew the complaints.
    public func adopt(_ filings: [ComplaintFiling], rules: ComplaintRules) async throws {
        try await database.write { connection in
            for filing in filings { try Self.adopt(filing, rules, connection) }
        }
    }

    private static func adopt(
        _ filing: ComplaintFiling, _ rules: ComplaintRules, _ connection: any SQLConnection
    ) throws {
        var complaint = filing.complaint
        let isWaiting = try connection.rows(
            "SELECT 1 FROM complaint WHERE id = $1 AND case_number IS NULL", [.text(complaint.id)])
        guard !isWaiting.isEmpty else { return }
        let present = try CaseStore.inProgress(filing.kind, filing.key, tenant: complaint.tenant, connection)
        var record = try present ?? begin(filing, rules, connection)
        complaint.isCounted = try first(of: complaint, in: record, connection) == nil
        if complaint.isCounted {
            record.count(complaint, weight: weights.other, rules)
            try CaseStore.update(record, connection)
        }
        try connection.run(
            "UPDATE complaint SET case_number = $1, counted = $2 WHERE id = $3",
            [.integer(record.number), .integer(complaint.isCounted ? 1 : 0), .text(complaint.id)])
        if present == nil {
            try Outbox.add(connection, .caseOpened(record.notice, at: complaint.at * 1_000), tenant: record.tenant)
        }
    }
}
