import Gate
import Hummingbird
import LinkPolicy
import LinkTokens
import Moderation
import Persistence

/// `/reasons/{id}`, the permanent page of a statement of reasons; `/reasons/{id}/appeal`, the form of an appeal against it;
/// `/appeals/{id}`, what became of that.
struct AppealPages: Sendable {
    private static let formLimit = 64 << 10

    let state: GatewayState
    let rulings: RulingStore
    let desk: AppealDesk
    let sessions: SessionService
    let standings: StandingDesk
    let pages: PageRenderer
    let configuration: GatewayConfiguration
    let clock: any GatewayClock

    func add(to router: Router<GatewayRequestContext>) {
        GatewayRouter.add("/reasons/:ruling", [.get: reasons], to: router)
        GatewayRouter.add("/reasons/:ruling/appeal", [.get: form, .post: send], to: router)
        GatewayRouter.add("/appeals/:appeal", [.get: show], to: router)
    }

    func reasons(_ request: Request, _ context: GatewayRequestContext) async throws -> Response {
        try await withRuling(request, context) { ruling, phrases in
            let now = clock.seconds
            let earlier = try await desk.store.appeals(against: ruling.id)
            let canAppeal = Appeal.Kind.allCases.contains { ruling.refusal(of: $0, after: earlier, at: now) == nil }
            let rules = state.current.rulebook.complaints
            let model = ReasonsPage(
                ruling, category: rules.title(of: ruling.category, phrases.language), contact: configuration.contact,
                canAppeal: canAppeal, standing: standings.path(for: ruling), language: phrases.language, at: now)
            return pages.page("reasons", model, phrases.language)
        }
    }

    func form(_ request: Request, _ context: GatewayRequestContext) async throws -> Response {
        try await withRuling(request, context) { ruling, phrases in
            switch try place(of: ruling, request, phrases) {
            case .site(let hosts): present(ruling, phrases, hosts: hosts)
            case .person(let session, true): present(ruling, phrases, formToken: session.formToken)
            case .person(_, false): message(phrases.refusedTitle, phrases.otherParty, phrases, .forbidden)
            case .unknown: message(phrases.refusedTitle, phrases.needsApp[phrases.language], phrases, .forbidden)
            }
        }
    }

    func send(_ request: Request, _ context: GatewayRequestContext) async throws -> Response {
        try await withRuling(request, context) { ruling, phrases in
            let fields = try await request.fields(limit: Self.formLimit)
            let kind = fields.first("kind").flatMap(Appeal.Kind.init)
            let statement = (fields.first("statement") ?? "").replacing("\r\n", with: "\n")
            let place = try place(of: ruling, request, phrases)
            var (hosts, token): ([String], String?) = ([], nil)
            switch place {
            case .site(let own): hosts = own
            case .person(let session, true):
                token = session.formToken
                guard session.owns(formToken: fields.first("form_token")) else {
                    let stale = ChoicePhrases.of(phrases.language).staleForm
                    return present(
                        ruling, phrases, formToken: token, kind: kind, statement: statement, problem: stale,
                        status: .forbidden)
                }
            case .person(_, false): return message(phrases.refusedTitle, phrases.otherParty, phrases, .forbidden)
            case .unknown:
                return message(phrases.refusedTitle, phrases.needsApp[phrases.language], phrases, .forbidden)
            }
            func again(_ problem: String, attempts: [String] = []) -> Response {
                present(
                    ruling, phrases, hosts: hosts, formToken: token, kind: kind, statement: statement,
                    problem: problem, attempts: attempts, status: .unprocessableContent)
            }
            guard let kind else { return again(phrases.chooseKind) }
            if let refusal = RulingRequest.refusal(
                of: statement, atMost: AppealDesk.statementLimit, isNeeded: true)
            {
                return again(phrases.badStatement(refusal))
            }
            // Nothing is fetched for what would be refused anyway.
            let earlier = try await desk.store.appeals(against: ruling.id)
            if let refusal = ruling.refusal(of: kind, after: earlier, at: clock.seconds) {
                return message(phrases.refusedTitle, refusal.words[phrases.language], phrases, .conflict)
            }
            var shown = "session"
            if token == nil {
                switch await desk.proof.look(for: ruling.id, on: hosts) {
                case .proved(let address): shown = address
                case .missing(let attempts):
                    return again(phrases.notProved, attempts: attempts.map(phrases.missing))
                }
            }
            do {
                let appeal = try await desk.take(
                    kind, against: ruling, by: Appeal.party(for: ruling.subject), proof: shown, statement: statement)
                return Response(
                    status: .seeOther,
                    headers: [
                        .location: "/appeals/\(appeal.id)?lang=\(phrases.language.rawValue)", .cacheControl: "no-store",
                    ])
            } catch let refusal as Appeal.Refusal {
                return message(phrases.refusedTitle, refusal.words[phrases.language], phrases, .conflict)
            }
        }
    }

