import HTTPTypes
import Hummingbird
import LinkPolicy
import LinkTokens
import Moderation
import Persistence
import URLStandard

/// `/complain` and `/complaints/{number}`: where people begin a complaint, and see what became of one.
struct ComplaintPages: Sendable {
    /// Bytes of the form, whose text may be percent-encoded threefold.
    private static let formLimit = 64 << 10

    let complaints: ComplaintService
    let go: GoRoutes
    let pages: PageRenderer
    let configuration: GatewayConfiguration

    private struct Form: Decodable {
        var link: String?
    }

    func add(to router: Router<GatewayRequestContext>) {
        GatewayRouter.add("/complain", [.get: entry, .post: begin], to: router)
        GatewayRouter.add("/complaints", [.get: look], to: router)
        GatewayRouter.add("/complaints/:complaint", [.get: status], to: router)
    }

    func entry(_ request: Request, _ context: GatewayRequestContext) async throws -> Response {
        let language = request.language(default: configuration.language)
        return pages.page("complain_entry", ComplaintEntryPage(language: language), language)
    }

    /// Finds the link's token in what was pasted, and goes on to the form of the link.
    func begin(_ request: Request, _ context: GatewayRequestContext) async throws -> Response {
        let language = request.language(default: configuration.language)
        let words = ComplaintPhrases.of(language)
        let pasted = try await request.form(Form.self, limit: Self.formLimit).link ?? ""
        func refused(_ problem: String) -> Response {
            let model = ComplaintEntryPage(
                language: language, pasted: String(pasted.plainWords.prefix(2_048)), problem: problem)
            return pages.page("complain_entry", model, language, status: .unprocessableContent)
        }
        guard pasted.contains(where: { !$0.isWhitespace }) else { return refused(words.entryNothing) }
        guard let token = Self.token(in: pasted) else { return refused(words.entryForeign) }
        do {
            _ = try await go.linkContext(of: token, go.state.current, now: go.clock.seconds)
        } catch let error as TokenError {
            return refused(error == .expired ? words.entryExpired : words.entryAltered)
        }
        return Response(
            status: .seeOther,
            headers: [
                .location: "/go/\(token)/complain?lang=\(language.rawValue)", .cacheControl: "no-store",
            ])
    }

    /// The token of the first link of a gateway in a text, or the text itself where it is one.
    static func token(in text: String) -> String? {
        func leading(_ text: Substring) -> String? {
            let token = text.utf8.prefix { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x5F: true
                default: false
                }
            }
            return token.count >= ShortToken.length ? String(Substring(token)) : nil
        }
        if let path = text.firstRange(of: "/go/") { return leading(text[path.upperBound...]) }
        var trimmed = text.drop(while: \.isWhitespace)
        while trimmed.last?.isWhitespace == true { trimmed.removeLast() }
        return leading(trimmed).flatMap { $0 == trimmed ? $0 : nil }
    }

    /// The form that asks for a receipt number leads here.
    func look(_ request: Request, _ context: GatewayRequestContext) async throws -> Response {
        let language = request.language(default: configuration.language)
        // A form writes spaces as "+" (URL Standard §5.2).
        guard let text = request.uri.queryParameters["number"]?.replacing("+", with: " "),
            let number = ReceiptNumber(text, letter: "C")
        else {
            return unknown(language)
        }
        return Response(
            status: .seeOther,
            headers: [
                .location: "/complaints/\(number.text)?lang=\(language.rawValue)", .cacheControl: "no-store",
            ])
    }

    func status(_ request: Request, _ context: GatewayRequestContext) async throws -> Response {
        let language = request.language(default: configuration.language)
        guard let number = context.parameters.get("complaint").flatMap({ ReceiptNumber($0, letter: "C") }),
            let found = try await complaints.store.find(number.text, tenant: nil)
        else { return unknown(language) }
        let shown = (try? WebURL(found.address))?.shortDisplay(maxCharacters: 60) ?? found.address
        let model = ComplaintStatusPage(
            .init(
                number: found.id, at: found.at, category: found.category,
                isInReview: found.state == .assigned || found.state == .waiting, outcome: found.outcome,
                reason: found.reason, ruling: found.ruling, decidedAt: found.decidedAt,
                additions: found.additions.map(\.at), pictures: found.pictures.count),
            shown: shown.plainLine, rules: complaints.rules, isWarned: try await complaints.isWarned(found),
            language: language)
        return pages.page("complaint_status", model, language)
    }

    private func unknown(_ language: Language) -> Response {
        let words = ComplaintPhrases.of(language)
        let model = MessagePage(
            title: words.unknownTitle, lead: words.unknownLead, back: "/complain?lang=\(language.rawValue)",
            languageLink: "?lang=" + language.other.rawValue)
        return pages.page("message", model, language, status: .notFound)
    }
}
