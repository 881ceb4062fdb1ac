/// The names of webhooks, events and deliveries: a word and 100 random bits.
public struct WebhookName: Hashable, Sendable {
    public enum Kind: String, Sendable {
        case webhook = "wh"
        case event = "evt"
        case delivery = "dlv"
    }

    /// Crockford's base 32 in lower case: no dot, which Standard Webhooks forbids in an id, and nothing to be mistaken.
    private static let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz")
    private static let length = 20

    public let text: String

    public init(_ kind: Kind, using generator: inout some RandomNumberGenerator) {
        var name = kind.rawValue + "_"
        for _ in 0..<Self.length { name.append(Self.alphabet[Int.random(in: 0..<32, using: &generator)]) }
        text = name
    }

    /// A new name from the system's random numbers.
    public init(_ kind: Kind) {
        var generator = SystemRandomNumberGenerator()
        self.init(kind, using: &generator)
    }

    /// Whether `text` has the shape of a name of `kind`.
    public static func isName(_ text: some StringProtocol, of kind: Kind) -> Bool {
        let prefix = kind.rawValue + "_"
        guard text.hasPrefix(prefix) else { return false }
        let rest = text.dropFirst(prefix.count)
        return rest.count == length && rest.allSatisfy { alphabet.contains($0) }
    }
}
