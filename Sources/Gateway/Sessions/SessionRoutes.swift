import HTTPTypes
import Hummingbird
import LinkPolicy
import URLStandard

/// `/session`: where an app sends its people, with a token, to get a session and to go on to a page.
struct SessionRoutes: Sendable {
    /// Bytes of the form.
    private static let formLimit = 16 << 10

    let sessions: SessionService
    let pages: PageRenderer
    let configuration: GatewayConfiguration

    func add(to router: Router<GatewayRequestContext>) {
        GatewayRouter.add("/session", [.get: show, .head: refuseHead, .post: send], to: router)
    }

    func show(_ request: Request, _ context: GatewayRequestContext) async throws -> Response {
        // What only looks ahead must not use the link up.
        let purpose = request.headers[.secPurpose] ?? request.headers[.purpose] ?? request.headers[.xMoz]
        guard purpose?.contains("prefetch") != true else {
            return Response(status: .serviceUnavailable, headers: [.cacheControl: "no-store"])
        }
        let query = request.uri.queryParameters
        return try await begin(
            query["token"].map { String($0) } ?? "", to: query["to"].map { String($0) }, request)
    }

    /// What only asks for the header must not use the link up either.
    func refuseHead(_ request: Request, _ context: GatewayRequestContext) async throws -> Response {
        Response(status: .ok, headers: [.cacheControl: "no-store"])
    }

    func send(_ request: Request, _ context: GatewayRequestContext) async throws -> Response {
        let fields = try await request.fields(limit: Self.formLimit)
        return try await begin(fields.first("token") ?? "", to: fields.first("to"), request)
    }

    private func begin(_ token: String, to destination: String?, _ request: Request) async throws -> Response {
        do {
            let session = try await sessions.begin(token)
            return Response(
                status: .seeOther,
                headers: [
                    .location: Self.local(destination), .setCookie: try sessions.cookie(for: session),
                    .cacheControl: "no-store", .referrerPolicy: "no-referrer",
                ])
        } catch let refusal as SessionRefusal {
            return pages.refusal(refusal, request.language(default: configuration.language))
        }
    }

    /// A page of sessions, on this gateway and nowhere else; one's own preferences for anything else.
    static func local(_ destination: String?) -> String {
        let own = "/me/links"
        let base = "http://gateway.invalid/"
        guard let destination, destination.hasPrefix("/"), destination.utf8.count <= 2_048,
            let url = try? WebURL(destination, base: WebURL(base)), url.href.hasPrefix(base),
            url.path == own || url.path == "/me/held" || url.path.hasPrefix("/t/")
        else { return own }
        return url.path + (url.query.map { "?" + $0 } ?? "")
    }
}

extension PageRenderer {
    /// A plain sentence for somebody without a session.
    func refusal(_ refusal: SessionRefusal, _ language: Language) -> Response {
        let (title, lead) = ChoicePhrases.of(language).refusal(refusal)
        let model = MessagePage(title: title, lead: lead, languageLink: "?lang=" + language.other.rawValue)
        return page("message", model, language, status: .forbidden)
    }

    /// What `body` answers; the sentence where it finds no session for that.
    func refusing(_ language: Language, _ body: () async throws -> Response) async throws -> Response {
        do { return try await body() } catch let refusal as SessionRefusal { return self.refusal(refusal, language) }
    }
}

/// The fields of a form, in their order; one name can have several values.
struct FormFields: Sendable {
    let pairs: [(name: String, value: String)]

    func first(_ name: String) -> String? { pairs.first { $0.name == name }?.value }

    func all(_ name: String) -> [String] { pairs.filter { $0.name == name }.map(\.value) }
}

extension Request {
    /// The fields of a form, in the words of the URL Standard, section 5.1.
    ///
    /// - Throws: ``Problem`` for another media type or a body that is too long.
    func fields(limit: Int) async throws -> FormFields {
        guard hasContentType("application/x-www-form-urlencoded") else {
            throw Problem(
                .unsupportedMediaType, "media-type", "The media type is not supported",
                detail: "Send a form.", headers: [.accept: "application/x-www-form-urlencoded"])
        }
        let bytes = try await bytes(atMost: limit)
        return FormFields(pairs: FormURLEncoded.parse(String(decoding: bytes, as: UTF8.self)))
    }
}
