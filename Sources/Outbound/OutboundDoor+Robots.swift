import RobotsTxt
import Synchronization
import URLStandard

extension OutboundDoor {
    /// - Throws: ``OutboundError/disallowedByRobots(_:)``, and what asking for the robots.txt throws where the
    ///   site gives no answer, or where that says nothing of the site.
    func askRobots(about url: WebURL) async throws {
        let rules = try await robotsRules(of: url)
        guard rules.allows(url.pathAndQuery) else { throw OutboundError.disallowedByRobots(url.href) }
    }

    private func robotsRules(of url: WebURL) async throws -> RobotsRules {
        let kept = try robots.withLock { robots throws(OutboundError) in try robots.rules(of: url.origin, at: now) }
        if let kept { return kept }
        var request = OutboundRequest(.get, try WebURL("/robots.txt", base: url))
        request.limits = OutboundLimits(
            totalTime: .seconds(5), bodyBytes: RobotsRules.maximumBytes + 1, redirects: 5)
        let rules: RobotsRules
        var lifetime = RobotsCache.lifetime
        do {
            let answer = try await send(request)
            switch answer.status {
            case 200..<300 where answer.leftOutEncoding == nil:
                rules = RobotsRules(parsing: answer.body, for: policy.productToken)
            // Section 2.3.1.3: there is none.
            case 400..<500: rules = .allowingAll
            // Section 2.3.1.4: it cannot be reached.
            default:
                rules = .allowingNothing
                lifetime = RobotsCache.lifetimeOfFailure
            }
        } catch let error as OutboundError {
            switch error {
            // Section 2.3.1.2: after five redirects it may count as not there.
            case .tooManyRedirects, .redirectLoop: rules = .allowingAll
            case .connection, .timedOut:
                // Whoever asks is told that the site gives no answer, not that it forbids something.
                robots.withLock {
                    $0.keep(
                        .allowingNothing, failure: error, of: url.origin, until: now + RobotsCache.lifetimeOfFailure)
                }
                throw error
            case .tooLarge, .invalidRedirect:
                rules = .allowingNothing
                lifetime = RobotsCache.lifetimeOfFailure
            default: throw error
            }
        }
        robots.withLock { $0.keep(rules, of: url.origin, until: now + lifetime) }
        return rules
    }
}

extension WebURL {
    /// What a request line asks for, byte for byte.
    var pathAndQuery: String { path + (query.map { "?" + $0 } ?? "") }
}

extension OutboundPolicy {
    /// The name by which a robots.txt means us: the user agent up to its version (RFC 9309 §2.2.1).
    var productToken: String {
        String(userAgent.prefix { $0 == "_" || $0 == "-" || ($0.isASCII && $0.isLetter) })
    }
}
