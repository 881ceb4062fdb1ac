import JSONText
public import LinkPolicy
public import Moderation
import Webhooks

/// Complaints, and the people who make them.
public struct ComplaintStore: Sendable {
    let database: any SQLDatabase

    public init(_ database: any SQLDatabase) { self.database = database }

    /// Thousandths that a complaint weighs in its case: of one by somebody who opened the link, of another, and of a
    /// trusted flagger's. One by somebody who was warned weighs a quarter.
    static let weights: (opened: Int64, other: Int64, trusted: Int64) = (1_000, 250, 3_000)

    /// Keeps a complaint in the case on its subject, which begins where there is none in progress, with the events for
    /// the webhooks of its tenant: all in one transaction, which is on disk when this returns.
    public func file(_ filing: ComplaintFiling, rules: ComplaintRules) async throws -> FilingOutcome {
        try await database.write { connection in try Self.file(filing, rules, connection) }
    }

    /// What became of a request that was sent before: ``FilingOutcome/replayed(_:)`` or ``FilingOutcome/differs``; `nil`
    /// for another.
    public func replay(of once: (key: String, print: String)?, tenant: TenantID) async throws -> FilingOutcome? {
        guard let once else { return nil }
        return try await database.read { try Self.replay(of: once, tenant: tenant, $0) }
    }

    private static func replay(
        of once: (key: String, print: String)?, tenant: TenantID, _ connection: any SQLConnection
    ) throws -> FilingOutcome? {
        guard let once else { return nil }
        let known = try connection.rows(
            "SELECT id, once_print FROM complaint WHERE once_key = $1", [.text(once.key)]
        ).first
        guard let known else { return nil }
        guard try known.optionalText(1) == once.print,
            let former = try find(known.text(0), tenant: tenant, connection)
        else { return .differs }
        return .replayed(former)
    }

    private static func file(
        _ filing: ComplaintFiling, _ rules: ComplaintRules, _ connection: any SQLConnection
    ) throws -> FilingOutcome {
        var complaint = filing.complaint
        if let former = try replay(of: filing.once, tenant: complaint.tenant, connection) { return former }
        let complainant = try complaint.person.flatMap {
            try ComplaintStore.complainant($0, tenant: complaint.tenant, connection)
        }
        if let until = complainant?.pausedUntil, until > complaint.at { return .paused(until: until) }
        let isTrusted = complainant?.trustedAt != nil
        complaint.isTrusted = isTrusted
        var present = try CaseStore.inProgress(filing.kind, filing.key, tenant: complaint.tenant, connection)
        if let present {
            if let first = try first(of: complaint, in: present, connection) {
                if complaint.person != nil {
                    try add(complaint, to: first, connection)
                    try add(filing.pictures, to: first, at: complaint.at, connection)
                    return .added(to: try find(first, tenant: complaint.tenant, connection) ?? complaint)
                }
                // Who stands behind an address is not known: another receipt, so that nobody is shown somebody else's.
                complaint.isCounted = false
            }
        }
        let isNew = present == nil
        if present == nil { present = try begin(filing, rules, connection) }
        guard var record = present else { return .differs }
        complaint.caseID = record.id
        complaint.state = record.state
        if complaint.isCounted {
            var weight = isTrusted ? weights.trusted : complaint.openedAt == nil ? weights.other : weights.opened
            if complainant?.warnedAt != nil { weight /= 4 }
            record.count(complaint, weight: weight, rules)
            try CaseStore.update(record, connection)
        }
        let person = try complaint.person.map { try known($0, tenant: complaint.tenant, connection) }
        try insert(complaint, of: filing, by: person, caseNumber: record.number, connection)
        try add(filing.pictures, to: complaint.id, at: complaint.at, connection)
        complaint.pictures = try outlines(of: complaint.id, connection)
        if complaint.isCounted {
            try StandingStore.note(
                .complaint, complaint.id, tenant: complaint.tenant, at: complaint.at, platform: filing.platform,
                sender: filing.sender, group: filing.group, person: person, connection)
        }
        if isNew {
            try Outbox.add(connection, .caseOpened(record.notice, at: complaint.at * 1_000), tenant: record.tenant)
        }
        let event = WebhookEvent.complaintReceived(
            complaint: complaint.id, inCase: record.id, linkID: complaint.linkID, address: complaint.address,
            scene: complaint.scene, category: complaint.category, statement: complaint.statement,
            person: complaint.person, pictures: complaint.pictures.count, at: complaint.at * 1_000)
        try Outbox.add(connection, event, tenant: complaint.tenant)
        return .kept(complaint, caseNumber: record.number, isNew: isNew)
    }

