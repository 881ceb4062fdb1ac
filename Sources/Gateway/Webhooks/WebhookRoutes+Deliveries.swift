import Hummingbird
import JSONText
import Persistence
import Webhooks

/// The log of what was sent, and sending it again.
extension WebhookRoutes {
    private static let pageLimit = 200
    private static let usualPage = 50

    func listDeliveries(_ request: Request, _ context: GatewayRequestContext) async throws -> Response {
        let webhook = try await webhook(request, context)
        try request.requireQuery(only: ["limit", "cursor", "state"])
        let limit = try limit(of: request)
        let found = try await deliveries.deliveries(
            to: webhook.id, state: try state(of: request), before: try cursor(of: request), limit: limit + 1)
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

    private func limit(of request: Request) throws(Problem) -> Int {
        guard let text = request.uri.queryParameters["limit"] else { return Self.usualPage }
        guard let limit = Int(text), (1...Self.pageLimit).contains(limit) else {
            throw Self.invalid("“limit” must be a whole number from 1 to \(Self.pageLimit).")
        }
        return limit
    }

    private func cursor(of request: Request) throws(Problem) -> String? {
        guard let text = request.uri.queryParameters["cursor"] else { return nil }
        guard WebhookName.isName(text, of: .delivery) else {
            throw Self.invalid("“cursor” must be the “next_cursor” of a page before.")
        }
        return String(text)
    }

    private func state(of request: Request) throws(Problem) -> DeliveryRecord.State? {
        guard let text = request.uri.queryParameters["state"] else { return nil }
        guard let state = DeliveryRecord.State(rawValue: String(text)) else {
            let known = DeliveryRecord.State.allCases.map(\.rawValue).joined(separator: ", ")
            throw Self.invalid("“state” must be one of \(known).")
        }
        return state
    }

    private static func invalid(_ detail: String) -> Problem {
        Problem(.unprocessableContent, "invalid-value", "A value is not allowed", detail: detail)
    }
}
