import HTTPTypes
import Hummingbird
import JSONText
import LinkPolicy
import Moderation
import Persistence

/// `/v1/rulings`: what a tenant's moderators decided; for keys with the scope `moderate`.
struct RulingRoutes: Sendable {
    private static let bodyLimit = 64 << 10

    let state: GatewayState
    let store: RulingStore
    let idempotency: Idempotency
    let configuration: GatewayConfiguration
    let clock: any GatewayClock

    func add(to router: Router<GatewayRequestContext>) {
        GatewayRouter.add("/v1/rulings", [.get: list, .post: make], to: router)
        GatewayRouter.add("/v1/rulings/proposals", [.post: propose], to: router)
        GatewayRouter.add("/v1/rulings/:ruling", [.get: show], to: router)
        GatewayRouter.add("/v1/rulings/:ruling/lift", [.post: lift], to: router)
        GatewayRouter.add("/v1/rulings/:ruling/statement", [.get: statement], to: router)
    }

    func list(_ request: Request, _ context: GatewayRequestContext) async throws -> Response {
        let key = try state.current.authenticate(request, for: .moderate)
        try request.requireQuery(only: ["state", "kind", "name", "limit", "cursor", "lang"])
        let language = try request.answerLanguage(default: configuration.language)
        let now = clock.seconds
        let limit = try request.pageLimit()
        let found = try await store.list(
            of: key.record.tenant, subject: try subject(of: request), isInForce: try isInForce(request), at: now,
            before: try request.cursorNumber().map(Int64.init), limit: limit)
        return .json { json in
            json.object { json in
                json.array("rulings") { json in
                    for ruling in found.rulings { ruling.write(to: &json, language: language, at: now) }
                }
                json.member("next_cursor", found.next.map { "\($0)" })
            }
        }
    }

    func show(_ request: Request, _ context: GatewayRequestContext) async throws -> Response {
        let (ruling, _, language) = try await found(request, context)
        let now = clock.seconds
        return .json { ruling.write(to: &$0, language: language, at: now) }
    }

    func statement(_ request: Request, _ context: GatewayRequestContext) async throws -> Response {
        let (ruling, _, language) = try await found(request, context)
        guard let statement = desk.statement(of: ruling, language: language) else {
            throw Problem(
                .notFound, "no-statement", "There is no statement",
                detail: "A notice restricts nothing, so no statement of reasons is owed for it.")
        }
        return .json { statement.write(to: &$0) }
    }

    func propose(_ request: Request, _ context: GatewayRequestContext) async throws -> Response {
        let (key, language, body) = try await began(request)
        let wanted: (subject: ModeratedSubject, category: String, evades: Bool)
        do { wanted = try RulingBody.proposal(body) } catch { throw Problem(error) }
        let now = clock.seconds
        do {
            let proposal = try await desk.proposal(
                on: wanted.subject, category: wanted.category, evades: wanted.evades, tenant: key.record.tenant,
                now: now)
            let reach = try await desk.reach(of: wanted.subject, tenant: key.record.tenant, now: now)
            return .json { proposal.write(to: &$0, reach: reach, language: language, at: now) }
        } catch let refusal as RulingRefusal {
            throw Self.problem(refusal, language)
        }
    }

    func make(_ request: Request, _ context: GatewayRequestContext) async throws -> Response {
        let (key, language, body) = try await began(request)
        let wanted: RulingBody.Making
        do { wanted = try RulingBody.making(body) } catch { throw Problem(error) }
        return try await idempotency.made(request, key: key, body: body) { once in
            do {
                return try await desk.make(
                    wanted.request, tenant: key.record.tenant,
                    actor: CaseActor(apiKey: key.record.id, person: wanted.moderator), now: clock.seconds, once: once
                ).ruling.id
            } catch let refusal as RulingRefusal {
                throw Self.problem(refusal, language)
            }
        } answer: { id in
            guard var ruling = try await store.find(id) else { throw Self.unknown }
            try await state.waitUntilInForce(store.latestRevision())
            // A repeated request gets the answer of the first, whatever has become of the ruling since.
            ruling.end = nil
            var response = Response.json(.created) { [ruling] json in
                ruling.write(to: &json, language: language, at: ruling.startsAt)
            }
            response.headers[.location] = "/v1/rulings/" + ruling.id
            return response
        }
    }

