import Foundation
import Gate
import HTTPTypes
import Hummingbird
import JSONText
import LinkPolicy
import LinkRecognition
import Persistence
import Platforms

/// `GET /v1/senders/{sender}/counts`: how much a sender has posted through this gateway, and what the policy leaves.
struct SenderRoutes: Sendable {
    /// Bytes of an identifier.
    private static let identifierLimit = 256
    /// Bytes of an address.
    private static let addressLimit = 2_048

    let state: GatewayState
    let configuration: GatewayConfiguration
    let clock: any GatewayClock

    func counts(_ request: Request, _ context: GatewayRequestContext) async throws -> Response {
        let snapshot = state.current
        let tenant = try snapshot.authenticate(request, for: .check).record.tenant
        try request.requireQuery(only: ["url", "lang"])
        let language = try request.answerLanguage(default: configuration.language)
        guard let sender = context.parameters.get("sender")?.removingPercentEncoding,
            sender.utf8.count <= Self.identifierLimit
        else {
            throw Self.invalid(
                "The sender's id must be percent-encoded UTF-8 of at most \(Self.identifierLimit) bytes.")
        }
        let policy = snapshot.rulebook.policy(of: tenant)
        let link = try link(of: request, snapshot)
        let counts =
            policy.countsSenders
            ? state.senders.counts(of: sender, tenant: tenant, link: link, at: clock.seconds) : nil
        return .json { json in
            json.object { json in
                json.member("sender", sender)
                if let counts {
                    json.object("counts") { json in
                        json.member("minute", counts.minute)
                        json.member("hour", counts.hour)
                        json.member("day", counts.day)
                        json.member("groups", link == nil ? nil : counts.groups)
                    }
                } else {
                    json.key("counts")
                    json.null()
                }
                json.array("limits") { json in
                    for limit in policy.senderLimits {
                        let isKnown = limit.count != .groups || link != nil
                        limit.write(to: &json, left: isKnown ? counts.map(limit.left) : nil, language)
                    }
                }
            }
        }
    }

    /// The link whose groups are asked for.
    private func link(of request: Request, _ snapshot: Snapshot) throws(Problem) -> UInt64? {
        guard let text = request.uri.queryParameters["url"] else { return nil }
        guard text.utf8.count <= Self.addressLimit,
            let finding = snapshot.rulebook.finder.findings(in: String(text)).first
        else { throw Self.invalid("“url” must hold a link of at most \(Self.addressLimit) bytes.") }
        return SenderCounters.identity(of: snapshot.rulebook.catalog.identify(finding))
    }

    private static func invalid(_ detail: String) -> Problem {
        Problem(.unprocessableContent, "invalid-value", "A value is not allowed", detail: detail)
    }
}

extension SenderLimit {
    fileprivate func write(to json: inout JSONWriter, left: Int?, _ language: Language) {
        json.object { json in
            json.member("rule", rule)
            json.member("title", title[language])
            json.member("disposition", disposition.rawValue)
            json.member("count", count.rawValue)
            json.member("most", most)
            json.member("left", left)
            json.array("when") { json in
                for circumstance in circumstances {
                    json.object { json in
                        json.member("part", circumstance.part)
                        json.member("is", circumstance.wanted[language])
                    }
                }
            }
        }
    }
}
