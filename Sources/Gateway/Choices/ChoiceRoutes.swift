import Foundation
import HTTPTypes
import Hummingbird
import JSONText
import LinkPolicy
import Persistence
import Webhooks

/// `/v1/groups/{group}/link-settings` and `/v1/people/{person}/link-preferences`, for keys with the scope `admin`.
struct ChoiceRoutes: Sendable {
    /// Bytes of a body: as many domains as may be, and the rest.
    static let bodyLimit = 256 << 10
    /// Bytes of a group's or a person's identifier, as in messages.
    static let identifierLimit = 256
    /// Bytes of why something was changed.
    static let reasonLimit = 500

    let service: ChoiceService

    init(_ service: ChoiceService) { self.service = service }

    func add(to router: Router<GatewayRequestContext>) {
        let group = "/v1/groups/:group/link-settings"
        let person = "/v1/people/:person/link-preferences"
        let ofGroup = Handlers<GroupSettings>(routes: self, kind: .group)
        let ofPerson = Handlers<PersonPreferences>(routes: self, kind: .person)
        GatewayRouter.add("\(group)", [.get: ofGroup.show, .put: ofGroup.set, .delete: ofGroup.remove], to: router)
        GatewayRouter.add("\(group)/history", [.get: ofGroup.history], to: router)
        GatewayRouter.add("\(person)", [.get: ofPerson.show, .put: ofPerson.set, .delete: ofPerson.remove], to: router)
        GatewayRouter.add("\(person)/history", [.get: ofPerson.history], to: router)
    }

    /// The handlers of one kind of choice.
    struct Handlers<Settings: ChoiceSettings>: Sendable {
        let routes: ChoiceRoutes
        let kind: ChoiceSubject.Kind

        private var service: ChoiceService { routes.service }

        func show(_ request: Request, _ context: GatewayRequestContext) async throws -> Response {
            let (subject, _) = try subject(request, context)
            try request.requireQuery(only: [])
            guard let record = try await service.store.find(subject) else { throw nothingChosen }
            return try answer(record)
        }

        func set(_ request: Request, _ context: GatewayRequestContext) async throws -> Response {
            let (subject, key) = try subject(request, context)
            let actor = try actor(of: request, key)
            let settings = try await body(of: request)
            let outcome = try await service.change(
                subject, to: settings, by: actor, if: EntityTag.conditions(of: request))
            switch outcome {
            case .set(let record, let isNew): return try answer(record, isNew ? .created : .ok)
            case .unchanged(let record?): return try answer(record)
            case .conditionFailed: throw ChoiceRoutes.conditionFailed
            case .unchanged(nil), .removed: throw Problem.internalError
            }
        }

        func remove(_ request: Request, _ context: GatewayRequestContext) async throws -> Response {
            let (subject, key) = try subject(request, context)
            let actor = try actor(of: request, key)
            switch try await service.change(subject, to: nil, by: actor, if: EntityTag.conditions(of: request)) {
            case .removed: return Response(status: .noContent, headers: [.cacheControl: "no-store"])
            case .unchanged: throw nothingChosen
            case .conditionFailed: throw ChoiceRoutes.conditionFailed
            case .set: throw Problem.internalError
            }
        }

        func history(_ request: Request, _ context: GatewayRequestContext) async throws -> Response {
            let (subject, _) = try subject(request, context)
            try request.requireQuery(only: ["limit", "cursor"])
            let page = try ChoiceHistoryPage(request)
            let found = try await service.store.history(of: subject, before: page.before, limit: page.limit + 1)
            guard !found.isEmpty || page.before != .max else { throw nothingChosen }
            let shown = found.prefix(page.limit)
            return .json { json in
                json.object { json in
                    json.array("changes") { json in
                        for change in shown { change.write(to: &json, as: Settings.self) }
                    }
                    json.member("next_cursor", found.count > page.limit ? shown.last.map { "\($0.id)" } : nil)
                }
            }
        }

        // MARK: Parts

        private var nothingChosen: Problem {
            Problem(
                .notFound, "nothing-chosen", "Nothing is chosen",
                detail: "The \(kind.rawValue) has chosen nothing: what the policy says holds.")
        }

