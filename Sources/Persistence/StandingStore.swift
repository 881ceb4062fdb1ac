import JSONText
import LinkPolicy
public import Moderation
import Webhooks

/// Standings, and what is to be taken into them.
public struct StandingStore: Sendable {
    let database: any SQLDatabase

    public init(_ database: any SQLDatabase) { self.database = database }

    /// What the change of a tier is called among revisions.
    public static let subject = "standing"

    /// Seconds within which a person is to look.
    private static let lookTime: Int64 = 86_400
    /// Who opens a case, or writes on it, because of a standing.
    private static let actor = "standing"

    // MARK: Notes

    enum NoteKind: String {
        case complaint, decided, ruling, ended, openings
    }

    /// Notes that something bears on standings, in the transaction in which it happens.
    static func note(
        _ kind: NoteKind, _ name: String, tenant: TenantID, at: Int64, platform: PlatformSlug? = nil,
        sender: String? = nil, group: String? = nil, person: ComplainantRecord? = nil, _ connection: any SQLConnection
    ) throws {
        try connection.run(
            """
            INSERT INTO standing_note (tenant, at, kind, name, platform, sender, group_id, founded, unfounded)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            """,
            [
                .text(tenant.rawValue), .integer(at), .text(kind.rawValue), .text(name), .text(platform?.rawValue),
                .text(sender), .text(group), .integer(person.map { Int64($0.founded) }),
                .integer(person.map { Int64($0.unfounded) }),
            ])
    }

    /// Notes openings.
    ///
    /// - Parameter now: Seconds since 1970.
    public func add(_ exposures: [StandingExposure], now: Int64) async throws {
        guard !exposures.isEmpty else { return }
        try await database.write { connection in
            try connection.run(
                """
                INSERT INTO standing_note (tenant, at, kind, name, domain, platform, sender, group_id, amount)
                VALUES ($1, $2, 'openings', '', $3, $4, $5, $6, $7)
                """,
                forEach: exposures.map { each in
                    [
                        .text(each.tenant.rawValue), .integer(each.hour), .text(each.domain), .text(each.platform),
                        .text(each.sender), .text(each.group), .integer(Int64(each.count)),
                    ]
                })
        }
    }

    /// Drops what was noted, where no standings are kept: complaints without the openings of their time would weigh too
    /// much later.
    public func dropNotes() async throws {
        guard try await !notes(limit: 1).isEmpty else { return }
        try await database.write { connection in try connection.run("DELETE FROM standing_note") }
    }

    // MARK: Writing

    /// Writes changes, tells webhooks of changed tiers, and sees to it that a person looks where that is proposed.
    ///
    /// - Parameters:
    ///   - version: That under which standings were read; see ``version()``.
    ///   - rules: When cases are due.
    ///   - now: Seconds since 1970.
    /// - Returns: The version now.
    /// - Throws: ``StandingsMoved`` when another gateway has written meanwhile; then nothing is.
    public func commit(
        _ changes: StandingChanges, version: Int64, rules: ComplaintRules, now: Int64
    ) async throws -> Int64 {
        try await database.write { connection in
            guard try Note.standingsVersion.value(connection) ?? 0 == version else { throw StandingsMoved() }
            try Note.standingsVersion.raise(to: version + 1, connection)
            if let notes = changes.notes {
                let range: [SQLValue] = [.integer(notes.first), .integer(notes.last)]
                let deleted = try connection.run(
                    "DELETE FROM standing_note WHERE number >= $1 AND number <= $2", range)
                guard deleted == notes.count else { throw StandingsMoved() }
            }
            try connection.run(Self.insertion, forEach: changes.records.map(Self.values))
            try connection.run(
                "DELETE FROM standing WHERE tenant = $1 AND kind = $2 AND name = $3",
                forEach: changes.forgotten.map(Self.values))
            try connection.run(
                """
                INSERT INTO standing_complaint (tenant, id, domain, platform, sender, group_id, detail)
                VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (tenant, id) DO NOTHING
                """,
                forEach: changes.complaints.map { each in
                    [
                        .text(each.tenant.rawValue), .text(each.id), .text(each.domain), .text(each.platform),
                        .text(each.sender), .text(each.group), .text(each.detail),
                    ]
                })
            try connection.run(
                "DELETE FROM standing_complaint WHERE tenant = $1 AND id = $2",
                forEach: changes.removedComplaints.map { [.text($0.tenant.rawValue), .text($0.id)] })
            try connection.run(
                """
                INSERT INTO standing_population (tenant, detail) VALUES ($1, $2)
                ON CONFLICT (tenant) DO UPDATE SET detail = excluded.detail
                """, forEach: changes.populations.map { [.text($0.tenant.rawValue), .text($0.detail)] })
            try connection.run(
                "UPDATE standing_complaint SET detail = $1 WHERE tenant = $2 AND id = $3",
                forEach: changes.rewritten.map { [.text($0.detail), .text($0.tenant.rawValue), .text($0.id)] })
            try Self.write(shared: changes, connection)
            for look in changes.looks { try Self.ask(for: look, rules, now: now, connection) }
            for step in changes.steps {
                let event = WebhookEvent.tierChanged(
                    kind: step.key.kind, name: step.key.name, former: step.former, tier: step.tier,
                    probability: step.probability, score: step.score, isShared: step.isShared, inForce: step.inForce,
                    at: now * 1_000)
                let subject = ModeratedSubject(step.key.kind, step.key.name)
                try Outbox.add(
                    connection, event, tenant: step.key.tenant,
                    concerning: subject.map { Outbox.concerned(by: $0, platform: nil) } ?? [])
            }
            // Verdicts ask for these alone.
            let isToldOf = changes.steps.contains { $0.key.kind == .domain || $0.key.kind == .platform }
            if isToldOf || !changes.shared.isEmpty || !changes.unshared.isEmpty {
                _ = try RevisionStore.bump(connection, subject: Self.subject, now: now)
            }
            return version + 1
        }
    }

