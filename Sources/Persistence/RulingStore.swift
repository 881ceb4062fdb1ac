import JSONText
public import LinkPolicy
public import Moderation
import Webhooks

/// What moderators decided. A ruling is never changed: it ends, by itself or with a reason, and its statement stays.
public struct RulingStore: Sendable {
    /// How revisions call what changes here.
    public static let subject = "ruling"

    let database: any SQLDatabase

    public init(_ database: any SQLDatabase) { self.database = database }

    /// Puts a ruling in force, in the place of the one on the same subject, and tells its tenant's webhooks.
    ///
    /// - Parameters:
    ///   - platform: The platform that the subject's address belongs to.
    ///   - actor: Who made it; decides the case that the ruling names, too.
    ///   - rules: What follows for those who complained.
    ///   - once: The request that asks for it, where it can come again.
    /// - Returns: The revision with the ruling.
    /// - Throws: ``CaseRefusal`` where the case cannot be decided, ``IdempotencyStore/Repeated`` where the request made
    ///   one before; then there is no ruling.
    public func make(
        _ ruling: Ruling, platform: PlatformSlug?, by actor: CaseActor, rules: ComplaintRules,
        once: IdempotencyStore.Once? = nil
    ) async throws -> Int64 {
        try await database.write { connection in
            try IdempotencyStore.keep(once, made: ruling.id, at: ruling.startsAt, connection)
            if let caseID = ruling.caseID {
                let decided = try CaseStore.decide(
                    caseID, tenant: ruling.tenant, .founded(ruling: ruling.id), reason: ruling.facts, by: actor,
                    rules: rules, at: ruling.startsAt, connection)
                if case .failure(let refusal) = decided { throw refusal }
            }
            return try Self.make(ruling, platform: platform, connection)
        }
    }

    static func make(_ ruling: Ruling, platform: PlatformSlug?, _ connection: any SQLConnection) throws -> Int64 {
        let now = ruling.startsAt
        let revision = try RevisionStore.bump(connection, subject: subject, now: now)
        if let former = try inPlace(of: ruling.subject, ruling.tenant, connection) {
            let end = Ruling.End(at: now, reason: .replaced, words: ruling.id, actor: ruling.actor)
            try put(end, on: former, revision: revision, connection)
            // One that was over by itself needs no word.
            if former.isInForce(at: now) {
                try Outbox.add(
                    connection, .ended(former, end, revision: revision, at: now * 1_000), tenant: ruling.tenant,
                    concerning: concerned(by: former, connection))
            }
        }
        let isOnAddress = [.link, .path, .domain].contains(ruling.subject.kind)
        try connection.run(
            """
            INSERT INTO ruling
                (id, tenant, subject_kind, subject, host, platform, step, category, clause_zh, clause_en, facts, source,
                 detected_automatically, automation, actor, case_id, justification, starts_at, ends_at, ends_when_mended,
                 revision)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)
            """,
            [
                .text(ruling.id), .text(ruling.tenant.rawValue), .text(ruling.subject.kind.rawValue),
                .text(ruling.subject.key), .text(isOnAddress ? AddressSubject(ruling.subject.key)?.host : nil),
                .text(ruling.subject.kind == .platform ? ruling.subject.key : platform?.rawValue),
                .text(ruling.step.rawValue), .text(ruling.category), .text(ruling.clause.zh), .text(ruling.clause.en),
                .text(ruling.facts), .text(ruling.source.rawValue), .integer(ruling.isDetectedAutomatically ? 1 : 0),
                .text(ruling.automation.rawValue), .text(ruling.actor), .text(ruling.caseID),
                .text(ruling.justification), .integer(now), .integer(ruling.endsAt),
                .integer(ruling.endsWhenMended ? 1 : 0), .integer(revision),
            ])
        try StandingStore.note(.ruling, ruling.id, tenant: ruling.tenant, at: now, connection)
        try AuditStore.add(
            connection, tenant: ruling.tenant, at: now, by: ruling.actor, "ruling.made", on: ruling.id
        ) { json in
            json.member("subject_kind", ruling.subject.kind.rawValue)
            json.member("subject", ruling.subject.key)
            json.member("step", ruling.step.rawValue)
            json.member("case", ruling.caseID)
        }
        try Outbox.add(
            connection, .made(ruling, revision: revision, at: now * 1_000), tenant: ruling.tenant,
            concerning: concerned(by: ruling, connection))
        return revision
    }

