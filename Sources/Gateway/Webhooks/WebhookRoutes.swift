import Gate
import HTTPTypes
import Hummingbird
import JSONText
import LinkPolicy
import Persistence
import URLStandard
import Webhooks

/// `/v1/webhooks`: a tenant's own webhooks, for keys with the scope `admin`.
struct WebhookRoutes: Sendable {
    /// Bytes of a body.
    private static let bodyLimit = 16 << 10

    let state: GatewayState
    let webhooks: WebhookStore
    let deliveries: DeliveryStore
    let transport: any WebhookTransport
    let clock: any GatewayClock

    func add(to router: Router<GatewayRequestContext>) {
        let one = "/v1/webhooks/:webhook"
        GatewayRouter.add("/v1/webhooks", [.get: list, .post: create], to: router)
        GatewayRouter.add("\(one)", [.get: show, .patch: change, .delete: remove], to: router)
        GatewayRouter.add("\(one)/rotate", [.post: rotate], to: router)
        GatewayRouter.add("\(one)/test", [.post: test], to: router)
        GatewayRouter.add("\(one)/deliveries", [.get: listDeliveries], to: router)
        GatewayRouter.add("\(one)/deliveries/:delivery/replay", [.post: replay], to: router)
    }

    func list(_ request: Request, _ context: GatewayRequestContext) async throws -> Response {
        let tenant = try tenant(of: request)
        try request.requireQuery(only: [])
        let all = try await webhooks.all(tenant: tenant)
        return .json { json in
            json.object { json in
                json.array("webhooks") { json in for webhook in all { webhook.write(to: &json) } }
            }
        }
    }

    func create(_ request: Request, _ context: GatewayRequestContext) async throws -> Response {
        let tenant = try tenant(of: request)
        let body = try await body(of: request, isNew: true)
        // The reader has refused a body without them.
        guard let url = body.url, let events = body.events else { throw Problem.internalError }
        try await requireReachable(url)
        let made = try await refusing {
            try await webhooks.create(
                tenant: tenant, url: url.href, events: events, about: body.about,
                description: body.description ?? nil, now: clock.seconds)
        }
        var response = Response.json(.created) { json in
            made.webhook.write(to: &json) { $0.member("secret", made.secret.text) }
        }
        response.headers[.location] = "/v1/webhooks/" + made.webhook.id
        return response
    }

    func show(_ request: Request, _ context: GatewayRequestContext) async throws -> Response {
        let webhook = try await webhook(request, context)
        try request.requireQuery(only: [])
        return .json { webhook.write(to: &$0) }
    }

    func change(_ request: Request, _ context: GatewayRequestContext) async throws -> Response {
        let webhook = try await webhook(request, context)
        let body = try await body(of: request, isNew: false)
        if let url = body.url { try await requireReachable(url) }
        let change = WebhookChange(
            url: body.url?.href, events: body.events, description: body.description, isEnabled: body.isEnabled)
        let changed = try await refusing {
            try await webhooks.change(webhook.id, tenant: webhook.tenant, change, now: clock.seconds)
        }
        guard let changed else { throw Self.unknownWebhook }
        return .json { changed.webhook.write(to: &$0) }
    }

    func remove(_ request: Request, _ context: GatewayRequestContext) async throws -> Response {
        let webhook = try await webhook(request, context)
        try request.requireQuery(only: [])
        guard try await webhooks.remove(webhook.id, tenant: webhook.tenant, now: clock.seconds) != nil else {
            throw Self.unknownWebhook
        }
        return Response(status: .noContent, headers: [.cacheControl: "no-store"])
    }

    func rotate(_ request: Request, _ context: GatewayRequestContext) async throws -> Response {
        let webhook = try await webhook(request, context)
        try request.requireQuery(only: [])
        guard let rotated = try await webhooks.rotate(webhook.id, tenant: webhook.tenant, now: clock.seconds) else {
            throw Self.unknownWebhook
        }
        return .json { json in
            json.object { json in
                json.member("secret", rotated.secret.text)
                json.member("previous_until", utcTimestamp(milliseconds: rotated.previousUntil * 1_000))
            }
        }
    }

    func test(_ request: Request, _ context: GatewayRequestContext) async throws -> Response {
        let webhook = try await webhook(request, context)
        try request.requireQuery(only: [])
        try Self.requireEnabled(webhook)
        let delivery = try await webhooks.test(
            webhook.id, tenant: webhook.tenant, milliseconds: clock.milliseconds)
        guard let delivery else { throw Self.unknownWebhook }
        return .json(.accepted) { json in json.object { $0.member("delivery", delivery) } }
    }

    // MARK: Parts

    func tenant(of request: Request) throws(Problem) -> TenantID {
        try state.current.authenticate(request, for: .admin).record.tenant
    }

    /// The webhook that the path names, if it is the tenant's own.
    func webhook(_ request: Request, _ context: GatewayRequestContext) async throws -> WebhookRecord {
        let tenant = try tenant(of: request)
        guard let id = context.parameters.get("webhook"), WebhookName.isName(id, of: .webhook),
            let webhook = try await webhooks.find(id, tenant: tenant)
        else { throw Self.unknownWebhook }
        return webhook
    }

    static let unknownWebhook = Problem(
        .notFound, "unknown-webhook", "There is no such webhook",
        detail: "The tenant of this key has no webhook of this id.")

    static func requireEnabled(_ webhook: WebhookRecord) throws(Problem) {
        guard webhook.disabledAt == nil else {
            throw Problem(
                .conflict, "webhook-disabled", "The webhook is disabled",
                detail: "Nothing is sent to it. Enable it first: PATCH with {\"enabled\": true}.")
        }
    }

    private func body(of request: Request, isNew: Bool) async throws -> WebhookBody {
        try request.requireQuery(only: [])
        let bytes = try await request.jsonBody(atMost: Self.bodyLimit)
        let catalog = state.current.rulebook.catalog
        do { return try WebhookBody(json: bytes, isNew: isNew, catalog: catalog) } catch { throw Problem(error) }
    }

    private func requireReachable(_ url: WebURL) async throws {
        guard let reason = await transport.refusal(of: url) else { return }
        throw Problem(
            .unprocessableContent, "forbidden-address", "Events cannot be sent to this address",
            detail: "\(reason). The operator's “outbound_networks” names networks that may be reached all the same.",
            pointer: "/url")
    }

    private func refusing<Value>(_ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch let refusal as WebhookRefusal {
            switch refusal {
            case .duplicateURL:
                throw Problem(
                    .conflict, "duplicate-webhook", "There is a webhook at this address", detail: "\(refusal).",
                    pointer: "/url")
            case .tooMany:
                throw Problem(
                    .conflict, "too-many-webhooks", "There are too many webhooks", detail: "\(refusal).")
            case .notAbout:
                throw Problem(
                    .unprocessableContent, "invalid-value", "A value is not allowed", detail: "Sorry, \(refusal).",
                    pointer: "/events")
            }
        }
    }
}
