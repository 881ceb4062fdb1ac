import GRDB

extension SQLiteDatabase {
    /// Pages moved in one transaction: some milliseconds, so that no other writer waits long.
    private static let portion = 256
    /// Pages a file may always keep free for what comes next: 16 MiB of 4 KiB.
    private static let reserve: Int64 = 4_096

    /// Shrinks the file by a portion when more than a quarter of it is free. When there is nothing to shrink, it empties
    /// the write-ahead log, where the last traces of what was deleted stand; it waits for nobody with that, and leaves
    /// what is in use now to the next time.
    public func tidy() async throws -> Int64 {
        let freed = try await pool.writeWithoutTransaction { connection -> Int64 in
            func number(_ pragma: String) throws -> Int64 {
                try Int64.fetchOne(connection, sql: "PRAGMA " + pragma) ?? 0
            }
            let pages = try number("page_count")
            let free = try number("freelist_count")
            // 2: incremental. A file made without it keeps its free pages for later rows.
            guard free > Self.reserve, free > pages / 4, try number("auto_vacuum") == 2 else { return 0 }
            try connection.execute(sql: "PRAGMA incremental_vacuum(\(Self.portion))")
            return try max(0, pages - number("page_count")) * number("page_size")
        }
        guard freed == 0 else { return freed }
        // Over a connection of its own: a long log is written back beside the writer, not before it.
        let other = try DatabaseQueue(path: path)
        try await other.writeWithoutTransaction {
            try $0.execute(
                sql: "PRAGMA wal_checkpoint(PASSIVE); PRAGMA busy_timeout = 0; PRAGMA wal_checkpoint(TRUNCATE)")
        }
        try other.close()
        return 0
    }
}
