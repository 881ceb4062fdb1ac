import Hummingbird
import JSONText
import Persistence
import Webhooks

/// The log of what was sent, and sending it again.
extension WebhookRoutes {

    func listDeliveries(_ request: Request, _ context: GatewayRequestContext) async throws -> Response {
        let webhook = try await webhook(request, context)
        try request.requireQuery(only: ["limit", "cursor", "state"])
        let limit = try request.pageLimit()
        let found = try await deliveries.deliveries(
            to: webhook.id, state: try request.choice("state", DeliveryRecord.State.self),
            before: try cursor(of: request), limit: limit + 1)
        let page = found.prefix(limit)
        return .json { json in
            json.object { json in
                json.array("deliveries") { json in for delivery in page { delivery.write(to: &json) } }
                json.member("next_cursor", found.count > limit ? page.last?.id : nil)
            }
        }
    }

    func replay(_ request: Request, _ context: GatewayRequestContext) async throws -> Response {
        let webhook = try await webhook(request, context)
        try request.requireQuery(only: [])
        try Self.requireEnabled(webhook)
        guard let delivery = context.parameters.get("delivery"), WebhookName.isName(delivery, of: .delivery),
            try await deliveries.replay(delivery, to: webhook.id, now: clock.milliseconds)
        else {
            throw Problem(
                .notFound, "unknown-delivery", "There is no such delivery",
                detail: "The webhook has no delivery of this id, or it is forgotten.")
        }
        return .json(.accepted) { json in json.object { $0.member("delivery", delivery) } }
    }

    private func cursor(of request: Request) throws(Problem) -> String? {
        guard let text = request.uri.queryParameters["cursor"] else { return nil }
        guard WebhookName.isName(text, of: .delivery) else {
            throw .wrongCursor
        }
        return String(text)
    }
}
