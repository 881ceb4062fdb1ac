import Foundation

/// Puts files in the place of a data folder's own, which are kept under names with the time. Nobody else may be at work
/// in the folder.
final class Replacement {
    private let folder: String
    private let suffix: String
    /// The kept files.
    private(set) var former: [String] = []

    /// - Parameter now: Seconds since 1970.
    init(folder: String, now: Int64) {
        self.folder = folder
        let formatter = ISO8601DateFormatter()
        let time = formatter.string(from: Date(timeIntervalSince1970: TimeInterval(now)))
        let name = ".former-" + time.filter { $0 != "-" && $0 != ":" }
        var suffix = name
        var count = 1
        // Two restores in one second.
        while ["/hutong.sqlite", "/master.key"].contains(where: { DurableFiles.identity(folder + $0 + suffix) != nil })
        {
            count += 1
            suffix = name + "-\(count)"
        }
        self.suffix = suffix
    }

    /// Copies the key in the file `path` into place.
    func putKey(from path: String) throws {
        let place = MasterKey.path(in: folder)
        let partial = try PartialFile(for: place)
        try partial.write(MasterKey(file: path).bytes)
        DurableFiles.giveToOwner(of: folder, path: partial.path)
        try keep(place)
        try partial.finish()
    }

    /// Moves the database `fresh`, which is one file and on disk, into place.
    ///
    /// A `-wal` file of the former database would be taken for the new one's and corrupt it. So it is first emptied into
    /// its own database, and where that is too damaged for it, moved away; whatever happens in between, the folder never
    /// holds one database with the other's log.
    func putDatabase(_ fresh: String) throws {
        let place = SQLiteDatabase.path(in: folder)
        settle(place)
        for part in ["-wal", "-journal"] where DurableFiles.identity(place + part) != nil {
            let kept = place + suffix + part
            try DurableFiles.move(place + part, to: kept)
            if DurableFiles.size(kept) == 0 { unlink(kept) } else { former.append(kept) }
        }
        unlink(place + "-shm")
        try keep(place)
        DurableFiles.giveToOwner(of: folder, path: fresh)
        try DurableFiles.move(fresh, to: place)
    }

    private func keep(_ path: String) throws {
        guard DurableFiles.identity(path) != nil else { return }
        try DurableFiles.keep(path, as: path + suffix)
        former.append(path + suffix)
    }

    private func settle(_ path: String) {
        // One that cannot be opened any more is kept in its parts.
        guard DatabaseFile.isDatabase(path), let database = try? DatabaseFile(path) else { return }
        _ = try? database.use { connection in
            // The day's key is thrown away with its day, and nobody will look after this file any more.
            try connection.run("PRAGMA secure_delete = ON")
            try connection.run("DELETE FROM day_key")
        }
        _ = try? database.use { try $0.rows("PRAGMA wal_checkpoint(TRUNCATE)") }
        try? database.close()
    }
}
