import LinkPolicy

/// A page that says one thing: an error, a receipt.
struct MessagePage: PageModel {
    let languageLink: String?
    let title: String
    let lead: String
    let receipt: String?
    let back: String?
    let notes: [String]
    let next: Next?

    /// Where to go on.
    struct Next: Sendable {
        let address: String
        let label: String
    }

    init(
        title: String, lead: String, receipt: String? = nil, notes: [String] = [], next: Next? = nil,
        back: String? = nil, languageLink: String? = nil
    ) {
        self.notes = notes
        self.next = next
        self.languageLink = languageLink
        self.title = title
        self.lead = lead
        self.receipt = receipt
        self.back = back
    }
}

/// The page at `/`.
struct HomePage: PageModel {
    let languageLink: String?
    let title: String
    let play: Bool

    init(language: Language, play: Bool) {
        languageLink = "/?lang=" + language.other.rawValue
        title = Phrases.of(language).product
        self.play = play
    }
}
