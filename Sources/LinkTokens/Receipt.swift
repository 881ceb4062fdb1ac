public import LinkPolicy

/// Proves that a link was opened, and by whom where the app said so: what a token in a message cannot prove.
public struct Receipt: Hashable, Sendable {
    public var tenant: TenantID
    public var linkID: UInt64
    /// Seconds since 1970.
    public var openedAt: Int64
    /// The reader's opaque identifier.
    public var person: String?

    public init(tenant: TenantID, linkID: UInt64, openedAt: Int64, person: String?) {
        self.tenant = tenant
        self.linkID = linkID
        self.openedAt = openedAt
        self.person = person
    }

    public func sealed(with ring: KeyRing) throws(TokenError) -> String {
        var coder = ByteWriter(reserving: 64)
        coder.append(linkID)
        coder.append(UInt64(bitPattern: openedAt))
        coder.append(string: tenant.rawValue)
        coder.append(optional: person)
        return try ring.seal(coder.bytes, for: .receipt)
    }

    public init(opening token: some StringProtocol, with ring: KeyRing, at now: Int64) throws(TokenError) {
        var reader = ByteReader(try ring.open(token, purposes: [.receipt], at: now).plaintext)
        linkID = try reader.uint64()
        openedAt = Int64(bitPattern: try reader.uint64())
        guard let tenant = TenantID(try reader.string()) else { throw .malformed }
        self.tenant = tenant
        person = try reader.optional()
        guard reader.isAtEnd else { throw .malformed }
    }
}
