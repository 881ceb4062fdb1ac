import Gate
import Hummingbird
import JSONText
import LinkPolicy
import Persistence
import URLStandard

/// `POST /v1/cards`: cards for one address, or for several; and `GET /v1/cards?url=` for one.
struct CardsRoute: Sendable {
    /// Addresses of one request.
    static let urlLimit = 20
    /// Messages that one address counts as in a key's allowance: fetching is dearer than looking.
    static let cost = 10
    private static let bodyLimit = 128 << 10

    let state: GatewayState
    /// `nil` when the operator has not turned cards on.
    let service: CardService?
    let configuration: GatewayConfiguration
    let clock: any GatewayClock

    func cards(_ request: Request, _ context: GatewayRequestContext) async throws -> Response {
        let snapshot = state.current
        let key = try snapshot.authenticate(request, for: .check)
        try request.requireQuery(only: ["lang"])
        let language = try request.answerLanguage(default: configuration.language)
        try request.refuseContentCoding()
        try request.requireAcceptable("application", "json")
        guard request.hasContentType("application/json") else {
            throw Problem(
                .unsupportedMediaType, "media-type", "The media type is not supported",
                detail: "Send JSON with the header “Content-Type: application/json”.",
                headers: [.accept: "application/json"])
        }
        let policy = snapshot.rulebook.policy(of: key.record.tenant)
        let asked: CardRequest
        do {
            asked = try CardRequest(json: try await request.bytes(atMost: Self.bodyLimit), scenes: policy.scenes)
        } catch let problem as JSONProblem {
            throw Problem(problem)
        }
        return try await answer(asked, key, snapshot, language)
    }

    /// The same for one address in the query.
    func card(_ request: Request, _ context: GatewayRequestContext) async throws -> Response {
        let snapshot = state.current
        let key = try snapshot.authenticate(request, for: .check)
        try request.requireQuery(only: ["url", "scene", "lang"])
        let language = try request.answerLanguage(default: configuration.language)
        try request.requireAcceptable("application", "json")
        var asked = CardRequest(url: try request.cardAddress())
        if let word = request.uri.queryParameters["scene"] {
            let scenes = snapshot.rulebook.policy(of: key.record.tenant).scenes
            guard let scene = scenes.first(where: { $0.rawValue == word }) else {
                let names = scenes.map(\.rawValue).joined(separator: ", ")
                throw Problem(
                    .unprocessableContent, "invalid-value", "A value is not allowed",
                    detail: "“scene” is not a known scene (known: \(names)).")
            }
            asked.scene = scene
        }
        return try await answer(asked, key, snapshot, language)
    }

    private func answer(
        _ asked: CardRequest, _ key: AuthorizedKey, _ snapshot: Snapshot, _ language: Language
    ) async throws -> Response {
        guard let service else { throw Problem.cardsOff }
        let taken = try key.allowance.taking(asked.urls.count * Self.cost, at: clock.milliseconds)
        let answers = await service.answers(
            asked.urls, tenant: key.record.tenant, scene: asked.scene, rulebook: snapshot.rulebook)
        let pictures = service.pictureAddresses(snapshot, key, state)
        var response = Response.json { json in
            json.object { json in
                json.array("results") { json in
                    for answer in answers { answer.write(to: &json, language: language, pictures: pictures) }
                }
            }
        }
        for (name, value) in taken.fields { response.headers[name] = value }
        return response
    }
}

extension Problem {
    static let cardsOff = Problem(
        .conflict, "cards-off", "Cards are off",
        detail: "The operator of this gateway has not turned them on (“cards: true” in its configuration).")
}

extension CardService {
    /// Makes the addresses of pictures for the holder of `key`; `nil` where none can be shown.
    func pictureAddresses(_ snapshot: Snapshot, _ key: AuthorizedKey, _ state: GatewayState) -> PictureAddresses? {
        pictures.map { _ in
            PictureAddresses(
                ring: snapshot.keyRing, publicURL: state.publicURL ?? "", tenant: key.record.tenant, now: clock.seconds)
        }
    }
}

extension Request {
    /// The address in `?url=`.
    func cardAddress() throws(Problem) -> WebURL {
        guard let text = uri.queryParameters["url"] else {
            throw Problem(
                .unprocessableContent, "missing-parameter", "A query parameter is missing",
                detail: "“url” names the address that is asked for.")
        }
        guard text.utf8.count <= CardRequest.addressLimit, let url = try? WebURL(String(text)),
            url.scheme == "http" || url.scheme == "https"
        else {
            throw Problem(
                .unprocessableContent, "invalid-value", "A value is not allowed",
                detail: "“url” is not an http or https address of at most \(CardRequest.addressLimit) bytes.")
        }
        return url
    }
}

/// The body of `POST /v1/cards`.
struct CardRequest: Sendable {
    static let addressLimit = 4_096

    var urls: [WebURL] = []
    var scene = Scene.direct

    init(url: WebURL) { urls = [url] }

    /// - Throws: ``JSONText/JSONProblem``.
    init(json bytes: [UInt8], scenes: [Scene]) throws(JSONProblem) {
        var reader = try JSONReader(bytes)
        var single: WebURL?
        var several: [WebURL]?
        try reader.object { (reader, name) throws(JSONProblem) in
            switch name {
            case "url": single = try Self.address(&reader)
            case "urls":
                var urls: [WebURL] = []
                try reader.array { (reader, position) throws(JSONProblem) in
                    guard position < CardsRoute.urlLimit else {
                        throw reader.invalid("is beyond the \(CardsRoute.urlLimit) addresses of a request")
                    }
                    urls.append(try Self.address(&reader))
                }
                several = urls
            case "scene":
                let word = try reader.string(atMost: 256)
                guard let known = scenes.first(where: { $0.rawValue == word }) else {
                    let names = scenes.map(\.rawValue).joined(separator: ", ")
                    throw reader.invalid("is not a known scene (known: \(names))")
                }
                scene = known
            default: throw reader.unknown()
            }
        }
        try reader.end()
        switch (single, several) {
        case (let url?, nil): urls = [url]
        case (nil, let list?):
            guard !list.isEmpty else { throw JSONProblem(.invalid("must not be empty"), pointer: "/urls", offset: 0) }
            urls = list
        case (nil, nil): throw reader.missing("url")
        case (_?, _?): throw reader.invalid("holds “url” beside “urls”")
        }
    }

    private static func address(_ reader: inout JSONReader) throws(JSONProblem) -> WebURL {
        let text = try reader.string(atMost: addressLimit)
        guard let url = try? WebURL(text), url.scheme == "http" || url.scheme == "https" else {
            throw reader.invalid("is not an http or https address")
        }
        return url
    }
}
