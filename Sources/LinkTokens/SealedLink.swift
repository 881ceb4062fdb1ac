/// The token of a `/go/{token}` link: a ``LinkContext`` encrypted and authenticated.
public enum SealedLink {
    /// Longer tokens are refused before anything is decoded.
    public static let maximumLength = 6_144

    /// Addresses longer than this get a short link, whose context the gateway keeps, instead of a token.
    public static let maximumAddressLength = 3_500

    public static func seal(_ context: LinkContext, with ring: KeyRing) throws(TokenError) -> String {
        let purpose: SealPurpose =
            switch context.purpose {
            case .message: .message
            case .playground: .playground
            }
        let token = try ring.seal(context.encoded(), for: purpose)
        guard token.utf8.count <= maximumLength else { throw .malformed }
        return token
    }

    /// - Parameter now: Seconds since 1970.
    /// - Throws: ``TokenError``.
    public static func open(
        _ token: some StringProtocol, with ring: KeyRing, at now: Int64
    ) throws(TokenError) -> LinkContext {
        let opened = try ring.open(token, purposes: [.message, .playground], at: now)
        let context = try LinkContext(encoded: opened.plaintext)
        switch (opened.purpose, context.purpose) {
        case (.message, .message), (.playground, .playground): break
        default: throw .malformed
        }
        guard context.expiresAt > now else { throw .expired }
        return context
    }
}
