/// A number that people write down: a letter, a dash, and 12 letters and digits that cannot be mistaken for one
/// another. 60 random bits, so that nobody comes upon another's.
public struct ReceiptNumber: Hashable, Sendable {
    private static let alphabet = Array("23456789ABCDEFGHJKLMNPQRSTUVWXYZ")
    private static let length = 12

    public let text: String

    public init(_ letter: Character) {
        text = "\(letter)-" + String((0..<Self.length).compactMap { _ in Self.alphabet.randomElement() })
    }

    /// `nil` unless `text` is such a number under `letter`, in capitals or not, with white space around it or not.
    public init?(_ text: some StringProtocol, letter: Character) {
        let text = String(text).uppercased().filter { !$0.isWhitespace }
        guard text.count == Self.length + 2, text.hasPrefix("\(letter)-"),
            text.dropFirst(2).allSatisfy(Self.alphabet.contains)
        else { return nil }
        self.text = text
    }
}