    /// Begins a case on the subject, or hastens the one in progress.
    private static func ask(
        for look: StandingChanges.Look, _ rules: ComplaintRules, now: Int64, _ connection: any SQLConnection
    ) throws {
        let key = look.key
        let due = now + lookTime
        var record: CaseRecord
        if var present = try CaseStore.inProgress(key.kind, key.name, tenant: key.tenant, connection) {
            let said = try connection.rows(
                "SELECT 1 FROM case_note WHERE case_number = $1 AND actor = $2 LIMIT 1",
                [.integer(present.number), .text(actor)])
            guard said.isEmpty else { return }
            present.dueAt = min(present.dueAt, due)
            present.updatedAt = now
            try CaseStore.update(present, connection)
            record = present
        } else {
            let severity = rules.severity(of: look.category)
            record = CaseRecord(
                number: 0, id: ReceiptNumber("K").text, tenant: key.tenant, kind: key.kind, key: key.name,
                host: key.kind == .domain ? key.name : nil, platform: key.kind == .platform ? key.name : nil,
                sender: key.kind == .sender ? key.name : nil, group: key.kind == .group ? key.name : nil,
                state: .open, category: look.category,
                harm: CaseHarm(heat: 0, at: now, severity: severity, weight: 0, formerUnfounded: 0),
                isTrusted: false, openings: 0, complaints: 0, openedAt: now,
                dueAt: min(due, now + rules.dueTime(severity: severity)), updatedAt: now)
            record.number = try CaseStore.insert(record, connection)
            try AuditStore.add(
                connection, tenant: key.tenant, at: now, by: actor, "case.opened", on: record.id
            ) { json in
                json.member("kind", key.kind.rawValue)
                json.member("subject", key.name)
            }
            try Outbox.add(connection, .caseOpened(record.notice, at: now * 1_000), tenant: key.tenant)
        }
        let note = CaseNote(at: now, kind: .note, actor: actor, text: look.words)
        try CaseStore.add(note, to: record, "case.noted", connection)
    }

    private static let insertion = """
        INSERT INTO standing (tenant, kind, name, tier, since, score, updated_at, detail)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT (tenant, kind, name) DO UPDATE SET tier = excluded.tier, since = excluded.since,
            score = excluded.score, updated_at = excluded.updated_at, detail = excluded.detail
        """

    private static func values(_ record: StandingRecord) -> [SQLValue] {
        values(record.key) + [
            .text(record.tier.rawValue), .integer(record.since), .integer(Int64(record.score)),
            .integer(record.updatedAt), .text(record.detail),
        ]
    }

    private static func values(_ key: StandingKey) -> [SQLValue] {
        [.text(key.tenant.rawValue), .text(key.kind.rawValue), .text(key.name)]
    }
}
