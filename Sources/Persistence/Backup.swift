import Foundation

/// A copy of a gateway's database, taken while it runs and writes.
public struct Backup: Sendable {
    /// What the master key in the data folder is to the copy.
    public enum KeyState: String, Sendable {
        /// It opens every secret in the copy.
        case opens
        /// It does not: it is another's.
        case wrong
        case missing
        /// No secret is in the copy yet.
        case unneeded
    }

    /// The copy: one SQLite file.
    public let path: String
    /// Where the master key was copied to; `nil` when that was not asked for.
    public let keyPath: String?
    public let bytes: Int64
    /// Version of the schema.
    public let schema: Int
    public let tables: [TableCount]
    public let key: KeyState

    /// The master key beside a backup.
    static func keyPath(of path: String) -> String { path + ".key" }

    /// Copies the database in `folder` to `path`, as it was at one moment: what was acknowledged before is in it. The
    /// gateway goes on writing meanwhile. `path` is whole when it appears: it is written under another name, checked
    /// and flushed before.
    ///
    /// The key of the day's hashes, which is thrown away with the day, is left out, and what was deleted too.
    ///
    /// - Parameters:
    ///   - replacesFiles: Whether files that have the names already are replaced.
    ///   - now: Seconds since 1970.
    /// - Throws: ``PersistenceError``.
    public static func make(
        of folder: String, to path: String, withMasterKey: Bool, replacesFiles: Bool, now: Int64
    ) throws -> Backup {
        let source = SQLiteDatabase.path(in: folder)
        guard DurableFiles.identity(source) != nil else {
            throw PersistenceError.unusable(path: folder, reason: "holds no database of a gateway")
        }
        let keyPath = withMasterKey ? keyPath(of: path) : nil
        for target in [path, keyPath].compactMap(\.self) {
            try check(target, replacesFiles: replacesFiles, folder: folder)
        }
        let lock = try FolderLock(folder: folder, .shared)
        defer { lock.release() }
        let partial = try PartialFile(for: path)
        // A program with the same aim may have come to its end while this one waited for the name.
        try check(path, replacesFiles: replacesFiles, folder: folder)
        let schema = try copy(source, to: partial.path)
        let master = try DurableFiles.identity(MasterKey.path(in: folder)).map { _ in
            try MasterKey(file: MasterKey.path(in: folder))
        }
        let contents = try finish(partial.path, master: master, now: now)
        if let keyPath {
            guard let master else {
                throw PersistenceError.unusable(path: MasterKey.path(in: folder), reason: "is not there to be copied")
            }
            let file = try PartialFile(for: keyPath)
            try file.write(master.bytes)
            try file.finish()
        }
        let bytes = DurableFiles.size(partial.path)
        try partial.finish()
        return Backup(
            path: path, keyPath: keyPath, bytes: bytes, schema: schema, tables: contents.tables, key: contents.key)
    }

    /// Refuses a target that is in the way, or one of the gateway's own files.
    private static func check(_ target: String, replacesFiles: Bool, folder: String) throws {
        let parent = DurableFiles.folder(of: target)
        guard let place = DurableFiles.identity(parent) else {
            throw PersistenceError.unusable(path: parent, reason: "is not a folder that is there")
        }
        let found = DurableFiles.identity(target)
        guard found?.isRegular != false else {
            throw PersistenceError.unusable(path: target, reason: "is not a file: name one")
        }
        // By name too: a file that would be taken for the database's log need not be there yet.
        let own = ["", "-wal", "-shm", "-journal"].map { "hutong.sqlite" + $0 } + ["master.key", "hutong.lock"]
        let isOwnName =
            place == DurableFiles.identity(folder) && own.contains { target == $0 || target.hasSuffix("/" + $0) }
        let isOwnFile = found != nil && own.contains { DurableFiles.identity(folder + "/" + $0) == found }
        guard !isOwnName, !isOwnFile else {
            throw PersistenceError.unusable(path: target, reason: "is the gateway's own file: name another")
        }
        guard found == nil || replacesFiles else {
            throw PersistenceError.unusable(path: target, reason: "is there already; --force replaces it")
        }
    }

    /// - Returns: The version of the schema.
    private static func copy(_ source: String, to target: String) throws -> Int {
        let database = try DatabaseFile(source)
        let schema = try database.schema()
        try database.use(blaming: target) { connection in
            // Copies from one snapshot beside the writer, whom it does not hold up, and leaves out free pages. The copy
            // can give space back even where the original was made before files could.
            try connection.run("PRAGMA auto_vacuum = INCREMENTAL")
            try connection.run("VACUUM INTO $1", [.text(target)])
        }
        try database.close()
        return schema
    }

    /// Takes out what a backup must not hold, and checks the rest.
    private static func finish(
        _ path: String, master: MasterKey?, now: Int64
    ) throws -> (tables: [TableCount], key: KeyState) {
        let copy = try DatabaseFile(path)
        let key = try copy.use { connection -> KeyState in
            // No journal on disk: a copy that is not finished is worth nothing, and nothing deleted may stay.
            try connection.run("PRAGMA journal_mode = MEMORY")
            try connection.run("PRAGMA secure_delete = ON")
            try connection.run("DELETE FROM day_key")
            try connection.run("DELETE FROM node")
            // An older schema, which a backup leaves as it is, has no notes.
            if try DatabaseFile.holdsNotes(connection) { try Note.backedUpAt.raise(to: now, connection) }
            guard try SecretStore.holdsSecrets(connection) else { return .unneeded }
            guard let master else { return .missing }
            return try SecretStore.opensAll(connection, with: master) ? .opens : .wrong
        }
        try copy.checkIntegrity()
        let tables = try copy.tables()
        try copy.close()
        return (tables, key)
    }
}
