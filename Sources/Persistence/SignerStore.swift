public import LinkPolicy

/// A key, or a set of keys, with which a tenant signs its people's tokens.
public struct SignerRecord: Hashable, Sendable {
    /// Where the keys are.
    public enum Source: Hashable, Sendable {
        /// One key in PEM, and its name in tokens.
        case key(kid: String, pem: String)
        /// The address of a JWK Set (RFC 7517).
        case set(address: String)
    }

    /// `sgn_` and random letters; names it in lists.
    public var id: String
    public var tenant: TenantID
    /// What tokens must say in `iss`.
    public var issuer: String
    /// What tokens must say in `alg`: `ES256`, `RS256` or `EdDSA`.
    public var algorithm: String
    public var source: Source
    /// Seconds since 1970.
    public var createdAt: Int64

    public init(
        id: String, tenant: TenantID, issuer: String, algorithm: String, source: Source, createdAt: Int64
    ) {
        self.id = id
        self.tenant = tenant
        self.issuer = issuer
        self.algorithm = algorithm
        self.source = source
        self.createdAt = createdAt
    }

    /// `sgn_` and 12 letters and digits.
    public static func newID() -> String {
        let letters = Array("23456789abcdefghijkmnpqrstuvwxyz")
        return "sgn_" + String((0..<12).compactMap { _ in letters.randomElement() })
    }
}

/// The keys of tenants, and which tokens have been used.
public struct SignerStore: Sendable {
    let database: any SQLDatabase

    public init(_ database: any SQLDatabase) { self.database = database }

    /// - Returns: The revision that holds the signer; `nil` when the tenant's issuer has this key or set already.
    public func insert(_ signer: SignerRecord) async throws -> Int64? {
        let (kid, pem, address): (String?, String?, String?) =
            switch signer.source {
            case .key(let kid, let pem): (kid, pem, nil)
            case .set(let address): (nil, nil, address)
            }
        return try await database.write { connection in
            let added = try connection.run(
                """
                INSERT INTO signer (id, tenant, issuer, algorithm, kid, public_key, jwks, created_at)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING
                """,
                [
                    .text(signer.id), .text(signer.tenant.rawValue), .text(signer.issuer), .text(signer.algorithm),
                    .text(kid), .text(pem), .text(address), .integer(signer.createdAt),
                ])
            return added == 0 ? nil : try RevisionStore.bump(connection, subject: "signer", now: signer.createdAt)
        }
    }

    /// - Returns: The revision without the signer; `nil` when there is none of that id.
    public func remove(id: String, now: Int64) async throws -> Int64? {
        try await database.write { connection in
            let removed = try connection.run("DELETE FROM signer WHERE id = $1", [.text(id)])
            return removed == 0 ? nil : try RevisionStore.bump(connection, subject: "signer", now: now)
        }
    }

    /// Every signer, oldest first.
    public func all() async throws -> [SignerRecord] {
        try await database.read { connection in
            try connection.rows(
                """
                SELECT id, tenant, issuer, algorithm, kid, public_key, jwks, created_at FROM signer
                ORDER BY created_at, id
                """
            ).compactMap { row in
                guard let tenant = TenantID(try row.text(1)) else { return nil }
                let source: SignerRecord.Source =
                    if let address = try row.optionalText(6) {
                        .set(address: address)
                    } else {
                        .key(kid: try row.text(4), pem: try row.text(5))
                    }
                return SignerRecord(
                    id: try row.text(0), tenant: tenant, issuer: try row.text(2), algorithm: try row.text(3),
                    source: source, createdAt: try row.integer(7))
            }
        }
    }

    /// Remembers that a token was used, until its end.
    ///
    /// - Parameter expiresAt: Seconds since 1970.
    /// - Returns: Whether this was the first time.
    public func use(token: String, issuer: String, tenant: TenantID, expiresAt: Int64) async throws -> Bool {
        try await database.write { connection in
            try connection.run(
                """
                INSERT INTO used_token (tenant, issuer, token, expires_at) VALUES ($1, $2, $3, $4)
                ON CONFLICT (tenant, issuer, token) DO NOTHING
                """, [.text(tenant.rawValue), .text(issuer), .text(token), .integer(expiresAt)]) > 0
        }
    }
}
