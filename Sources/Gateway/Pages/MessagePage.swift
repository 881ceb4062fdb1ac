import LinkPolicy

/// A page that says one thing: an error, a receipt.
struct MessagePage: PageModel {
    let t: Phrases
    let assets: Assets.Paths
    let contact: String?
    let lang: String
    let languageLink: String?
    let title: String
    let lead: String
    let receipt: String?
    let back: String?

    init(
        _ frame: PageRenderer.Frame, title: String, lead: String, receipt: String? = nil, back: String? = nil,
        languageLink: String? = nil
    ) {
        t = frame.t
        assets = frame.assets
        contact = frame.contact
        lang = frame.lang
        self.languageLink = languageLink
        self.title = title
        self.lead = lead
        self.receipt = receipt
        self.back = back
    }
}

/// The page at `/`.
struct HomePage: PageModel {
    let t: Phrases
    let assets: Assets.Paths
    let contact: String?
    let lang: String
    let languageLink: String?
    let title: String
    let play: Bool

    init(_ frame: PageRenderer.Frame, language: Language, play: Bool) {
        t = frame.t
        assets = frame.assets
        contact = frame.contact
        lang = frame.lang
        languageLink = "/?lang=" + language.other.rawValue
        title = frame.t.product
        self.play = play
    }
}
