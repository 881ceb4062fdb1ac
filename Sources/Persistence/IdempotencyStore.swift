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

    /// A request that makes one thing, however often it is sent: the key is kept in the transaction of what it made.
    public struct Once: Hashable, Sendable {
        public var key: Key
        /// A hash of everything that makes the request what it is.
        public var fingerprint: [UInt8]

        public init(key: Key, fingerprint: [UInt8]) {
            self.key = key
            self.fingerprint = fingerprint
        }
    }

    /// Why nothing is made for a request: it was sent before.
    public enum Repeated: Error, Hashable, Sendable {
        /// The id of what the first request made.
        case made(String)
        case answered(Answer)
        /// The key was used for another request.
        case differs
    }

    /// What became of the request when it was sent before; `nil` when it was not.
    public func former(_ once: Once) async throws -> Repeated? {
        try await database.read { connection in try Self.former(once, connection) }
    }

    static func former(_ once: Once, _ connection: any SQLConnection) throws -> Repeated? {
        let found = try connection.rows(
            """
            SELECT fingerprint, status, content_type, body, made FROM idempotency
            WHERE tenant = $1 AND api_key = $2 AND key = $3
            """, names(once.key)
        ).first
        guard let row = found else { return nil }
        guard try row.blob(0) == once.fingerprint else { return .differs }
        if let made = try row.optionalText(4) { return .made(made) }
        // An answer that was kept by itself, before things were kept with their key.
        guard let status = try row.optionalInteger(1) else { return nil }
        return .answered(Answer(status: Int(status), contentType: try row.text(2), body: try row.blob(3)))
    }

    /// Keeps what a request made, in the transaction that makes it.
    ///
    /// - Parameter now: Seconds since 1970.
    /// - Throws: ``Repeated`` when the request was sent before; the transaction is to fail with it.
    static func keep(_ once: Once?, made id: String, at now: Int64, _ connection: any SQLConnection) throws {
        guard let once else { return }
        try requireNew(once, connection)
        try connection.run(
            """
            INSERT INTO idempotency (tenant, api_key, key, fingerprint, started_at, made)
            VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (tenant, api_key, key) DO UPDATE SET made = excluded.made
            """, names(once.key) + [.blob(once.fingerprint), .integer(now), .text(id)])
    }

    /// - Throws: ``Repeated`` when the request was sent before.
    static func requireNew(_ once: Once?, _ connection: any SQLConnection) throws {
        if let once, let former = try former(once, connection) { throw former }
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

    private static func names(_ key: Key) -> [SQLValue] {
        [.text(key.tenant.rawValue), .text(key.apiKey), .text(key.text)]
    }
}
