import Attribution
import Foundation
import LinkPolicy
import LinkTokens
import Testing

@testable import Persistence

/// The folder of a gateway with a key, a rule and a link key; and a place for backups.
struct Premises {
    let folder = TemporaryFolder()
    let store = TemporaryFolder()

    var backup: String { store.path + "/backup.sqlite" }

    init() throws {
        try FileManager.default.createDirectory(atPath: store.path, withIntermediateDirectories: true)
    }

    /// Opens the database and puts something of every lasting kind in it.
    func furnished() async throws -> SQLiteDatabase {
        let database = try await SQLiteDatabase(folder: folder.path)
        _ = try await APIKeyStore(database).insert(
            APIKeyRecord(id: "abc", tenant: .main, name: "n", scopes: [.check], secretHash: [1], createdAt: 5))
        let secrets = SecretStore(database, master: try MasterKey(folder: folder.path))
        _ = try await secrets.keyRing(now: 5)
        _ = try await secrets.makeReaderSecret(tenant: .main, now: 5)
        _ = try await secrets.dayKey(1)
        try await RevisionStore(database).report(node: "n", startedAt: 1, revision: 1, now: 1)
        return database
    }

    func backUp(withMasterKey: Bool = false, replacesFiles: Bool = false) throws -> Backup {
        try Backup.make(
            of: folder.path, to: backup, withMasterKey: withMasterKey, replacesFiles: replacesFiles, now: 1_000)
    }

    func mode(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }
}

/// What `body` throws, as its user reads it.
func sentence(_ body: () async throws -> Void) async -> String {
    do {
        try await body()
        return "nothing was thrown"
    } catch { return "\(error)" }
}

@Suite struct BackupTests {
    let premises: Premises

    init() throws { premises = try Premises() }

    @Test func aCopyHoldsWhatLastsAndNothingElse() async throws {
        let database = try await premises.furnished()
        let made = try premises.backUp()
        #expect(made.key == .opens)
        #expect(made.keyPath == nil)
        #expect(made.schema == Schema.migrations.count)
        #expect(made.bytes == DurableFiles.size(premises.backup))
        let rows = Dictionary(uniqueKeysWithValues: made.tables.map { ($0.name, $0.rows) })
        #expect(rows["api_key"] == 1 && rows["link_key"] == 1 && rows["reader_secret"] == 1)
        #expect(rows["day_key"] == 0 && rows["node"] == 0)
        #expect(try premises.mode(premises.backup) == 0o600)
        #expect(try FileManager.default.contentsOfDirectory(atPath: premises.store.path) == ["backup.sqlite"])
        let sealed = try await database.read { try $0.rows("SELECT sealed FROM day_key").first?.blob(0) }
        let bytes = try Data(contentsOf: URL(fileURLWithPath: premises.backup))
        #expect(bytes.firstRange(of: Data(try #require(sealed))) == nil, "nor in its free parts")
        #expect(try await database.read { try $0.rows("SELECT 1 FROM day_key").count } == 1, "the original keeps it")
    }

    @Test func aCopyTakenWhileOthersWriteIsOfOneMoment() async throws {
        let database = try await premises.furnished()
        // Every transaction moves an amount from one row to another: their sum is the same at every moment.
        try await database.write { connection in
            for (name, value) in [("left", 10_000), ("right", 0)] {
                try connection.run(
                    "INSERT INTO note (name, value) VALUES ($1, $2)", [.text(name), .integer(Int64(value))])
            }
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<3 {
                group.addTask {
                    while !Task.isCancelled {
                        try await database.write { connection in
                            try connection.run("UPDATE note SET value = value - 1 WHERE name = 'left'")
                            try connection.run("INSERT INTO revision (at, subject) VALUES (1, 'x')")
                            try connection.run("UPDATE note SET value = value + 1 WHERE name = 'right'")
                        }
                    }
                }
            }
            var before: Int64 = 0
            for _ in 0..<10 {
                let acknowledged = try await database.read {
                    try $0.rows("SELECT value FROM note WHERE name = 'right'").first?.integer(0) ?? 0
                }
                _ = try premises.backUp(replacesFiles: true)
                let copy = try DatabaseFile(premises.backup)
                let amounts = try copy.use { connection in
                    try connection.rows(
                        "SELECT SUM(value), MAX(CASE WHEN name = 'right' THEN value END) FROM note "
                            + "WHERE name IN ('left', 'right')"
                    ).first.map { [try $0.integer(0), try $0.integer(1)] }
                }
                try copy.close()
                #expect(amounts?[0] == 10_000)
                #expect(amounts?[1] ?? 0 >= acknowledged, "what was acknowledged before is in it")
                #expect(amounts?[1] ?? 0 >= before)
                before = amounts?[1] ?? 0
            }
            group.cancelAll()
        }
    }

