import Gate
import HTTPTypes
import Hummingbird
import JSONText
import LinkPolicy
import LinkPreview
import Persistence
import Platforms
import URLStandard

/// `GET /v1/oembed`: cards in the form of oEmbed 1.0 (<https://oembed.com>, section 2.3), for software that knows it.
struct OEmbedRoute: Sendable {
    let state: GatewayState
    /// `nil` when the operator has not turned cards on.
    let service: CardService?
    let clock: any GatewayClock

    func answer(_ request: Request, _ context: GatewayRequestContext) async throws -> Response {
        let snapshot = state.current
        let key = try snapshot.authenticate(request, for: .check)
        try request.requireQuery(only: ["url", "maxwidth", "maxheight", "format"])
        try request.requireAcceptable("application", "json")
        if let format = request.uri.queryParameters["format"], format != "json" {
            throw Problem(
                .notImplemented, "format", "The format is not supported",
                detail: "“format” must be json, or left out.")
        }
        let url = try request.cardAddress()
        let limit = min(try pixels("maxwidth", of: request), try pixels("maxheight", of: request))
        guard let service else { throw Problem.cardsOff }
        let taken = try key.allowance.taking(CardsRoute.cost, at: clock.milliseconds)
        let answer = await service.answer(
            url, tenant: key.record.tenant, scene: .direct, rulebook: snapshot.rulebook)
        guard let card = answer.card else { throw Self.problem(answer, taken) }
        let thumbnail = await thumbnail(of: card, within: limit, service, key, snapshot)
        let age = max(0, answer.fetched.readAt / 1_000 + answer.fetched.lifetime - clock.seconds)
        var response = Response.json { json in
            OEmbedAnswer(answer: answer, card: card, thumbnail: thumbnail, age: age).write(to: &json)
        }
        for (name, value) in taken.fields { response.headers[name] = value }
        return response
    }

    /// The address of the card's picture, and its true size; it is fetched for that.
    private func thumbnail(
        of card: LinkCard, within limit: Int, _ service: CardService, _ key: AuthorizedKey, _ snapshot: Snapshot
    ) async -> OEmbedAnswer.Thumbnail? {
        guard let picture = card.picture, let shelf = service.pictures, let side = PictureAddresses.side(within: limit),
            let address = service.pictureAddresses(snapshot, key, state)?.address(of: picture.url, side: side),
            case .picture(let small) = await shelf.picture(at: picture.url, side: side)
        else { return nil }
        return OEmbedAnswer.Thumbnail(address: address, width: small.width, height: small.height)
    }

    private func pixels(_ name: Substring, of request: Request) throws(Problem) -> Int {
        guard let text = request.uri.queryParameters[name] else { return .max }
        guard let value = Int(text), value > 0, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw Problem(
                .unprocessableContent, "invalid-value", "A value is not allowed",
                detail: "“\(name)” must be a whole number of pixels from 1.")
        }
        return value
    }

    /// oEmbed has 401 for what is private and 404 for whatever else has no answer.
    private static func problem(_ answer: CardAnswer, _ taken: Allowance.Taken) -> Problem {
        let health = answer.fetched.health
        let isPrivate = [.loginWall, .appOnly].contains(health.health) && answer.verdict.disposition < .hold
        var problem =
            isPrivate
            ? Problem(
                .unauthorized, "private-page", "The page is not public",
                detail: "It shows nothing before its reader logs in or opens an app (\(health.evidence)).",
                headers: [.wwwAuthenticate: "Bearer realm=\"hutong\""])
            : Problem(
                .notFound, "no-card", "There is no card for this address",
                detail: answer.verdict.disposition >= .hold
                    ? "A verdict does not let it be opened: \(answer.verdict.disposition.rawValue)."
                    : "Health: \(health.health.rawValue) (\(health.evidence)).")
        for (name, value) in taken.fields { problem.headers[name] = value }
        return problem
    }
}

/// A card as oEmbed has it.
struct OEmbedAnswer {
    struct Thumbnail {
        var address: String
        /// Pixels.
        var width: Int
        var height: Int
    }

    let answer: CardAnswer
    let card: LinkCard
    let thumbnail: Thumbnail?
    /// Seconds for which it may be kept.
    let age: Int64

    private enum Kind: String { case link, photo, video }

    /// A photo and a video must have something to show; without it they are links.
    private var kind: Kind {
        guard thumbnail != nil, let word = card.kind?.lowercased() else { return .link }
        if word == "image" || word == "photo" { return .photo }
        return word == "video" || word.hasPrefix("video.") ? .video : .link
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("version", "1.0")
            json.member("type", kind.rawValue)
            if let title = card.title { json.member("title", title) }
            if let author = card.author { json.member("author_name", author) }
            let end = answer.hops.last?.hop.url ?? answer.url
            json.member("provider_name", card.siteName ?? answer.platform?.names[.en] ?? end.hostname)
            json.member("provider_url", end.scheme + "://" + end.hostname + (end.port.map { ":\($0)" } ?? "") + "/")
            json.member("cache_age", Int(age))
            guard let thumbnail else { return }
            json.member("thumbnail_url", thumbnail.address)
            json.member("thumbnail_width", thumbnail.width)
            json.member("thumbnail_height", thumbnail.height)
            switch kind {
            case .link: return
            case .photo: json.member("url", thumbnail.address)
            case .video: json.member("html", poster(thumbnail))
            }
            json.member("width", thumbnail.width)
            json.member("height", thumbnail.height)
        }
    }

    /// A picture that leads to the video: a player would be the site's own code in the page of whoever asked.
    private func poster(_ thumbnail: Thumbnail) -> String {
        let title = Self.escaped(card.title ?? "")
        return "<a href=\"\(Self.escaped(answer.url.href))\" rel=\"noopener noreferrer nofollow\" target=\"_blank\">"
            + "<img src=\"\(Self.escaped(thumbnail.address))\" width=\"\(thumbnail.width)\" "
            + "height=\"\(thumbnail.height)\" alt=\"\(title)\"></a>"
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;").replacing("'", with: "&#39;")
    }
}
