import Outbound
import URLStandard

/// Sends events through the one door: never to an address that is not public, unless the operator permits its network.
struct OutboundTransport: WebhookTransport {
    /// Time that one attempt takes at most (Standard Webhooks 1.0.0, “Request timeouts”).
    private static let timeLimit = Duration.seconds(15)
    /// Time that looking up a new address takes at most.
    private static let checkLimit = Duration.seconds(5)

    private let door: OutboundDoor

    /// - Parameter permitted: Networks that may be reached although they are not public, and without TLS.
    init(permitted: [IPNetwork]) {
        var policy = OutboundPolicy()
        policy.permittedNetworks = permitted
        // Events tell of people's messages.
        policy.requiresTLS = true
        policy.allowedPorts = [80...80, 443...443, 1_024...65_535]
        policy.userAgent = "Hutong-Webhooks/1.0"
        // The deliverer has limits of its own, by webhook and in all.
        let unbounded = OutboundBudget(concurrent: 1_000, perMinute: 1_000_000)
        policy.siteBudget = unbounded
        policy.overallBudget = unbounded
        door = OutboundDoor(policy: policy)
    }

    func refusal(of url: WebURL) async -> String? {
        do {
            try await door.check(url, within: Self.checkLimit)
            return nil
        } catch let error as OutboundError {
            // A name that has no address today may have one tomorrow.
            return error.isRefusal ? "\(error)" : nil
        } catch {
            return nil
        }
    }

    func post(
        _ body: [UInt8], to url: String, headers: [(name: String, value: String)]
    ) async throws -> WebhookAnswer {
        let request = OutboundRequest(
            .post, try WebURL(url), headers: headers, body: body,
            limits: OutboundLimits(totalTime: Self.timeLimit, bodyBytes: 4 << 10, redirects: 0))
        let answer = try await door.send(request)
        return WebhookAnswer(status: answer.status, retryAfter: answer.headers["retry-after"])
    }
}
