import Foundation
import Hummingbird
import JSONText
import LinkPolicy
import LinkTokens
import Moderation
import Persistence
import Reputation

/// `/v1/standings`: how platforms, sites, senders and groups stand with a tenant, taken apart; for keys with the scope
/// `moderate`.
struct StandingRoutes: Sendable {
    let desk: StandingDesk

    func add(to router: Router<GatewayRequestContext>) {
        GatewayRouter.add("/v1/standings", [.get: list], to: router)
        GatewayRouter.add("/v1/standings/:kind/:name", [.get: show], to: router)
    }

    func list(_ request: Request, _ context: GatewayRequestContext) async throws -> Response {
        let key = try desk.state.current.authenticate(request, for: .moderate)
        try request.requireQuery(only: ["kind", "tier", "limit", "cursor"])
        let limit = try request.pageLimit()
        let found = try await desk.store.list(
            of: key.record.tenant, kind: try request.choice("kind", Subject.Kind.self)?.rawValue,
            tier: try request.choice("tier", ReputationTier.self), after: try cursor(of: request), limit: limit + 1)
        let page = found.prefix(limit)
        let shared = try await desk.shared(of: page.map(\.key))
        return .json { json in
            json.object { json in
                json.array("standings") { json in
                    for record in page {
                        record.write(to: &json, page: desk.page(of: record.key), shared: shared[record.key])
                    }
                }
                json.member("next_cursor", found.count > limit ? page.last.map { Self.cursor(after: $0.key) } : nil)
            }
        }
    }

    func show(_ request: Request, _ context: GatewayRequestContext) async throws -> Response {
        let key = try desk.state.current.authenticate(request, for: .moderate)
        try request.requireQuery(only: [])
        guard let kind = context.parameters.get("kind"),
            let name = context.parameters.get("name")?.removingPercentEncoding,
            let subject = desk.key(kind, name, of: key.record.tenant),
            let view = try await desk.view(of: subject)
        else {
            throw Problem(
                .notFound, "unknown-standing", "There is no such standing",
                detail: "Nothing is known to this tenant of a platform, domain, sender or group of that name.")
        }
        return .json { json in
            view.write(to: &json) { $0.member("page", desk.page(of: subject)) }
        }
    }

    // MARK: Parts

    private static func cursor(after key: StandingKey) -> String {
        Base64URL.encode(Array("\(key.kind.rawValue)/\(key.name)".utf8))
    }

    private func cursor(of request: Request) throws(Problem) -> (kind: String, name: String)? {
        guard let text = request.uri.queryParameters["cursor"] else { return nil }
        guard let bytes = Base64URL.decode(text), let words = String(validating: bytes, as: UTF8.self),
            let slash = words.firstIndex(of: "/"), Subject.Kind(rawValue: String(words[..<slash])) != nil
        else { throw .wrongCursor }
        return (String(words[..<slash]), String(words[words.index(after: slash)...]))
    }
}
