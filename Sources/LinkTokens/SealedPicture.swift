public import LinkPolicy

/// The token of a `/picture/{token}` address: which picture is to be fetched and shown small. It is sealed, so that nobody
/// has pictures of their own choice fetched; and the same picture has the same token for a while, so that it can be kept.
public struct SealedPicture: Hashable, Sendable {
    public var tenant: TenantID
    public var address: String
    /// Pixels that the longer side may have.
    public var side: UInt64
    /// Seconds since 1970.
    public var expiresAt: Int64

    /// Seconds for which a new token is good at least, and by which its end is rounded up.
    public static let lifetime: Int64 = 7 * 86_400

    /// - Parameter now: Seconds since 1970.
    public init(tenant: TenantID, address: String, side: Int, now: Int64) {
        self.tenant = tenant
        self.address = address
        self.side = UInt64(side)
        expiresAt = (now / Self.lifetime + 2) * Self.lifetime
    }

    public func sealed(with ring: KeyRing) throws(TokenError) -> String {
        var coder = ByteWriter(reserving: address.utf8.count + 48)
        coder.append(UInt64(bitPattern: expiresAt))
        coder.append(side)
        coder.append(string: tenant.rawValue)
        coder.append(string: address)
        return try ring.sealRepeatably(coder.bytes, for: .picture)
    }

    /// - Parameter now: Seconds since 1970.
    /// - Throws: ``TokenError``.
    public init(opening token: some StringProtocol, with ring: KeyRing, at now: Int64) throws(TokenError) {
        var reader = ByteReader(try ring.open(token, purposes: [.picture], at: now).plaintext)
        expiresAt = Int64(bitPattern: try reader.uint64())
        side = try reader.uint64()
        guard let tenant = TenantID(try reader.string()) else { throw .malformed }
        self.tenant = tenant
        address = try reader.string()
        guard reader.isAtEnd else { throw .malformed }
        guard expiresAt > now else { throw .expired }
    }
}