    /// The id of the complaint that counts already for who makes this one.
    static func first(
        of complaint: ComplaintRecord, in record: CaseRecord, _ connection: any SQLConnection
    ) throws -> String? {
        if let person = complaint.person {
            return try connection.rows(
                "SELECT id FROM complaint WHERE case_number = $1 AND person = $2 AND counted = 1",
                [.integer(record.number), .text(person)]
            ).first?.text(0)
        }
        guard let reader = complaint.reader else { return nil }
        return try connection.rows(
            "SELECT id FROM complaint WHERE case_number = $1 AND reader = $2 AND person IS NULL AND counted = 1",
            [.integer(record.number), .integer(Int64(bitPattern: reader))]
        ).first?.text(0)
    }

    static func begin(
        _ filing: ComplaintFiling, _ rules: ComplaintRules, _ connection: any SQLConnection
    ) throws -> CaseRecord {
        let complaint = filing.complaint
        let former = try connection.rows(
            """
            SELECT COUNT(*) FROM moderation_case
            WHERE tenant = $1 AND subject = $2 AND kind = $3 AND outcome = 'unfounded'
            """, [.text(complaint.tenant.rawValue), .text(filing.key), .text(filing.kind.rawValue)]
        ).first?.integer(0)
        let severity = rules.severity(of: complaint.category)
        var record = CaseRecord(
            number: 0, id: ReceiptNumber("K").text, tenant: complaint.tenant, kind: filing.kind, key: filing.key,
            host: filing.host, platform: filing.platform?.rawValue, sender: filing.sender, group: filing.group,
            state: .open, category: complaint.category,
            harm: CaseHarm(
                heat: 0, at: complaint.at, severity: severity, weight: 0, formerUnfounded: Int(former ?? 0)),
            isTrusted: false, openings: 0, complaints: 0, openedAt: complaint.at,
            dueAt: complaint.at + rules.dueTime(severity: severity), updatedAt: complaint.at)
        record.number = try CaseStore.insert(record, connection)
        try AuditStore.add(
            connection, tenant: record.tenant, at: complaint.at, by: "complaint", "case.opened", on: record.id
        ) { json in
            json.member("kind", record.kind.rawValue)
            json.member("subject", record.key)
            json.member("complaint", complaint.id)
        }
        return record
    }

    private static func add(
        _ complaint: ComplaintRecord, to first: String, _ connection: any SQLConnection
    ) throws {
        guard !complaint.statement.isEmpty else { return }
        let said = try connection.rows(
            """
            SELECT statement FROM complaint WHERE id = $1
            UNION ALL SELECT statement FROM complaint_addition WHERE complaint = $1
            """, [.text(first)]
        ).map { try $0.text(0) }
        // The same words again, as of a request sent twice, add nothing; nor does whoever has said enough.
        guard said.count <= additionLimit, !said.contains(complaint.statement) else { return }
        try connection.run(
            "INSERT INTO complaint_addition (complaint, at, category, statement) VALUES ($1, $2, $3, $4)",
            [.text(first), .integer(complaint.at), .text(complaint.category), .text(complaint.statement)])
    }

    /// Additions to one complaint.
    private static let additionLimit = 20

    private static func insert(
        _ complaint: ComplaintRecord, of filing: ComplaintFiling, by person: ComplainantRecord?, caseNumber: Int64,
        _ connection: any SQLConnection
    ) throws {
        try connection.run(
            """
            INSERT INTO complaint (
                id, tenant, at, link_id, address, scene, category, statement, person, reader, case_number, state,
                source, counted, trusted, opened_at, evidence, api_key, once_key, once_print,
                sender, group_id, founded, unfounded, account_age)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'received', $12, $13, $14, $15, $16, $17, $18, $19,
                $20, $21, $22, $23, $24)
            """,
            [
                .text(complaint.id), .text(complaint.tenant.rawValue), .integer(complaint.at),
                .integer(Int64(bitPattern: complaint.linkID)), .text(complaint.address),
                .text(complaint.scene.rawValue), .text(complaint.category), .text(complaint.statement),
                .text(complaint.person), .integer(complaint.reader.map { Int64(bitPattern: $0) }),
                .integer(caseNumber), .text(complaint.source.rawValue), .integer(complaint.isCounted ? 1 : 0),
                .integer(complaint.isTrusted ? 1 : 0), .integer(complaint.openedAt), .text(complaint.evidence),
                .text(complaint.apiKey), .text(filing.once?.key), .text(filing.once?.print),
                .text(filing.sender), .text(filing.group), .integer(person.map { Int64($0.founded) }),
                .integer(person.map { Int64($0.unfounded) }), .integer(complaint.accountAge),
            ])
    }
}

extension CaseRecord {
    /// Takes a complaint in.
    mutating func count(_ complaint: ComplaintRecord, weight: Int64, _ rules: ComplaintRules) {
        let severity = rules.severity(of: complaint.category)
        if severity > harm.severity {
            harm.severity = severity
            category = complaint.category
            dueAt = min(dueAt, complaint.at + rules.dueTime(severity: severity))
        }
        harm.weight += weight
        // Whoever complains has met the link.
        harm.open(1, now: complaint.at)
        complaints += 1
        isTrusted = isTrusted || complaint.isTrusted
        updatedAt = max(updatedAt, complaint.at)
    }
}
