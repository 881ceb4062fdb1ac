import Attribution
import Gate
import HTTPTypes
import Hummingbird
import LinkPolicy
import LinkTokens
import Logging
import NIOCore
import Persistence
import Platforms
import URLStandard

/// `/go/{token}`: the path of a click.
struct GoRoutes: Sendable {
    let state: GatewayState
    let configuration: GatewayConfiguration
    let shortLinks: ShortLinkStore
    let shareCodes: ShareCodes
    let complaints: ComplaintService
    let visits: VisitRecorder
    let pages: PageRenderer
    /// `nil` when cards are off.
    let cards: CardService?
    let clock: any GatewayClock

    func open(_ request: Request, _ context: GatewayRequestContext) async throws -> Response {
        try await withLink(request, context) { link, snapshot, language in
            let disposition = link.shownDisposition
            // A page's own way back to itself is no new click.
            let isReturn = disposition > .open && request.uri.queryParameters["again"] != nil
            switch disposition {
            case .open:
                record(.opened, link, request, context)
                return redirect(link, snapshot)?.response(.found) ?? page(link, .copy, request, context, language)
            case _ where isReturn: break
            case .warn: record(.noticed, link, request, context)
            case .copy: record(.copyOffered, link, request, context)
            case .hold: record(.held, link, request, context)
            case .block: record(.blocked, link, request, context)
            }
            return page(link, disposition, request, context, language)
        }
    }

    /// The reader has seen the interstitial and goes on; decided again, as the link may have been blocked meanwhile.
    func `continue`(_ request: Request, _ context: GatewayRequestContext) async throws -> Response {
        try await withLink(request, context) { link, snapshot, language in
            guard link.shownDisposition <= .warn, let redirect = redirect(link, snapshot) else {
                return page(link, max(link.shownDisposition, .copy), request, context, language)
            }
            record(.continued, link, request, context)
            return redirect.response(.seeOther)
        }
    }

    // MARK: Parts

    /// Finds the link and judges it now; a token that is not good gets its page and 404, never a redirect.
    func withLink(
        _ request: Request, _ context: GatewayRequestContext,
        _ body: (OpenedLink, Snapshot, Language) async throws -> Response
    ) async throws -> Response {
        let language = request.language(default: configuration.language)
        var snapshot = state.current
        let now = clock.seconds
        let token = context.parameters.get("token") ?? ""
        let linkContext: LinkContext
        do { linkContext = try await self.linkContext(of: token, snapshot, now: now) } catch let error as TokenError {
            let phrases = Phrases.of(language)
            let isExpired = error == .expired
            let model = MessagePage(
                title: isExpired ? phrases.expiredTitle : phrases.notFoundTitle,
                lead: isExpired ? phrases.expiredLead : phrases.notFoundLead,
                languageLink: "?lang=" + language.other.rawValue)
            return pages.page("message", model, language, status: .notFound)
        }
        let reader = request.uri.queryParameters["reader"].map { String($0) }
        var link = OpenedLink(linkContext, readerToken: reader, snapshot: snapshot, state: state, now: now)
        if let key = link.shareCode, shareCodes.knows(key.platform) {
            let answer = await shareCodes.answer(key)
            // Judged again: asking may have taken as long as somebody needs to block it.
            snapshot = state.current
            link = OpenedLink(
                linkContext, readerToken: reader, snapshot: snapshot, state: state, now: clock.seconds, code: answer)
        }
        if reader != nil, link.reader == nil {
            context.logger.debug("a reader was refused: not signed with the tenant's secret, malformed or expired")
        }
        return try await body(link, snapshot, language)
    }

    /// What a sealed or short token stands for.
    ///
    /// - Throws: ``LinkTokens/TokenError``.
    func linkContext(of token: String, _ snapshot: Snapshot, now: Int64) async throws -> LinkContext {
        guard let short = ShortToken(token) else {
            return try SealedLink.open(token, with: snapshot.keyRing, at: now)
        }
        guard let found = try await shortLinks.find(short, now: now) else { throw TokenError.notAuthentic }
        return found
    }

    private func redirect(_ link: OpenedLink, _ snapshot: Snapshot) -> Redirect? {
        Redirect(of: link, snapshot: snapshot, now: clock.seconds)
    }

    private func page(
        _ link: OpenedLink, _ disposition: Disposition, _ request: Request, _ context: GatewayRequestContext,
        _ language: Language
    ) -> Response {
        // What is known already is told; nobody waits for a fetch at a click.
        let card = link.target.url.flatMap { url in
            cards?.kept(
                for: url, tenant: link.context.tenant, scene: link.context.scene, rulebook: state.current.rulebook)
        }
        let model = LinkPage(
            link, disposition: disposition, card: card, language: language, path: path(context), query: query(request))
        let scheme = link.target.url.map { $0.scheme }
        let targets = scheme == "http" || scheme == "https" ? " http: https:" : scheme.map { " \($0):" } ?? ""
        return pages.page(
            "link", model, language, status: disposition >= .hold ? .forbidden : .ok,
            formTargets: disposition <= .warn ? targets : "")
    }

    func path(_ context: GatewayRequestContext) -> String { "/go/" + (context.parameters.get("token") ?? "") }

    /// The query of the page's own links: the language, and the signed reader when it was given.
    func query(_ request: Request) -> (Language) -> String {
        let reader = request.uri.queryParameters["reader"].map { String($0) }
        let allowed = reader.map { text in
            text.utf8.count <= ReaderToken.maximumLength
                && text.split(separator: ".").allSatisfy { Base64URL.decode($0) != nil }
        }
        return { language in "?lang=\(language.rawValue)" + (allowed == true ? "&reader=\(reader ?? "")" : "") }
    }

    private func record(
        _ outcome: Visit.Outcome, _ link: OpenedLink, _ request: Request, _ context: GatewayRequestContext
    ) {
        visits.record(
            outcome, link, by: ReaderRequest(request, context, configuration), at: clock.milliseconds)
    }
}

extension OpenedLink {
    /// The disposition that decides what is shown: a playground link always shows at least the interstitial.
    var shownDisposition: Disposition {
        isPlayground ? max(verdict.disposition, .warn) : verdict.disposition
    }
}
