/// Why a token was refused.
public enum PersonTokenError: Error, Hashable, Sendable {
    /// Not a signed JWT (RFC 7519) of the form that ``PersonToken`` describes; the text says what is wrong.
    case malformed(String)
    /// Signed with another algorithm than the key's, or under another name.
    case wrongKey
    case notAuthentic
    case wrongIssuer
    /// Made for somebody else than this gateway.
    case wrongAudience
    case expired
    /// Its end is too far ahead.
    case tooLong
    /// Its beginning is still to come.
    case notYetValid
}
