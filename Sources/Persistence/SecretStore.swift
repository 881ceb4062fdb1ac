public import Crypto
public import LinkPolicy
public import LinkTokens

/// The secrets of the gateway, sealed under the master key.
public struct SecretStore: Sendable {
    let database: any SQLDatabase
    let master: MasterKey

    public init(_ database: any SQLDatabase, master: MasterKey) {
        self.database = database
        self.master = master
    }

    /// The keys that seal links, making the first one where there is none.
    ///
    /// - Parameter now: Seconds since 1970; keys retired by then are left out.
    public func keyRing(now: Int64) async throws -> KeyRing {
        let master = master
        return try await database.write { connection in
            var rows = try Self.linkKeys(connection, now: now)
            if rows.isEmpty {
                try Self.insertLinkKey(connection, master: master, now: now)
                rows = try Self.linkKeys(connection, now: now)
            }
            let keys = try rows.map { row in
                KeyRing.Key(
                    id: UInt32(truncatingIfNeeded: try row.integer(0)),
                    secret: SymmetricKey(data: try master.open(row.blob(1), as: "link_key")),
                    retiresAt: try row.optionalInteger(2))
            }
            guard let current = keys.last(where: { $0.retiresAt == nil }) else {
                throw PersistenceError.unusable(path: "link_key", reason: "no key is in use")
            }
            return KeyRing(current: current, older: keys)
        }
    }

    /// Seconds within which a gateway says again that it makes links.
    private static let longestSilence: Int64 = 86_400

    /// Records that links are made now that go on working for `lifetime` seconds, so that a rotation keeps the key for
    /// as long, whatever the one who rotates believes. A gateway says so at its start and at least once a day.
    public func linksAreMade(lifetime: Int64, now: Int64) async throws {
        try await database.write { connection in
            try Note.linksOpenUntil.raise(to: now + lifetime + Self.longestSilence, connection)
        }
    }

    /// Puts a new key in use. The old one goes on opening links for `lifetime` seconds, or longer where gateways made
    /// links that work for longer.
    ///
    /// - Returns: The revision with the new key, and when the old one retires (seconds since 1970).
    public func rotateLinkKey(now: Int64, lifetime: Int64) async throws -> (revision: Int64, retiresAt: Int64) {
        let master = master
        return try await database.write { connection in
            let retiresAt = max(now + lifetime, try Note.linksOpenUntil.value(connection) ?? now)
            try connection.run(
                "UPDATE link_key SET retires_at = $1 WHERE retires_at IS NULL", [.integer(retiresAt)])
            try Self.insertLinkKey(connection, master: master, now: now)
            return (try RevisionStore.bump(connection, subject: "link_key", now: now), retiresAt)
        }
    }

    /// The secret with which a tenant signs its readers; made by ``makeReaderSecret(tenant:now:)``.
    public func readerSecrets() async throws -> [TenantID: SymmetricKey] {
        let master = master
        return try await database.read { connection in
            var secrets: [TenantID: SymmetricKey] = [:]
            for row in try connection.rows("SELECT tenant, sealed FROM reader_secret") {
                guard let tenant = TenantID(try row.text(0)) else { continue }
                secrets[tenant] = SymmetricKey(data: try master.open(row.blob(1), as: "reader_secret"))
            }
            return secrets
        }
    }

    /// Makes a tenant's reader secret, replacing an older one.
    ///
    /// - Returns: The 32 bytes, and the revision that holds them.
    public func makeReaderSecret(tenant: TenantID, now: Int64) async throws -> (secret: [UInt8], revision: Int64) {
        let master = master
        let secret = randomSecret()
        let revision = try await database.write { connection in
            try connection.run(
                """
                INSERT INTO reader_secret (tenant, sealed, created_at) VALUES ($1, $2, $3)
                ON CONFLICT (tenant) DO UPDATE SET sealed = excluded.sealed, created_at = excluded.created_at
                """, [.text(tenant.rawValue), .blob(try master.seal(secret, as: "reader_secret")), .integer(now)])
            return try RevisionStore.bump(connection, subject: "reader_secret", now: now)
        }
        return (secret, revision)
    }

    /// The key that tells readers of `day` apart; the keys of other days are destroyed.
    public func dayKey(_ day: Int) async throws -> [UInt8] {
        let master = master
        return try await database.write { connection in
            try connection.run("DELETE FROM day_key WHERE day <> $1", [.integer(Int64(day))])
            let sealed = try master.seal(Array(randomSecret().prefix(16)), as: "day_key")
            try connection.run(
                "INSERT INTO day_key (day, sealed) VALUES ($1, $2) ON CONFLICT (day) DO NOTHING",
                [.integer(Int64(day)), .blob(sealed)])
            let row = try connection.rows("SELECT sealed FROM day_key WHERE day = $1", [.integer(Int64(day))]).first
            return try master.open(row?.blob(0) ?? sealed, as: "day_key")
        }
    }

    /// The tables whose secrets outlive a day: the key of the day's hashes is in no backup and not looked at.
    private static let lastingSecrets = ["link_key", "reader_secret"]

    static func holdsSecrets(_ connection: any SQLConnection) throws -> Bool {
        try lastingSecrets.contains { try !connection.rows("SELECT 1 FROM \($0) LIMIT 1").isEmpty }
    }

    /// Whether `master` opens every secret of links and readers; so it does when there is none.
    static func opensAll(_ connection: any SQLConnection, with master: MasterKey) throws -> Bool {
        try lastingSecrets.allSatisfy { table in
            try connection.rows("SELECT sealed FROM \(table)").allSatisfy { row in
                let sealed = try row.blob(0)
                return (try? master.open(sealed, as: table)) != nil
            }
        }
    }

    private static func linkKeys(_ connection: any SQLConnection, now: Int64) throws -> [SQLRow] {
        try connection.rows(
            "SELECT id, sealed, retires_at FROM link_key WHERE retires_at IS NULL OR retires_at > $1 ORDER BY id",
            [.integer(now)])
    }

    private static func insertLinkKey(_ connection: any SQLConnection, master: MasterKey, now: Int64) throws {
        try connection.run(
            "INSERT INTO link_key (sealed, created_at) VALUES ($1, $2)",
            [.blob(try master.seal(randomSecret(), as: "link_key")), .integer(now)])
    }
}

/// 32 random bytes.
private func randomSecret() -> [UInt8] { SymmetricKey(size: .bits256).withUnsafeBytes { [UInt8]($0) } }
