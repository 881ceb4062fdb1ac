public import Crypto
public import JSONText
public import LinkPolicy

/// Who opens a link, and with what: said by the app, signed with the tenant's reader secret.
public struct ReaderContext: Hashable, Sendable {
    /// The reader's opaque identifier.
    public var person: String?
    /// `owner`, `admin`, `member`, `stranger`: the reader's part in the scene.
    public var role: String?
    public var client: ClientFacts
    /// Seconds since 1970.
    public var expiresAt: Int64

    public init(person: String? = nil, role: String? = nil, client: ClientFacts, expiresAt: Int64) {
        self.person = person
        self.role = role
        self.client = client
        self.expiresAt = expiresAt
    }
}

/// `base64url(JSON) "." base64url(HMAC-SHA-256(secret, the part before the dot))`.
///
/// The JSON object has `exp` (seconds since 1970) and, optionally, `person`, `role`, `os`, `version` and
/// `capabilities`.
public enum ReaderToken {
    /// Longer texts are refused before anything is decoded.
    public static let maximumLength = 2_048

    public static func sign(_ reader: ReaderContext, secret: SymmetricKey) -> String {
        var json = JSONWriter(reserving: 160)
        json.object { json in
            json.member("exp", Int(reader.expiresAt))
            if let person = reader.person { json.member("person", person) }
            if let role = reader.role { json.member("role", role) }
            if let os = reader.client.os { json.member("os", os) }
            if let version = reader.client.version { json.member("version", version.description) }
            if let capabilities = reader.client.capabilities { json.member("capabilities", capabilities.sorted()) }
        }
        let payload = Base64URL.encode(json.bytes)
        let code = HMAC<SHA256>.authenticationCode(for: Array(payload.utf8), using: secret)
        return payload + "." + Base64URL.encode(code)
    }

    /// - Parameter now: Seconds since 1970.
    /// - Throws: ``TokenError``; a signed text that is not of the form above is ``TokenError/malformed``.
    public static func verify(_ text: String, secret: SymmetricKey, at now: Int64) throws(TokenError) -> ReaderContext {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard text.utf8.count <= maximumLength, parts.count == 2, let payload = Base64URL.decode(parts[0]),
            let code = Base64URL.decode(parts[1])
        else { throw .malformed }
        guard HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: Array(parts[0].utf8), using: secret) else {
            throw .notAuthentic
        }
        let reader: ReaderContext
        do { reader = try decode(payload) } catch { throw .malformed }
        guard reader.expiresAt > now else { throw .expired }
        return reader
    }

    private static func decode(_ payload: [UInt8]) throws(JSONProblem) -> ReaderContext {
        var reader = ReaderContext(client: ClientFacts(), expiresAt: 0)
        var json = try JSONReader(payload)
        try json.object { (json, name) throws(JSONProblem) in
            switch name {
            case "exp": reader.expiresAt = Int64(try json.integer())
            case "person": reader.person = try json.string(atMost: 256)
            case "role": reader.role = try json.string(atMost: 32)
            default:
                guard try reader.client.read(name, from: &json) else { throw json.unknown() }
            }
        }
        try json.end()
        return reader
    }
}

extension ClientFacts {
    /// Reads the member `name` of a client's description.
    ///
    /// - Returns: Whether `name` is one of `os`, `version` and `capabilities`.
    public mutating func read(_ name: String, from json: inout JSONReader) throws(JSONProblem) -> Bool {
        switch name {
        case "os": os = try json.string(atMost: 32).lowercased()
        case "version":
            let text = try json.string(atMost: 64)
            guard let version = ClientVersion(text) else { throw json.invalid("must be a version such as 8.0.13") }
            self.version = version
        case "capabilities": capabilities = Set(try json.strings(atMost: 32, each: 64))
        default: return false
        }
        return true
    }
}
