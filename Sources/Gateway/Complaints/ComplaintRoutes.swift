import Gate
import HTTPTypes
import Hummingbird
import JSONText
import LinkPolicy
import LinkRecognition
import LinkTokens
import Moderation
import NIOCore
import Persistence

/// `/v1/complaints`: apps send in their people's complaints, and moderators read them.
struct ComplaintRoutes: Sendable {
    /// Bytes of a body, with pictures in base 64.
    static let bodyLimit = 64 << 10 + ComplaintPictures.countLimit * (ComplaintPictures.byteLimit / 3 + 1) * 4

    let complaints: ComplaintService
    let go: GoRoutes
    let configuration: GatewayConfiguration

    func add(to router: Router<GatewayRequestContext>) {
        GatewayRouter.add("/v1/complaints", [.get: list, .post: send], to: router)
        GatewayRouter.add("/v1/complaints/:complaint", [.get: show], to: router)
        GatewayRouter.add("/v1/complaints/:complaint/pictures/:picture", [.get: picture], to: router)
    }

    private var state: GatewayState { complaints.state }

    func list(_ request: Request, _ context: GatewayRequestContext) async throws -> Response {
        let key = try state.current.authenticate(request, for: .moderate)
        try request.requireQuery(only: ["case", "person", "category", "limit", "cursor", "lang"])
        let language = try request.answerLanguage(default: configuration.language)
        let query = request.uri.queryParameters
        let limit = try request.pageLimit()
        let cursor = try query["cursor"].map { text throws(Problem) in
            guard let number = ReceiptNumber(text, letter: "C") else { throw .wrongCursor }
            return number.text
        }
        let found = try await complaints.store.complaints(
            tenant: key.record.tenant, caseID: query["case"].map(String.init), person: query["person"].map(String.init),
            category: query["category"].map(String.init), before: cursor, limit: limit + 1)
        let page = found.prefix(limit)
        let rules = complaints.rules
        return .json { json in
            json.object { json in
                json.array("complaints") { json in
                    for each in page { json.object { each.writeReceipt(to: &$0, rules: rules, language: language) } }
                }
                json.member("next_cursor", found.count > limit ? page.last?.id : nil)
            }
        }
    }

    func show(_ request: Request, _ context: GatewayRequestContext) async throws -> Response {
        let key = try state.current.authenticate(request, for: .moderate)
        try request.requireQuery(only: ["lang"])
        let language = try request.answerLanguage(default: configuration.language)
        guard let number = context.parameters.get("complaint").flatMap({ ReceiptNumber($0, letter: "C") }),
            let found = try await complaints.store.find(number.text, tenant: key.record.tenant)
        else { throw Self.unknown }
        let rules = complaints.rules
        return .json { found.write(to: &$0, rules: rules, language: language) }
    }

    func picture(_ request: Request, _ context: GatewayRequestContext) async throws -> Response {
        let key = try state.current.authenticate(request, for: .moderate)
        try request.requireQuery(only: [])
        guard let number = context.parameters.get("complaint").flatMap({ ReceiptNumber($0, letter: "C") }),
            let place = context.parameters.get("picture").flatMap({ Int($0) }),
            let found = try await complaints.store.picture(place, of: number.text, tenant: key.record.tenant)
        else { throw Self.unknown }
        return Response(
            status: .ok,
            headers: PictureRoute.headers(cacheControl: "private, no-store", isForOthers: false),
            body: .init(byteBuffer: ByteBuffer(bytes: found.bytes)))
    }

    private static let unknown = Problem(
        .notFound, "unknown-complaint", "There is no such complaint",
        detail: "The tenant of this key has no complaint of this number, or it is forgotten; or it has no such picture."
    )

