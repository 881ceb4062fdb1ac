import Foundation
import Gate
import Hummingbird
import LinkPolicy
import Moderation
import Persistence
import Platforms
import Reputation

/// `/t/{tenant}/standing/{platform|domain}/{name}`: how a platform or a site stands, for whoever runs it or wonders about
/// it. Senders and groups have no such page. What a few people opened is theirs: as long as it has no effect, the page says
/// no more than of what nobody opened.
struct StandingPages: Sendable {
    let desk: StandingDesk
    let pages: PageRenderer
    let configuration: GatewayConfiguration

    func add(to router: Router<GatewayRequestContext>) {
        GatewayRouter.add("/t/:tenant/standing/:kind/:name", [.get: show], to: router)
    }

    func show(_ request: Request, _ context: GatewayRequestContext) async throws -> Response {
        let language = request.language(default: configuration.language)
        let rulebook = desk.state.current.rulebook
        guard let tenant = context.parameters.get("tenant").flatMap({ TenantID($0) }),
            let kind = context.parameters.get("kind"),
            let name = context.parameters.get("name")?.removingPercentEncoding,
            let key = desk.key(kind, name, of: tenant), let path = StandingDesk.path(of: key)
        else { return unknown(language) }
        let platform = PlatformSlug(key.name).flatMap { rulebook.catalog[$0] }
        guard key.kind == .domain || platform != nil else { return unknown(language) }
        let view = try await desk.view(of: key)
        let breakdown = view.map(\.breakdown).flatMap { $0.isOfMany ? $0 : nil }
        guard breakdown != nil || view?.shared != nil || desk.state.current.knows(tenant) else {
            return unknown(language)
        }
        let model = StandingPage(
            key, name: key.kind == .platform ? platform?.names[language] ?? key.name : key.name, path: path,
            breakdown: breakdown, shared: view?.shared,
            shares: rulebook.tiers.parameters?.sharing.contains(tenant) ?? false,
            rules: rulebook.complaints,
            contact: configuration.contact, language: language)
        return pages.page("standing", model, language)
    }

    private func unknown(_ language: Language) -> Response {
        let title = LocalizedText(zh: "没有这样的平台或网站", en: "There is no such platform or site")
        let lead = LocalizedText(
            zh: "请检查地址：聊天平台、平台用简称，网站用域名。",
            en: "Check the address: a chat platform and a platform go by their short names, a site by its domain.")
        return pages.page(
            "message",
            MessagePage(title: title[language], lead: lead[language], languageLink: "?lang=" + language.other.rawValue),
            language, status: .notFound)
    }
}

extension Breakdown {
    /// Openings and complaints below which they could tell who they are of.
    private static let fewest = 20

    /// Whether it says more than what a few people did, or has an effect and must be explained.
    fileprivate var isOfMany: Bool {
        guard tier == .ordinary, changes.isEmpty else { return true }
        var count = complaints
        for item in items {
            switch item.cause {
            case .openings(let openings): count += openings
            case .ruling: return true
            case .complaints, .others: break
            }
        }
        return count >= Self.fewest
    }
}
