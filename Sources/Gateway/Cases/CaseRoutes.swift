import Gate
import Hummingbird
import JSONText
import LinkPolicy
import Moderation
import Persistence

/// `/v1/cases`: what complaints gather in, and what moderators do with it.
struct CaseRoutes: Sendable {
    /// Bytes of a body.
    private static let bodyLimit = 64 << 10

    let state: GatewayState
    let store: CaseStore
    let idempotency: Idempotency
    let configuration: GatewayConfiguration
    let clock: any GatewayClock

    func add(to router: Router<GatewayRequestContext>) {
        GatewayRouter.add("/v1/cases", [.get: list], to: router)
        GatewayRouter.add("/v1/cases/bulk", [.post: bulk], to: router)
        GatewayRouter.add("/v1/cases/:case", [.get: show], to: router)
        GatewayRouter.add("/v1/cases/:case/assign", [.post: assign], to: router)
        GatewayRouter.add("/v1/cases/:case/notes", [.post: note], to: router)
        GatewayRouter.add("/v1/cases/:case/dismiss", [.post: dismiss], to: router)
        GatewayRouter.add("/v1/cases/:case/reopen", [.post: reopen], to: router)
        GatewayRouter.add("/v1/cases/:case/second-opinion", [.post: secondOpinion], to: router)
    }

    private var rules: ComplaintRules { state.current.rulebook.complaints }

    func list(_ request: Request, _ context: GatewayRequestContext) async throws -> Response {
        let key = try state.current.authenticate(request, for: .moderate)
        try request.requireQuery(only: [
            "order", "state", "assignee", "category", "host", "platform", "overdue", "limit", "cursor", "lang",
        ])
        let language = try request.answerLanguage(default: configuration.language)
        let query = request.uri.queryParameters
        let limit = try request.pageLimit()
        let now = clock.seconds
        var filter = CaseFilter()
        filter.order = try request.choice("order", CaseFilter.Order.self) ?? .harm
        filter.state = try request.choice("state", CaseState.self)
        filter.assignee = query["assignee"].map(String.init)
        filter.category = query["category"].map(String.init)
        filter.host = query["host"].map(String.init)
        filter.platform = query["platform"].map(String.init)
        if try request.choice("overdue", Overdue.self) != nil {
            guard filter.order == .due || query["order"] == nil else {
                throw Problem.invalidValue("“overdue” lists by the time cases are due; leave “order” out.")
            }
            filter.order = .due
            filter.dueBefore = now
        }
        let cursor = try query["cursor"].map { text throws(Problem) in
            guard let cursor = CaseCursor(text) else { throw .wrongCursor }
            return cursor
        }
        let found = try await store.cases(tenant: key.record.tenant, filter, after: cursor, limit: limit + 1)
        let page = found.prefix(limit)
        let rules = rules
        return .json { json in
            json.object { json in
                json.array("cases") { json in
                    for each in page { each.write(to: &json, rules: rules, now: now, language: language) }
                }
                json.member(
                    "next_cursor",
                    found.count > limit ? page.last.map { CaseCursor(after: $0, in: filter.order).text } : nil)
            }
        }
    }

    private enum Overdue: String, CaseIterable {
        case yes = "true"
    }

    func show(_ request: Request, _ context: GatewayRequestContext) async throws -> Response {
        let key = try state.current.authenticate(request, for: .moderate)
        try request.requireQuery(only: ["lang"])
        let language = try request.answerLanguage(default: configuration.language)
        return try await answer(context.parameters.get("case") ?? "", key, language)
    }

    func assign(_ request: Request, _ context: GatewayRequestContext) async throws -> Response {
        try await change(request, context, CaseBody.assign) { id, body, actor, tenant, once in
            try await store.assign(id, to: body.assignee, tenant: tenant, by: actor, now: clock.seconds, once: once)
        }
    }

    func note(_ request: Request, _ context: GatewayRequestContext) async throws -> Response {
        try await change(request, context, CaseBody.note) { id, body, actor, tenant, once in
            try await store.note(
                id, body.kind, body.text ?? "", tenant: tenant, by: actor, now: clock.seconds, once: once)
        }
    }

    func dismiss(_ request: Request, _ context: GatewayRequestContext) async throws -> Response {
        try await change(request, context, CaseBody.dismiss) { id, body, actor, tenant, once in
            try await store.dismiss(
                id, tenant: tenant, reason: body.text ?? "", by: actor, rules: rules, now: clock.seconds, once: once)
        }
    }

