import HTTPTypes
import Hummingbird
import LinkTokens

/// The routes of a gateway.
struct GatewayRouter: Sendable {
    let checks: ChecksRoute
    let cards: CardsRoute
    let oEmbed: OEmbedRoute
    let pictures: PictureRoute
    let stats: StatsRoute
    let health: SiteHealthRoute
    let holds: HoldRoutes
    let rulings: RulingRoutes
    let appeals: AppealRoutes
    let appealPages: AppealPages
    let senders: SenderRoutes
    let standings: StandingRoutes
    let standingPages: StandingPages
    let webhooks: WebhookRoutes
    let choices: ChoiceRoutes
    let sessions: SessionRoutes
    let choicePages: ChoicePages
    let heldPages: HeldPages
    let policies: PolicyRoutes
    let go: GoRoutes
    let complaintPages: ComplaintPages
    let complaints: ComplaintRoutes
    let cases: CaseRoutes
    /// `nil` when the playground is off.
    let play: PlayRoutes?
    let readiness: HealthRoutes
    let pages: PageRenderer
    let configuration: GatewayConfiguration
    let metrics: GatewayMetrics
    let random: RandomSource

    typealias Handler = @Sendable (Request, GatewayRequestContext) async throws -> Response

    func build() -> Router<GatewayRequestContext> {
        let router = Router(context: GatewayRequestContext.self)
        router.add(
            middleware: RequestMiddleware(metrics: metrics, accessLog: configuration.accessLog, random: random))
        router.add(middleware: ConditionalMiddleware())
        router.add(middleware: ErrorMiddleware(pages: pages, language: configuration.language))
        Self.add("/healthz", [.get: readiness.live], to: router)
        Self.add("/readyz", [.get: readiness.ready], to: router)
        Self.add("/v1/checks", [.post: checks.check], to: router)
        Self.add("/v1/cards", [.get: cards.card, .post: cards.cards], to: router)
        Self.add("/v1/oembed", [.get: oEmbed.answer], to: router)
        Self.add("/picture/:token", [.get: pictures.picture], to: router)
        Self.add("/v1/stats/summary", [.get: stats.summary], to: router)
        Self.add("/v1/sites/:host/health", [.get: health.history], to: router)
        holds.add(to: router)
        rulings.add(to: router)
        appeals.add(to: router)
        appealPages.add(to: router)
        Self.add("/v1/senders/:sender/counts", [.get: senders.counts], to: router)
        standings.add(to: router)
        standingPages.add(to: router)
        webhooks.add(to: router)
        choices.add(to: router)
        sessions.add(to: router)
        choicePages.add(to: router)
        heldPages.add(to: router)
        policies.add(to: router)
        Self.add("/go/:token", [.get: go.open, .head: go.open], to: router)
        Self.add("/go/:token/continue", [.post: go.continue], to: router)
        Self.add("/go/:token/complain", [.get: go.complaintForm, .post: go.complain], to: router)
        complaintPages.add(to: router)
        complaints.add(to: router)
        cases.add(to: router)
        if let play { Self.add("/play", [.get: play.show, .post: play.send], to: router) }
        let pages = pages
        let configuration = configuration
        Self.add(
            "/",
            [
                .get: { request, _ in
                    let language = request.language(default: configuration.language)
                    let model = HomePage(
                        language: language, play: configuration.playground)
                    return pages.page("home", model, language)
                }
            ], to: router)
        Self.add(
            "/assets/:name",
            [.get: { _, context in try pages.assets.response(for: context.parameters.get("name") ?? "") }], to: router)
        return router
    }

    /// Adds a path with its methods; the others are answered with 405 and what is allowed (RFC 9110 §15.5.6). `HEAD`
    /// is answered wherever `GET` is.
    static func add(
        _ path: RouterPath, _ handlers: [HTTPRequest.Method: Handler], to router: Router<GatewayRequestContext>
    ) {
        var handlers = handlers
        if handlers[.head] == nil, let get = handlers[.get] { handlers[.head] = get }
        let allowed = handlers.keys.map(\.rawValue).sorted().joined(separator: ", ")
        for method in HTTPRequest.Method.parsed {
            if let handler = handlers[method] {
                router.on(path, method: method) { request, context in try await handler(request, context) }
            } else {
                router.on(path, method: method) { _, _ -> Response in
                    throw Problem(
                        .methodNotAllowed, "method-not-allowed", "The method is not allowed",
                        detail: "This address answers \(allowed).", headers: [.allow: allowed])
                }
            }
        }
    }
}
