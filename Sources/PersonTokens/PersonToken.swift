import JSONText
public import LinkPolicy
import LinkTokens

/// What a tenant says of one of its people, in a short-lived JWT (RFC 7519) signed with a key of the tenant's.
///
/// Claims: `iss`, `aud` (the gateway), `sub` (the person), `exp` (at most ``longestLife`` ahead), `jti`, `tenant`; `nbf`
/// and `groups` (`{"group": "owner" | "admin" | "member"}`) where the tenant has something to say there. Other claims are
/// passed over.
public struct PersonToken: Hashable, Sendable {
    /// Longer texts are refused before anything is decoded. A session made of a token fits a cookie (RFC 6265 §6.1).
    public static let maximumLength = 3_072
    /// Seconds.
    public static let longestLife: Int64 = 600
    /// Seconds by which the tenant's clock may be ahead.
    public static let leeway: Int64 = 60

    public private(set) var issuer = ""
    public private(set) var tenant = TenantID.main
    public private(set) var person = ""
    /// The person's part in groups.
    public private(set) var groups: [String: Role] = [:]
    /// `jti`: no other token of the issuer has it.
    public private(set) var id = ""
    /// Seconds since 1970.
    public private(set) var expiresAt: Int64 = 0
    private var audiences: [String] = []
    private var notBefore: Int64?
    /// The name of the key, as the header gives it.
    public private(set) var kid = ""
    /// The algorithm, as the header gives it.
    public private(set) var algorithm = ""
    private let text: String

    /// Reads a token without believing it: only ``verify(with:issuer:audiences:now:)`` does.
    ///
    /// - Throws: ``PersonTokenError/malformed(_:)``.
    public init(unverified text: String) throws(PersonTokenError) {
        self.text = text
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard text.utf8.count <= Self.maximumLength else { throw .malformed("longer than \(Self.maximumLength) bytes") }
        guard parts.count == 3, let header = Base64URL.decode(parts[0]), let claims = Base64URL.decode(parts[1]),
            Base64URL.decode(parts[2]) != nil
        else { throw .malformed("not three parts in base64url") }
        do {
            try readHeader(header)
            try readClaims(claims)
        } catch {
            throw .malformed("\(error)")
        }
    }

    private mutating func readHeader(_ json: [UInt8]) throws(JSONProblem) {
        var reader = try JSONReader(json)
        var algorithm: String?
        var kid: String?
        try reader.object { (reader, name) throws(JSONProblem) in
            switch name {
            case "alg": algorithm = try reader.string(atMost: 16)
            case "kid": kid = try reader.string(atMost: identifierLimit)
            case "typ":
                guard try reader.string().lowercased() == "jwt" else { throw reader.invalid("must be JWT") }
            // RFC 7515 §4.1.11: what is critical and not understood refuses the token.
            case "crit": throw reader.invalid("names an extension that is not known")
            default: try reader.skip()
            }
        }
        try reader.end()
        guard let algorithm else { throw reader.missing("alg") }
        guard let kid else { throw reader.missing("kid") }
        (self.algorithm, self.kid) = (algorithm, kid)
    }

    private mutating func readClaims(_ json: [UInt8]) throws(JSONProblem) {
        var reader = try JSONReader(json)
        var seen: Set<String> = []
        try reader.object { (reader, name) throws(JSONProblem) in
            seen.insert(name)
            switch name {
            case "iss": issuer = try reader.string(atMost: 1_024)
            case "sub": person = try reader.identifier()
            case "jti": id = try reader.identifier()
            case "exp": expiresAt = Int64(try reader.integer())
            case "nbf": notBefore = Int64(try reader.integer())
            case "aud": audiences = try reader.stringOrStrings()
            case "tenant":
                guard let tenant = TenantID(try reader.string()) else { throw reader.invalid("is not a tenant's name") }
                self.tenant = tenant
            case "groups":
                try reader.object { (reader, group) throws(JSONProblem) in
                    guard isIdentifier(group) else { throw reader.invalid("is not an identifier") }
                    guard let role = Role(rawValue: try reader.string()), role != .stranger else {
                        throw reader.invalid("must be owner, admin or member")
                    }
                    groups[group] = role
                }
            default: try reader.skip()
            }
        }
        try reader.end()
        for name in ["iss", "aud", "sub", "exp", "jti", "tenant"] where !seen.contains(name) {
            throw reader.missing(name)
        }
    }

    /// Verifies the signature, and that the token is meant for this gateway at this moment.
    ///
    /// - Parameters:
    ///   - key: The key of that name which the tenant has given.
    ///   - audiences: The names of this gateway.
    ///   - now: Seconds since 1970.
    public func verify(
        with key: SigningKey, issuer: String, audiences: Set<String>, now: Int64
    ) async throws(PersonTokenError) {
        guard algorithm == key.algorithm.rawValue, kid == key.kid else { throw .wrongKey }
        guard await key.verifies(text) else { throw .notAuthentic }
        guard self.issuer == issuer else { throw .wrongIssuer }
        guard self.audiences.contains(where: audiences.contains) else { throw .wrongAudience }
        guard expiresAt > now else { throw .expired }
        guard expiresAt <= now + Self.longestLife else { throw .tooLong }
        guard (notBefore ?? now) <= now + Self.leeway else { throw .notYetValid }
    }
}

/// Bytes of an identifier.
private let identifierLimit = 256

private func isIdentifier(_ text: String) -> Bool {
    (1...identifierLimit).contains(text.utf8.count)
        && !text.unicodeScalars.contains { $0.properties.generalCategory == .control }
}

extension JSONReader {
    fileprivate mutating func identifier() throws(JSONProblem) -> String {
        let text = try string()
        guard isIdentifier(text) else { throw invalid("is not an identifier") }
        return text
    }

    /// RFC 7519 §4.1.3.
    fileprivate mutating func stringOrStrings() throws(JSONProblem) -> [String] {
        var trial = self
        if let one = try? trial.string() {
            self = trial
            return [one]
        }
        return try strings(atMost: 16, each: 2_048)
    }
}
