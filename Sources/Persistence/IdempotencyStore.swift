public import LinkPolicy

/// Answers that were given under an `Idempotency-Key`, kept so that a repeated request gets the same one.
public struct IdempotencyStore: Sendable {
    /// A request that stays without an answer for this many seconds was given up: its gateway has died.
    private static let patience: Int64 = 60

    let database: any SQLDatabase

    public init(_ database: any SQLDatabase) { self.database = database }

    /// Whose key, and which.
    public struct Key: Hashable, Sendable {
        public var tenant: TenantID
        /// Id of the API key.
        public var apiKey: String
        public var text: String

        public init(tenant: TenantID, apiKey: String, text: String) {
            self.tenant = tenant
            self.apiKey = apiKey
            self.text = text
        }
    }

    /// An answer as it was given.
    public struct Answer: Hashable, Sendable {
        public var status: Int
        public var contentType: String
        public var body: [UInt8]

        public init(status: Int, contentType: String, body: [UInt8]) {
            self.status = status
            self.contentType = contentType
            self.body = body
        }
    }

    public enum Beginning: Hashable, Sendable {
        /// Nobody has asked this before: answer, then ``finish(_:_:)`` or ``abandon(_:)``.
        case new
        /// It is being answered at this moment.
        case running
        case answered(Answer)
        /// The key was used for another request.
        case differs
    }

    /// - Parameters:
    ///   - fingerprint: A hash of everything that makes the request what it is.
    ///   - now: Seconds since 1970.
    public func begin(_ key: Key, fingerprint: [UInt8], now: Int64) async throws -> Beginning {
        try await database.write { connection in
            let names = Self.names(key)
            if let row = try connection.rows(
                """
                SELECT fingerprint, started_at, status, content_type, body FROM idempotency
                WHERE tenant = $1 AND api_key = $2 AND key = $3
                """, names
            ).first {
                guard try row.blob(0) == fingerprint else { return .differs }
                if let status = try row.optionalInteger(2) {
                    return .answered(
                        Answer(status: Int(status), contentType: try row.text(3), body: try row.blob(4)))
                }
                guard try row.integer(1) <= now - Self.patience else { return .running }
                try connection.run(
                    "UPDATE idempotency SET started_at = $1 WHERE tenant = $2 AND api_key = $3 AND key = $4",
                    [.integer(now)] + names)
                return .new
            }
            try connection.run(
                """
                INSERT INTO idempotency (tenant, api_key, key, fingerprint, started_at) VALUES ($1, $2, $3, $4, $5)
                """, names + [.blob(fingerprint), .integer(now)])
            return .new
        }
    }

    public func finish(_ key: Key, _ answer: Answer) async throws {
        try await database.write { connection in
            try connection.run(
                """
                UPDATE idempotency SET status = $1, content_type = $2, body = $3
                WHERE tenant = $4 AND api_key = $5 AND key = $6
                """,
                [.integer(Int64(answer.status)), .text(answer.contentType), .blob(answer.body)] + Self.names(key))
        }
    }

    /// Forgets a request that could not be answered, so that it can be sent again.
    public func abandon(_ key: Key) async throws {
        try await database.write { connection in
            try connection.run(
                "DELETE FROM idempotency WHERE tenant = $1 AND api_key = $2 AND key = $3 AND status IS NULL",
                Self.names(key))
        }
    }

    /// Forgets what began before `time` (seconds since 1970).
    ///
    /// - Returns: How many.
    @discardableResult
    public func purge(before time: Int64) async throws -> Int {
        try await database.write { connection in
            try connection.run("DELETE FROM idempotency WHERE started_at < $1", [.integer(time)])
        }
    }

    private static func names(_ key: Key) -> [SQLValue] {
        [.text(key.tenant.rawValue), .text(key.apiKey), .text(key.text)]
    }
}
