import HTTPTypes
import Hummingbird
import LinkPolicy
import LinkTokens
import Persistence
import URLStandard

/// `/t/{tenant}/g/{group}/settings` and `/me/links`: where people choose, in a session of theirs.
struct ChoicePages: Sendable {
    /// Bytes of a form, whose domains may be percent-encoded.
    private static let formLimit = 256 << 10

    let choices: ChoiceService
    let sessions: SessionService
    let pages: PageRenderer
    let configuration: GatewayConfiguration

    func add(to router: Router<GatewayRequestContext>) {
        GatewayRouter.add("/t/:tenant/g/:group/settings", [.get: showGroup, .post: changeGroup], to: router)
        GatewayRouter.add("/me/links", [.get: showPerson, .post: changePerson], to: router)
    }

    func showGroup(_ request: Request, _ context: GatewayRequestContext) async throws -> Response {
        try await refusing(request) { try await show(place(ofGroup: request, context), request, GroupForm.self) }
    }

    func changeGroup(_ request: Request, _ context: GatewayRequestContext) async throws -> Response {
        try await refusing(request) { try await change(place(ofGroup: request, context), request, GroupForm.self) }
    }

    func showPerson(_ request: Request, _ context: GatewayRequestContext) async throws -> Response {
        try await refusing(request) { try await show(place(ofPerson: request), request, PersonForm.self) }
    }

    func changePerson(_ request: Request, _ context: GatewayRequestContext) async throws -> Response {
        try await refusing(request) { try await change(place(ofPerson: request), request, PersonForm.self) }
    }

    // MARK: Where

    /// Whose choice a page is about, and who looks at it.
    private struct Place {
        let subject: ChoiceSubject
        let session: Session
        /// The person's part in the group.
        let role: Role?
        let path: String
        /// The page of the links that wait, or waited.
        let heldPath: String

        var canChange: Bool { subject.kind == .person || role?.managesGroup == true }
    }

    private func place(
        ofGroup request: Request, _ context: GatewayRequestContext
    ) throws(SessionRefusal) -> Place {
        let member = try sessions.membership(of: request, context)
        return Place(
            subject: ChoiceSubject(tenant: member.session.tenant, kind: .group, id: member.group),
            session: member.session, role: member.role, path: member.path + "/settings", heldPath: member.path + "/held"
        )
    }

    private func place(ofPerson request: Request) throws(SessionRefusal) -> Place {
        let session = try sessions.session(of: request)
        return Place(
            subject: ChoiceSubject(tenant: session.tenant, kind: .person, id: session.person), session: session,
            role: nil, path: "/me/links", heldPath: "/me/held")
    }

    private func refusing(_ request: Request, _ body: () async throws -> Response) async throws -> Response {
        try await pages.refusing(request.language(default: configuration.language), body)
    }

    // MARK: What

    private func show<Form: ChoicePageForm>(_ place: Place, _ request: Request, _: Form.Type) async throws -> Response {
        let phrases = ChoicePhrases.of(request.language(default: configuration.language))
        let notice: String? =
            switch request.uri.queryParameters["done"] {
            case "saved": phrases.saved
            case "default": phrases.reset
            default: nil
            }
        return try await present(Form.self, nil, place, phrases, notice: notice)
    }

    private func change<Form: ChoicePageForm>(
        _ place: Place, _ request: Request, _: Form.Type
    ) async throws -> Response {
        let phrases = ChoicePhrases.of(request.language(default: configuration.language))
        let fields = try await request.fields(limit: Self.formLimit)
        let form = Form(fields)
        guard place.session.owns(formToken: fields.first("form_token")) else {
            return try await present(form, place, phrases, problem: phrases.staleForm, status: .forbidden)
        }
        guard place.canChange else {
            return try await present(Form.self, nil, place, phrases, problem: phrases.readOnly, status: .forbidden)
        }
        let isReset = fields.first("action") == "default"
        let settings: (any ChoiceSettings)?
        do throws(ChoiceFormProblem) {
            settings = isReset ? nil : try form.settings(choices.domainCheck, phrases)
        } catch {
            return try await present(form, place, phrases, problem: error.sentence, status: .unprocessableContent)
        }
        let version = fields.first("version").flatMap { Int64($0) }
        let actor = ChoiceActor(.person, place.session.person, person: place.session.person, role: place.role)
        let outcome = try await choices.change(
            place.subject, to: settings, by: actor, if: [version.map { .version([$0]) } ?? .isAbsent])
        if outcome == .conditionFailed {
            return try await present(Form.self, nil, place, phrases, problem: phrases.conflict, status: .conflict)
        }
        return Response(
            status: .seeOther,
            headers: [
                .location: "\(place.path)?lang=\(phrases.language.rawValue)&done=\(isReset ? "default" : "saved")",
                .cacheControl: "no-store",
            ])
    }

