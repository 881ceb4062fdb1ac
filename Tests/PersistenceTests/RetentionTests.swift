import Attribution
import Foundation
import LinkPolicy
import LinkRecognition
import LinkTokens
import Testing

@testable import Persistence

@Suite struct RetentionTests {
    let folder = TemporaryFolder()

    private static let kinds: [RecordKind] = [
        .visits, .tallies, .complaints, .rules, .keys, .shortLinks, .linkKeys, .deliveries, .keptAnswers, .health,
        .facts, .shadows, .cases, .audit,
    ]
    /// Midnight of a day.
    private static let cutoff: Int64 = 20_000 * 86_400

    /// Puts a record in the table that is past at `at` (seconds since 1970).
    private static func insert(
        _ kind: String, at: Int64, tenant: String, number: Int, _ connection: any SQLConnection
    ) throws {
        let statement =
            switch kind {
            case "visits":
                """
                INSERT INTO visit (tenant, at, link_id, scene, outcome)
                VALUES ('\(tenant)', \(at * 1_000), \(number), 'direct', 'opened')
                """
            case "tallies":
                """
                INSERT INTO tally (tenant, day, scene, platform, measure, amount)
                VALUES ('\(tenant)', \(at / 86_400), 'scene-\(number)', '', 'checks', 1)
                """
            case "cases":
                """
                INSERT INTO moderation_case (
                    id, tenant, kind, subject, state, category, severity, trusted, weight, former_unfounded, openings,
                    heat, heat_at, priority, complaints, opened_at, due_at, updated_at, decided_at, outcome)
                VALUES ('\(number)', '\(tenant)', 'domain', '\(number)', 'decided', 'fraud', 90, 0, 1, 0, 0, 1, 1, 1, 1, 1, 1,
                    1, \(at), 'unfounded')
                """
            case "audit entries":
                """
                INSERT INTO audit_entry (at, tenant, actor, action, subject, detail)
                VALUES (\(at), '\(tenant)', 'operator', 'case.decided', '\(number)', '{}')
                """
            case "complaints":
                """
                INSERT INTO complaint (id, tenant, at, link_id, address, scene, category, statement)
                VALUES ('\(number)', '\(tenant)', \(at), 1, 'a', 'direct', 'fraud', 's')
                """
            case "rules":
                """
                INSERT INTO operator_rule (tenant, action, subject, reason, until, created_at, ended_at)
                VALUES ('\(tenant)', 'block', 's\(number)', 'r', \(number % 2 == 0 ? "\(at), 1, NULL" : "NULL, 1, \(at)"))
                """
            case "keys":
                """
                INSERT INTO api_key (id, tenant, name, scopes, secret_hash, created_at, revoked_at)
                VALUES ('\(number)', '\(tenant)', 'n', 'check', 'x', 1, \(at))
                """
            case "facts":
                """
                INSERT INTO fact (tenant, at, event, disposition, facts)
                VALUES ('\(tenant)', \(at), 'click', 'open', '{}')
                """
            case "shadow figures":
                """
                INSERT INTO shadow_tally
                    (tenant, day, policy, event, scene, platform, former, present, amount, example)
                VALUES ('\(tenant)', \(at / 86_400), 'p', 'click', 'scene-\(number)', '', 'open', 'warn', 1, '')
                """
            case "short links":
                "INSERT INTO short_link (token, context, expires_at) VALUES ('\(number)', 'x', \(at))"
            case "deliveries":
                """
                INSERT INTO outbox (id, tenant, type, at, payload)
                VALUES ('\(number)', '\(tenant)', 'rule.changed', \(at * 1_000), '{}')
                """
            case "health readings":
                """
                INSERT INTO health (tenant, at, site, url, state, evidence)
                VALUES ('\(tenant)', \(at), 's', 'u', 'ok', 'e')
                """
            case "kept answers":
                """
                INSERT INTO idempotency (tenant, api_key, key, fingerprint, started_at)
                VALUES ('\(tenant)', 'a', '\(number)', 'x', \(at))
                """
            default: "INSERT INTO link_key (sealed, created_at, retires_at) VALUES ('x', 1, \(at))"
            }
        try connection.run(statement)
    }

    @Test(arguments: kinds.indices)
    func whatIsPastGoesAndTheRestStays(_ index: Int) async throws {
        let kind = Self.kinds[index]
        let database = try await SQLiteDatabase(folder: folder.path)
        let records = RetentionStore(database)
        try await database.write { connection in
            for number in 0..<30 {
                let tenant = ["default", "campus", "z"][number % 3]
                let days: Int64 = number < 20 ? -1 : 0
                try Self.insert(
                    kind.name, at: Self.cutoff + days * 86_400, tenant: tenant, number: number, connection)
            }
        }
        #expect(try await records.count(kind, before: Self.cutoff) == (30, 20))
        #expect(try await records.count(kind, before: nil) == (30, 0))
        var portions: [Int] = []
        repeat {
            portions.append(try await records.purge(kind, before: Self.cutoff, limit: 7))
        } while portions.last == 7
        #expect(portions == [7, 7, 6])
        #expect(try await records.count(kind, before: Self.cutoff) == (10, 0))
        #expect(try await records.purge(kind, before: Self.cutoff, limit: 7) == 0)
    }

