public import LinkPolicy

/// The versions of policies that were put in force. None is ever changed or forgotten.
public struct PolicyVersionStore: Sendable {
    let database: any SQLDatabase

    public init(_ database: any SQLDatabase) { self.database = database }

    /// Somebody else has changed the policy meanwhile; `latest` is 0 where there is no version.
    public struct Conflict: Error, Hashable {
        public var latest: Int
    }

    /// Makes a new version, the latest from then on.
    ///
    /// - Parameter now: Seconds since 1970.
    /// - Returns: The version, and the revision with it.
    /// - Throws: ``Conflict`` when the latest version is not the one that the change is made over.
    public func add(_ change: PolicyChange, now: Int64) async throws -> (version: PolicyVersion, revision: Int64) {
        try await database.write { connection in
            let latest = Int(
                try connection.rows(
                    "SELECT COALESCE(MAX(version), 0) FROM policy_version WHERE tenant = $1 AND name = $2",
                    [Self.tenant(change.tenant), .text(change.name)]
                ).first?.integer(0) ?? 0)
            if let over = change.over, over != latest { throw Conflict(latest: latest) }
            let version = PolicyVersion(
                tenant: change.tenant, name: change.name, version: latest + 1, text: change.text,
                hash: change.text.map(PolicyVersion.hash(of:)), author: change.author, reason: change.reason,
                restores: change.restores, at: now)
            try connection.run(
                """
                INSERT INTO policy_version (tenant, name, version, text, hash, author, reason, restores, at)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
                """,
                [
                    Self.tenant(version.tenant), .text(version.name), .integer(Int64(version.version)),
                    .text(version.text), .text(version.hash), .text(version.author), .text(version.reason),
                    .integer(version.restores.map(Int64.init)), .integer(now),
                ])
            return (version, try RevisionStore.bump(connection, subject: "policy", now: now))
        }
    }

    /// The latest version of every policy that has one in force, by name and tenant. Those that returned to the files are
    /// left out.
    ///
    /// - Parameter known: Versions whose text is not needed again.
    public func inForce(
        known: @escaping @Sendable (TenantID?, String, Int) -> Bool = { _, _, _ in false }
    ) async throws -> [PolicyVersion] {
        try await database.read { connection in
            let heads = try connection.rows(
                "SELECT tenant, name, MAX(version) FROM policy_version GROUP BY tenant, name ORDER BY name, tenant")
            var found: [PolicyVersion] = []
            for head in heads {
                let (tenant, name, number) = (try head.text(0), try head.text(1), Int(try head.integer(2)))
                let columns = known(TenantID(tenant), name, number) ? Self.columnsWithoutText : Self.columns
                let row = try connection.rows(
                    """
                    SELECT \(columns) FROM policy_version
                    WHERE tenant = $1 AND name = $2 AND version = $3 AND hash IS NOT NULL
                    """, [.text(tenant), .text(name), .integer(Int64(number))]
                ).first
                if let row { found.append(try Self.version(row)) }
            }
            return found
        }
    }

    /// The versions of one policy, the latest first.
    ///
    /// - Parameter before: Only versions with a lower number.
    public func versions(
        of name: String, tenant: TenantID?, before: Int? = nil, limit: Int = 1_000
    ) async throws -> [PolicyVersion] {
        try await database.read { connection in
            try connection.rows(
                """
                SELECT \(Self.columns) FROM policy_version
                WHERE tenant = $1 AND name = $2 AND version < $3 ORDER BY version DESC LIMIT $4
                """,
                [
                    Self.tenant(tenant), .text(name), .integer(before.map(Int64.init) ?? Int64.max),
                    .integer(Int64(limit)),
                ]
            ).map(Self.version)
        }
    }

    private static let columns = "tenant, name, version, hash, author, reason, restores, at, text"
    private static let columnsWithoutText = "tenant, name, version, hash, author, reason, restores, at, NULL"

    private static func version(_ row: SQLRow) throws -> PolicyVersion {
        PolicyVersion(
            tenant: TenantID(try row.text(0)), name: try row.text(1), version: Int(try row.integer(2)),
            text: try row.optionalText(8), hash: try row.optionalText(3), author: try row.text(4),
            reason: try row.text(5), restores: try row.optionalInteger(6).map(Int.init), at: try row.integer(7))
    }

    /// `*` stands in the column of a version for all; no tenant can have this name.
    private static func tenant(_ tenant: TenantID?) -> SQLValue { .text(tenant?.rawValue ?? "*") }
}
