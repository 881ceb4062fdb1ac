import HTTPTypes
import Hummingbird
import JSONText
import LinkPolicy
import Persistence

/// `/v1/holds`: the links of a tenant that wait for somebody, and the decisions on them. Keys with the scope `moderate`
/// decide; one with `check` may ask what became of a link.
struct HoldRoutes: Sendable {
    /// Bytes of a body.
    private static let bodyLimit = 256 << 10

    let desk: HoldDesk
    let idempotency: Idempotency
    let configuration: GatewayConfiguration

    private var state: GatewayState { desk.state }
    private var store: HeldLinkStore { desk.store }

    func add(to router: Router<GatewayRequestContext>) {
        GatewayRouter.add("/v1/holds", [.get: list], to: router)
        GatewayRouter.add("/v1/holds/decisions", [.post: decideMany], to: router)
        GatewayRouter.add("/v1/holds/:hold", [.get: show], to: router)
        GatewayRouter.add("/v1/holds/:hold/release", [.post: release], to: router)
        GatewayRouter.add("/v1/holds/:hold/refuse", [.post: refuse], to: router)
    }

    func list(_ request: Request, _ context: GatewayRequestContext) async throws -> Response {
        let key = try state.current.authenticate(request, for: .moderate)
        try request.requireQuery(only: ["state", "group", "sender", "limit", "cursor", "lang"])
        let language = try request.answerLanguage(default: configuration.language)
        let query = request.uri.queryParameters
        let limit = try request.pageLimit()
        let found = try await store.links(
            tenant: key.record.tenant, state: try request.choice("state", HeldLink.State.self),
            group: query["group"].map(String.init),
            sender: query["sender"].map(String.init), before: try cursor(of: request), limit: limit + 1)
        let page = found.prefix(limit)
        return .json { json in
            json.object { json in
                json.array("holds") { json in for link in page { link.write(to: &json, language: language) } }
                json.member("next_cursor", found.count > limit ? page.last?.id : nil)
            }
        }
    }

    func show(_ request: Request, _ context: GatewayRequestContext) async throws -> Response {
        let key = try state.current.authenticate(request, for: .check)
        try request.requireQuery(only: ["lang"])
        let language = try request.answerLanguage(default: configuration.language)
        guard let id = Self.number(context), let found = try await store.find(id, tenant: key.record.tenant) else {
            throw Self.unknown
        }
        return .json { found.link.write(to: &$0, history: found.history, language: language) }
    }

    func release(_ request: Request, _ context: GatewayRequestContext) async throws -> Response {
        try await decide(.release, request, context)
    }

    func refuse(_ request: Request, _ context: GatewayRequestContext) async throws -> Response {
        try await decide(.refuse, request, context)
    }

    private func decide(
        _ action: HeldDecision.Action, _ request: Request, _ context: GatewayRequestContext
    ) async throws -> Response {
        let (key, language, body) = try await began(request)
        // What is not there has no body that could be wrong.
        guard let id = Self.number(context), try await store.find(id, tenant: key.record.tenant) != nil else {
            throw Self.unknown
        }
        let wanted: HoldRequest
        do { wanted = try HoldBody.single(body, linkID: id, action: action) } catch { throw Problem(error) }
        return try await idempotency.once(request, key: key, body: body) {
            let outcome = try await decide([wanted], key).first ?? .unknown
            let link = try Self.link(outcome)
            let history = try await store.find(id, tenant: key.record.tenant)?.history
            return .json { link.write(to: &$0, history: history ?? [], language: language) }
        }
    }

    func decideMany(_ request: Request, _ context: GatewayRequestContext) async throws -> Response {
        let (key, language, body) = try await began(request)
        let wanted: [(id: String, request: HoldRequest)]
        do { wanted = try HoldBody.batch(body) } catch { throw Problem(error) }
        return try await idempotency.once(request, key: key, body: body) {
            let outcomes = try await decide(wanted.map(\.request), key)
            return .json { json in
                json.object { json in
                    json.array("results") { json in
                        for (item, outcome) in zip(wanted, outcomes) {
                            Self.write(outcome, of: item.id, language, to: &json)
                        }
                    }
                }
            }
        }
    }

    // MARK: Parts

    private func began(_ request: Request) async throws -> (AuthorizedKey, Language, [UInt8]) {
        let key = try state.current.authenticate(request, for: .moderate)
        try request.requireQuery(only: ["lang"])
        let language = try request.answerLanguage(default: configuration.language)
        return (key, language, try await request.jsonBody(atMost: Self.bodyLimit))
    }

    private func decide(_ wanted: [HoldRequest], _ key: AuthorizedKey) async throws -> [HeldLinkStore.Outcome] {
        try await desk.decide(wanted, tenant: key.record.tenant, apiKey: key.record.id)
    }

    /// - Throws: ``Problem`` for a link that nothing was decided on.
    private static func link(_ outcome: HeldLinkStore.Outcome) throws(Problem) -> HeldLink {
        switch outcome {
        case .decided(let link, _), .unchanged(let link, _): return link
        case .refused(let refusal):
            throw Problem(
                .conflict, "not-the-groups-decision", "The group cannot decide this", detail: "\(refusal).")
        case .unknown: throw unknown
        }
    }

    private static func write(
        _ outcome: HeldLinkStore.Outcome, of id: String, _ language: Language, to json: inout JSONWriter
    ) {
        json.object { json in
            json.member("id", id)
            do throws(Problem) {
                json.member("state", try link(outcome).state.rawValue)
            } catch {
                json.key("problem")
                error.write(to: &json)
            }
        }
    }

    private static let unknown = Problem(
        .notFound, "unknown-hold", "There is no such held link",
        detail: "The tenant of this key has no held link of this id, or it is forgotten.")

    private static func number(_ context: GatewayRequestContext) -> UInt64? {
        context.parameters.get("hold").flatMap { HeldLink.number($0) }
    }

    private func cursor(of request: Request) throws(Problem) -> UInt64? {
        guard let text = request.uri.queryParameters["cursor"] else { return nil }
        guard let number = HeldLink.number(text) else {
            throw .wrongCursor
        }
        return number
    }
}
