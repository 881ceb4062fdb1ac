import Foundation
import LinkPolicy
import LinkTokens
import Testing

@testable import Persistence

@Suite struct RestoreTests {
    let premises: Premises
    let other = TemporaryFolder()

    init() throws { premises = try Premises() }

    private func restore(to folder: String, keepsFormer: Bool = false) async throws -> Restore {
        try await Restore.make(from: premises.backup, in: folder, keepsFormer: keepsFormer, now: 2_000)
    }

    /// A backup of a furnished folder, with the key beside it.
    private func backedUp(withMasterKey: Bool = true) async throws {
        let database = try await premises.furnished()
        _ = try premises.backUp(withMasterKey: withMasterKey)
        try database.close()
    }

    private func names(_ folder: String) throws -> Set<String> {
        Set(try FileManager.default.contentsOfDirectory(atPath: folder))
    }

    @Test func whatWasBackedUpIsThereAgain() async throws {
        let database = try await premises.furnished()
        let ring = try await SecretStore(database, master: MasterKey(folder: premises.folder.path)).keyRing(now: 5)
        let receipt = try Receipt(tenant: .main, linkID: 1, openedAt: 10, person: nil).sealed(with: ring)
        let revision = try await RevisionStore(database).latest()
        _ = try premises.backUp(withMasterKey: true)
        try database.close()

        let made = try await restore(to: other.path)
        #expect(made.key == .backup)
        #expect(made.backedUpAt == 1_000)
        #expect(made.former.isEmpty)
        #expect(made.formerSchema == made.schema)
        #expect(try names(other.path) == ["hutong.sqlite", "hutong.lock", "master.key"])
        #expect(try premises.mode(other.path) == 0o700)
        #expect(try premises.mode(other.path + "/hutong.sqlite") == 0o600)
        #expect(try premises.mode(other.path + "/master.key") == 0o600)

        let restored = try await SQLiteDatabase(folder: other.path)
        #expect(try await APIKeyStore(restored).all().map(\.id) == ["abc"])
        #expect(try await RevisionStore(restored).latest() > revision)
        #expect(try await RevisionStore(restored).inForce(since: 0).isEmpty)
        let secrets = SecretStore(restored, master: try MasterKey(folder: other.path))
        let again = try await secrets.keyRing(now: 20)
        #expect(throws: Never.self) { try Receipt(opening: receipt, with: again, at: 20) }
        #expect(try await restored.read { try Note.backedUpAt.value($0) } == nil)
        #expect(try await restored.read { try $0.rows("PRAGMA auto_vacuum").first?.integer(0) } == 2)
    }

    @Test func aFolderInUseIsRefused() async throws {
        try await backedUp()
        let database = try await SQLiteDatabase(folder: premises.folder.path)
        let said = await sentence { _ = try await restore(to: premises.folder.path, keepsFormer: true) }
        #expect(said.contains("a gateway, or another hutong command, is at work here"))
        try database.close()
        #expect(try await restore(to: premises.folder.path, keepsFormer: true).key == .folder)
    }

    @Test func nobodyOpensTheFolderDuringARestore() async throws {
        try FileManager.default.createDirectory(atPath: other.path, withIntermediateDirectories: true)
        let lock = try FolderLock(folder: other.path, .alone)
        #expect(await sentence { _ = try await SQLiteDatabase(folder: other.path) }.contains("a restore is under way"))
        lock.release()
        await #expect(throws: Never.self) { try await SQLiteDatabase(folder: other.path) }
    }

    @Test func aDatabaseThatIsThereIsKept() async throws {
        try await backedUp(withMasterKey: false)
        let database = try await SQLiteDatabase(folder: premises.folder.path)
        _ = try await OperatorRuleStore(database).set(
            tenant: nil, action: .block, subject: "late.example", reason: "r", until: nil, now: 1_500)
        try database.close()
        #expect(
            await sentence { _ = try await restore(to: premises.folder.path) }.contains("holds a database already"))

