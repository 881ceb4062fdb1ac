import Crypto
import HTTPTypes
import Hummingbird
import LinkPolicy
import LinkTokens
import Persistence

/// The text of an API key: `hutong_<id>_<secret>`.
public struct APIKeyText: Sendable {
    /// 12 hexadecimal digits; names the key in lists and logs.
    public let id: String
    /// 43 characters of base 64 for 32 random bytes.
    private let secret: String

    private static let prefix = "hutong_"

    /// A new key.
    public init() {
        id = Base64URL.hexadecimal(UInt64.random(in: 0..<(1 << 48)), digits: 12)
        secret = Base64URL.encode(SymmetricKey(size: .bits256).withUnsafeBytes { [UInt8]($0) })
    }

    /// `nil` when `text` is not of a key's shape.
    init?(_ text: some StringProtocol) {
        guard text.hasPrefix(Self.prefix) else { return nil }
        let parts = text.dropFirst(Self.prefix.count).split(
            separator: "_", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].utf8.count == 12, parts[1].utf8.count == 43 else { return nil }
        id = String(parts[0])
        secret = String(parts[1])
    }

    /// The id of a key given as text, or `nil` for any other text.
    public static func id(in text: String) -> String? { APIKeyText(text)?.id }

    public var text: String { Self.prefix + id + "_" + secret }

    /// What is kept of the key.
    public var hash: [UInt8] { Array(SHA256.hash(data: Array(text.utf8))) }

    func matches(_ record: APIKeyRecord) -> Bool {
        // Both sides are hashes, so that the time a comparison takes tells nothing of the key.
        hash == record.secretHash
    }
}

extension Base64URL {
    fileprivate static func hexadecimal(_ value: UInt64, digits: Int) -> String {
        let text = String(value, radix: 16)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}

extension Snapshot {
    /// The key of a request, good for `scope`.
    ///
    /// - Throws: ``Problem`` 401 without a good key, 403 for one without the scope.
    func authenticate(_ request: Request, for scope: Scope) throws(Problem) -> AuthorizedKey {
        guard let header = request.headers[.authorization] else {
            throw Self.unauthorized("missing-key", "No key was given", "Send the header “Authorization: Bearer <key>”.")
        }
        return try authenticate(header, for: scope)
    }

    /// The key of an `Authorization` header, good for `scope`.
    func authenticate(_ header: String, for scope: Scope) throws(Problem) -> AuthorizedKey {
        let parts = header.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer", let key = APIKeyText(parts[1]),
            let authorized = apiKeys[key.id], key.matches(authorized.record)
        else {
            throw Self.unauthorized("wrong-key", "The key is not good", "The key is misspelt, unknown or revoked.")
        }
        let record = authorized.record
        guard record.scopes.contains(scope) else {
            throw Problem(
                .forbidden, "missing-scope", "The key may not do this",
                detail: "This needs the scope “\(scope.rawValue)”; the key has "
                    + record.scopes.map(\.rawValue).sorted().joined(separator: ", ") + ".")
        }
        return authorized
    }

    private static func unauthorized(_ type: String, _ title: String, _ detail: String) -> Problem {
        Problem(.unauthorized, type, title, detail: detail, headers: [.wwwAuthenticate: "Bearer realm=\"hutong\""])
    }
}
