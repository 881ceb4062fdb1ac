import Foundation
import GRDB

/// How many rows a table holds.
public struct TableCount: Hashable, Sendable {
    public let name: String
    public let rows: Int
}

/// A database that is looked at or copied as it is: nothing is migrated and its settings stay.
struct DatabaseFile {
    let path: String
    private let queue: DatabaseQueue

    /// Whether a file begins as one of SQLite's does. SQLite opens another too, and throws
    /// away a log that stands beside it.
    static func isDatabase(_ path: String) -> Bool {
        let magic = FileHandle(forReadingAtPath: path).flatMap { try? $0.read(upToCount: 16) }
        return magic == Data("SQLite format 3\0".utf8)
    }

    /// - Throws: ``PersistenceError/unusable(path:reason:)`` for a file that is no SQLite database.
    init(_ path: String) throws {
        self.path = path
        var configuration = Configuration()
        configuration.busyMode = .timeout(Double(SQLiteDatabase.patience) / 1_000)
        queue = try Self.wrapping(path) { try DatabaseQueue(path: path, configuration: configuration) }
    }

    /// Runs `body` outside a transaction.
    ///
    /// - Throws: ``PersistenceError``; a failure of the engine is said of `blamed`, or of this file.
    @discardableResult
    func use<Value>(blaming blamed: String? = nil, _ body: (any SQLConnection) throws -> Value) throws -> Value {
        try Self.wrapping(blamed ?? path) {
            try queue.inDatabase { try body(SQLiteConnection(database: $0)) }
        }
    }

    func close() throws { try Self.wrapping(path) { try queue.close() } }

    /// The version of the schema.
    ///
    /// - Throws: ``PersistenceError`` when this is no database of a gateway, or one of a newer version.
    func schema() throws -> Int {
        let names = Set(try tables().map(\.name))
        guard names.isSuperset(of: ["schema_version", "revision", "node", "api_key", "link_key"]) else {
            throw PersistenceError.unusable(path: path, reason: "is not the database of a gateway")
        }
        let found = try use { try $0.rows("SELECT MAX(version) FROM schema_version").first?.integer(0) ?? 0 }
        guard found <= Int64(Schema.migrations.count) else {
            throw PersistenceError.newerSchema(found: found, known: Schema.migrations.count)
        }
        return Int(found)
    }

    /// Reads every page and every index.
    ///
    /// - Throws: ``PersistenceError/unusable(path:reason:)`` with what is found first.
    func checkIntegrity() throws {
        let found = try use { try $0.rows("PRAGMA integrity_check(1)").first?.text(0) }
        guard found == "ok" else {
            throw PersistenceError.unusable(path: path, reason: "is damaged: \(found ?? "it cannot be read")")
        }
    }

    /// The tables of the schema with their rows, by name.
    func tables() throws -> [TableCount] {
        try use { connection in
            try connection.rows(
                """
                SELECT name FROM sqlite_master
                WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name
                """
            ).map { row in
                let name = try row.text(0)
                return TableCount(
                    name: name,
                    rows: Int(try connection.rows("SELECT COUNT(*) FROM \"\(name)\"").first?.integer(0) ?? 0))
            }
        }
    }

    static func holdsNotes(_ connection: any SQLConnection) throws -> Bool {
        try !connection.rows("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'note'").isEmpty
    }

    private static func wrapping<Value>(_ path: String, _ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let error as DatabaseError {
            let reason =
                switch error.resultCode {
                case .SQLITE_NOTADB: "is not a database"
                case .SQLITE_CORRUPT: "is damaged: \(error.message ?? "it cannot be read")"
                case .SQLITE_FULL: "there is no space left for it"
                default: error.message ?? "\(error.resultCode)"
                }
            throw PersistenceError.unusable(path: path, reason: reason)
        }
    }
}
