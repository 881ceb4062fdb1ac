/// The token of a short link: 96 random bits, a name for a context that the gateway keeps.
public struct ShortToken: Hashable, Sendable {
    /// Characters of a short token; no sealed one is as short.
    public static let length = 16

    public let text: String

    public init(using generator: inout some RandomNumberGenerator) {
        let high = generator.next()
        let low = UInt32(truncatingIfNeeded: generator.next())
        var bytes: [UInt8] = []
        withUnsafeBytes(of: high) { bytes.append(contentsOf: $0) }
        withUnsafeBytes(of: low) { bytes.append(contentsOf: $0) }
        text = Base64URL.encode(bytes)
    }

    /// `nil` when `text` is not of a short token's shape.
    public init?(_ text: some StringProtocol) {
        guard text.utf8.count == Self.length, Base64URL.decode(text) != nil else { return nil }
        self.text = String(text)
    }
}
