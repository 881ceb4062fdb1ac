import Foundation

/// A backup put in the place of a data folder's database.
public struct Restore: Sendable {
    /// How revisions call it: everything may have changed.
    public static let subject = "restore"

    /// Where the key that opens the secrets came from.
    public enum KeySource: String, Sendable {
        /// The folder had it.
        case folder
        /// The file beside the backup.
        case backup
        /// No secret is in the backup; the gateway makes a key where none is.
        case unneeded
    }

    public let bytes: Int64
    /// Version of the schema in the backup; ``schema`` is what it was brought to.
    public let formerSchema: Int
    public let schema: Int
    public let tables: [TableCount]
    /// Seconds since 1970; `nil` when the file does not say, because it is not of ``Backup``.
    public let backedUpAt: Int64?
    public let key: KeySource
    /// The files that were in the way, under their new names.
    public let former: [String]

    /// Puts the database in the file `backup` into `folder`, with no gateway and no command at work there, and brings
    /// its schema up to date. Everything is tried on a copy first; the database of the folder is replaced in one step,
    /// and when this throws, it is as it was.
    ///
    /// - Parameters:
    ///   - keepsFormer: Whether a database, or a master key that does not open the backup, may be replaced; it is kept
    ///     under another name.
    ///   - now: Seconds since 1970.
    /// - Throws: ``PersistenceError``.
    public static func make(
        from backup: String, in folder: String, keepsFormer: Bool, now: Int64
    ) async throws -> Restore {
        let source = try checkedSource(backup, folder: folder)
        try makeFolder(folder, mode: 0o700)
        let lock = try FolderLock(folder: folder, .alone)
        defer { lock.release() }
        let place = SQLiteDatabase.path(in: folder)
        guard keepsFormer || DurableFiles.identity(place) == nil else {
            throw PersistenceError.unusable(
                path: folder, reason: "holds a database already; --force replaces it and keeps it under another name")
        }
        // A restore that was killed may have left the folder.
        let workshop = folder + "/restoring"
        try? FileManager.default.removeItem(atPath: workshop)
        try makeFolder(workshop, mode: 0o700)
        defer { try? FileManager.default.removeItem(atPath: workshop) }

        let formerSchema = try copy(source, into: workshop, calling: backup)
        let key = try findKey(for: workshop, backup: backup, folder: folder, keepsFormer: keepsFormer)
        let opened = try await bringUpToDate(workshop, now: now)
        let fresh = SQLiteDatabase.path(in: workshop)
        let contents = try DatabaseFile(fresh)
        let (schema, tables) = (try contents.schema(), try contents.tables())
        try contents.close()
        guard DurableFiles.size(fresh + "-wal") == 0 else {
            throw PersistenceError.unusable(path: fresh, reason: "could not be made one file")
        }
        try DurableFiles.flush(fresh)

        let replacement = Replacement(folder: folder, now: now)
        if case .backup = key { try replacement.putKey(from: Backup.keyPath(of: backup)) }
        try replacement.putDatabase(fresh)
        return Restore(
            bytes: DurableFiles.size(place), formerSchema: formerSchema, schema: schema, tables: tables,
            backedUpAt: opened, key: key, former: replacement.former)
    }

    /// The file that `backup` names, all links followed.
    private static func checkedSource(_ backup: String, folder: String) throws -> String {
        guard let found = DurableFiles.identity(backup) else {
            throw PersistenceError.unusable(path: backup, reason: "is not there")
        }
        guard found.isRegular else { throw PersistenceError.unusable(path: backup, reason: "is not a file") }
        guard DurableFiles.identity(SQLiteDatabase.path(in: folder)) != found else {
            throw PersistenceError.unusable(path: backup, reason: "is the database itself")
        }
        guard DurableFiles.size(backup + "-wal") == 0 else {
            throw PersistenceError.unusable(
                path: backup,
                reason: "is a database in use, a part of which stands in the -wal file beside it: take a copy of it "
                    + "with “hutong backup”")
        }
        guard DatabaseFile.isDatabase(backup) else {
            throw PersistenceError.unusable(path: backup, reason: "is not a backup: it is no SQLite file")
        }
        return URL(fileURLWithPath: backup).resolvingSymlinksInPath().path
    }

    private static func makeFolder(_ path: String, mode: Int) throws {
        guard DurableFiles.identity(path) == nil else { return }
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: mode])
        } catch { throw PersistenceError.unusable(path: path, reason: "cannot be made: \(error.localizedDescription)") }
    }

    /// Copies the backup and checks the copy, since that is what will be used.
    ///
    /// - Returns: The version of its schema.
    private static func copy(_ source: String, into workshop: String, calling backup: String) throws -> Int {
        let path = SQLiteDatabase.path(in: workshop)
        do { try DurableFiles.copy(source, to: path) } catch PersistenceError.unusable(_, let reason) {
            throw PersistenceError.unusable(path: backup, reason: "cannot be copied into the folder: \(reason)")
        }
        do {
            let database = try DatabaseFile(path)
            let schema = try database.schema()
            try database.checkIntegrity()
            try database.close()
            return schema
        } catch PersistenceError.unusable(_, let reason) {
            // The copy is going to vanish: its name would puzzle.
            throw PersistenceError.unusable(path: backup, reason: reason)
        }
    }

    /// Finds the master key that opens the secrets.
    private static func findKey(
        for workshop: String, backup: String, folder: String, keepsFormer: Bool
    ) throws -> KeySource {
        let database = try DatabaseFile(SQLiteDatabase.path(in: workshop))
        defer { try? database.close() }
        func opens(_ path: String) throws -> Bool {
            let master = try MasterKey(file: path)
            return try database.use { try SecretStore.opensAll($0, with: master) }
        }
        let own = MasterKey.path(in: folder)
        let other = Backup.keyPath(of: backup)
        let hasOwn = DurableFiles.identity(own) != nil
        let hasOther = DurableFiles.identity(other) != nil
        guard try database.use({ try SecretStore.holdsSecrets($0) }) else { return .unneeded }
        if hasOwn, try opens(own) { return .folder }
        if hasOther, try opens(other) {
            guard !hasOwn || keepsFormer else {
                throw PersistenceError.unusable(
                    path: own,
                    reason:
                        "does not open the secrets in the backup, but \(other) does; --force puts that in its place "
                        + "and keeps the former under another name")
            }
            return .backup
        }
        throw PersistenceError.unusable(
            path: own,
            reason: hasOwn || hasOther
                ? "does not open the secrets in the backup: put the key that the gateway had at that time here, or beside "
                    + "the backup as \(other), and restore again; nothing was changed"
                : "is not there, and without it the secrets in the backup, with which links are sealed, do not open: put "
                    + "the key that the gateway had at that time here, or beside the backup as \(other), and restore "
                    + "again; nothing was changed")
    }

    /// Migrates the copy and takes out what was true only at the time of the backup.
    ///
    /// - Returns: When the backup was made.
    private static func bringUpToDate(_ workshop: String, now: Int64) async throws -> Int64? {
        let database = try await SQLiteDatabase(folder: workshop)
        let backedUpAt = try await database.write { connection in
            try connection.run("DELETE FROM node")
            try connection.run("DELETE FROM day_key")
            let noted = try Note.backedUpAt.value(connection)
            try Note.backedUpAt.erase(connection)
            _ = try RevisionStore.bump(connection, subject: subject, now: now)
            return noted
        }
        try database.close()
        return backedUpAt
    }
}
