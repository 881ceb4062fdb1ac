import Foundation
import Testing
import URLStandard

@testable import Outbound

/// The shared list of ways into a network: ../shared/data/ssrf/ssrf-cases.json.
@Suite struct SSRFCasesTests {
    struct Case: Decodable, Sendable, CustomTestStringConvertible {
        struct View: Decodable, Sendable { var href: String }

        /// One answer, or several that follow one another.
        enum Answers: Decodable, Sendable {
            case one([String])
            case several([[String]])

            init(from decoder: any Decoder) throws {
                let container = try decoder.singleValueContainer()
                if let several = try? container.decode([[String]].self) {
                    self = .several(several)
                } else {
                    self = .one(try container.decode([String].self))
                }
            }

            var inOrder: [[String]] {
                switch self {
                case .one(let answer): [answer]
                case .several(let answers): answers
                }
            }
        }

        var id: String
        var url: String
        var expect: String
        var dns: [String: Answers]?
        var redirectLocation: String?
        var whatwg: View?

        var testDescription: String { "\(id) \(expect) \(url.debugDescription)" }
    }

    static let cases: [Case] = {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appending(path: "shared/data/ssrf/ssrf-cases.json")
        struct List: Decodable { var cases: [Case] }
        guard let data = try? Data(contentsOf: file) else {
            print("SKIPPED: \(file.path) is not there; the shared list of ways into a network is not tried")
            return []
        }
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return (try? decoder.decode(List.self, from: data).cases) ?? []
    }()

    /// With the ports of the default policy, and with all of them, so that the address alone decides.
    @Test(arguments: cases, [OutboundPolicy().allowedPorts, [1...65_535]])
    func isRefusedOrAllowed(_ example: Case, ports: [ClosedRange<UInt16>]) async throws {
        guard let url = try? WebURL(example.url) else {
            #expect(example.expect == "invalid")
            return
        }
        #expect(url.href == example.whatwg?.href)
        var answers = (example.dns ?? [:]).mapValues(\.inOrder)
        var redirects: [String: (status: Int, location: String)] = [:]
        if let location = example.redirectLocation {
            answers[url.hostname] = [["93.184.215.14"]]
            redirects[url.hrefWithoutFragment] = (302, location)
        }
        let transport = NotingTransport(redirects: redirects)
        var policy = OutboundPolicy()
        policy.allowedPorts = ports
        let door = OutboundDoor(policy: policy, resolver: TableResolver(answers), transport: transport)

        let error = await outboundError { try await door.send(OutboundRequest(.get, url)) }
        let contacted = transport.exchanges
        // Whatever is expected, no connection goes to an address that is not public.
        for address in contacted.flatMap(\.addresses) { #expect(policy.refusal(of: address) == nil) }
        switch example.expect {
        case "allow":
            #expect(error == nil)
            #expect(contacted.count == 1)
        case "deny":
            #expect(error?.isRefusal == true)
            #expect(contacted.count == redirects.count)
        case "unresolvable":
            #expect(error == .unresolvable(host: url.hostname))
            #expect(contacted.isEmpty)
        case "deny-or-pin":
            let first = answers.values.first?.first?.compactMap { IPAddress($0) }
            #expect(error != nil || contacted.first?.addresses == first)
            // The changed answer is met by the next request, which is refused.
            #expect(await outboundError { try await door.send(OutboundRequest(.get, url)) }?.isRefusal == true)
        case "follow-as-relative-path":
            #expect(error == nil)
            #expect(contacted.count == 2)
            #expect(contacted.last?.url.hasPrefix(url.origin + "/%68ttp:") == true)
        case "deny-or-allow": break
        default: Issue.record("unknown expectation \(example.expect)")
        }
    }

    @Test func theListIsRead() {
        #expect(Self.cases.isEmpty || Self.cases.count >= 200)
    }
}
