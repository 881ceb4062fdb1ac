public import LinkPolicy

/// A person of a tenant at the pages of the gateway, in a cookie that only the gateway can make and read.
public struct Session: Hashable, Sendable {
    /// Seconds.
    public static let lifetime: Int64 = 3_600

    public var tenant: TenantID
    /// The person's opaque identifier.
    public var person: String
    /// The person's part in groups, as the tenant said at the beginning.
    public var groups: [String: Role]
    /// What every form of the session must carry: another site cannot know it.
    public var formToken: String
    /// Seconds since 1970.
    public var expiresAt: Int64

    public init(tenant: TenantID, person: String, groups: [String: Role], formToken: String, expiresAt: Int64) {
        self.tenant = tenant
        self.person = person
        self.groups = groups
        self.formToken = formToken
        self.expiresAt = expiresAt
    }

    public func sealed(with ring: KeyRing) throws(TokenError) -> String {
        var coder = ByteWriter(reserving: 128)
        coder.append(UInt64(bitPattern: expiresAt))
        coder.append(string: tenant.rawValue)
        coder.append(string: person)
        coder.append(string: formToken)
        for (group, role) in groups.sorted(by: { $0.key < $1.key }) {
            coder.append(string: group)
            coder.append(string: role.rawValue)
        }
        return try ring.seal(coder.bytes, for: .session)
    }

    /// - Parameter now: Seconds since 1970.
    /// - Throws: ``TokenError``.
    public init(opening token: some StringProtocol, with ring: KeyRing, at now: Int64) throws(TokenError) {
        var reader = ByteReader(try ring.open(token, purposes: [.session], at: now).plaintext)
        expiresAt = Int64(bitPattern: try reader.uint64())
        guard let tenant = TenantID(try reader.string()) else { throw .malformed }
        self.tenant = tenant
        person = try reader.string()
        formToken = try reader.string()
        groups = [:]
        while !reader.isAtEnd {
            let group = try reader.string()
            guard let role = Role(rawValue: try reader.string()) else { throw .malformed }
            groups[group] = role
        }
        guard expiresAt > now else { throw .expired }
    }
}