        for expected in [1, 2] {
            let made = try await restore(to: premises.folder.path, keepsFormer: true)
            #expect(made.key == .folder)
            #expect(made.former.count == 1)
            let kept = try names(premises.folder.path).filter { $0.contains("former") }
            #expect(kept.count == expected, "each under a name of its own")
            let present = try await SQLiteDatabase(folder: premises.folder.path)
            #expect(try await OperatorRuleStore(present).inForce().isEmpty)
            try present.close()
        }
        let former = try DatabaseFile(premises.folder.path + "/hutong.sqlite.former-19700101T003320Z")
        #expect(try former.use { try $0.rows("SELECT subject FROM operator_rule").first?.text(0) } == "late.example")
        #expect(try former.use { try $0.rows("SELECT 1 FROM day_key").isEmpty })
        try former.close()
    }

    /// A gateway that was killed leaves its last commits in the log, which must not be taken for the restored file's.
    @Test func aLogLeftBehindIsNotTakenForTheNewDatabases() async throws {
        try await backedUp()
        let killed = try await SQLiteDatabase(folder: premises.folder.path)
        _ = try await OperatorRuleStore(killed).set(
            tenant: nil, action: .block, subject: "late.example", reason: "r", until: nil, now: 1_500)
        // The files as they are while it runs.
        try FileManager.default.createDirectory(atPath: other.path, withIntermediateDirectories: true)
        for name in ["hutong.sqlite", "hutong.sqlite-wal", "hutong.sqlite-shm", "master.key"] {
            try FileManager.default.copyItem(
                atPath: premises.folder.path + "/" + name, toPath: other.path + "/" + name)
        }
        try killed.close()
        #expect(DurableFiles.size(other.path + "/hutong.sqlite-wal") > 0)
        let made = try await restore(to: other.path, keepsFormer: true)
        let present = try await SQLiteDatabase(folder: other.path)
        #expect(try await OperatorRuleStore(present).inForce().isEmpty)
        #expect(try await present.read { try $0.rows("PRAGMA integrity_check").first?.text(0) } == "ok")
        try present.close()
        let former = try DatabaseFile(try #require(made.former.first))
        #expect(try former.use { try $0.rows("SELECT subject FROM operator_rule").count } == 1, "with its last commits")
        try former.close()
    }

    @Test func aDamagedDatabaseIsReplacedAndKeptInItsParts() async throws {
        try await backedUp()
        try FileManager.default.createDirectory(atPath: other.path, withIntermediateDirectories: true)
        for name in ["hutong.sqlite", "hutong.sqlite-wal"] {
            try Data(repeating: 0x41, count: 9_000).write(to: URL(fileURLWithPath: other.path + "/" + name))
        }
        let made = try await restore(to: other.path, keepsFormer: true)
        #expect(made.former.count == 2)
        #expect(made.former.allSatisfy { DurableFiles.size($0) == 9_000 })
        let present = try await SQLiteDatabase(folder: other.path)
        #expect(try await APIKeyStore(present).all().count == 1)
    }

    @Test func theKeyMustOpenTheSecrets() async throws {
        try await backedUp(withMasterKey: false)
        let missing = await sentence { _ = try await restore(to: other.path) }
        #expect(missing.contains("is not there") && missing.contains("nothing was changed"))
        #expect(try names(other.path) == ["hutong.lock"])

        try Data(repeating: 7, count: 32).write(to: URL(fileURLWithPath: other.path + "/master.key"))
        let wrong = await sentence { _ = try await restore(to: other.path, keepsFormer: true) }
        #expect(wrong.contains("does not open the secrets in the backup"))
        #expect(try names(other.path) == ["hutong.lock", "master.key"])

        try FileManager.default.copyItem(
            atPath: premises.folder.path + "/master.key", toPath: premises.backup + ".key")
        #expect(await sentence { _ = try await restore(to: other.path) }.contains("--force puts that in its place"))
        let made = try await restore(to: other.path, keepsFormer: true)
        #expect(made.key == .backup)
        #expect(made.former.map { DurableFiles.size($0) } == [32])
        let restored = try await SQLiteDatabase(folder: other.path)
        await #expect(throws: Never.self) {
            try await SecretStore(restored, master: MasterKey(folder: other.path)).readerSecrets()
        }
    }

    @Test func withoutSecretsAnyKeyWillDo() async throws {
        try await SQLiteDatabase(folder: premises.folder.path).close()
        #expect(try premises.backUp().key == .unneeded)
        #expect(try await restore(to: other.path).key == .unneeded)
    }

    /// A backup before an update is made by the newer program and leaves the database to the older one.
    @Test func anOlderSchemaIsBackedUpAsItIsAndBroughtUpByTheRestore() async throws {
        try FileManager.default.createDirectory(atPath: premises.folder.path, withIntermediateDirectories: true)
        let original = try DatabaseFile(premises.folder.path + "/hutong.sqlite")
        try original.use { connection in
            try connection.run("CREATE TABLE schema_version (version BIGINT NOT NULL PRIMARY KEY)")
            for statement in Schema.migrations[0] {
                try connection.run(statement.replacing("{identity}", with: "INTEGER PRIMARY KEY AUTOINCREMENT"))
            }
            try connection.run("INSERT INTO schema_version (version) VALUES (1)")
        }
        #expect(try premises.backUp().schema == 1)
        #expect(try original.schema() == 1)
        try original.close()
        let made = try await restore(to: other.path)
        #expect(made.formerSchema == 1)
        #expect(made.schema == Schema.migrations.count)
        #expect(made.backedUpAt == nil)
    }

    @Test(arguments: [
        ("text", "it is no SQLite file"), ("cut", "is damaged"), ("overwritten", "is damaged"),
        ("another program's", "is not the database of a gateway"), ("newer", "use a newer hutong"),
        ("live", "a part of which stands in the -wal file"), ("folder", "is not a file"), ("missing", "is not there"),
    ])
    func whatIsNoGoodBackupIsRefused(_ what: String, _ words: String) async throws {
        try await backedUp()
        try await spoil(what)
        let said = await sentence { _ = try await restore(to: other.path) }
        #expect(said.contains(words), "\(said)")
        #expect(!said.contains("restoring"), "no name that vanishes")
        #expect(!FileManager.default.fileExists(atPath: other.path + "/hutong.sqlite"))
        #expect(!FileManager.default.fileExists(atPath: other.path + "/restoring"))
    }

    private func spoil(_ what: String) async throws {
        let url = URL(fileURLWithPath: premises.backup)
        let bytes = try Data(contentsOf: url)
        switch what {
        case "text": try Data("hello".utf8).write(to: url)
        case "cut": try bytes.prefix(bytes.count / 2).write(to: url)
        case "overwritten": try (bytes.prefix(4_096) + Data(repeating: 1, count: bytes.count - 4_096)).write(to: url)
        case "live": try Data([1]).write(to: URL(fileURLWithPath: premises.backup + "-wal"))
        case "another program's", "newer":
            let file = try DatabaseFile(premises.backup)
            try file.use { connection in
                try connection.run(
                    what == "newer" ? "INSERT INTO schema_version (version) VALUES (9999)" : "DROP TABLE api_key")
            }
            try file.close()
        default:
            try FileManager.default.removeItem(at: url)
            if what == "folder" { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false) }
        }
    }

    @Test func theDatabaseItselfIsNoBackup() async throws {
        try await backedUp()
        let said = await sentence {
            _ = try await Restore.make(
                from: premises.folder.path + "/hutong.sqlite", in: premises.folder.path, keepsFormer: true, now: 1)
        }
        #expect(said.contains("is the database itself"))
    }
}
