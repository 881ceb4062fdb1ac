import Attribution
import Foundation
import LinkPolicy
import LinkRecognition
import LinkTokens
import Testing

@testable import Persistence

/// A folder of its own that is removed with the value.
final class TemporaryFolder: Sendable {
    let path: String

    init() {
        path = NSTemporaryDirectory() + "hutong-test-\(UInt64.random(in: .min ... .max))"
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}

@Suite struct PersistenceTests {
    let folder = TemporaryFolder()

    @Test func everyCommitIsFlushed() async throws {
        let database = try await SQLiteDatabase(folder: folder.path)
        let settings = try await database.write { connection in
            (
                try connection.rows("PRAGMA synchronous").first?.integer(0),
                try connection.rows("PRAGMA journal_mode").first?.text(0)
            )
        }
        #expect(settings.0 == 2, "FULL")
        #expect(settings.1 == "wal")
    }

    @Test func theFolderIsItsOwnersAlone() async throws {
        _ = try await SQLiteDatabase(folder: folder.path)
        _ = try MasterKey(folder: folder.path)
        func mode(_ path: String) throws -> Int? {
            try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        }
        #expect(try mode(folder.path) == 0o700)
        #expect(try mode(folder.path + "/master.key") == 0o600)
    }

    @Test func openingTwiceMigratesOnce() async throws {
        for _ in 0..<2 {
            let database = try await SQLiteDatabase(folder: folder.path)
            let versions = try await database.read { try $0.rows("SELECT version FROM schema_version").count }
            #expect(versions == Schema.migrations.count)
            try database.close()
        }
    }

    @Test func aNewerSchemaIsRefused() async throws {
        let database = try await SQLiteDatabase(folder: folder.path)
        try await database.write { try $0.run("INSERT INTO schema_version (version) VALUES (9999)") }
        try database.close()
        await #expect(throws: PersistenceError.self) { try await SQLiteDatabase(folder: folder.path) }
    }

    @Test func aFileThatIsNoDatabaseIsRefusedInASentence() async throws {
        try FileManager.default.createDirectory(atPath: folder.path, withIntermediateDirectories: true)
        try Data(repeating: 0x41, count: 8_192).write(to: URL(fileURLWithPath: folder.path + "/hutong.sqlite"))
        do {
            _ = try await SQLiteDatabase(folder: folder.path)
            Issue.record("opened")
        } catch let error as PersistenceError {
            #expect(error.description.contains("hutong.sqlite"))
        }
    }

    @Test func keysAreKeptAsHashes() async throws {
        let store = APIKeyStore(try await SQLiteDatabase(folder: folder.path))
        let key = APIKeyRecord(
            id: "abc", tenant: .main, name: "机器人", scopes: [.check, .read], secretHash: [1, 2, 3], createdAt: 5)
        let first = try await store.insert(key)
        #expect(try await store.all() == [key])
        let second = try #require(try await store.revoke(id: "abc", now: 9))
        #expect(second > first)
        #expect(try await store.all().first?.revokedAt == 9)
        #expect(try await store.revoke(id: "abc", now: 10) == nil)
        #expect(try await store.revoke(id: "nobody", now: 10) == nil)
    }

    @Test func rulesReplaceAndEnd() async throws {
        let store = OperatorRuleStore(try await SQLiteDatabase(folder: folder.path))
        _ = try await store.set(
            tenant: nil, action: .block, subject: "a.example", reason: "one", until: nil, now: 1)
        _ = try await store.set(
            tenant: nil, action: .allow, subject: "a.example", reason: "two", until: 99, now: 2)
        let own = try #require(TenantID("own"))
        _ = try await store.set(tenant: own, action: .block, subject: "a.example", reason: "three", until: nil, now: 3)
        let rules = try await store.inForce()
        #expect(rules.map(\.rule.reason) == ["two", "three"])
        #expect(rules.map(\.tenant) == [nil, own])
        #expect(try await store.lift(tenant: nil, subject: "a.example", now: 4) != nil)
        #expect(try await store.lift(tenant: nil, subject: "a.example", now: 5) == nil)
        #expect(try await store.inForce().count == 1)
    }

