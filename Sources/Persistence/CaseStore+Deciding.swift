import JSONText
public import LinkPolicy
public import Moderation
import Webhooks

/// What is decided on a case.
public enum CaseDecision: Hashable, Sendable {
    /// There is a ruling, of this id.
    case founded(ruling: String)
    case unfounded

    var outcome: CaseOutcome {
        switch self {
        case .founded: .founded
        case .unfounded: .unfounded
        }
    }
}

extension CaseStore {
    /// Finds a case in order: its complaints were unfounded.
    ///
    /// - Parameters:
    ///   - tenant: Whose case; anybody's when `nil`.
    ///   - reason: Told to the complainants.
    ///   - now: Seconds since 1970.
    ///   - once: The request that asks for it, where it can come again.
    /// - Throws: ``IdempotencyStore/Repeated`` where the request dismissed it before.
    public func dismiss(
        _ id: String, tenant: TenantID?, reason: String, by actor: CaseActor, rules: ComplaintRules, now: Int64,
        once: IdempotencyStore.Once? = nil
    ) async throws -> Result<CaseRecord, CaseRefusal> {
        try await write(once: once, at: now) { connection in
            try Self.decide(
                id, tenant: tenant, .unfounded, reason: reason, by: actor, rules: rules, at: now, connection)
        }
    }

    /// Finds cases in order: their complaints were unfounded. Each is decided by itself, all in one transaction.
    ///
    /// - Parameters:
    ///   - tenant: Whose cases; anybody's when `nil`.
    ///   - reason: Told to the complainants.
    ///   - now: Seconds since 1970.
    public func dismiss(
        _ ids: [String], tenant: TenantID?, reason: String, by actor: CaseActor, rules: ComplaintRules, now: Int64
    ) async throws -> [Result<CaseRecord, CaseRefusal>] {
        try await database.write { connection in
            try ids.map { id in
                try Self.decide(
                    id, tenant: tenant, .unfounded, reason: reason, by: actor, rules: rules, at: now, connection)
            }
        }
    }

    /// Undoes the dismissal of a case: its complaints wait again, and whoever was warned or paused for them and would not
    /// be without them is so no longer.
    ///
    /// - Parameters:
    ///   - tenant: Whose case; anybody's when `nil`.
    ///   - reason: For moderators: it becomes a note.
    ///   - now: Seconds since 1970.
    ///   - once: The request that asks for it, where it can come again.
    public func reopen(
        _ id: String, tenant: TenantID?, reason: String, by actor: CaseActor, rules: ComplaintRules, now: Int64,
        once: IdempotencyStore.Once? = nil
    ) async throws -> Result<CaseRecord, CaseRefusal> {
        try await write(once: once, at: now) { connection in
            guard var record = try Self.find(id, tenant: tenant, connection) else { return .failure(.unknown) }
            guard record.outcome == .unfounded else { return .failure(.notDismissed) }
            if let other = try Self.inProgress(record.kind, record.key, tenant: record.tenant, connection) {
                return .failure(.begunAnew(id: other.id))
            }
            record.outcome = nil
            record.reason = nil
            record.decidedAt = nil
            record.decidedBy = nil
            record.settle()
            record.dueAt = now + rules.dueTime(severity: record.harm.severity)
            record.updatedAt = now
            try Self.update(record, connection)
            let number = SQLValue.integer(record.number)
            try connection.run(
                "UPDATE complaint SET state = 'received', decided_at = NULL WHERE case_number = $1", [number])
            try Self.noteAgain(record, at: now, connection)
            try Self.add(
                CaseNote(at: now, kind: .note, actor: actor.description, text: reason), to: record, "case.reopened",
                connection)
            for person in try Self.people(in: record, connection) {
                try ComplaintStore.judgeAgain(
                    person, tenant: record.tenant, rules.misuse, by: actor.description, now: now, connection)
            }
            return .success(record)
        }
    }

