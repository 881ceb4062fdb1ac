import URLStandard

/// Chooses a card from what a page says. The order of the sources of each field stands in docs/cards.md.
struct CardBuilder {
    let facts: PageFacts
    /// The page's own address.
    let url: WebURL
    private let base: WebURL
    private let data: StructuredData
    private let list: PublicSuffixList

    private static let titleLimit = 300
    private static let descriptionLimit = 1_000
    private static let nameLimit = 100
    private static let addressLimit = 2_048

    init(_ facts: PageFacts, url: WebURL, list: PublicSuffixList) {
        self.facts = facts
        self.url = url
        self.list = list
        base = facts.base.flatMap { try? WebURL($0, base: url) } ?? url
        var data = facts.structured
        data.fill(from: facts.microdata.data)
        self.data = data
    }

    var card: LinkCard {
        var card = LinkCard()
        let titles = [
            facts.meta("og:title"), facts.meta("twitter:title"), data.product.name, facts.title,
            data.video.name, data.article.name, data.other.name, facts.heading, facts.meta("parsely-title"),
        ]
        let descriptions = [
            facts.meta("og:description"), facts.meta("twitter:description"), facts.meta("description"),
            data.first(\.description),
        ]
        card.title = first(titles, atMost: Self.titleLimit)
        card.description = first(descriptions, atMost: Self.descriptionLimit)
        card.siteName = first(
            [facts.meta("og:site_name"), data.first(\.publisher), facts.meta("application-name")],
            atMost: Self.nameLimit)
        card.kind = kind
        card.picture = picture
        card.icon = icon
        card.price = price
        let authors = [facts.meta("author"), facts.meta("article:author"), data.first(\.author)]
        card.author = first(authors.map { $0.flatMap { $0.contains("://") ? nil : $0 } }, atMost: Self.nameLimit)
        card.published = first(
            [
                facts.meta("article:published_time"), facts.meta("article:published"), data.first(\.published),
                facts.meta("datepublished"), facts.meta("pubdate"),
                facts.meta("publishdate"), facts.meta("parsely-pub-date"),
            ], atMost: 64)
        card.language = language
        card.oEmbed = facts.links.first { $0.type == "application/json+oembed" }.flatMap { address($0.href) }
        (card.canonical, card.signs) = canonical
        if (titles + descriptions).contains(where: { $0.map(PlainText.hasHidden) == true }) {
            card.signs.append(.hiddenCharacters)
        }
        return card
    }

    private func first(_ candidates: [String?], atMost limit: Int) -> String? {
        for case let candidate? in candidates {
            if let line = PlainText.line(candidate, atMost: limit) { return line }
        }
        return nil
    }

    private var kind: String? {
        if let written = facts.meta("og:type").flatMap({ PlainText.line($0, atMost: 40) }) { return written }
        if data.product.isFound { return "product" }
        if data.video.isFound, !data.article.isFound { return "video" }
        return data.article.isFound ? "article" : nil
    }

    private var price: LinkCard.Price? {
        for prefix in ["product:price", "og:price", "product:sale_price"] {
            let currency = facts.meta(prefix + ":currency")
            if let price = LinkCard.Price(amount: facts.meta(prefix + ":amount"), currency: currency) { return price }
        }
        return LinkCard.Price(amount: data.first(\.price), currency: data.first(\.currency))
    }

    private var picture: LinkCard.Picture? {
        for name in ["og:image:secure_url", "og:image:url", "og:image", "twitter:image:src", "twitter:image"] {
            guard let url = facts.meta(name).flatMap(address) else { continue }
            let isOpenGraph = name.hasPrefix("og:")
            let size =
                isOpenGraph
                ? PictureSize.read(width: facts.meta("og:image:width"), height: facts.meta("og:image:height")) : nil
            let alternative = facts.meta(isOpenGraph ? "og:image:alt" : "twitter:image:alt")
            return LinkCard.Picture(
                url: url, width: size?.width, height: size?.height,
                alternative: alternative.flatMap { PlainText.line($0, atMost: Self.titleLimit) })
        }
        if let url = data.first(\.image).flatMap(address) {
            let size = data.first(\.imageSize)
            return LinkCard.Picture(url: url, width: size?.width, height: size?.height)
        }
        return facts.link("image_src").flatMap(address).map { LinkCard.Picture(url: $0) }
    }

    private var icon: WebURL? {
        let icons = facts.links.filter { link in
            link.relations.contains("icon") || link.relations.contains("apple-touch-icon")
        }
        return icons.lazy.compactMap { address($0.href) }.first
    }

    private var language: String? {
        let written = facts.language ?? facts.meta("og:locale")?.replacing("_", with: "-")
        guard let tag = written?.filter({ !$0.isWhitespace }), (2...35).contains(tag.utf8.count),
            tag.utf8.allSatisfy({
                Character(Unicode.Scalar($0)).isLetter || ("0"..."9").contains(Unicode.Scalar($0))
                    || $0 == UInt8(ascii: "-")
            })
        else { return nil }
        return tag
    }

    /// A page that names another site as its own address borrows that site's name, or is a copy of it: what it names is
    /// kept as a sign, not as its address.
    private var canonical: (WebURL?, [LinkCard.Sign]) {
        var own: WebURL?
        var foreign: LinkCard.Sign?
        for candidate in [facts.link("canonical"), facts.meta("og:url")] {
            guard let address = candidate.flatMap(address) else { continue }
            if isSameSite(address) {
                own = own ?? address
            } else {
                foreign = foreign ?? .foreignAddress(host: address.hostname)
            }
        }
        return (own, foreign.map { [$0] } ?? [])
    }

    private func isSameSite(_ other: WebURL) -> Bool {
        if other.hostname == url.hostname { return true }
        guard let a = url.host, let b = other.host, let site = Site(a, list: list).registrableDomain else {
            return false
        }
        return Site(b, list: list).registrableDomain == site
    }

    /// An http or https address, resolved; `nil` for others, for "data:" and for ones with credentials.
    private func address(_ text: String) -> WebURL? {
        guard text.utf8.count <= Self.addressLimit, !text.allSatisfy(\.isWhitespace),
            let url = try? WebURL(text, base: base),
            url.scheme == "https" || url.scheme == "http", !url.hasCredentials, url.href.utf8.count <= Self.addressLimit
        else { return nil }
        return url
    }
}
