/// The signatures that a tenant's tokens may have (RFC 7518 §3.1, RFC 8037 §3.1): none with a shared secret, so that no
/// public key can be taken for one.
public enum TokenAlgorithm: String, Hashable, Sendable, CaseIterable {
    /// ECDSA on P-256 with SHA-256.
    case es256 = "ES256"
    /// RSASSA-PKCS1-v1_5 with SHA-256, of 2,048 bits or more.
    case rs256 = "RS256"
    /// Ed25519.
    case edDSA = "EdDSA"
}
