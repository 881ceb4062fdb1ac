public import LinkPolicy

/// What a key may do.
public enum Scope: String, Hashable, Sendable, CaseIterable {
    /// Check messages.
    case check
    /// Rule on complaints and cases.
    case moderate
    /// Read figures.
    case read
    /// Change settings.
    case admin
}

/// A key as the store knows it: its secret is kept only as a hash.
public struct APIKeyRecord: Hashable, Sendable {
    public var id: String
    public var tenant: TenantID
    public var name: String
    public var scopes: Set<Scope>
    /// SHA-256 of the secret; the secret has 256 random bits, so no slow hash is needed.
    public var secretHash: [UInt8]
    /// Seconds since 1970.
    public var createdAt: Int64
    /// Seconds since 1970; `nil` while the key is good.
    public var revokedAt: Int64?

    public init(
        id: String, tenant: TenantID, name: String, scopes: Set<Scope>, secretHash: [UInt8], createdAt: Int64,
        revokedAt: Int64? = nil
    ) {
        self.id = id
        self.tenant = tenant
        self.name = name
        self.scopes = scopes
        self.secretHash = secretHash
        self.createdAt = createdAt
        self.revokedAt = revokedAt
    }
}

public struct APIKeyStore: Sendable {
    let database: any SQLDatabase

    public init(_ database: any SQLDatabase) { self.database = database }

    /// - Returns: The revision that holds the new key.
    public func insert(_ key: APIKeyRecord) async throws -> Int64 {
        try await database.write { connection in
            try connection.run(
                """
                INSERT INTO api_key (id, tenant, name, scopes, secret_hash, created_at)
                VALUES ($1, $2, $3, $4, $5, $6)
                """,
                [
                    .text(key.id), .text(key.tenant.rawValue), .text(key.name),
                    .text(key.scopes.map(\.rawValue).sorted().joined(separator: ",")), .blob(key.secretHash),
                    .integer(key.createdAt),
                ])
            return try RevisionStore.bump(connection, subject: "key", now: key.createdAt)
        }
    }

    /// - Returns: The revision without the key, or `nil` when there is no good key of that id.
    public func revoke(id: String, now: Int64) async throws -> Int64? {
        try await database.write { connection in
            let changed = try connection.run(
                "UPDATE api_key SET revoked_at = $1 WHERE id = $2 AND revoked_at IS NULL", [.integer(now), .text(id)])
            return changed == 0 ? nil : try RevisionStore.bump(connection, subject: "key", now: now)
        }
    }

    /// Every key, oldest first; revoked ones too.
    public func all() async throws -> [APIKeyRecord] {
        try await database.read { connection in
            try connection.rows(
                """
                SELECT id, tenant, name, scopes, secret_hash, created_at, revoked_at FROM api_key
                ORDER BY created_at, id
                """
            ).compactMap { row in
                guard let tenant = TenantID(try row.text(1)) else { return nil }
                return APIKeyRecord(
                    id: try row.text(0), tenant: tenant, name: try row.text(2),
                    scopes: Set(try row.text(3).split(separator: ",").compactMap { Scope(rawValue: String($0)) }),
                    secretHash: try row.blob(4), createdAt: try row.integer(5), revokedAt: try row.optionalInteger(6))
            }
        }
    }
}
