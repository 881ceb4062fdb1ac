/// Numbers that people write down and type: of complaints, rulings and appeals.
enum PublicNumber {
    private static let alphabet = Array("23456789ABCDEFGHJKLMNPQRSTUVWXYZ")

    /// `prefix-` and 12 letters and digits that cannot be mistaken for one another: 60 bits nobody guesses.
    static func make(_ prefix: String) -> String {
        prefix + "-" + String((0..<12).compactMap { _ in alphabet.randomElement() })
    }
}