    @Test func linkKeysRotateAndRetire() async throws {
        let database = try await SQLiteDatabase(folder: folder.path)
        let secrets = SecretStore(database, master: try MasterKey(folder: folder.path))
        let first = try await secrets.keyRing(now: 10)
        #expect(try await secrets.keyRing(now: 10).current.id == first.current.id)
        #expect(try await secrets.rotateLinkKey(now: 20, lifetime: 80).retiresAt == 100)
        let second = try await secrets.keyRing(now: 20)
        #expect(second.current.id != first.current.id)
        let receipt = try Receipt(tenant: .main, linkID: 1, openedAt: 10, person: nil).sealed(with: first)
        #expect(throws: Never.self) { try Receipt(opening: receipt, with: second, at: 99) }
        #expect(throws: TokenError.notAuthentic) { try Receipt(opening: receipt, with: second, at: 100) }
    }

    @Test func anotherMasterKeyIsNoticed() async throws {
        let database = try await SQLiteDatabase(folder: folder.path)
        _ = try await SecretStore(database, master: try MasterKey(folder: folder.path)).keyRing(now: 1)
        try FileManager.default.removeItem(atPath: folder.path + "/master.key")
        let other = SecretStore(database, master: try MasterKey(folder: folder.path))
        await #expect(throws: PersistenceError.self) { try await other.keyRing(now: 1) }
    }

    @Test func aDaysKeyIsDestroyedWithTheDay() async throws {
        let database = try await SQLiteDatabase(folder: folder.path)
        let secrets = SecretStore(database, master: try MasterKey(folder: folder.path))
        let first = try await secrets.dayKey(1)
        #expect(try await secrets.dayKey(1) == first)
        #expect(try await secrets.dayKey(2) != first)
        #expect(try await secrets.dayKey(1) != first)
        #expect(try await database.read { try $0.rows("SELECT day FROM day_key").count } == 1)
    }

    @Test func shortLinks() async throws {
        let store = ShortLinkStore(try await SQLiteDatabase(folder: folder.path))
        let context = LinkContext(
            purpose: .message, tenant: .main, linkID: 9, issuedAt: 1, expiresAt: 50, scene: .direct,
            finding: Finding(range: 0..<0, form: .web, address: "https://a.example/"), message: nil, sender: "s",
            group: nil)
        var generator = SystemRandomNumberGenerator()
        let token = ShortToken(using: &generator)
        #expect(token.text.utf8.count == ShortToken.length)
        try await store.insert([(token: token, context: context)])
        #expect(try await store.find(token, now: 49) == context)
        #expect(try await store.find(token, now: 50) == nil)
        #expect(try await store.find(ShortToken(using: &generator), now: 1) == nil)
    }

    @Test func figuresAddUp() async throws {
        let store = ObservationStore(try await SQLiteDatabase(folder: folder.path))
        let day = Day(number: 18_887)
        let taobao = PlatformSlug("taobao")
        var batch = ObservationBatch()
        for (index, outcome) in [Visit.Outcome.noticed, .continued, .opened].enumerated() {
            batch.add(
                Visit(
                    tenant: .main, linkID: .max, at: Int64(day.number) * 86_400_000 + Int64(index), scene: .direct,
                    platform: taobao, outcome: outcome, reader: UInt64.max - UInt64(index / 2)))
        }
        batch.add(3, TallyKey(tenant: .main, day: day, scene: .direct, platform: nil, measure: .checks))
        try await store.commit(batch)
        try await store.commit(batch)
        let rows = try await store.summary(tenant: .main, days: day...day)
        #expect(rows.map(\.platform) == [nil, taobao])
        #expect(rows[0].counts == [.checks: 6])
        #expect(rows[1].counts == [.clicks: 4, .notices: 2, .continues: 2, .openings: 4])
        #expect(try await store.readers(tenant: .main, days: day...day) == [day: 2])
        #expect(try await store.summary(tenant: .playground, days: day...day).isEmpty)
    }

    @Test func revisionsAndNodes() async throws {
        let database = try await SQLiteDatabase(folder: folder.path)
        let revisions = RevisionStore(database)
        #expect(try await revisions.latest() == 0)
        _ = try await OperatorRuleStore(database).set(
            tenant: nil, action: .block, subject: "a", reason: "r", until: nil, now: 1)
        #expect(try await revisions.latest() == 1)
        try await revisions.report(node: "n", startedAt: 1, revision: 1, now: 100)
        #expect(try await revisions.inForce(since: 100) == [1])
        #expect(try await revisions.inForce(since: 101) == [])
        try await revisions.leave(node: "n")
        #expect(try await revisions.inForce(since: 0) == [])
    }
}
