import LinkPolicy
import LinkTokens
import Persistence

/// Links that wait for somebody, or waited; a group's queue and a person's own list are made of the same parts.
struct HeldPage: PageModel {
    struct GroundLine: Sendable {
        let groundTitle: String
        let explanation: String
    }

    /// What an admin can do about a link; releasing only where `release` has words.
    struct Form: Sendable {
        let action: String
        let formToken: String
        let release: String?
        let refuse: String
        let reasonLabel: String
        let reason: String
        /// Whether the reason is being asked for already.
        let isRefusing: Bool
    }

    struct Item: Sendable {
        let id: String
        let name: String
        let address: String?
        /// What became of it; `nil` where every link of the page waits.
        let outcome: String?
        /// The class of the outcome's badge.
        let badge: String
        let sender: String?
        let times: String
        let grounds: [GroundLine]
        let note: String?
        let form: Form?
    }

    let title: String
    let languageLink: String?
    let lead: String
    let signedIn: String
    let notice: String?
    let problem: String?
    let empty: String?
    let items: [Item]
    /// The page of what was held before.
    let older: String?
    let olderLabel: String
    let back: String
    let backLabel: String
}

extension HeldPage.Item {
    /// Characters of an address that are shown: enough to know it by.
    private static let addressLimit = 120

    /// A link of a group's queue.
    ///
    /// - Parameter form: What an admin can do, where the group may decide at all.
    init(queued link: HeldLink, form: HeldPage.Form?, _ words: HeldPhrases) {
        self.init(
            link, outcome: nil, badge: "", sender: words.postedBy(link.context.sender),
            note: form == nil ? words.forModerators : form?.release == nil ? words.onlyRefuse : nil, form: form, words)
    }

    /// A link of the person who posted it.
    ///
    /// - Parameter last: The decision that holds.
    init(own link: HeldLink, last: HeldDecisionRecord?, _ words: HeldPhrases) {
        let badge =
            switch link.state {
            case .waiting: "warn"
            case .released: "open"
            case .refused, .expired: "block"
            }
        self.init(
            link, outcome: words.state(link.state), badge: badge, sender: nil,
            note: words.note(on: link.state, by: last?.origin, reason: last?.reason ?? ""), form: nil, words)
    }

    private init(
        _ link: HeldLink, outcome: String?, badge: String, sender: String?, note: String?, form: HeldPage.Form?,
        _ words: HeldPhrases
    ) {
        let whole = link.context.address.unicodeScalars
        let shown = String(whole.prefix(Self.addressLimit)) + (whole.count > Self.addressLimit ? "…" : "")
        id = link.id
        name = link.host ?? shown
        address = link.host == nil ? nil : shown
        times = words.times(from: link.context.issuedAt, until: link.state == .waiting ? link.expiresAt : nil)
        grounds = link.grounds.map {
            HeldPage.GroundLine(groundTitle: $0.title[words.language], explanation: $0.explanation[words.language])
        }
        self.outcome = outcome
        self.badge = badge
        self.sender = sender
        self.note = note
        self.form = form
    }
}
