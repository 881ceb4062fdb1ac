import HTTPTypes
import Hummingbird
import LinkPolicy
import LinkTokens
import Persistence

/// `/t/{tenant}/g/{group}/held`, where a group's admins decide on what waits in it, and `/me/held`, where people see what
/// became of their own links.
struct HeldPages: Sendable {
    /// Bytes of a form.
    private static let formLimit = 16 << 10
    /// Links of one page.
    private static let pageLength = 30

    let desk: HoldDesk
    let sessions: SessionService
    let pages: PageRenderer
    let configuration: GatewayConfiguration

    func add(to router: Router<GatewayRequestContext>) {
        GatewayRouter.add("/t/:tenant/g/:group/held", [.get: showQueue, .post: decide], to: router)
        GatewayRouter.add("/me/held", [.get: showOwn], to: router)
    }

    // MARK: A group's queue

    func showQueue(_ request: Request, _ context: GatewayRequestContext) async throws -> Response {
        let words = words(request)
        return try await pages.refusing(words.language) {
            let member = try sessions.membership(of: request, context)
            guard member.role.managesGroup else { return managersOnly(member, words) }
            let notice: String? =
                switch request.uri.queryParameters["done"] {
                case "released": words.released
                case "refused": words.refused
                default: nil
                }
            return try await queue(of: member, words, Shown(notice: notice), before: Self.cursor(request))
        }
    }

    func decide(_ request: Request, _ context: GatewayRequestContext) async throws -> Response {
        let words = words(request)
        return try await pages.refusing(words.language) {
            let member = try sessions.membership(of: request, context)
            guard member.role.managesGroup else { return managersOnly(member, words) }
            return try await decide(try await request.fields(limit: Self.formLimit), member, words)
        }
    }

    private func decide(_ fields: FormFields, _ member: Membership, _ words: HeldPhrases) async throws -> Response {
        guard member.session.owns(formToken: fields.first("form_token")) else {
            return try await queue(of: member, words, Shown(problem: words.staleForm, status: .forbidden))
        }
        let action: HeldDecision.Action
        switch fields.first("action") {
        case "release": action = .release
        case "refuse": action = .refuse
        default:
            return try await queue(of: member, words, Shown(problem: words.badAction, status: .unprocessableContent))
        }
        // Whoever manages one group decides nothing in another, whatever the form names.
        guard let id = fields.first("hold").flatMap({ HeldLink.number($0) }),
            let found = try await desk.store.find(id, tenant: member.session.tenant),
            found.link.context.group == member.group
        else {
            return try await queue(of: member, words, Shown(problem: words.unknown, status: .notFound))
        }
        let reason = action == .refuse ? fields.first("reason") ?? "" : ""
        let wanted = HoldRequest(
            linkID: id, action: action, origin: .group, person: member.session.person, reason: reason, seen: .waiting)
        guard HoldForm.refusal(of: wanted) == nil else {
            return try await queue(
                of: member, words,
                Shown(problem: words.badReason, status: .unprocessableContent, refusing: (id, reason)))
        }
        switch try await desk.decide([wanted], tenant: member.session.tenant, apiKey: nil).first ?? .unknown {
        case .decided, .unchanged:
            return Response(
                status: .seeOther,
                headers: [
                    .location:
                        "\(member.path)/held?lang=\(words.language.rawValue)&done=\(action.state.rawValue)",
                    .cacheControl: "no-store",
                ])
        case .refused(let refusal):
            return try await queue(of: member, words, Shown(problem: words.refusal(refusal), status: .conflict))
        case .unknown:
            return try await queue(of: member, words, Shown(problem: words.unknown, status: .notFound))
        }
    }

    /// What a page of the queue says besides the links.
    private struct Shown {
        var notice: String?
        var problem: String?
        var status = HTTPResponse.Status.ok
        /// The link whose refusal is being filled in, with the reason so far.
        var refusing: (id: UInt64, reason: String)?
    }

