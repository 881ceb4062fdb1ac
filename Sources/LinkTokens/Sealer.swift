import Crypto

/// What a sealed text is for; bound into its authentication, so that one can never stand in for another.
enum SealPurpose: UInt8 {
    case message = 1
    case playground = 2
    case receipt = 3
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
    private static let nonceLength = 12
    private static let tagLength = 16

    /// Seals `plaintext` with AES-256-GCM (NIST SP 800-38D) under the current key and a random nonce.
    func seal(_ plaintext: [UInt8], for purpose: SealPurpose) throws(TokenError) -> String {
        var token = [Self.version, purpose.rawValue]
        withUnsafeBytes(of: current.id.bigEndian) { token.append(contentsOf: $0) }
        do {
            var nonce = [UInt8](repeating: 0, count: Self.nonceLength)
            let (high, low) = (random.next(), random.next())
            for index in 0..<8 { nonce[index] = UInt8(truncatingIfNeeded: high >> UInt64(8 * index)) }
            for index in 8..<12 { nonce[index] = UInt8(truncatingIfNeeded: low >> UInt64(8 * (index - 8))) }
            let box = try AES.GCM.seal(
                plaintext, using: current.secret, nonce: AES.GCM.Nonce(data: nonce), authenticating: token)
            token.reserveCapacity(Self.headerLength + Self.nonceLength + plaintext.count + Self.tagLength)
            token.append(contentsOf: nonce)
            token.append(contentsOf: box.ciphertext)
            token.append(contentsOf: box.tag)
        } catch {
            throw .malformed
        }
        return Base64URL.encode(token)
    }

    /// The plaintext of a token made for one of `purposes`.
    ///
    /// - Throws: ``TokenError/malformed`` or ``TokenError/notAuthentic``.
    func open(
        _ text: some StringProtocol, purposes: [SealPurpose], at now: Int64
    ) throws(TokenError) -> (purpose: SealPurpose, plaintext: [UInt8]) {
        guard text.utf8.count <= SealedLink.maximumLength, let token = Base64URL.decode(text),
            token.count >= Self.headerLength + Self.nonceLength + Self.tagLength, token[0] == Self.version,
            let purpose = SealPurpose(rawValue: token[1]), purposes.contains(purpose)
        else { throw .malformed }
        let id = token[2..<6].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        guard let key = key(id, at: now) else { throw .notAuthentic }
        do {
            let box = try AES.GCM.SealedBox(combined: token[Self.headerLength...])
            let plaintext = try AES.GCM.open(box, using: key.secret, authenticating: token[..<Self.headerLength])
            return (purpose, Array(plaintext))
        } catch {
            throw .notAuthentic
        }
    }
}