        private func answer(_ record: ChoiceRecord, _ status: HTTPResponse.Status = .ok) throws -> Response {
            guard let settings = try? Settings(stored: record.settings) else {
                throw Problem(
                    .serviceUnavailable, "unreadable-choice", "The choice cannot be read",
                    detail: "It was made by a newer version of the gateway. PUT replaces it, DELETE gives it up.")
            }
            var response = Response.json(status) { settings.write(to: &$0) }
            response.headers[.eTag] = EntityTag.text(record.version)
            return response
        }

        private func subject(
            _ request: Request, _ context: GatewayRequestContext
        ) throws(Problem) -> (ChoiceSubject, APIKeyRecord) {
            let key = try service.state.current.authenticate(request, for: .admin).record
            guard let id = context.identifier(kind.rawValue) else {
                throw Problem(
                    .notFound, "unknown-\(kind.rawValue)", "There is no such \(kind.rawValue)",
                    detail: "An identifier has 1 to \(ChoiceRoutes.identifierLimit) bytes of UTF-8, percent-encoded "
                        + "where a path needs it, and no control characters.")
            }
            return (ChoiceSubject(tenant: key.tenant, kind: kind, id: id), key)
        }

        private func actor(of request: Request, _ key: APIKeyRecord) throws(Problem) -> ChoiceActor {
            try request.requireQuery(only: ["by", "role", "reason"])
            let role = try request.text("role", atMost: 32)
            if let role, Role(rawValue: role) == nil {
                throw Problem.invalidValue(
                    "“role” must be one of \(Role.allCases.map(\.rawValue).joined(separator: ", ")).")
            }
            return ChoiceActor(
                .key, key.id, person: try request.text("by", atMost: ChoiceRoutes.identifierLimit),
                role: role.flatMap(Role.init), reason: try request.text("reason", atMost: ChoiceRoutes.reasonLimit))
        }

        private func body(of request: Request) async throws -> Settings {
            let bytes = try await request.jsonBody(atMost: ChoiceRoutes.bodyLimit)
            do { return try Settings(json: bytes, service.domainCheck) } catch { throw Problem(error) }
        }
    }

    private static let conditionFailed = Problem(
        .preconditionFailed, "changed-meanwhile", "The condition does not hold",
        detail: "The choice is not the one that If-Match or If-None-Match speaks of. Read it again before changing it.")
}

/// What part of a choice's history is asked for.
struct ChoiceHistoryPage: Sendable {
    let limit: Int
    /// The id before which the page begins.
    let before: Int64

    init(_ request: Request) throws(Problem) {
        limit = try request.pageLimit()
        before = try request.cursorNumber().map(Int64.init) ?? .max
    }
}

extension ChoiceChange {
    /// Writes the change as the API shows it.
    func write<Settings: ChoiceSettings>(to json: inout JSONWriter, as _: Settings.Type) {
        func write(_ stored: String?, _ json: inout JSONWriter) {
            if let settings = stored.flatMap({ try? Settings(stored: $0) }) {
                settings.write(to: &json)
            } else {
                json.null()
            }
        }
        json.object { json in
            json.member("id", "\(id)")
            json.member("at", utcTimestamp(milliseconds: at * 1_000))
            json.object("actor") { json in
                json.member("kind", actor.kind.rawValue)
                json.member("id", actor.id)
                json.member("person", actor.person)
                json.member("role", actor.role?.rawValue)
            }
            json.member("reason", actor.reason)
            json.key("former")
            write(former, &json)
            json.key("present")
            write(present, &json)
        }
    }
}

extension GatewayRequestContext {
    /// A tenant's identifier in the path, decoded; `nil` for what no message could carry.
    func identifier(_ name: String) -> String? {
        guard let text = parameters.get(name)?.removingPercentEncoding, isIdentifier(text) else { return nil }
        return text
    }
}

/// Whether `text` can be a tenant's identifier of a group or a person.
func isIdentifier(_ text: String) -> Bool {
    (1...ChoiceRoutes.identifierLimit).contains(text.utf8.count)
        && !text.unicodeScalars.contains { $0.properties.generalCategory == .control }
}

extension Request {
    /// A parameter of the query, if it is there and not empty.
    ///
    /// - Throws: ``Problem`` 422 for one that is too long or has control characters.
    func text(_ name: String, atMost limit: Int) throws(Problem) -> String? {
        guard let text = uri.queryParameters[name[...]].map(String.init), !text.isEmpty else { return nil }
        guard text.utf8.count <= limit,
            !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
        else { throw Problem.invalidValue("“\(name)” may have \(limit) bytes and no control characters.") }
        return text
    }
}