    func lift(_ request: Request, _ context: GatewayRequestContext) async throws -> Response {
        let (key, language, body) = try await began(request)
        let (ruling, _, _) = try await found(request, context)
        let wanted: (words: String, isMended: Bool, moderator: String?)
        do { wanted = try RulingBody.lifting(body) } catch { throw Problem(error) }
        return try await idempotency.made(request, key: key, body: body) { once in
            let end = Ruling.End(
                at: clock.seconds, reason: wanted.isMended ? .mended : .lifted, words: wanted.words,
                actor: CaseActor(apiKey: key.record.id, person: wanted.moderator).description)
            guard try await store.end(ruling.id, of: key.record.tenant, end, once: once) != nil else {
                throw Problem(
                    .conflict, "ruling-over", "The ruling is over",
                    detail: "It has ended by itself or was ended before; there is nothing to lift.")
            }
            return ruling.id
        } answer: { id in
            guard let lifted = try await store.find(id) else { throw Self.unknown }
            try await state.waitUntilInForce(store.latestRevision())
            let now = clock.seconds
            return .json { lifted.write(to: &$0, language: language, at: now) }
        }
    }

    // MARK: Parts

    private var desk: RulingDesk { RulingDesk(store: store, rules: .init(state.current.rulebook)) }

    private func began(_ request: Request) async throws -> (AuthorizedKey, Language, [UInt8]) {
        let key = try state.current.authenticate(request, for: .moderate)
        try request.requireQuery(only: ["lang"])
        let language = try request.answerLanguage(default: configuration.language)
        return (key, language, try await request.jsonBody(atMost: Self.bodyLimit))
    }

    private func found(
        _ request: Request, _ context: GatewayRequestContext
    ) async throws -> (Ruling, AuthorizedKey, Language) {
        let key = try state.current.authenticate(request, for: .moderate)
        try request.requireQuery(only: ["lang"])
        let language = try request.answerLanguage(default: configuration.language)
        guard let ruling = try await store.find(context.parameters.get("ruling") ?? ""),
            ruling.tenant == key.record.tenant
        else { throw Self.unknown }
        return (ruling, key, language)
    }

    private func subject(of request: Request) throws(Problem) -> ModeratedSubject? {
        let query = request.uri.queryParameters
        guard let kindText = query["kind"] else {
            guard query["name"] == nil else { throw Problem.invalidValue("“name” needs a “kind” beside it.") }
            return nil
        }
        guard let kind = ModeratedSubject.Kind(rawValue: String(kindText)) else {
            let kinds = ModeratedSubject.Kind.allCases.map(\.rawValue).joined(separator: ", ")
            throw Problem.invalidValue("“kind” must be one of \(kinds).")
        }
        guard let subject = query["name"].flatMap({ ModeratedSubject(kind, String($0)) }) else {
            throw Problem.invalidValue("“name” must name a \(kind.rawValue).")
        }
        return subject
    }

    private func isInForce(_ request: Request) throws(Problem) -> Bool? {
        switch request.uri.queryParameters["state"] {
        case nil, "all": return nil
        case "in_force": return true
        case "over": return false
        default: throw Problem.invalidValue("“state” must be one of all, in_force, over.")
        }
    }

    static let unknown = Problem(
        .notFound, "unknown-ruling", "There is no such ruling",
        detail: "The tenant of this key has no ruling of this id.")

    private static func problem(_ refusal: RulingRefusal, _ language: Language) -> Problem {
        let pointer: String
        switch refusal {
        case .unknownCategory: pointer = "/category"
        case .badCase: pointer = "/case"
        case .badSubject: pointer = "/subject/name"
        case .badText(let field, _): pointer = "/" + field
        case .outOfProportion:
            return Problem(
                .conflict, "out-of-proportion", "The sanction goes beyond the ladder",
                detail: refusal.sentence(language) + ".")
        }
        return Problem(
            .unprocessableContent, "invalid-value", "A value is not allowed", detail: refusal.sentence(language) + ".",
            pointer: pointer)
    }
}
