import Testing
import URLStandard

@testable import Outbound

@Suite struct RedirectTests {
    private let internalTargets = [
        "http://169.254.169.254/latest/meta-data/", "//10.0.0.1/", "http://[::1]/", "http://2852039166/",
        "http://0251.0376.0251.0376/", "http://0xA9FEA9FE/", "http:\\\\192.168.1.1\\", "http:///172.16.0.1/",
        "http://[::ffff:a9fe:a9fe]/", "http://[64:ff9b::a9fe:a9fe]/", "http://[2002:a9fe:a9fe::]/", "http://127.1.1/",
        "http://localhost/", "http://inner.example/", "http://①⑥⑨.②⑤④.①⑥⑨.②⑤④/", "gopher://127.0.0.1:6379/_PING",
        "file:///etc/passwd", "http://a.example:22/", "https://user:pass@10.0.0.7/",
    ]

    @Test func noneLeadsInside() async throws {
        for target in internalTargets {
            for status in [301, 302, 303, 307, 308] {
                let server = try await ScriptedServer { _ in .redirect(status, to: target) }
                let door = OutboundDoor(
                    policy: localPolicy(),
                    resolver: TableResolver([
                        "a.example": [["127.0.0.1"]], "inner.example": [["10.1.1.1"]], "localhost": [["127.0.0.2"]],
                    ]))
                let url = try WebURL("http://a.example:\(server.port)/")
                let error = await outboundError { try await door.send(OutboundRequest(.get, url)) }
                #expect(error?.isRefusal == true, "\(status) to \(target): \(String(describing: error))")
                #expect(server.requests.count == 1)
                try await server.stop()
            }
        }
    }

    private static func door(_ redirects: [String: (status: Int, location: String)]) -> (OutboundDoor, NotingTransport)
    {
        let transport = NotingTransport(redirects: redirects)
        let names = TableResolver(["a.example": "93.184.215.14", "b.example": "93.184.215.15"])
        return (OutboundDoor(policy: OutboundPolicy(), resolver: names, transport: transport), transport)
    }

    @Test func eachHopIsRecorded() async throws {
        let (door, _) = Self.door([
            "http://a.example/": (301, "https://a.example/x?y#z"), "https://a.example/x?y": (308, "//b.example/"),
            "https://b.example/": (307, "http://b.example/plain"),
        ])
        let answer = try await door.send(OutboundRequest(.get, try WebURL("http://u:p@a.example/#top")))
        #expect(
            answer.hops.map(\.url.href)
                == ["http://a.example/", "https://a.example/x?y", "https://b.example/", "http://b.example/plain"])
        #expect(answer.hops.map(\.status) == [301, 308, 307, 200])
        #expect(
            answer.hops.map(\.address.description) == [
                "93.184.215.14", "93.184.215.14", "93.184.215.15", "93.184.215.15",
            ])
        #expect(answer.status == 200)
    }

    @Test func aHeadStaysAHead() async throws {
        let (door, transport) = Self.door(["http://a.example/": (303, "/next")])
        _ = try await door.send(OutboundRequest(.head, try WebURL("http://a.example/")))
        #expect(transport.exchanges.map(\.request.method) == [.head, .head])
    }

    @Test func anotherOriginGetsNoneOfTheCallersFields() async throws {
        let (door, transport) = Self.door([
            "https://a.example/": (302, "/same"), "https://a.example/same": (302, "https://b.example/"),
        ])
        let headers = [(name: "X-Token", value: "t"), (name: "Accept", value: "text/html")]
        _ = try await door.send(OutboundRequest(.get, try WebURL("https://a.example/"), headers: headers))
        let names = transport.exchanges.map { $0.request.headers.map(\.name) }
        #expect(
            names == [
                ["X-Token", "Accept", "User-Agent"], ["X-Token", "Accept", "User-Agent"], ["Accept", "User-Agent"],
            ])
    }

    @Test func redirectsAreCounted() async throws {
        var chain: [String: (status: Int, location: String)] = [:]
        for step in 0..<10 { chain["http://a.example/\(step)"] = (302, "/\(step + 1)") }
        let (door, transport) = Self.door(chain)
        let start = try WebURL("http://a.example/0")
        var request = OutboundRequest(.get, start, limits: OutboundLimits(redirects: 3))
        #expect(await outboundError { try await door.send(request) } == .tooManyRedirects(limit: 3))
        #expect(transport.exchanges.count == 4)

        request.limits.redirects = 10
        #expect(try await door.send(request).hops.count == 11)

        request.limits.redirects = 0
        let unfollowed = try await door.send(request)
        #expect(unfollowed.status == 302)
        #expect(unfollowed.headers["Location"] == "/1")
    }

    @Test func loopsEnd() async throws {
        let (door, transport) = Self.door(["http://a.example/": (302, "/b"), "http://a.example/b": (302, "/#again")])
        let error = await outboundError { try await door.send(OutboundRequest(.get, try WebURL("http://a.example/"))) }
        #expect(error == .redirectLoop(at: "http://a.example/"))
        #expect(transport.exchanges.count == 2)
    }

    @Test(arguments: [
        (302, "http://[1", OutboundError.invalidRedirect(from: "http://a.example/")),
        (302, "https://b.example:99999/", OutboundError.invalidRedirect(from: "http://a.example/")),
        (302, "", OutboundError.redirectLoop(at: "http://a.example/")),
        (300, "/other", nil), (304, "/other", nil), (200, "/other", nil), (404, "/other", nil),
    ])
    func answersToARedirection(status: Int, location: String, expected: OutboundError?) async throws {
        let (door, _) = Self.door(["http://a.example/": (status, location)])
        let error = await outboundError { try await door.send(OutboundRequest(.get, try WebURL("http://a.example/"))) }
        #expect(error == expected)
    }

    @Test func twoDestinationsAreNone() async throws {
        let server = try await ScriptedServer { _ in
            .init(pieces: ["HTTP/1.1 302 Found\r\nLocation: /a\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n"])
        }
        let door = OutboundDoor(policy: localPolicy(), resolver: TableResolver(["a.example": "127.0.0.1"]))
        let url = try WebURL("http://a.example:\(server.port)/")
        #expect(
            await outboundError { try await door.send(OutboundRequest(.get, url)) } == .invalidRedirect(from: url.href))
        try await server.stop()
    }
}
