import Gate
import HTTPTypes
import Hummingbird
import JSONText
import LinkPolicy
import Logging
import Persistence

/// `POST /v1/checks`: one message or a batch as JSON, or any number of messages as lines of JSON.
struct ChecksRoute: Sendable {
    let state: GatewayState
    let configuration: GatewayConfiguration
    let service: CheckService
    let idempotency: Idempotency
    let clock: any GatewayClock

    func check(_ request: Request, _ context: GatewayRequestContext) async throws -> Response {
        let snapshot = state.current
        let key = try snapshot.authenticate(request, for: .check)
        try request.requireQuery(only: ["links", "lang", "resolve", "cards", "explain", "intent"])
        let options = CheckOptions(
            style: try linkStyle(request), language: try request.answerLanguage(default: configuration.language),
            resolvesCodes: try request.flag("resolve", is: "codes"), cards: try cardChoice(request),
            explains: try request.flag("explain", is: "true", orNot: "false"),
            isPreflight: try request.flag("intent", is: "preflight", orNot: "post"))
        try request.refuseContentCoding()
        // Where nothing is kept a key has no effect, and a malformed one is refused all the same.
        _ = try Idempotency.key(of: request)
        if request.hasContentType(CheckLines.mediaType) {
            try request.requireAcceptable("application", "x-ndjson")
            guard options.cards != .wait else {
                throw Problem(
                    .unprocessableContent, "invalid-value", "A value is not allowed",
                    detail:
                        "“cards” must be cached or none for lines of JSON, where each line waits for the one before.")
            }
            let lines = CheckLines(
                service: service, key: key, options: options, state: state, configuration: configuration, clock: clock,
                logger: context.logger)
            return lines.response(to: request)
        }
        try request.requireAcceptable("application", "json")
        guard request.hasContentType("application/json") else {
            throw Problem(
                .unsupportedMediaType, "media-type", "The media type is not supported",
                detail: "Send JSON with the header “Content-Type: application/json”, or lines of JSON with "
                    + "“Content-Type: \(CheckLines.mediaType)”.",
                headers: [.accept: "application/json, \(CheckLines.mediaType)"])
        }
        let body = try await request.bytes(atMost: configuration.bodyLimit)
        // Of a question nothing is kept, and no answer either.
        if options.isPreflight { return try await answer(body, key, snapshot, options) }
        return try await idempotency.once(request, key: key, body: body) {
            try await answer(body, key, snapshot, options)
        }
    }

    private func answer(
        _ body: [UInt8], _ key: AuthorizedKey, _ snapshot: Snapshot, _ options: CheckOptions
    ) async throws -> Response {
        let postings: [Posting]
        do {
            postings =
                try CheckRequest(
                    json: body, scenes: snapshot.rulebook.policy(of: key.record.tenant).scenes,
                    textLimit: configuration.textLimit
                ).postings
        } catch {
            throw Problem(error)
        }
        let now = clock.milliseconds
        let taken = try key.allowance.taking(postings.reduce(0) { $0 + $1.cost }, at: now)
        let results = try await service.results(postings, key: key, snapshot, options, now: now / 1_000)
        var response = Response.json { CheckService.write(results, options.language, to: &$0) }
        for (name, value) in taken.fields { response.headers[name] = value }
        return response
    }

    private func cardChoice(_ request: Request) throws(Problem) -> CardChoice {
        guard let word = request.uri.queryParameters["cards"] else { return .none }
        guard let choice = CardChoice(rawValue: String(word)) else {
            throw Problem(
                .unprocessableContent, "invalid-value", "A value is not allowed",
                detail: "“cards” must be wait, cached or none.")
        }
        if choice != .none, service.cards == nil { throw Problem.cardsOff }
        return choice
    }

    private func linkStyle(_ request: Request) throws(Problem) -> LinkStyle {
        guard let word = request.uri.queryParameters["links"] else { return .sealed }
        guard let style = LinkStyle(rawValue: String(word)) else {
            throw Problem(
                .unprocessableContent, "invalid-value", "A value is not allowed",
                detail: "“links” must be sealed, short or none.")
        }
        let length = (state.publicURL ?? "").utf8.count
        if style == .short, length > GatewayConfiguration.longestPublicURLForShortLinks {
            throw Problem(
                .unprocessableContent, "public-url-too-long", "Short links are not possible here",
                detail: "The gateway's public_url has \(length) characters; short links keep to 64 characters only "
                    + "with at most \(GatewayConfiguration.longestPublicURLForShortLinks).")
        }
        return style
    }
}

extension Request {
    /// The language of an answer's words: ``language(default:)``, but a wrong `?lang=` is refused.
    func answerLanguage(default fallback: Language) throws(Problem) -> Language {
        if let word = uri.queryParameters["lang"], Language(rawValue: String(word)) == nil {
            throw Problem(
                .unprocessableContent, "invalid-value", "A value is not allowed", detail: "“lang” must be zh or en.")
        }
        return language(default: fallback)
    }

    /// Whether the query has `name` with the word `yes`; any word but that and `no` is refused.
    fileprivate func flag(
        _ name: Substring, is yes: Substring, orNot no: Substring? = nil
    ) throws(Problem) -> Bool {
        guard let word = uri.queryParameters[name] else { return false }
        guard word == yes || word == no else {
            let allowed = no.map { "\(yes) or \($0)" } ?? "\(yes)"
            throw Problem(
                .unprocessableContent, "invalid-value", "A value is not allowed",
                detail: "“\(name)” must be \(allowed).")
        }
        return word == yes
    }
}