    /// Ends a ruling before its time, and tells its tenant's webhooks.
    ///
    /// - Parameter once: The request that asks for it, where it can come again.
    /// - Returns: The revision without it; `nil` where there is none, or it is over already.
    /// - Throws: ``IdempotencyStore/Repeated`` where the request ended it before.
    public func end(
        _ id: String, of tenant: TenantID, _ end: Ruling.End, once: IdempotencyStore.Once? = nil
    ) async throws -> Int64? {
        try await database.write { connection in
            try IdempotencyStore.requireNew(once, connection)
            guard let ruling = try Self.find(id, connection), ruling.tenant == tenant, ruling.end == nil,
                ruling.isInForce(at: end.at) || ruling.step == .notice
            else { return nil }
            try IdempotencyStore.keep(once, made: id, at: end.at, connection)
            return try Self.end(ruling, end, connection)
        }
    }

    /// Puts an end to a ruling, in the place of a former one that was no reversal.
    static func end(_ ruling: Ruling, _ end: Ruling.End, _ connection: any SQLConnection) throws -> Int64 {
        let revision = try RevisionStore.bump(connection, subject: subject, now: end.at)
        try put(end, on: ruling, revision: revision, connection)
        try Outbox.add(
            connection, .ended(ruling, end, revision: revision, at: end.at * 1_000), tenant: ruling.tenant,
            concerning: concerned(by: ruling, connection))
        return revision
    }

    /// The platforms and domains that a ruling concerns.
    static func concerned(by ruling: Ruling, _ connection: any SQLConnection) throws -> [ModeratedSubject] {
        let platform = try connection.rows(
            "SELECT platform FROM ruling WHERE id = $1", [.text(ruling.id)]
        ).first?.optionalText(0)
        return Outbox.concerned(by: ruling.subject, platform: platform)
    }

    /// The latest revision: who has it in force has every ruling that was made before.
    public func latestRevision() async throws -> Int64 { try await RevisionStore(database).latest() }

    public func find(_ id: String) async throws -> Ruling? {
        try await database.read { connection in try Self.find(id, connection) }
    }

    /// The rulings that restrict something at `now` (seconds since 1970) or will.
    public func inForce(at now: Int64) async throws -> [Ruling] {
        try await database.read { connection in
            try connection.rows(
                """
                SELECT \(Self.columns) FROM ruling
                WHERE ended_at IS NULL AND (ends_at IS NULL OR ends_at > $1) AND step <> 'notice' ORDER BY number
                """, [.integer(now)]
            ).compactMap(Self.ruling)
        }
    }

    /// The rulings that were made or ended after `revision`.
    public func changed(after revision: Int64) async throws -> [Ruling] {
        try await database.read { connection in
            try connection.rows(
                "SELECT \(Self.columns) FROM ruling WHERE revision > $1 ORDER BY number", [.integer(revision)]
            ).compactMap(Self.ruling)
        }
    }

    /// A tenant's rulings, the latest first.
    ///
    /// - Parameters:
    ///   - isInForce: Only those that restrict at `now`, or only those that do not; all when `nil`.
    ///   - before: The number of the last of the page before.
    /// - Returns: The rulings with the number of the last, `nil` when there are no more.
    public func list(
        of tenant: TenantID, subject: ModeratedSubject? = nil, isInForce: Bool? = nil, at now: Int64,
        before: Int64? = nil, limit: Int
    ) async throws -> (rulings: [Ruling], next: Int64?) {
        try await database.read { connection in
            var conditions = ["tenant = $1", "number < $2"]
            var arguments: [SQLValue] = [.text(tenant.rawValue), .integer(before ?? .max)]
            if let subject {
                conditions.append("subject_kind = $3 AND subject = $4")
                arguments += [.text(subject.kind.rawValue), .text(subject.key)]
            }
            if let isInForce {
                let place = "$\(arguments.count + 1)"
                conditions.append(
                    isInForce
                        ? "ended_at IS NULL AND (ends_at IS NULL OR ends_at > \(place))"
                        : "(ended_at IS NOT NULL OR ends_at <= \(place))")
                arguments.append(.integer(now))
            }
            let rows = try connection.rows(
                """
                SELECT \(Self.columns), number FROM ruling WHERE \(conditions.joined(separator: " AND "))
                ORDER BY number DESC LIMIT \(limit + 1)
                """, arguments)
            let page = rows.prefix(limit)
            let next = rows.count > limit ? try page.last?.integer(Self.columnCount) : nil
            return (try page.compactMap(Self.ruling), next)
        }
    }

    /// What `LIKE … ESCAPE '!'` asks of the names below `host`. Of the signs that stand for others a host may hold `_`.
    static func below(_ host: String) -> String { "%." + host.replacing("_", with: "!_") }