    @Test func theMasterKeyComesOnlyWhenAsked() async throws {
        _ = try await premises.furnished()
        let made = try premises.backUp(withMasterKey: true)
        let path = try #require(made.keyPath)
        #expect(try premises.mode(path) == 0o600)
        #expect(FileManager.default.contentsEqual(atPath: path, andPath: premises.folder.path + "/master.key"))
    }

    @Test func aMissingOrAnothersKeyIsSaid() async throws {
        _ = try await premises.furnished()
        let key = premises.folder.path + "/master.key"
        try FileManager.default.removeItem(atPath: key)
        #expect(try premises.backUp().key == .missing)
        #expect(
            await sentence { _ = try premises.backUp(withMasterKey: true, replacesFiles: true) }.contains("master.key"))
        #expect(!FileManager.default.fileExists(atPath: key), "none is made")
        try Data(repeating: 7, count: 32).write(to: URL(fileURLWithPath: key))
        #expect(try premises.backUp(replacesFiles: true).key == .wrong)
    }

    @Test func whatIsThereIsNotOverwritten() async throws {
        _ = try await premises.furnished()
        _ = try premises.backUp()
        let before = try Data(contentsOf: URL(fileURLWithPath: premises.backup))
        #expect(await sentence { _ = try premises.backUp() }.contains("is there already"))
        #expect(try Data(contentsOf: URL(fileURLWithPath: premises.backup)) == before)
        #expect(throws: Never.self) { try premises.backUp(replacesFiles: true) }
    }

    @Test(arguments: ["hutong.sqlite", "hutong.sqlite-wal", "master.key", "hutong.lock", "."])
    func theGatewaysOwnFilesAreNoTarget(_ name: String) async throws {
        let database = try await premises.furnished()
        defer { try? database.close() }
        let path = premises.folder.path + "/" + name
        let link = premises.store.path + "/link"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: path)
        for target in [path, link] {
            let said = await sentence {
                _ = try Backup.make(
                    of: premises.folder.path, to: target, withMasterKey: false, replacesFiles: true, now: 1)
            }
            #expect(said.contains("name"), "\(said)")
        }
        #expect(try await APIKeyStore(SQLiteDatabase(folder: premises.folder.path)).all().count == 1)
    }

    @Test func norIsAFileThatWouldBeTakenForTheDatabasesLog() async throws {
        try await premises.furnished().close()
        let target = premises.folder.path + "/hutong.sqlite-wal"
        #expect(!FileManager.default.fileExists(atPath: target))
        let said = await sentence {
            _ = try Backup.make(of: premises.folder.path, to: target, withMasterKey: false, replacesFiles: true, now: 1)
        }
        #expect(said.contains("is the gateway's own file"))
    }

    @Test func aPlaceThatIsNotThereIsSaid() async throws {
        _ = try await premises.furnished()
        #expect(
            await sentence {
                _ = try Backup.make(
                    of: premises.folder.path, to: premises.store.path + "/none/x", withMasterKey: false,
                    replacesFiles: false, now: 1)
            }.contains("not a folder that is there"))
        #expect(
            await sentence {
                _ = try Backup.make(
                    of: premises.store.path, to: premises.backup, withMasterKey: false, replacesFiles: false, now: 1)
            }.contains("holds no database"))
    }

    @Test func whatAKilledOneLeftIsOverwritten() async throws {
        _ = try await premises.furnished()
        let partial = premises.backup + ".partial"
        try Data(repeating: 0x41, count: 100_000).write(to: URL(fileURLWithPath: partial))
        #expect(throws: Never.self) { try premises.backUp() }
        #expect(!FileManager.default.fileExists(atPath: partial))
    }

    @Test func twoWithOneAimDoNotMix() async throws {
        _ = try await premises.furnished()
        let first = try PartialFile(for: premises.backup)
        #expect(await sentence { _ = try premises.backUp() }.contains("is being written by another program"))
        try first.write([1])
        try first.finish()
        #expect(await sentence { _ = try premises.backUp() }.contains("is there already"))
    }

    @Test func aDamagedDatabaseGivesNoBackup() async throws {
        try await premises.furnished().close()
        let path = premises.folder.path + "/hutong.sqlite"
        let handle = try #require(FileHandle(forWritingAtPath: path))
        for page in 2..<8 {
            try handle.seek(toOffset: UInt64(page * 4_096))
            try handle.write(contentsOf: Data(repeating: 0xA5, count: 4_096))
        }
        try handle.close()
        #expect(await sentence { _ = try premises.backUp() }.contains("is damaged"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: premises.store.path).isEmpty)
    }
}
