import Outbound
import URLStandard

/// Asks the source of a list.
protocol FeedTransport: Sendable {
    /// - Throws: Anything when there is no whole answer; its description goes into the log and the list's record.
    func get(_ request: FeedRequest) async throws -> FeedAnswer
}

struct FeedRequest: Sendable {
    var url: WebURL
    var headers: [(name: String, value: String)] = []
    /// Bytes of the body at most.
    var sizeLimit: Int
}

struct FeedAnswer: Sendable {
    var status: Int
    var etag: String?
    var lastModified: String?
    /// The field `Retry-After` as it stands.
    var retryAfter: String?
    var body: [UInt8] = []
    /// Whether the body was longer than the limit, or broke off.
    var isTruncated = false
    /// A coding of the body that was not asked for.
    var coding: String?
}

/// Fetches lists through the one door: by TLS, and from public addresses, unless the operator permits a network.
struct OutboundFeedTransport: FeedTransport {
    /// Time for a list with all its redirects.
    private static let timeLimit = Duration.seconds(300)

    private let door: OutboundDoor

    /// - Parameter permitted: Networks that may be reached although they are not public, and without TLS.
    init(permitted: [IPNetwork]) {
        var policy = OutboundPolicy()
        policy.permittedNetworks = permitted
        // Whoever can change a list on its way can have any name blocked.
        policy.requiresTLS = true
        policy.allowedPorts = permitted.isEmpty ? [80...80, 443...443] : [80...80, 443...443, 1_024...65_535]
        policy.userAgent = "Hutong-Feeds/1.0"
        door = OutboundDoor(policy: policy)
    }

    func get(_ request: FeedRequest) async throws -> FeedAnswer {
        var question = OutboundRequest(
            .get, request.url, headers: request.headers,
            limits: OutboundLimits(totalTime: Self.timeLimit, bodyBytes: request.sizeLimit))
        question.acceptsGzip = true
        let answer = try await door.send(question)
        return FeedAnswer(
            status: answer.status, etag: answer.headers["etag"], lastModified: answer.headers["last-modified"],
            retryAfter: answer.headers["retry-after"], body: answer.body, isTruncated: answer.isTruncated,
            coding: answer.leftOutEncoding)
    }
}
