import Foundation
import GRDB
import GRDBSQLite

/// An embedded SQLite file in WAL mode, where every commit is followed by an fsync (`synchronous=FULL`).
public final class SQLiteDatabase: SQLDatabase {
    /// Milliseconds a statement waits for other processes that write.
    static let patience = 10_000

    let pool: DatabasePool
    let path: String
    private let lock: FolderLock

    static func path(in folder: String) -> String { folder + "/hutong.sqlite" }

    /// Whether `folder` holds a database.
    public static func exists(in folder: String) -> Bool { FileManager.default.fileExists(atPath: path(in: folder)) }

    /// Opens the file `hutong.sqlite` in `folder`, making both where they are missing, and brings its schema up to date.
    ///
    /// - Parameter makesMissing: Whether a missing file is made; otherwise it is an error, which keeps a mistyped folder
    ///   from looking like an empty one.
    /// - Throws: ``PersistenceError``.
    public init(folder: String, makesMissing: Bool = true) async throws {
        path = Self.path(in: folder)
        guard makesMissing || FileManager.default.fileExists(atPath: path) else {
            throw PersistenceError.unusable(path: folder, reason: "holds no database of a gateway")
        }
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            lock = try FolderLock(folder: folder, .shared)
            if DurableFiles.size(path) == 0 { try Self.prepare(path) }
            var configuration = Configuration()
            // Several processes write to one file: the gateway and the command line.
            configuration.busyMode = .timeout(Double(Self.patience) / 1_000)
            configuration.maximumReaderCount = 4
            pool = try DatabasePool(path: path, configuration: configuration)
            // GRDB opens pools with synchronous=NORMAL, under which a commit in WAL mode may be lost with the power.
            // What is deleted is overwritten: forgotten keys and records must not be found in the file's free parts.
            try await pool.writeWithoutTransaction {
                try $0.execute(sql: "PRAGMA synchronous = FULL; PRAGMA secure_delete = ON")
            }
        } catch let error as DatabaseError {
            throw PersistenceError.unusable(path: path, reason: error.message ?? "\(error.resultCode)")
        } catch let error as CocoaError {
            throw PersistenceError.unusable(path: folder, reason: error.localizedDescription)
        }
        try await migrate()
    }

    public func read<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Value
    ) async throws -> Value {
        try await pool.read { try body(SQLiteConnection(database: $0)) }
    }

    @discardableResult
    public func write<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Value
    ) async throws -> Value {
        try await pool.write { try body(SQLiteConnection(database: $0)) }
    }

    /// A new file can give space back in small portions, which must be said before the first table is made.
    private static func prepare(_ path: String) throws {
        let file = try DatabaseQueue(path: path)
        try file.writeWithoutTransaction {
            try $0.execute(sql: "PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL")
        }
        try file.close()
    }

    /// Closes the file after the work in progress; later calls throw.
    public func close() throws {
        // Into the one file, so that a copy of it is whole; it is whole without, too, together with its -wal.
        _ = try pool.writeWithoutTransaction { try $0.checkpoint(.truncate) }
        try pool.close()
        lock.release()
    }

    private func migrate() async throws {
        try await write { connection in
            try connection.run("CREATE TABLE IF NOT EXISTS schema_version (version BIGINT NOT NULL PRIMARY KEY)")
            let found =
                try connection.rows("SELECT COALESCE(MAX(version), 0) FROM schema_version").first?.integer(0) ?? 0
            guard found <= Int64(Schema.migrations.count) else {
                throw PersistenceError.newerSchema(found: found, known: Schema.migrations.count)
            }
            for (index, statements) in Schema.migrations.enumerated() where Int64(index) >= found {
                for statement in statements {
                    try connection.run(statement.replacing("{identity}", with: "INTEGER PRIMARY KEY AUTOINCREMENT"))
                }
                try connection.run("INSERT INTO schema_version (version) VALUES ($1)", [.integer(Int64(index + 1))])
            }
        }
    }
}

struct SQLiteConnection: SQLConnection {
    let database: Database

    func rows(_ sql: String, _ arguments: [SQLValue]) throws -> [SQLRow] {
        let statement = try database.cachedStatement(sql: sql)
        return try Row.fetchAll(statement, arguments: StatementArguments(arguments.map(\.databaseValue))).map { row in
            SQLRow(values: row.databaseValues.map(SQLValue.init))
        }
    }

    func run(_ sql: String, _ arguments: [SQLValue]) throws -> Int {
        let statement = try database.cachedStatement(sql: sql)
        try statement.execute(arguments: StatementArguments(arguments.map(\.databaseValue)))
        return database.changesCount
    }

    func run(_ sql: String, forEach rows: [[SQLValue]]) throws {
        let statement = try database.cachedStatement(sql: sql).sqliteStatement
        defer {
            sqlite3_reset(statement)
            sqlite3_clear_bindings(statement)
        }
        for (number, row) in rows.enumerated() {
            // A long batch lets an event loop on the same processor go first.
            if number % 128 == 127 { sched_yield() }
            sqlite3_reset(statement)
            for (index, value) in row.enumerated() {
                try check(value.bind(to: statement, at: CInt(index + 1)), is: SQLITE_OK)
            }
            try check(sqlite3_step(statement), is: SQLITE_DONE)
        }
    }

    private func check(_ code: CInt, is wanted: CInt) throws {
        guard code != wanted else { return }
        throw DatabaseError(
            resultCode: ResultCode(rawValue: code),
            message: database.sqliteConnection.map { String(cString: sqlite3_errmsg($0)) })
    }
}

extension SQLValue {
    /// Binds the value to a parameter of a statement, which copies it.
    fileprivate func bind(to statement: OpaquePointer, at index: CInt) -> CInt {
        // SQLITE_TRANSIENT, which the C header writes as a cast that is not imported.
        let copies = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        switch self {
        case .null: return sqlite3_bind_null(statement, index)
        case .integer(let value): return sqlite3_bind_int64(statement, index, value)
        case .text(var value):
            return value.withUTF8 { text in
                // A null pointer would bind NULL.
                guard let start = text.baseAddress else { return sqlite3_bind_text(statement, index, "", 0, copies) }
                return sqlite3_bind_text(statement, index, start, CInt(text.count), copies)
            }
        case .blob(let bytes):
            // A null pointer would bind NULL.
            guard !bytes.isEmpty else { return sqlite3_bind_zeroblob(statement, index, 0) }
            return bytes.withUnsafeBytes { sqlite3_bind_blob(statement, index, $0.baseAddress, CInt($0.count), copies) }
        }
    }

    fileprivate var databaseValue: DatabaseValue {
        switch self {
        case .null: .null
        case .integer(let value): value.databaseValue
        case .text(let value): value.databaseValue
        case .blob(let bytes): Data(bytes).databaseValue
        }
    }

    fileprivate init(_ value: DatabaseValue) {
        switch value.storage {
        case .null: self = .null
        case .int64(let value): self = .integer(value)
        case .double(let value): self = .integer(Int64(value))
        case .string(let value): self = .text(value)
        case .blob(let data): self = .blob([UInt8](data))
        }
    }
}
