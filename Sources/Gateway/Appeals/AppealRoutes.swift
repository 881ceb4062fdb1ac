import HTTPTypes
import Hummingbird
import JSONText
import LinkPolicy
import Moderation
import Persistence

/// `/v1/appeals`, and `/v1/rulings/{id}/appeals`: what is said against rulings. Keys with the scope `check` hand in for a
/// tenant's own people, whom the tenant knows; keys with `moderate` decide.
struct AppealRoutes: Sendable {
    private static let bodyLimit = 64 << 10

    let state: GatewayState
    let rulings: RulingStore
    let desk: AppealDesk
    let idempotency: Idempotency
    let clock: any GatewayClock

    func add(to router: Router<GatewayRequestContext>) {
        GatewayRouter.add("/v1/rulings/:ruling/appeals", [.get: against, .post: hand], to: router)
        GatewayRouter.add("/v1/appeals", [.get: list], to: router)
        GatewayRouter.add("/v1/appeals/:appeal", [.get: show], to: router)
        GatewayRouter.add("/v1/appeals/:appeal/decide", [.post: decide], to: router)
    }

    func hand(_ request: Request, _ context: GatewayRequestContext) async throws -> Response {
        let key = try state.current.authenticate(request, for: .check)
        try request.requireQuery(only: [])
        let body = try await request.jsonBody(atMost: Self.bodyLimit)
        let ruling = try await ruling(context, of: key)
        let handed: AppealBody.Handed
        do { handed = try AppealBody.handed(body) } catch { throw Problem(error) }
        guard handed.party == Appeal.party(for: ruling.subject) else {
            throw Problem(
                .unprocessableContent, "invalid-value", "A value is not allowed",
                detail: "This ruling is on a \(ruling.subject.kind.rawValue): its party is "
                    + "\(Appeal.party(for: ruling.subject).rawValue).", pointer: "/party")
        }
        return try await idempotency.made(request, key: key, body: body) { once in
            do {
                return try await desk.take(
                    handed.kind, against: ruling, by: handed.party, proof: "key " + key.record.id,
                    statement: handed.statement, once: once
                ).id
            } catch let refusal as Appeal.Refusal {
                throw Problem(
                    .conflict, "no-appeal", "There is no appeal against this now", detail: refusal.words.en + ".")
            }
        } answer: { id in
            guard let appeal = try await desk.store.find(id) else { throw Self.unknown }
            var response = Response.json(.created) { appeal.write(to: &$0) }
            response.headers[.location] = "/v1/appeals/" + appeal.id
            return response
        }
    }

    func against(_ request: Request, _ context: GatewayRequestContext) async throws -> Response {
        let key = try state.current.authenticate(request, for: .check)
        try request.requireQuery(only: [])
        let found = try await desk.store.appeals(against: ruling(context, of: key).id)
        return .json { json in
            json.object { json in
                json.array("appeals") { json in for appeal in found { appeal.write(to: &json) } }
            }
        }
    }

    func list(_ request: Request, _ context: GatewayRequestContext) async throws -> Response {
        let key = try state.current.authenticate(request, for: .moderate)
        try request.requireQuery(only: ["state", "limit", "cursor"])
        let isOpen: Bool
        switch request.uri.queryParameters["state"] {
        case nil, "open": isOpen = true
        case "decided": isOpen = false
        default: throw Problem.invalidValue("“state” must be one of open, decided.")
        }
        let limit = try request.pageLimit()
        let offset = try request.cursorNumber() ?? 0
        let found = try await desk.store.list(
            of: key.record.tenant, isOpen: isOpen, offset: offset, limit: limit + 1)
        return .json { json in
            json.object { json in
                json.array("appeals") { json in for appeal in found.prefix(limit) { appeal.write(to: &json) } }
                json.member("next_cursor", found.count > limit ? "\(offset + limit)" : nil)
            }
        }
    }

    func show(_ request: Request, _ context: GatewayRequestContext) async throws -> Response {
        let key = try state.current.authenticate(request, for: .check)
        try request.requireQuery(only: [])
        guard let appeal = try await desk.store.find(context.parameters.get("appeal") ?? ""),
            appeal.tenant == key.record.tenant
        else { throw Self.unknown }
        return .json { appeal.write(to: &$0) }
    }

    func decide(_ request: Request, _ context: GatewayRequestContext) async throws -> Response {
        let key = try state.current.authenticate(request, for: .moderate)
        try request.requireQuery(only: [])
        let body = try await request.jsonBody(atMost: Self.bodyLimit)
        let id = context.parameters.get("appeal") ?? ""
        guard try await desk.store.find(id)?.tenant == key.record.tenant else { throw Self.unknown }
        let wanted: (isFounded: Bool, answer: String, moderator: String?)
        do { wanted = try AppealBody.decision(body) } catch { throw Problem(error) }
        let actor = CaseActor(apiKey: key.record.id, person: wanted.moderator).description
        return try await idempotency.made(request, key: key, body: body) { once in
            let decision = Appeal.Decision(at: clock.seconds, actor: actor, answer: wanted.answer)
            do {
                return try await desk.decide(
                    id, of: key.record.tenant, isFounded: wanted.isFounded, decision, once: once
                ).id
            } catch let refusal as Appeal.DecisionRefusal {
                throw Self.problem(refusal)
            }
        } answer: { id in
            guard let appeal = try await desk.store.find(id) else { throw Self.unknown }
            try await state.waitUntilInForce(rulings.latestRevision())
            let reproposals = try await reproposals(after: appeal, by: actor)
            return .json { appeal.write(to: &$0, reproposals: reproposals) }
        }
    }

    /// What the ladder now says of later rulings, where the appeal has reversed one.
    private func reproposals(after appeal: Appeal, by actor: String) async throws -> [Reproposal] {
        guard appeal.state == .reversed, let ruling = try await rulings.find(appeal.rulingID) else { return [] }
        let rulingDesk = RulingDesk(store: rulings, rules: .init(state.current.rulebook))
        return try await rulingDesk.reproposals(after: ruling, by: actor, now: clock.seconds)
    }

    private func ruling(_ context: GatewayRequestContext, of key: AuthorizedKey) async throws -> Ruling {
        guard let ruling = try await rulings.find(context.parameters.get("ruling") ?? ""),
            ruling.tenant == key.record.tenant
        else { throw RulingRoutes.unknown }
        return ruling
    }

    private static let unknown = Problem(
        .notFound, "unknown-appeal", "There is no such appeal",
        detail: "The tenant of this key has no appeal of this id.")

    private static func problem(_ refusal: Appeal.DecisionRefusal) -> Problem {
        switch refusal {
        case .unknown: unknown
        case .decided:
            Problem(
                .conflict, "appeal-decided", "The appeal is decided", detail: "A decision on an appeal is final here.")
        case .sameModerator:
            Problem(
                .conflict, "same-moderator", "Somebody else has to decide",
                detail: "Whoever made the ruling may not decide on the appeal against it; "
                    + "“moderator” says who decides, or else the key.")
        }
    }
}