    func send(_ request: Request, _ context: GatewayRequestContext) async throws -> Response {
        let key = try state.current.authenticate(request, for: .check)
        try request.requireQuery(only: ["lang"])
        let language = try request.answerLanguage(default: configuration.language)
        let bytes = try await request.jsonBody(atMost: Self.bodyLimit)
        let snapshot = state.current
        let tenant = key.record.tenant
        let body = try Problem.wrapping { () throws(JSONProblem) in
            try ComplaintBody(
                bytes, rules: snapshot.rulebook.complaints, scenes: snapshot.rulebook.policy(of: tenant).scenes)
        }
        let linkContext = try await self.linkContext(of: body.subject, tenant: tenant, snapshot)
        let link = OpenedLink(
            linkContext, readerToken: nil, snapshot: snapshot, state: state, now: complaints.clock.seconds)
        var statement = ComplaintService.Statement(category: body.category, words: body.statement)
        statement.person = body.person
        statement.accountAge = body.accountAgeDays.map { Int64($0) * 86_400 }
        statement.receipt = body.receipt
        if !body.pictures.isEmpty, complaints.pictures == nil {
            throw configuration.pictureLimit > 0 ? Problem.picturesUnavailable : Problem.picturesOff
        }
        statement.pictures = body.pictures
        statement.source = .api
        statement.apiKey = key.record.id
        // The complaint itself remembers the request: there is no moment at which one is kept and the other is not.
        statement.once = try Idempotency.key(of: request).map { text in
            (
                ComplaintService.hash(["api", tenant.rawValue, key.record.id, text]),
                ComplaintService.hash([String(decoding: bytes, as: UTF8.self)])
            )
        }
        switch try await complaints.take(statement, about: link, snapshot: snapshot) {
        case .filed(let outcome, _): return try answer(outcome, language)
        case .badPicture(let refusal): throw Problem(refusal)
        case .tooMany(let seconds):
            throw Problem(
                .tooManyRequests, "too-many-complaints", "Too many complaints",
                detail: "This person has sent in as many complaints as are taken; those before are kept.",
                headers: [.retryAfter: String(seconds)])
        }
    }

    private func answer(_ outcome: FilingOutcome, _ language: Language) throws(Problem) -> Response {
        func response(_ complaint: ComplaintRecord, _ status: HTTPResponse.Status, isAdded: Bool) -> Response {
            let rules = complaints.rules
            let publicURL = state.publicURL ?? ""
            return .json(status) { json in
                json.object { json in
                    complaint.writeReceipt(to: &json, rules: rules, language: language)
                    json.member("added_to_former", isAdded)
                    json.member("status_url", publicURL + "/complaints/" + complaint.id)
                }
            }
        }
        switch outcome {
        case .kept(let complaint, _, _): return response(complaint, .created, isAdded: false)
        case .added(let complaint): return response(complaint, .ok, isAdded: true)
        case .replayed(let complaint):
            var answer = response(complaint, .created, isAdded: false)
            answer.headers[.idempotencyReplayed] = "true"
            return answer
        case .differs: throw Idempotency.reused
        case .paused(let until):
            throw Problem(
                .tooManyRequests, "complainant-paused", "This person's complaints are paused",
                detail: "Most of this person's recent complaints were unfounded, also after a warning; they are taken "
                    + "again from \(utcMinute(until)) UTC on.",
                headers: [.retryAfter: String(max(1, until - complaints.clock.seconds))])
        }
    }

    private func linkContext(
        of subject: ComplaintBody.Subject, tenant: TenantID, _ snapshot: Snapshot
    ) async throws -> LinkContext {
        let now = complaints.clock.seconds
        switch subject {
        case .link(let text):
            let refusal = { (reason: String) in
                Problem(
                    .unprocessableContent, "not-our-link", "That is no link of this gateway's", detail: reason,
                    pointer: "/link")
            }
            guard let token = ComplaintPages.token(in: text) else {
                throw refusal("It has no token in it. For the address of a page, send “url” and “scene”.")
            }
            do {
                let context = try await go.linkContext(of: token, snapshot, now: now)
                guard context.tenant == tenant else { throw TokenError.notAuthentic }
                return context
            } catch let error as TokenError {
                throw refusal(
                    error == .expired
                        ? "The link is past its time." : "It was not made by this gateway for this tenant, or altered.")
            }
        case .address(let address, let scene):
            return LinkContext(
                purpose: .message, tenant: tenant, linkID: 0, issuedAt: now, expiresAt: now, scene: scene,
                finding: Finding(range: 0..<0, form: .web, address: address), message: nil, sender: nil, group: nil)
        }
    }
}