    func reopen(_ request: Request, _ context: GatewayRequestContext) async throws -> Response {
        try await change(request, context, CaseBody.dismiss) { id, body, actor, tenant, once in
            let result = try await store.reopen(
                id, tenant: tenant, reason: body.text ?? "", by: actor, rules: rules, now: clock.seconds, once: once)
            if case .success(let record) = result {
                state.cases.add(record.number, host: record.host, key: record.key, tenant: record.tenant)
            }
            return result
        }
    }

    func secondOpinion(_ request: Request, _ context: GatewayRequestContext) async throws -> Response {
        try await change(request, context, CaseBody.secondOpinion) { id, body, actor, tenant, once in
            let text = body.text ?? ""
            if let asked = body.asked {
                return try await store.ask(
                    asked, about: id, text, tenant: tenant, by: actor, now: clock.seconds, once: once)
            }
            return try await store.giveOpinion(
                body.opinion ?? .unfounded, on: id, text, tenant: tenant, by: actor, now: clock.seconds, once: once)
        }
    }

    func bulk(_ request: Request, _ context: GatewayRequestContext) async throws -> Response {
        let (key, _, bytes) = try await began(request)
        let body = try Problem.wrapping { () throws(JSONProblem) in try CaseBody.bulk(bytes) }
        return try await idempotency.once(request, key: key, body: bytes) {
            let actor = CaseActor(apiKey: key.record.id, person: body.person)
            let tenant = key.record.tenant
            let results =
                body.action == .assign
                ? try await store.assign(body.cases, to: body.assignee, tenant: tenant, by: actor, now: clock.seconds)
                : try await store.dismiss(
                    body.cases, tenant: tenant, reason: body.text ?? "", by: actor, rules: rules, now: clock.seconds)
            return .json { json in
                json.object { json in
                    json.array("results") { json in
                        for (id, result) in zip(body.cases, results) {
                            json.object { json in
                                json.member("id", id)
                                switch result {
                                case .success(let record): json.member("state", record.state.rawValue)
                                case .failure(let refusal):
                                    json.key("problem")
                                    Problem(refusal).write(to: &json)
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    // MARK: Parts

    private func change(
        _ request: Request, _ context: GatewayRequestContext,
        _ read: ([UInt8]) throws(JSONProblem) -> CaseBody,
        _ act: (String, CaseBody, CaseActor, TenantID, IdempotencyStore.Once?) async throws -> Result<
            CaseRecord, CaseRefusal
        >
    ) async throws -> Response {
        let (key, language, bytes) = try await began(request)
        let tenant = key.record.tenant
        let id = context.parameters.get("case") ?? ""
        // What is not there has no body that could be wrong.
        guard try await store.exists(id, tenant: tenant) else { throw Problem(CaseRefusal.unknown) }
        let body = try Problem.wrapping { () throws(JSONProblem) in try read(bytes) }
        return try await idempotency.made(request, key: key, body: bytes) { once in
            let actor = CaseActor(apiKey: key.record.id, person: body.person)
            switch try await act(id, body, actor, tenant, once) {
            case .success(let record): return record.id
            case .failure(let refusal): throw Problem(refusal)
            }
        } answer: { id in
            try await answer(id, key, language)
        }
    }

    private func answer(_ id: String, _ key: AuthorizedKey, _ language: Language) async throws -> Response {
        guard let found = try await store.find(id, tenant: key.record.tenant) else {
            throw Problem(CaseRefusal.unknown)
        }
        let (rules, now) = (rules, clock.seconds)
        return .json { json in
            found.record.write(
                to: &json, notes: found.notes, log: found.log, around: found.around, rules: rules, now: now,
                language: language)
        }
    }

    private func began(_ request: Request) async throws -> (AuthorizedKey, Language, [UInt8]) {
        let key = try state.current.authenticate(request, for: .moderate)
        try request.requireQuery(only: ["lang"])
        let language = try request.answerLanguage(default: configuration.language)
        return (key, language, try await request.jsonBody(atMost: Self.bodyLimit))
    }
}

extension Problem {
    init(_ refusal: CaseRefusal) {
        switch refusal {
        case .unknown:
            self.init(
                .notFound, "unknown-case", "There is no such case",
                detail: "The tenant of this key has no case of this id, or it is forgotten.")
        case .decided:
            self.init(.conflict, "case-decided", "The case is decided", detail: "Sorry, \(refusal).")
        case .notDismissed:
            self.init(.conflict, "case-not-dismissed", "The case was not dismissed", detail: "Sorry, \(refusal).")
        case .begunAnew:
            self.init(
                .conflict, "case-in-progress", "Another case on it is in progress", detail: "Sorry, \(refusal).")
        case .ownOpinion, .notAsked:
            self.init(.conflict, "no-second-opinion", "That is no second opinion", detail: "Sorry, \(refusal).")
        }
    }
}
