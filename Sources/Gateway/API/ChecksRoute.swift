import Attribution
import Gate
import Hummingbird
import JSONText
import LinkPolicy
import LinkTokens
import Persistence
import Platforms

/// `POST /v1/checks`.
struct ChecksRoute: Sendable {
    let state: GatewayState
    let configuration: GatewayConfiguration
    let shortLinks: ShortLinkStore
    let observations: any ObservationSink
    let clock: any GatewayClock

    func check(_ request: Request, _ context: GatewayRequestContext) async throws -> Response {
        let snapshot = state.current
        let key = try snapshot.authenticate(request, for: .check)
        try request.requireQuery(only: ["links", "lang"])
        let style = try linkStyle(request)
        guard request.hasContentType("application/json") else {
            throw Problem(
                .unsupportedMediaType, "media-type", "The media type is not supported",
                detail: "Send JSON with the header “Content-Type: application/json”.",
                headers: [.accept: "application/json"])
        }
        try request.refuseContentCoding()
        let body = try await request.bytes(atMost: configuration.bodyLimit)
        let policy = snapshot.rulebook.policy(of: key.tenant)
        let postings: [Posting]
        do {
            postings = try CheckRequest(json: body, scenes: policy.scenes, textLimit: configuration.textLimit).postings
        } catch {
            throw Problem(error)
        }
        let now = clock.seconds
        let messages = postings.map {
            Gate.check($0, tenant: key.tenant, rulebook: snapshot.rulebook, policy: policy, at: now)
        }
        let minter = LinkMinter(
            ring: snapshot.keyRing, publicURL: state.publicURL ?? "", now: now,
            lifetime: Int64(configuration.linkLifetime) * 86_400)
        var posted = snapshot.watchedTenants.contains(key.tenant) ? ObservationBatch() : nil
        let links = try await minter.links(
            for: messages, tenant: key.tenant, style: style, store: shortLinks, posted: &posted)
        observations.record(ObservationBatch(of: messages, tenant: key.tenant, day: Day(of: now)))
        if let posted { observations.record(posted) }
        let language = request.language(default: configuration.language)
        return .json { json in
            json.object { json in
                json.array("results") { json in
                    for (message, links) in zip(messages, links) {
                        CheckResult(message, links: links).write(to: &json, language: language)
                    }
                }
            }
        }
    }

    private func linkStyle(_ request: Request) throws(Problem) -> LinkStyle {
        guard let word = request.uri.queryParameters["links"] else { return .sealed }
        guard let style = LinkStyle(rawValue: String(word)) else {
            throw Problem(
                .unprocessableContent, "invalid-value", "A value is not allowed",
                detail: "“links” must be sealed, short or none.")
        }
        let length = (state.publicURL ?? "").utf8.count
        if style == .short, length > GatewayConfiguration.longestPublicURLForShortLinks {
            throw Problem(
                .unprocessableContent, "public-url-too-long", "Short links are not possible here",
                detail: "The gateway's public_url has \(length) characters; short links keep to 64 characters only "
                    + "with at most \(GatewayConfiguration.longestPublicURLForShortLinks).")
        }
        return style
    }
}

extension ObservationBatch {
    /// What checking `messages` adds to the figures.
    init(of messages: [CheckedMessage], tenant: TenantID, day: Day) {
        self.init()
        for message in messages {
            let scene = message.posting.scene
            add(1, TallyKey(tenant: tenant, day: day, scene: scene, platform: nil, measure: .checks))
            for finding in message.findings {
                for measure in [Measure.findings, .verdicts(finding.verdict.disposition)] {
                    add(
                        1,
                        TallyKey(
                            tenant: tenant, day: day, scene: scene, platform: finding.target.platform,
                            measure: measure))
                }
            }
        }
    }
}
