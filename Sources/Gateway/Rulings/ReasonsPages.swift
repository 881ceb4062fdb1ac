import Gate
import Hummingbird
import LinkPolicy
import Moderation
import Persistence

/// `/reasons/{id}`: the permanent page of a statement of reasons.
struct ReasonsPages: Sendable {
    let state: GatewayState
    let rulings: RulingStore
    let pages: PageRenderer
    let configuration: GatewayConfiguration
    let clock: any GatewayClock

    func add(to router: Router<GatewayRequestContext>) {
        GatewayRouter.add("/reasons/:ruling", [.get: show], to: router)
    }

    func show(_ request: Request, _ context: GatewayRequestContext) async throws -> Response {
        let language = request.language(default: configuration.language)
        let id = context.parameters.get("ruling") ?? ""
        guard let ruling = try await rulings.find(id) else { return notFound(language) }
        let category = state.current.rulebook.categories[ruling.category]?.title[language] ?? ruling.category
        let model = ReasonsPage(
            ruling, category: category, contact: configuration.contact, language: language, at: clock.seconds)
        return pages.page("reasons", model, language)
    }

    private func notFound(_ language: Language) -> Response {
        let title = LocalizedText(zh: "没有这份处理理由", en: "There is no such statement")
        let lead = LocalizedText(
            zh: "请检查编号是否完整。编号以 R- 开头，后面有 12 个字母和数字。",
            en: "Check that its number is complete: R- and 12 letters and digits.")
        return pages.page(
            "message", MessagePage(title: title[language], lead: lead[language]), language, status: .notFound)
    }
}