    @Test func whatHasNoEndStays() async throws {
        let database = try await SQLiteDatabase(folder: folder.path)
        let secrets = SecretStore(database, master: try MasterKey(folder: folder.path))
        _ = try await secrets.keyRing(now: 1)
        _ = try await APIKeyStore(database).insert(
            APIKeyRecord(id: "good", tenant: .main, name: "n", scopes: [.check], secretHash: [1], createdAt: 1))
        _ = try await OperatorRuleStore(database).set(
            tenant: nil, action: .block, subject: "a.example", reason: "r", until: nil, now: 1)
        let records = RetentionStore(database)
        for kind in [RecordKind.linkKeys, .keys, .rules] {
            #expect(try await records.purge(kind, before: .max, limit: 100) == 0, "\(kind.name)")
            #expect(try await records.count(kind, before: .max) == (1, 0), "\(kind.name)")
        }
    }

    @Test func theFirstDayWithAllItsVisitsIsNoted() async throws {
        let database = try await SQLiteDatabase(folder: folder.path)
        let records = RetentionStore(database)
        let visits = ObservationStore(database)
        _ = try await records.purge(.visits, before: Self.cutoff, limit: 10)
        #expect(try await visits.visitsKeptFrom() == nil, "nothing was forgotten")
        try await database.write { try Self.insert("visits", at: 5, tenant: "default", number: 1, $0) }
        _ = try await records.purge(.visits, before: Self.cutoff, limit: 10)
        #expect(try await visits.visitsKeptFrom() == Day(number: 20_000))
        try await database.write { try Self.insert("visits", at: 5, tenant: "default", number: 1, $0) }
        _ = try await records.purge(.visits, before: Self.cutoff - 86_400, limit: 10)
        #expect(try await visits.visitsKeptFrom() == Day(number: 20_000), "it never goes back")
    }

    @Test func aRotationKeepsTheKeyForTheLongestLivedLink() async throws {
        let database = try await SQLiteDatabase(folder: folder.path)
        let secrets = SecretStore(database, master: try MasterKey(folder: folder.path))
        _ = try await secrets.keyRing(now: 1)
        let day: Int64 = 86_400
        #expect(try await secrets.rotateLinkKey(now: 100, lifetime: 90 * day).retiresAt == 100 + 90 * day)
        // A gateway with a longer lifetime ran at 200; one with a shorter one since.
        try await secrets.linksAreMade(lifetime: 365 * day, now: 200)
        try await secrets.linksAreMade(lifetime: 10 * day, now: 300)
        let after = try await secrets.rotateLinkKey(now: 400, lifetime: 90 * day).retiresAt
        #expect(after >= 200 + 365 * day)
        #expect(after <= 200 + 366 * day)
        // When those links are gone, the present lifetime counts.
        let later = 400 * day
        #expect(try await secrets.rotateLinkKey(now: later, lifetime: 90 * day).retiresAt == later + 90 * day)
    }

    @Test func aFileThatIsMostlyFreeShrinks() async throws {
        let database = try await SQLiteDatabase(folder: folder.path)
        func pages() async throws -> Int64 {
            try await database.read { try $0.rows("PRAGMA page_count").first?.integer(0) ?? 0 }
        }
        for _ in 0..<8 {
            try await database.write { connection in
                for _ in 0..<1_000 {
                    try connection.run(
                        """
                        INSERT INTO complaint (id, tenant, at, link_id, address, scene, category, statement)
                        VALUES ($1, 't', 1, 1, 'a', 's', 'c', $2)
                        """,
                        [
                            .text("\(UInt64.random(in: .min ... .max))"),
                            .text(String(repeating: "x", count: 3_900)),
                        ])
                }
            }
        }
        let full = try await pages()
        #expect(full > 8_000)
        #expect(try await database.tidy() == 0)
        while try await RetentionStore(database).purge(.complaints, before: 2, limit: 5_000) == 5_000 {}
        #expect(try await pages() == full)
        var freed: Int64 = 0
        var steps = 0
        while case let portion = try await database.tidy(), portion > 0 {
            freed += portion
            steps += 1
        }
        let rest = try await pages()
        #expect(freed == (full - rest) * 4_096)
        #expect(steps > 5, "in small steps")
        #expect(rest < full * 3 / 4, "down to what it may keep free")
        #expect(DurableFiles.size(folder.path + "/hutong.sqlite-wal") == 0)
        #expect(try await database.read { try $0.rows("PRAGMA integrity_check").first?.text(0) } == "ok")
    }

    @Test func whatIsDeletedIsOverwritten() async throws {
        let database = try await SQLiteDatabase(folder: folder.path)
        #expect(try await database.write { try $0.rows("PRAGMA secure_delete").first?.integer(0) } == 1)
    }
}