    /// What was ruled on `subject` and on whatever lies below it since `since` (seconds since 1970), without what was
    /// reversed.
    public func history(of subject: ModeratedSubject, _ tenant: TenantID, since: Int64) async throws -> [FormerRuling] {
        try await database.read { connection in
            var condition = "subject_kind = $3 AND subject = $4"
            var arguments: [SQLValue] = [
                .text(tenant.rawValue), .integer(since), .text(subject.kind.rawValue), .text(subject.key),
            ]
            switch subject.kind {
            case .domain:
                condition = "(host = $5 OR host LIKE $6 ESCAPE '!')"
                arguments += [.text(subject.key), .text(Self.below(subject.key))]
            case .platform:
                condition = "platform = $5"
                arguments.append(.text(subject.key))
            case .link, .path:
                condition = "host = $5"
                arguments.append(.text(AddressSubject(subject.key)?.host))
            case .sender, .group: break
            }
            // Two searches by an index each: for one with OR, SQLite reads every ruling of the tenant.
            let searches = ["subject_kind = $3 AND subject = $4", condition].map { condition in
                """
                SELECT \(Self.columns), number FROM ruling
                WHERE tenant = $1 AND starts_at > $2 AND (end_reason IS NULL OR end_reason <> 'reversed')
                    AND \(condition)
                """
            }
            let found = try connection.rows(
                searches.joined(separator: " UNION ") + " ORDER BY number", arguments
            ).compactMap(Self.ruling)
            return found.filter { subject.covers($0.subject) }.map(\.former)
        }
    }

    private static func inPlace(
        of subject: ModeratedSubject, _ tenant: TenantID, _ connection: any SQLConnection
    ) throws -> Ruling? {
        try connection.rows(
            """
            SELECT \(columns) FROM ruling
            WHERE tenant = $1 AND subject_kind = $2 AND subject = $3 AND ended_at IS NULL
            """, [.text(tenant.rawValue), .text(subject.kind.rawValue), .text(subject.key)]
        ).first.flatMap(ruling)
    }

    static func find(_ id: String, _ connection: any SQLConnection) throws -> Ruling? {
        try connection.rows("SELECT \(columns) FROM ruling WHERE id = $1", [.text(id)]).first.flatMap(ruling)
    }

    private static func put(
        _ end: Ruling.End, on ruling: Ruling, revision: Int64, _ connection: any SQLConnection
    ) throws {
        try connection.run(
            """
            UPDATE ruling SET ended_at = $1, end_reason = $2, end_words = $3, end_actor = $4, revision = $5
            WHERE id = $6
            """,
            [
                .integer(end.at), .text(end.reason.rawValue), .text(end.words), .text(end.actor), .integer(revision),
                .text(ruling.id),
            ])
        try AuditStore.add(
            connection, tenant: ruling.tenant, at: end.at, by: end.actor, "ruling.ended", on: ruling.id
        ) { json in
            json.member("reason", end.reason.rawValue)
            json.member("words", end.words)
        }
        try StandingStore.note(.ended, ruling.id, tenant: ruling.tenant, at: end.at, connection)
    }

    private static let columnCount = 22
    static let columns = """
        id, tenant, subject_kind, subject, step, category, clause_zh, clause_en, facts, source, detected_automatically, \
        automation, actor, case_id, justification, starts_at, ends_at, ends_when_mended, ended_at, end_reason, end_words, \
        end_actor
        """

    /// `nil` for a row of a later version that this one has no words for.
    static func ruling(_ row: SQLRow) throws -> Ruling? {
        guard let tenant = TenantID(try row.text(1)), let kind = ModeratedSubject.Kind(rawValue: try row.text(2)),
            let subject = ModeratedSubject(kind, try row.text(3)), let step = Sanction.Step(rawValue: try row.text(4)),
            let source = Ruling.Source(rawValue: try row.text(9)),
            let automation = Ruling.Automation(rawValue: try row.text(11))
        else { return nil }
        let end = try row.optionalInteger(18).map { at in
            Ruling.End(
                at: at, reason: Ruling.End.Reason(rawValue: try row.text(19)) ?? .lifted, words: try row.text(20),
                actor: try row.text(21))
        }
        return Ruling(
            id: try row.text(0), tenant: tenant, subject: subject, step: step, category: try row.text(5),
            clause: LocalizedText(zh: try row.text(6), en: try row.text(7)), facts: try row.text(8), source: source,
            isDetectedAutomatically: try row.integer(10) != 0, automation: automation, actor: try row.text(12),
            caseID: try row.optionalText(13), justification: try row.text(14), startsAt: try row.integer(15),
            endsAt: try row.optionalInteger(16), endsWhenMended: try row.integer(17) != 0, end: end)
    }
}
