import Crypto

/// What a sealed text is for; bound into its authentication, so that one can never stand in for another.
enum SealPurpose: UInt8 {
    case message = 1
    case playground = 2
    case receipt = 3
    case picture = 4
    case session = 5
}

/// Why a token was refused.
public enum TokenError: Error, Equatable, Sendable {
    /// Not the shape of a token, or longer than one can be.
    case malformed
    /// Sealed by no key of the ring: forged, altered, or older than the oldest key.
    case notAuthentic
    /// Authentic, and past its time.
    case expired
}

// Layout before base 64: version (1) · purpose (1) · key id (4) · nonce (12) · ciphertext · tag (16).
// The first six bytes are authenticated as additional data.
extension KeyRing {
    private static let version: UInt8 = 1
    private static let headerLength = 6

    /// Seals `plaintext` with AES-256-GCM (NIST SP 800-38D) under the current key and a random nonce.
    func seal(_ plaintext: [UInt8], for purpose: SealPurpose) throws(TokenError) -> String {
        try seal(plaintext, for: purpose, nonce: (random.next(), UInt32(truncatingIfNeeded: random.next())))
    }

    /// Seals `plaintext` so that the same one always gives the same token under the same key. The nonce is a keyed hash of
    /// the plaintext: two plaintexts share one as rarely as they share a random one.
    func sealRepeatably(_ plaintext: [UInt8], for purpose: SealPurpose) throws(TokenError) -> String {
        let secret = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: current.secret, info: Array("hutong repeatable nonce".utf8), outputByteCount: 32)
        let hash = Array(HMAC<SHA256>.authenticationCode(for: [purpose.rawValue] + plaintext, using: secret))
        let high = hash[..<8].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let low = hash[8..<12].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        return try seal(plaintext, for: purpose, nonce: (high, low))
    }

    private func seal(
        _ plaintext: [UInt8], for purpose: SealPurpose, nonce: (UInt64, UInt32)
    ) throws(TokenError) -> String {
        let id = current.id
        let header = [
            Self.version, purpose.rawValue, UInt8(truncatingIfNeeded: id >> 24), UInt8(truncatingIfNeeded: id >> 16),
            UInt8(truncatingIfNeeded: id >> 8), UInt8(truncatingIfNeeded: id),
        ]
        guard let token = current.cipher.seal(plaintext, header: header, nonce: nonce) else { throw .malformed }
        return Base64URL.encode(token)
    }

    /// The plaintext of a token made for one of `purposes`.
    ///
    /// - Throws: ``TokenError/malformed`` or ``TokenError/notAuthentic``.
    func open(
        _ text: some StringProtocol, purposes: [SealPurpose], at now: Int64
    ) throws(TokenError) -> (purpose: SealPurpose, plaintext: [UInt8]) {
        guard text.utf8.count <= SealedLink.maximumLength, let token = Base64URL.decode(text),
            token.count >= Self.headerLength + LinkCipher.nonceLength + LinkCipher.tagLength,
            token[0] == Self.version, let purpose = SealPurpose(rawValue: token[1]), purposes.contains(purpose)
        else { throw .malformed }
        let id = UInt32(token[2]) << 24 | UInt32(token[3]) << 16 | UInt32(token[4]) << 8 | UInt32(token[5])
        guard let key = key(id, at: now), let plaintext = key.cipher.open(token, headerLength: Self.headerLength) else {
            throw .notAuthentic
        }
        return (purpose, plaintext)
    }
}
