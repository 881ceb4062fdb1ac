import Gate
import JSONText
import LinkPolicy
import LinkPreview
import LinkRecognition
import LinkTokens
import Platforms
import URLStandard

/// What was known of a link at the moment of a complaint, as the JSON that is kept with it: the verdict with its
/// grounds, where the address leads as far as somebody looked lately, and where it was posted.
struct ComplaintEvidence: Sendable {
    /// Bytes of the whole; a card that would not fit is told by its title and the end of its trail alone.
    static let limit = 16 << 10

    private let link: OpenedLink
    private let revision: Int64
    private let card: CardAnswer?
    private let at: Int64
    private let openedAt: Int64?

    /// - Parameters:
    ///   - card: What is known of the page, where it was looked at lately.
    ///   - at: Seconds since 1970.
    ///   - openedAt: When the complainant opened the link, where that is proved.
    init(_ link: OpenedLink, revision: Int64, card: CardAnswer?, at: Int64, openedAt: Int64?) {
        self.link = link
        self.revision = revision
        self.card = card
        self.at = at
        self.openedAt = openedAt
    }

    var text: String {
        let whole = json(withCard: true)
        return whole.utf8.count <= Self.limit ? whole : json(withCard: false)
    }

    private func json(withCard: Bool) -> String {
        var json = JSONWriter(reserving: 2_048)
        json.object { json in
            json.member("at", CardAnswer.time(at * 1_000))
            json.member("revision", Int(revision))
            json.object("verdict") { json in
                json.member("disposition", link.verdict.disposition.rawValue)
                json.array("grounds") { json in
                    for ground in link.verdict.grounds.prefix(16) {
                        json.object { json in
                            json.member("code", ground.code)
                            json.member("disposition", ground.disposition.rawValue)
                            json.member("by", ground.origin.rawValue)
                            json.object("title") { json in
                                json.member("zh", ground.title(.zh))
                                json.member("en", ground.title(.en))
                            }
                        }
                    }
                }
            }
            json.object("link") { json in
                json.member("form", link.context.form.rawValue)
                json.member("platform", link.target.platform?.rawValue)
                json.member("resource", link.target.kind.rawValue)
                json.member("posted_at", CardAnswer.time(link.context.issuedAt * 1_000))
            }
            json.member("opened_at", openedAt.map { CardAnswer.time($0 * 1_000) })
            json.key("page")
            guard let card else { return json.null() }
            if withCard { card.write(to: &json, language: .en) } else { Self.writeBriefly(card, to: &json) }
        }
        return json.text
    }

    private static func writeBriefly(_ card: CardAnswer, to json: inout JSONWriter) {
        json.object { json in
            json.member("final_url", card.hops.last.map { String($0.hop.url.href.prefix(2_048)) })
            json.member("title", card.card?.title.map { String($0.prefix(256)) })
            json.object("health") { json in json.member("state", card.fetched.health.health.rawValue) }
            json.member("read_at", CardAnswer.time(card.fetched.readAt))
        }
    }
}
