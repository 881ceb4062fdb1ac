import NIOCore
import Testing
import URLStandard

@testable import Outbound

/// The policy of tests that talk to a server on this machine.
func localPolicy() -> OutboundPolicy {
    var policy = OutboundPolicy()
    policy.permittedNetworks = [IPNetwork(.v4(0x7F00_0001), prefixLength: 32)]
    policy.allowedPorts = [80...80, 443...443, 1_024...65_535]
    return policy
}

/// Tests of the whole door against a server of this machine.
@Suite struct DoorTests {
    private func door(_ names: [String: String] = ["a.example": "127.0.0.1"]) -> OutboundDoor {
        OutboundDoor(policy: localPolicy(), resolver: TableResolver(names))
    }

    @Test func sendsWhatWasAskedAndNothingElse() async throws {
        let server = try await ScriptedServer { _ in .ok("hello", headers: ["Set-Cookie: a=1", "X-One: 1"]) }
        let url = try WebURL("http://user:secret@a.example:\(server.port)/p|a%zz?q=[1]#part")
        let answer = try await door().send(OutboundRequest(.get, url, headers: [(name: "Accept", value: "text/html")]))
        #expect(answer.status == 200)
        #expect(answer.body == Array("hello".utf8))
        #expect(!answer.isTruncated)
        #expect(answer.headers["x-ONE"] == "1")
        #expect(answer.hops.map(\.address) == [.v4(0x7F00_0001)])
        #expect(answer.hops.map(\.url.href) == ["http://a.example:\(server.port)/p|a%zz?q=[1]"])
        #expect(
            server.requests == [
                """
                GET /p|a%zz?q=[1] HTTP/1.1\r
                Host: a.example:\(server.port)\r
                Accept: text/html\r
                User-Agent: Hutong/1.0\r
                Accept-Encoding: identity\r
                Connection: close\r
                \r\n
                """
            ])
        try await server.stop()
    }

    @Test func postsABody() async throws {
        let server = try await ScriptedServer { _ in .redirect(303, to: "/elsewhere") }
        let url = try WebURL("http://a.example:\(server.port)/hook")
        let request = OutboundRequest(.post, url, headers: [(name: "X-Signature", value: "s")], body: Array("{}".utf8))
        let answer = try await door().send(request)
        #expect(answer.status == 303)
        #expect(server.requests.count == 1)
        #expect(server.requests.first?.hasSuffix("Content-Length: 2\r\n\r\n{}") == true)
        #expect(server.requests.first?.contains("X-Signature: s\r\n") == true)
        try await server.stop()
    }
}
