import RobotsTxt
import Testing
import URLStandard

@testable import Outbound

@Suite struct RobotsTests {
    private func door() -> OutboundDoor {
        OutboundDoor(
            policy: localPolicy(), resolver: TableResolver(["a.example": "127.0.0.1", "b.example": "127.0.0.1"]))
    }

    private func request(_ url: String) throws -> OutboundRequest {
        OutboundRequest(.get, try WebURL(url), respectsRobots: true)
    }

    @Test func aSiteIsAskedOnce() async throws {
        let server = try await ScriptedServer { request in
            request.hasPrefix("GET /robots.txt ")
                ? .ok("User-agent: *\nDisallow: /\nUser-agent: hutong\nDisallow: /private") : .ok("page")
        }
        let door = door()
        let site = "http://a.example:\(server.port)"
        #expect(try await door.send(request(site + "/one")).status == 200)
        #expect(try await door.send(request(site + "/two?q")).status == 200)
        #expect(
            await outboundError { try await door.send(request(site + "/private/x#y")) }
                == .disallowedByRobots(site + "/private/x"))
        #expect(
            server.requests.compactMap { $0.split(separator: "\r\n").first } == [
                "GET /robots.txt HTTP/1.1", "GET /one HTTP/1.1", "GET /two?q HTTP/1.1",
            ])
        // Whoever does not speak for a card asks nothing.
        #expect(try await door.send(OutboundRequest(.get, try WebURL(site + "/private"))).status == 200)
        try await server.stop()
    }

    @Test(arguments: [
        ("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", true),
        ("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n", true),
        ("HTTP/1.1 503 Unavailable\r\nContent-Length: 0\r\n\r\n", false),
        ("HTTP/1.1 302 Found\r\nLocation: /robots.txt\r\nContent-Length: 0\r\n\r\n", true),
        ("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 0\r\n\r\n", false),
        ("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", true),
        ("nonsense", false),
    ])
    func whereThereIsNone(_ answer: String, isAllowed: Bool) async throws {
        let server = try await ScriptedServer { request in
            request.hasPrefix("GET /robots.txt ") ? .init(pieces: [answer]) : .ok("page")
        }
        let url = "http://a.example:\(server.port)/page"
        let door = door()
        let error = await outboundError { try await door.send(request(url)) }
        if answer == "nonsense" {
            // A site that gives no answer forbids nothing: the error is its own.
            if case .connection(host: "a.example", _)? = error {
            } else {
                Issue.record("not a connection's error: \(error.map { "\($0)" } ?? "none")")
            }
        } else {
            #expect(error == (isAllowed ? nil : .disallowedByRobots(url)))
        }
        // The answer is kept, the failure for a while too.
        #expect(await outboundError { try await door.send(request(url)) } == error)
        #expect(server.requests.count == (isAllowed ? 3 : 1))
        try await server.stop()
    }

    @Test func aRedirectsDestinationIsAskedToo() async throws {
        let server = try await ScriptedServer { request in
            let isFirst = request.contains("\r\nHost: a.example")
            if request.hasPrefix("GET /robots.txt ") { return isFirst ? .ok("") : .ok("User-agent: *\nDisallow: /") }
            let port =
                request.split(separator: "\r\n").first { $0.hasPrefix("Host:") }?.split(separator: ":").last ?? ""
            return isFirst ? .redirect(to: "http://b.example:\(port)/there") : .ok("page")
        }
        let door = door()
        let url = "http://a.example:\(server.port)/"
        #expect(
            await outboundError { try await door.send(request(url)) }
                == .disallowedByRobots("http://b.example:\(server.port)/there"))
        try await server.stop()
    }

    @Test func theUserAgentNamesTheToken() {
        var policy = OutboundPolicy()
        #expect(policy.productToken == "Hutong")
        policy.userAgent = "my-gateway_x/2 (+https://a.example)"
        #expect(policy.productToken == "my-gateway_x")
    }

    @Test func theCacheIsBounded() throws {
        var cache = RobotsCache(maximumBytes: 10_000)
        let rules = RobotsRules(parsing: Array("User-agent: *\nDisallow: /a".utf8), for: "x")
        for number in 0..<1_000 {
            cache.keep(rules, of: "https://site\(number).example", until: .seconds(100 + number))
            #expect(cache.byteCount <= 10_000)
        }
        #expect(try cache.rules(of: "https://site999.example", at: .zero) == rules)
        #expect(try cache.rules(of: "https://site0.example", at: .zero) == nil)
        #expect(try cache.rules(of: "https://site999.example", at: .seconds(1_099)) == nil)

        let before = cache.byteCount
        cache.keep(rules, of: "https://site999.example", until: .seconds(5_000))
        #expect(cache.byteCount == before)
        let large = RobotsRules(
            parsing: Array(("User-agent: *\nDisallow: /" + String(repeating: "a", count: 20_000)).utf8), for: "x")
        cache.keep(large, of: "https://large.example", until: .seconds(5_000))
        #expect(try cache.rules(of: "https://large.example", at: .zero) == nil)
    }
}
