/// A value as SQL knows it.
public enum SQLValue: Hashable, Sendable {
    case null
    case integer(Int64)
    case text(String)
    case blob([UInt8])

    public static func integer(_ value: Int64?) -> SQLValue { value.map { .integer($0) } ?? .null }
    public static func text(_ value: String?) -> SQLValue { value.map { .text($0) } ?? .null }
}

/// One row of an answer, its columns by position.
public struct SQLRow: Sendable {
    let values: [SQLValue]

    public func integer(_ column: Int) throws -> Int64 {
        guard case .integer(let value) = values[column] else { throw PersistenceError.unexpectedValue(column: column) }
        return value
    }

    public func text(_ column: Int) throws -> String {
        guard case .text(let value) = values[column] else { throw PersistenceError.unexpectedValue(column: column) }
        return value
    }

    public func blob(_ column: Int) throws -> [UInt8] {
        guard case .blob(let value) = values[column] else { throw PersistenceError.unexpectedValue(column: column) }
        return value
    }

    public func optionalInteger(_ column: Int) throws -> Int64? {
        values[column] == .null ? nil : try integer(column)
    }

    public func optionalText(_ column: Int) throws -> String? { values[column] == .null ? nil : try text(column) }
}

/// What went wrong with the store.
public enum PersistenceError: Error, Sendable, CustomStringConvertible {
    /// The folder or file cannot be used; the text says why.
    case unusable(path: String, reason: String)
    /// The file was written by a newer version.
    case newerSchema(found: Int64, known: Int)
    /// A column held another type than the schema says.
    case unexpectedValue(column: Int)
    /// A secret cannot be opened with the master key of this data folder.
    case wrongMasterKey(path: String)

    public var description: String {
        switch self {
        case .unusable(let path, let reason): "\(path): \(reason)"
        case .newerSchema(let found, let known):
            "the database has schema \(found), this version knows \(known): use a newer hutong"
        case .unexpectedValue(let column): "column \(column) holds another type than the schema says"
        case .wrongMasterKey(let path): "the secrets in the database do not open with \(path): was the file replaced?"
        }
    }
}

/// A connection inside a transaction. Statements use `$1`, `$2`, … in the order of their first appearance, and only
/// what SQLite and PostgreSQL both understand.
public protocol SQLConnection {
    func rows(_ sql: String, _ arguments: [SQLValue]) throws -> [SQLRow]

    /// Executes a statement.
    ///
    /// - Returns: The number of rows it changed.
    @discardableResult
    func run(_ sql: String, _ arguments: [SQLValue]) throws -> Int

    /// Executes a statement that answers nothing once for each of many rows of arguments.
    func run(_ sql: String, forEach rows: [[SQLValue]]) throws
}

extension SQLConnection {
    func rows(_ sql: String) throws -> [SQLRow] { try rows(sql, []) }

    @discardableResult
    func run(_ sql: String) throws -> Int { try run(sql, []) }
}

/// A database: SQLite now, PostgreSQL later, behind the same statements.
public protocol SQLDatabase: Sendable {
    /// Runs `body` on one consistent snapshot, beside other readers and the writer.
    func read<Value: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> Value) async throws -> Value

    /// Runs `body` in a transaction. When this returns, the transaction is on disk (fsync); when `body` throws, nothing
    /// of it is.
    @discardableResult
    func write<Value: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> Value) async throws -> Value
}