    /// Notes the complaints of a case for the standings, which they left when they were found wrong.
    private static func noteAgain(_ record: CaseRecord, at now: Int64, _ connection: any SQLConnection) throws {
        for row in try connection.rows(
            """
            SELECT id, sender, group_id, founded, unfounded FROM complaint WHERE case_number = $1 AND counted = 1
            ORDER BY at, id
            """, [.integer(record.number)])
        {
            var person = ComplainantRecord(tenant: record.tenant, person: "")
            person.founded = Int(try row.optionalInteger(3) ?? 0)
            person.unfounded = Int(try row.optionalInteger(4) ?? 0)
            try StandingStore.note(
                .complaint, try row.text(0), tenant: record.tenant, at: now,
                platform: record.platform.flatMap(PlatformSlug.init), sender: try row.optionalText(1),
                group: try row.optionalText(2), person: person, connection)
        }
    }

    /// Who complained, as far as the tenant says who it is.
    private static func people(in record: CaseRecord, _ connection: any SQLConnection) throws -> [String] {
        try connection.rows(
            "SELECT DISTINCT person FROM complaint WHERE case_number = $1 AND person IS NOT NULL",
            [.integer(record.number)]
        ).map { try $0.text(0) }
    }

    /// Decides a case and its complaints, in the transaction of whoever calls: complaints get their outcome, webhooks
    /// are told, those who complain without ground too often are warned or paused, and the audit log has an entry.
    ///
    /// - Parameters:
    ///   - tenant: Whose case it must be; anybody's when `nil`.
    ///   - reason: Told to the complainants.
    ///   - at: Seconds since 1970.
    /// - Returns: The case as it is now, or why it cannot be decided; then nothing has changed.
    static func decide(
        _ id: String, tenant: TenantID?, _ decision: CaseDecision, reason: String, by actor: CaseActor,
        rules: ComplaintRules, at now: Int64, _ connection: any SQLConnection
    ) throws -> Result<CaseRecord, CaseRefusal> {
        guard var record = try find(id, tenant: tenant, connection) else { return .failure(.unknown) }
        if let outcome = record.outcome { return .failure(.decided(outcome)) }
        record.state = .decided
        record.outcome = decision.outcome
        if case .founded(let ruling) = decision { record.ruling = ruling }
        record.reason = reason
        record.asked = nil
        record.decidedAt = now
        record.decidedBy = actor.description
        record.updatedAt = now
        try update(record, connection)
        let number = SQLValue.integer(record.number)
        try connection.run(
            "UPDATE complaint SET state = $1, decided_at = $2 WHERE case_number = $3",
            [.text(decision.outcome.rawValue), .integer(now), number])
        try AuditStore.add(
            connection, tenant: record.tenant, at: now, by: actor.description, "case.decided", on: record.id
        ) { json in
            json.member("outcome", decision.outcome.rawValue)
            json.member("reason", reason)
            json.member("ruling", record.ruling)
        }
        try tell(record, at: now, connection)
        try StandingStore.note(.decided, record.id, tenant: record.tenant, at: now, connection)
        guard decision.outcome == .unfounded else { return .success(record) }
        for person in try people(in: record, connection) {
            try ComplaintStore.judge(person, tenant: record.tenant, rules.misuse, now: now, connection)
        }
        return .success(record)
    }

    /// Adds `complaint.decided` for every complaint, where anybody wants to know.
    private static func tell(_ record: CaseRecord, at now: Int64, _ connection: any SQLConnection) throws {
        guard let outcome = record.outcome, let reason = record.reason else { return }
        let wants = try connection.rows(
            """
            SELECT 1 FROM webhook JOIN webhook_event ON webhook_event.webhook = webhook.id
            WHERE webhook_event.type = $1 AND webhook.disabled_at IS NULL AND webhook.tenant = $2 LIMIT 1
            """, [.text(WebhookEventType.complaintDecided.rawValue), .text(record.tenant.rawValue)])
        guard !wants.isEmpty else { return }
        for row in try connection.rows(
            "\(ComplaintStore.selection) WHERE complaint.case_number = $1 ORDER BY complaint.at",
            [.integer(record.number)])
        {
            let complaint = try ComplaintStore.record(row)
            let event = WebhookEvent.complaintDecided(
                complaint: complaint.id, inCase: record.id, linkID: complaint.linkID, address: complaint.address,
                outcome: outcome.rawValue, reason: reason, person: complaint.person, at: now * 1_000)
            try Outbox.add(connection, event, tenant: record.tenant)
        }
    }
}