    private func queue(
        of member: Membership, _ words: HeldPhrases, _ shown: Shown, before: UInt64? = nil
    ) async throws -> Response {
        let path = "\(member.path)/held"
        let found = try await desk.store.links(
            tenant: member.session.tenant, state: .waiting, group: member.group, before: before,
            limit: Self.pageLength + 1)
        let items = found.prefix(Self.pageLength).map { link -> HeldPage.Item in
            let isRefusing = shown.refusing?.id == link.context.linkID
            let form = HeldPage.Form(
                action: "\(path)?lang=\(words.language.rawValue)", formToken: member.session.formToken,
                release: link.leaves(.release, to: .group) ? words.release : nil, refuse: words.refuse,
                reasonLabel: words.reasonLabel, reason: isRefusing ? shown.refusing?.reason ?? "" : "",
                isRefusing: isRefusing)
            return HeldPage.Item(queued: link, form: link.leaves(.refuse, to: .group) ? form : nil, words)
        }
        let model = HeldPage(
            title: words.groupTitle, languageLink: "\(path)?lang=\(words.language.other.rawValue)",
            lead: words.groupLead,
            signedIn: ChoicePhrases.of(words.language).signedIn(member.session.person, group: member.group),
            notice: shown.notice, problem: shown.problem, empty: items.isEmpty ? words.groupEmpty : nil, items: items,
            older: older(path, items, of: found.count, words), olderLabel: words.older,
            back: "\(member.path)/settings?lang=\(words.language.rawValue)", backLabel: words.backToSettings)
        return pages.page("held", model, words.language, status: shown.status)
    }

    private func managersOnly(_ member: Membership, _ words: HeldPhrases) -> Response {
        let model = MessagePage(
            title: words.groupTitle, lead: words.managersOnly,
            back: "\(member.path)/settings?lang=\(words.language.rawValue)",
            languageLink: "?lang=" + words.language.other.rawValue)
        return pages.page("message", model, words.language, status: .forbidden)
    }

    // MARK: A person's own

    func showOwn(_ request: Request, _ context: GatewayRequestContext) async throws -> Response {
        let words = words(request)
        return try await pages.refusing(words.language) {
            let session = try sessions.session(of: request)
            let found = try await desk.store.links(
                tenant: session.tenant, sender: session.person, before: Self.cursor(request),
                limit: Self.pageLength + 1)
            let page = found.prefix(Self.pageLength)
            let last = try await desk.store.lastDecisions(on: page.map(\.context.linkID))
            let items = page.map { HeldPage.Item(own: $0, last: last[$0.context.linkID], words) }
            let model = HeldPage(
                title: words.ownTitle, languageLink: "/me/held?lang=\(words.language.other.rawValue)",
                lead: words.ownLead, signedIn: ChoicePhrases.of(words.language).signedIn(session.person, group: nil),
                notice: nil, problem: nil, empty: items.isEmpty ? words.ownEmpty : nil, items: items,
                older: older("/me/held", items, of: found.count, words), olderLabel: words.older,
                back: "/me/links?lang=\(words.language.rawValue)", backLabel: words.backToOwn)
            return pages.page("held", model, words.language)
        }
    }

    // MARK: Parts

    private func words(_ request: Request) -> HeldPhrases {
        HeldPhrases(language: request.language(default: configuration.language))
    }

    /// Where the links before those of this page are; `nil` where there are none.
    private func older(_ path: String, _ items: [HeldPage.Item], of found: Int, _ words: HeldPhrases) -> String? {
        guard found > items.count, let last = items.last else { return nil }
        return "\(path)?lang=\(words.language.rawValue)&before=\(last.id)"
    }

    /// The link before which a page begins; the beginning for what names none.
    private static func cursor(_ request: Request) -> UInt64? {
        request.uri.queryParameters["before"].flatMap { HeldLink.number($0) }
    }
}
