import Crypto
import LinkTokens

/// The secret that a webhook's events are signed with; its receiver verifies with the same one.
public struct WebhookSecret: Hashable, Sendable {
    /// Sizes that Standard Webhooks 1.0.0 allows (“Signature scheme”).
    public static let lengths = 24...64
    /// Bytes of a new secret.
    static let length = 32

    public let bytes: [UInt8]

    /// `nil` unless there are 24 to 64 bytes.
    public init?(bytes: [UInt8]) {
        guard Self.lengths.contains(bytes.count) else { return nil }
        self.bytes = bytes
    }

    /// A new secret of 32 random bytes.
    public init() { bytes = SymmetricKey(size: .bits256).withUnsafeBytes { [UInt8]($0) } }

    /// `whsec_` and the bytes in base 64, as receivers' libraries take it.
    public var text: String { "whsec_" + base64(bytes) }

    /// The value of the header `webhook-signature`, but for further signatures: `v1,` and the HMAC-SHA256 of
    /// `id.timestamp.body` in base 64.
    ///
    /// - Parameters:
    ///   - id: The value of `webhook-id`, the same at every attempt.
    ///   - timestamp: The value of `webhook-timestamp`: seconds since 1970 of this attempt.
    func signature(id: String, timestamp: Int64, body: [UInt8]) -> String {
        var hmac = HMAC<SHA256>(key: SymmetricKey(data: bytes))
        hmac.update(data: Array("\(id).\(timestamp).".utf8))
        hmac.update(data: body)
        return "v1," + base64(hmac.finalize())
    }
}

/// The headers by which a receiver knows what it got and from whom (Standard Webhooks 1.0.0, “Webhook headers”).
public enum WebhookHeaders {
    /// - Parameters:
    ///   - secrets: The present one first; one signature each, so that a receiver may hold either during a rotation.
    ///   - timestamp: Seconds since 1970 of this attempt.
    public static func of(
        id: String, timestamp: Int64, body: [UInt8], secrets: [WebhookSecret]
    ) -> [(name: String, value: String)] {
        let signatures = secrets.map { $0.signature(id: id, timestamp: timestamp, body: body) }
        return [
            ("webhook-id", id), ("webhook-timestamp", "\(timestamp)"),
            ("webhook-signature", signatures.joined(separator: " ")),
        ]
    }
}

/// Base 64 with the ordinary alphabet and padding (RFC 4648 §4).
private func base64(_ bytes: some Sequence<UInt8>) -> String {
    let text = Base64URL.encode(bytes).replacing("-", with: "+").replacing("_", with: "/")
    return text + String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
}