    func show(_ request: Request, _ context: GatewayRequestContext) async throws -> Response {
        let phrases = AppealPhrases(language: request.language(default: configuration.language))
        guard let appeal = try await desk.store.find(context.parameters.get("appeal") ?? "") else {
            return message(phrases.unknownTitle, phrases.unknownLead, phrases, .notFound)
        }
        return pages.page("reasons", ReasonsPage(appeal, phrases: phrases), phrases.language)
    }

    // MARK: Parts

    /// Who can speak against a ruling from here.
    private enum Place {
        /// Whoever runs one of these hosts.
        case site([String])
        /// Somebody the app knows, and whether the ruling is on them or their group.
        case person(Session, Bool)
        /// Nobody is signed in.
        case unknown
    }

    private func place(of ruling: Ruling, _ request: Request, _ phrases: AppealPhrases) throws -> Place {
        switch Appeal.party(for: ruling.subject) {
        case .site:
            return .site(SiteProof.hosts(for: ruling.subject, catalog: state.current.rulebook.catalog))
        case .sender:
            guard let session = try? sessions.session(of: request) else { return .unknown }
            return .person(session, session.tenant == ruling.tenant && session.person == ruling.subject.key)
        case .group:
            guard let session = try? sessions.session(of: request) else { return .unknown }
            let manages = session.groups[ruling.subject.key]?.managesGroup == true
            return .person(session, session.tenant == ruling.tenant && manages)
        }
    }

    private func present(
        _ ruling: Ruling, _ phrases: AppealPhrases, hosts: [String] = [], formToken: String? = nil,
        kind: Appeal.Kind? = nil, statement: String = "", problem: String? = nil, attempts: [String] = [],
        status: HTTPResponse.Status = .ok
    ) -> Response {
        let model = AppealPage(
            ruling, phrases: phrases, subject: ReasonsPage.subject(ruling, phrases.language),
            proof: formToken == nil ? phrases.proof(hosts) : [], formToken: formToken, kind: kind,
            statement: statement, problem: problem, attempts: attempts)
        return pages.page("appeal", model, phrases.language, status: status)
    }

    private func withRuling(
        _ request: Request, _ context: GatewayRequestContext, _ body: (Ruling, AppealPhrases) async throws -> Response
    ) async throws -> Response {
        let language = request.language(default: configuration.language)
        guard let ruling = try await rulings.find(context.parameters.get("ruling") ?? "") else {
            let title = LocalizedText(zh: "没有这份处理理由", en: "There is no such statement")
            let lead = LocalizedText(
                zh: "请检查编号是否完整。编号以 R- 开头，后面有 12 个字母和数字。",
                en: "Check that its number is complete: R- and 12 letters and digits.")
            return pages.page(
                "message",
                MessagePage(
                    title: title[language], lead: lead[language], languageLink: "?lang=" + language.other.rawValue),
                language, status: .notFound)
        }
        return try await body(ruling, AppealPhrases(language: language))
    }

    private func message(
        _ title: String, _ lead: String, _ phrases: AppealPhrases, _ status: HTTPResponse.Status
    ) -> Response {
        let model = MessagePage(
            title: title, lead: lead, languageLink: "?lang=" + phrases.language.other.rawValue)
        return pages.page("message", model, phrases.language, status: status)
    }
}
