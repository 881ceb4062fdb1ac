import Attribution
import Gate
import LinkPolicy
import LinkTokens
import NIOCore
import Persistence

/// Clicks that end in a redirect and checks of one small message, answered without waiting for anything: no database,
/// no connection, no other thread. Whatever else a request turns out to be is left to the router, which answers
/// everything, these requests included.
struct HotPath: Sendable {
    /// Bytes of the largest body that is answered here.
    static let bodyLimit = 16 << 10

    let state: GatewayState
    let checks: CheckService
    let visits: VisitRecorder
    let configuration: GatewayConfiguration
    let clock: any GatewayClock
    let metrics: GatewayMetrics
    let random: RandomSource

    var timeLimits: ConnectionTime.Limits {
        ConnectionTime.Limits(
            idle: .seconds(Int64(configuration.idleTimeout)), request: .seconds(Int64(configuration.requestTimeout)))
    }

    /// What one connection's requests have in common, kept so that it is worked out once.
    struct ConnectionMemory {
        /// The peer's address.
        var peer: String?
        /// The last `Authorization` header, and what it gave under which snapshot.
        fileprivate var authorization: (header: String, snapshot: Snapshot, key: AuthorizedKey)?
        /// The last reader who was told by nothing but address and user agent.
        fileprivate var reader: (request: ReaderRequest, hasher: GatewayState.DayHasher)?
    }

    /// Answers `request` into `buffer`.
    ///
    /// - Returns: `false` when the router is to answer; nothing has been written or counted then.
    func answer(
        _ request: HotRequest, _ body: ByteBuffer?, _ memory: inout ConnectionMemory, beganAt: NIODeadline,
        into buffer: inout ByteBuffer
    ) -> Bool {
        switch request.kind {
        case .click:
            guard click(request, &memory, into: &buffer) else { return false }
            metrics.clickRedirected(since: beganAt)
        case .check:
            guard let body, check(request, body, &memory, into: &buffer) else { return false }
            metrics.messageChecked(since: beganAt)
        }
        return true
    }

    // MARK: Clicks

    private func click(_ request: HotRequest, _ memory: inout ConnectionMemory, into buffer: inout ByteBuffer) -> Bool {
        let uri = request.uri.utf8
        let start = uri.index(uri.startIndex, offsetBy: HotRequest.clickPath.utf8.count)
        var tokenEnd = start
        while tokenEnd != uri.endIndex, uri[tokenEnd] != UInt8(ascii: "?") {
            if uri[tokenEnd] == UInt8(ascii: "/") { return false }
            uri.formIndex(after: &tokenEnd)
        }
        let token = request.uri[start..<tokenEnd]
        // A short token's context is in the store.
        guard token.utf8.count > ShortToken.length else { return false }
        var reader: String?
        if tokenEnd != uri.endIndex {
            guard let query = PlainQuery(request.uri[tokenEnd...].dropFirst(), names: ["reader", "lang"]) else {
                return false
            }
            reader = query["reader"]
        }
        let now = clock.milliseconds
        let snapshot = state.current
        guard let context = try? SealedLink.open(token, with: snapshot.keyRing, at: now / 1_000) else { return false }
        let link = OpenedLink(context, readerToken: reader, snapshot: snapshot, state: state, now: now / 1_000)
        guard link.shownDisposition == .open, let redirect = Redirect(of: link, snapshot: snapshot, now: now / 1_000)
        else { return false }
        visits.record(.opened, link, by: visitor(request, &memory), at: now)
        HotResponse.redirect(redirect, requestID: requestID(request), now: now / 1_000, into: &buffer)
        return true
    }

    private func visitor(_ request: HotRequest, _ memory: inout ConnectionMemory) -> ReaderRequest {
        let hasher = state.dayHasher
        let isPlain = request.purpose == nil && request.forwardedFor == nil
        if isPlain, let known = memory.reader, known.hasher === hasher, known.request.userAgent == request.userAgent {
            return known.request
        }
        var reader = ReaderRequest(
            visitor: Visitor(method: "GET", userAgent: request.userAgent, purpose: request.purpose),
            userAgent: request.userAgent,
            address: memory.peer.map { configuration.readerAddress(peer: $0, forwardedFor: request.forwardedFor) })
        if isPlain {
            reader.hash = hasher.hasher.hash(person: nil, address: reader.address, userAgent: reader.userAgent)
            memory.reader = (reader, hasher)
        }
        return reader
    }

    // MARK: Checks

    private func check(
        _ request: HotRequest, _ body: ByteBuffer, _ memory: inout ConnectionMemory, into buffer: inout ByteBuffer
    ) -> Bool {
        var options = CheckOptions(style: .sealed, language: configuration.language)
        if request.uri.utf8.count > HotRequest.checkPath.utf8.count {
            guard request.uri.utf8.dropFirst(HotRequest.checkPath.utf8.count).first == UInt8(ascii: "?"),
                let query = PlainQuery(
                    request.uri.dropFirst(HotRequest.checkPath.utf8.count + 1), names: ["links", "lang"])
            else { return false }
            if let word = query["links"] {
                guard let style = LinkStyle(rawValue: word), style != .short else { return false }
                options.style = style
            }
            if let word = query["lang"] {
                guard let language = Language(rawValue: word) else { return false }
                options.language = language
            } else if let header = request.acceptLanguage {
                options.language = Language(acceptLanguage: header, fallback: configuration.language)
            }
        } else if let header = request.acceptLanguage {
            options.language = Language(acceptLanguage: header, fallback: configuration.language)
        }
        let snapshot = state.current
        guard let key = key(request, snapshot, &memory) else { return false }
        let policy = snapshot.rulebook.policy(of: key.record.tenant)
        guard
            let read = body.withUnsafeReadableBytes({ bytes in
                try? CheckRequest(
                    json: Array(bytes), scenes: policy.scenes, textLimit: configuration.textLimit)
            }), !read.isBatch, let posting = read.postings.first, posting.pictures.isEmpty
        else { return false }
        let now = clock.milliseconds
        guard let allowance = key.allowance.take(1, at: now) else { return false }
        guard let json = try? checks.answer(posting, key: key, policy: policy, snapshot, options, now: now / 1_000)
        else {
            // The router takes it again.
            key.allowance.giveBack(1)
            return false
        }
        HotResponse.json(
            json, allowance: allowance, requestID: requestID(request), now: now / 1_000, into: &buffer)
        return true
    }

    private func key(
        _ request: HotRequest, _ snapshot: Snapshot, _ memory: inout ConnectionMemory
    ) -> AuthorizedKey? {
        guard let header = request.authorization else { return nil }
        if let known = memory.authorization, known.snapshot === snapshot, known.header == header { return known.key }
        guard let key = try? snapshot.authenticate(header, for: .check) else { return nil }
        memory.authorization = (header, snapshot, key)
        return key
    }

    private func requestID(_ request: HotRequest) -> RequestID {
        RequestID(given: request.requestID) ?? RequestID(random: random.next())
    }
}
