import LinkPolicy
import LinkPreview

/// What a page says of the page behind a link.
struct CardLines: Sendable {
    let label: String
    let name: String?
    let site: String?
    let note: String?

    /// `nil` when nothing is known that helps.
    init?(_ answer: CardAnswer, _ language: Language) {
        // A title is the page's own word, which a page that imitates another uses too.
        label = language == .zh ? "该页面自称" : "The page calls itself"
        name = answer.card?.title
        site = answer.card?.siteName
        let health = answer.fetched.health.health.note(language)
        if answer.hops.dropFirst().contains(where: { $0.verdict.disposition >= .hold }) {
            note = language == .zh ? "该链接会跳转到一个在这里不能打开的页面。" : "The link leads on to a page that does not open here."
        } else {
            note = health
        }
        if name == nil, note == nil { return nil }
    }
}