    private func present<Form: ChoicePageForm>(
        _ form: Form, _ place: Place, _ phrases: ChoicePhrases, problem: String, status: HTTPResponse.Status
    ) async throws -> Response {
        try await present(Form.self, form, place, phrases, problem: problem, status: status)
    }

    /// - Parameter form: What was filled in; what is chosen when `nil`.
    private func present<Form: ChoicePageForm>(
        _: Form.Type, _ form: Form?, _ place: Place, _ phrases: ChoicePhrases, notice: String? = nil,
        problem: String? = nil, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let record = try await choices.store.find(place.subject)
        let form = form ?? Form(stored: record?.settings)
        let model = ChoicePage(
            title: form.title(phrases), languageLink: "\(place.path)?lang=\(phrases.language.other.rawValue)",
            lead: form.lead(phrases),
            signedIn: phrases.signedIn(
                place.session.person, group: place.subject.kind == .group ? place.subject.id : nil),
            notice: notice, problem: problem, readOnlyNote: place.canChange ? nil : phrases.readOnly,
            canChange: place.canChange, action: "\(place.path)?lang=\(phrases.language.rawValue)",
            formToken: place.session.formToken, version: record.map { "\($0.version)" } ?? "",
            parts: form.parts(phrases), save: phrases.save, backToDefault: phrases.backToDefault,
            heldLink: place.canChange ? "\(place.heldPath)?lang=\(phrases.language.rawValue)" : nil,
            heldLabel: place.subject.kind == .group ? phrases.groupHeldLink : phrases.personHeldLink)
        return pages.page("choices", model, phrases.language, status: status)
    }
}

/// One of the two forms.
private protocol ChoicePageForm {
    init(_ fields: FormFields)
    /// What is chosen; the defaults for nothing, and for what this version cannot read.
    init(stored: String?)

    func settings(_ check: DomainCheck, _ phrases: ChoicePhrases) throws(ChoiceFormProblem) -> any ChoiceSettings
    func parts(_ phrases: ChoicePhrases) -> [ChoicePage.Part]
    func title(_ phrases: ChoicePhrases) -> String
    func lead(_ phrases: ChoicePhrases) -> String
}

private struct GroupForm: ChoicePageForm {
    let fields: GroupFields

    init(_ fields: FormFields) { self.fields = GroupFields(fields) }

    init(stored: String?) {
        fields = GroupFields(stored.flatMap { try? GroupSettings(stored: $0) } ?? GroupSettings())
    }

    func settings(_ check: DomainCheck, _ phrases: ChoicePhrases) throws(ChoiceFormProblem) -> any ChoiceSettings {
        try fields.settings(check, phrases)
    }

    func parts(_ phrases: ChoicePhrases) -> [ChoicePage.Part] { fields.parts(phrases) }
    func title(_ phrases: ChoicePhrases) -> String { phrases.groupTitle }
    func lead(_ phrases: ChoicePhrases) -> String { phrases.groupLead }
}

private struct PersonForm: ChoicePageForm {
    let fields: PersonFields

    init(_ fields: FormFields) { self.fields = PersonFields(fields) }

    init(stored: String?) {
        fields = PersonFields(stored.flatMap { try? PersonPreferences(stored: $0) } ?? PersonPreferences())
    }

    func settings(_ check: DomainCheck, _ phrases: ChoicePhrases) throws(ChoiceFormProblem) -> any ChoiceSettings {
        try fields.preferences(check, phrases)
    }

    func parts(_ phrases: ChoicePhrases) -> [ChoicePage.Part] { fields.parts(phrases) }
    func title(_ phrases: ChoicePhrases) -> String { phrases.personTitle }
    func lead(_ phrases: ChoicePhrases) -> String { phrases.personLead }
}
