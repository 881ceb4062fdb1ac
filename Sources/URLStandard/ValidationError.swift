/// A place where a URL is not written as the Standard wants it (URL Standard, section 1.1 "Writing").
///
/// Most validation errors do not stop the parser; those that do are reported last, beside ``URLParseError``.
public struct ValidationError: Hashable, Sendable, CustomStringConvertible {
    /// What is wrong, under the Standard's own name.
    public let name: Name
    /// Where: a UTF-8 offset into the string given to the parser, from 0 to its length. Errors of a host point at
    /// the host's first byte, except an invalid code point in it, which is pointed at itself.
    public let position: Int

    public init(_ name: Name, at position: Int) {
        self.name = name
        self.position = position
    }

    public var description: String { "\(name.rawValue) at \(position)" }

    /// The names of the validation errors; the raw value is the Standard's spelling.
    public enum Name: String, Hashable, Sendable, CaseIterable {
        case domainToASCII = "domain-to-ASCII"
        case domainPercentEncoded = "domain-percent-encoded"
        case hostInvalidCodePoint = "host-invalid-code-point"
        case ipv4EmptyPart = "IPv4-empty-part"
        case ipv4TooFewParts = "IPv4-too-few-parts"
        case ipv4TooManyParts = "IPv4-too-many-parts"
        case ipv4NonNumericPart = "IPv4-non-numeric-part"
        case ipv4NonDecimalPart = "IPv4-non-decimal-part"
        case ipv4OutOfRangePart = "IPv4-out-of-range-part"
        case ipv6Unclosed = "IPv6-unclosed"
        case ipv6InvalidCompression = "IPv6-invalid-compression"
        case ipv6TooManyPieces = "IPv6-too-many-pieces"
        case ipv6MultipleCompression = "IPv6-multiple-compression"
        case ipv6InvalidCodePoint = "IPv6-invalid-code-point"
        case ipv6TooFewPieces = "IPv6-too-few-pieces"
        case ipv6PieceLeadingZero = "IPv6-piece-leading-zero"
        case ipv4InIPv6TooManyPieces = "IPv4-in-IPv6-too-many-pieces"
        case ipv4InIPv6InvalidCodePoint = "IPv4-in-IPv6-invalid-code-point"
        case ipv4InIPv6OutOfRangePart = "IPv4-in-IPv6-out-of-range-part"
        case ipv4InIPv6TooFewParts = "IPv4-in-IPv6-too-few-parts"
        case invalidURLUnit = "invalid-URL-unit"
        case specialSchemeMissingFollowingSolidus = "special-scheme-missing-following-solidus"
        case missingSchemeNonRelativeURL = "missing-scheme-non-relative-URL"
        case invalidReverseSolidus = "invalid-reverse-solidus"
        case invalidCredentials = "invalid-credentials"
        case hostMissing = "host-missing"
        case portOutOfRange = "port-out-of-range"
        case portInvalid = "port-invalid"
        case fileInvalidWindowsDriveLetter = "file-invalid-Windows-drive-letter"
        case fileInvalidWindowsDriveLetterHost = "file-invalid-Windows-drive-letter-host"
    }
}
