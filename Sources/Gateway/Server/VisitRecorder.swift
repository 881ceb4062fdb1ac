import Attribution
import Hummingbird
import LinkPolicy
import LinkTokens
import Platforms
import URLStandard

/// Who asks for a link, as far as the request says.
struct ReaderRequest: Sendable {
    var visitor: Visitor
    var userAgent: String?
    /// The network address; used for the day's hash and kept nowhere.
    var address: String?
    /// The day's hash of address and user agent, where it is known already.
    var hash: UInt64?

    init(visitor: Visitor, userAgent: String?, address: String?) {
        self.visitor = visitor
        self.userAgent = userAgent
        self.address = address
    }

    init(_ request: Request, _ context: GatewayRequestContext, _ configuration: GatewayConfiguration) {
        userAgent = request.headers[.userAgent]
        visitor = Visitor(
            method: request.method.rawValue, userAgent: userAgent,
            purpose: request.headers[.secPurpose] ?? request.headers[.purpose] ?? request.headers[.xMoz])
        address = context.readerAddress(of: request, configuration)
    }
}

extension WebURL {
    fileprivate var isHTTP: Bool { scheme == "http" || scheme == "https" }
}

/// Counts what became of clicks.
struct VisitRecorder: Sendable {
    let state: GatewayState
    let observations: any ObservationSink
    let facts: FactRecorder
    let metrics: GatewayMetrics
    /// `nil` where nobody reads links again.
    let popular: PopularLinks?

    /// Records a visit, unless a robot made it.
    ///
    /// - Parameter now: Milliseconds since 1970.
    func record(_ outcome: Visit.Outcome, _ link: OpenedLink, by request: ReaderRequest, at now: Int64) {
        metrics.verdict(link.verdict, at: .opening)
        guard request.visitor == .reader else { return }
        if let popular, let url = link.target.url, url.isHTTP { popular.opened(url.href, tenant: link.context.tenant) }
        let reader = hash(of: request, link)
        if outcome == .opened || outcome == .continued {
            state.cases.opened(link.target, tenant: link.context.tenant)
            state.openings.opened(
                link, by: reader, from: link.reader?.person == nil ? request.address : nil, at: now / 1_000)
        }
        // Going on is the second half of a click that was recorded.
        if outcome != .continued { facts.record(link) }
        observations.record(
            Visit(
                tenant: link.context.tenant, linkID: link.context.linkID, at: now, scene: link.context.scene,
                platform: link.target.platform, outcome: outcome, reader: reader))
    }

    /// Tells the reader apart from the day's others; `nil` when nothing is known of them.
    func hash(of request: ReaderRequest, _ link: OpenedLink) -> UInt64? {
        let person = link.reader?.person
        if person == nil, let hash = request.hash { return hash }
        return state.dayHasher.hasher.hash(
            person: person, address: request.address, userAgent: request.userAgent)
    }
}
