import FoundationEssentials
import Gate
import HTTPTypes
import LinkPolicy
import NIOCore
import NIOEmbedded
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1
import Testing

@testable import Gateway

/// A connection without a socket: the parser, the handler under test, and what comes out on both sides.
private final class Wire {
    let channel = EmbeddedChannel()

    init(_ gateway: TestGateway) throws {
        let pipeline = channel.pipeline.syncOperations
        try pipeline.configureHTTPServerPipeline(
            withPipeliningAssistance: false, withErrorHandling: false, withOutboundHeaderValidation: false)
        try pipeline.addHandler(HTTP1ToHTTPServerCodec(secure: false))
        try pipeline.addHandler(ConnectionHandlerInstaller(gateway.gateway.hotPath))
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
    }

    /// Sends bytes and gives back what was answered at once.
    func send(_ text: String) throws -> String {
        do {
            try channel.writeInbound(ByteBuffer(string: text))
        } catch is HTTPParserError {
            // The router is told, too.
        }
        return try answered()
    }

    func answered() throws -> String {
        channel.embeddedEventLoop.run()
        var text = ""
        while let bytes = try channel.readOutbound(as: ByteBuffer.self) { text += String(buffer: bytes) }
        return text
    }

    /// Targets of the requests that went on to the router.
    func forwarded() throws -> [String] {
        var targets: [String] = []
        while let part = try channel.readInbound(as: HTTPRequestPart.self) {
            if case .head(let head) = part { targets.append(head.path ?? "") }
        }
        return targets
    }

    /// What the router would answer.
    func answer(_ text: String) throws {
        channel.write(
            HTTPResponsePart.head(HTTPResponse(status: .ok, headerFields: [.contentLength: "\(text.utf8.count)"])),
            promise: nil)
        channel.write(HTTPResponsePart.body(ByteBuffer(string: text)), promise: nil)
        channel.writeAndFlush(HTTPResponsePart.end(nil), promise: nil)
    }
}

struct ConnectionTests {
    private static let agent = "User-Agent: \(TestGateway.phone)\r\n"

    private func checkRequest(_ key: String, _ body: String, query: String = "", more: String = "") -> String {
        "POST /v1/checks\(query) HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer \(key)\r\n"
            + "Content-Type: application/json\r\n\(more)Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    /// Status, the fields that do not change from one answer to the next, and the body.
    private func parts(_ answer: String) -> (status: String, fields: Set<String>, body: String) {
        let halves = answer.split(separator: "\r\n\r\n", maxSplits: 1, omittingEmptySubsequences: false)
        let lines = halves[0].split(separator: "\r\n").map(String.init)
        let changing = ["date", "server", "x-request-id", "hutong-receipt", "ratelimit", "content-length"]
        let fields = lines.dropFirst().filter { line in
            !changing.contains(line.prefix { $0 != ":" }.lowercased())
        }
        return (lines.first ?? "", Set(fields.map { $0.lowercased() }), halves.count > 1 ? String(halves[1]) : "")
    }

    @Test func aClickIsRedirectedHere() async throws {
        let gateway = try await TestGateway()
        let link = try await gateway.link("https://a.example/x?y=1")
        let wire = try Wire(gateway)
        let answer = parts(try wire.send("GET \(link) HTTP/1.1\r\nHost: a\r\n\(Self.agent)\r\n"))
        #expect(answer.status == "HTTP/1.1 302 Found")
        #expect(answer.fields.contains("location: https://a.example/x?y=1"))
        #expect(try wire.forwarded() == [])
        #expect(try await gateway.totals()["clicks"] == 1)
    }

    @Test(arguments: ["", "?lang=en"])
    func aClickIsAnsweredAsTheRouterDoes(query: String) async throws {
        let gateway = try await TestGateway()
        let link = try await gateway.link("https://a.example/x") + query
        let here = parts(try Wire(gateway).send("GET \(link) HTTP/1.1\r\nHost: a\r\n\(Self.agent)\r\n"))
        let router = try await gateway.ask(.get, link)
        let fields = router.headers.filter {
            !["X-Request-Id", "Hutong-Receipt", "Content-Length"].contains($0.name.rawName)
        }
        #expect(here.status.contains("\(router.status)"))
        #expect(here.fields == Set(fields.map { "\($0.name.rawName): \($0.value)".lowercased() }))
    }

    @Test(
        arguments: [
            #"{"text":"看 https://a.example/x 和 ￥AbCdEfGhIjK￥","scene":"group","id":"m1"}"#,
            #"{"text":"<b>&'\" nothing here\u2028"}"#,
            #"{"text":"https://item.taobao.com/item.htm?id=1&spm=2","sender":"s","client":{"os":"ios","version":"8.0.1"}}"#,
            #"{"text":"http://user@127.0.0.1:8/ https://xn--80ak6aa92e.com/"}"#,
        ], ["", "?links=none", "?lang=zh"])
    func aCheckIsAnsweredAsTheRouterDoes(body: String, query: String) async throws {
        let gateway = try await TestGateway()
        let key = try await gateway.key()
        let wire = try Wire(gateway)
        let here = parts(try wire.send(checkRequest(key, body, query: query, more: "Accept-Language: en\r\n")))
        #expect(try wire.forwarded() == [])
        let router = try await gateway.check(body, query: query, key: key)
        #expect(here.status == "HTTP/1.1 200 OK" && router.status == 200)
        func withoutLinks(_ text: String) -> String { text.replacing(/go\/[A-Za-z0-9_-]+/, with: "go/…") }
        #expect(withoutLinks(here.body) == withoutLinks(router.body))
    }

    @Test(
        arguments: [
            "POST /v1/checks?links=short", "POST /v1/checks?links=%6Eone", "POST /v1/checks?x=1", "POST /v1/checksx",
        ])
    func whatIsOutOfTheOrdinaryGoesToTheRouter(line: String) async throws {
        let gateway = try await TestGateway()
        let key = try await gateway.key()
        let wire = try Wire(gateway)
        let request = checkRequest(key, #"{"text":"a"}"#).replacing("POST /v1/checks", with: line)
        #expect(try wire.send(request) == "")
        #expect(try wire.forwarded() == [String(line.dropFirst(5))])
    }

    @Test(
        arguments: [
            #"{"text":"a","x":1}"#, #"{"messages":[{"text":"a"}]}"#, "{",
            #"{"text":"a"} "#.replacing("a", with: "\u{0}"),
            #"{"text":""# + String(repeating: "a", count: 16_384) + #""}"#,
        ])
    func whatCannotBeCheckedGoesToTheRouterWhole(body: String) async throws {
        let gateway = try await TestGateway()
        let key = try await gateway.key()
        let wire = try Wire(gateway)
        #expect(try wire.send(checkRequest(key, body)) == "")
        var bytes = 0
        var isEnded = false
        while let part = try wire.channel.readInbound(as: HTTPRequestPart.self) {
            if case .body(let buffer) = part { bytes += buffer.readableBytes }
            if case .end = part { isEnded = true }
        }
        #expect(bytes == body.utf8.count && isEnded)
    }

    @Test func aWrongKeyGoesToTheRouter() async throws {
        let wire = try Wire(try await TestGateway())
        #expect(try wire.send(checkRequest("hutong_0", #"{"text":"a"}"#)) == "")
        #expect(try wire.forwarded() == ["/v1/checks"])
    }

    @Test func answersKeepTheirOrder() async throws {
        let gateway = try await TestGateway()
        let key = try await gateway.key()
        let wire = try Wire(gateway)
        let check = checkRequest(key, #"{"text":"a"}"#)
        // The first is answered here; the router has the second, so the third is its own too.
        let answer = try wire.send(check + "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n" + check)
        #expect(answer.components(separatedBy: "HTTP/1.1 200").count == 2)
        #expect(try wire.forwarded() == ["/healthz", "/v1/checks"])
        try wire.answer("first")
        try wire.answer("second")
        let late = try wire.answered()
        #expect(late.contains("first") && late.contains("second"))
        #expect(try wire.send(check).hasPrefix("HTTP/1.1 200"))
        #expect(try wire.forwarded() == [])
    }

    @Test func everyByteMayComeAlone() async throws {
        let gateway = try await TestGateway()
        let key = try await gateway.key()
        let wire = try Wire(gateway)
        var answer = ""
        for byte in checkRequest(key, #"{"text":"https://a.example/é"}"#).utf8 {
            try wire.channel.writeInbound(ByteBuffer(bytes: [byte]))
            answer += try wire.answered()
        }
        #expect(answer.hasPrefix("HTTP/1.1 200") && answer.contains("a.example"))
    }

    @Test(
        arguments: [
            ("GET / HTTP/1.1\r\n\r\n", 400), ("GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\nHost: a b\r\n\r\n", 400), ("GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\nHost: [::1\r\n\r\n", 400), ("GET / HTTP/1.1\r\nHost: a:b:c\r\n\r\n", 400),
            ("POST /v1/checks HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 501),
            ("POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
            ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999\r\n\r\n", 413),
            ("GET /\(String(repeating: "a", count: 17_000)) HTTP/1.1\r\nHost: a\r\n\r\n", 414),
            ("GARBAGE\r\n\r\n", 400),
        ])
    func unsoundRequestsAreRefusedOnce(request: String, status: Int) async throws {
        let wire = try Wire(try await TestGateway())
        let answer = try wire.send(request + "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(answer.hasPrefix("HTTP/1.1 \(status) "))
        #expect(answer.contains("Connection: close") && answer.contains("application/problem+json"))
        #expect(answer.matches(of: /HTTP\/1\.1 \d/).count == 1)
        #expect(try wire.forwarded() == [])
    }

    @Test func aRefusalWaitsForTheAnswersBeforeIt() async throws {
        let wire = try Wire(try await TestGateway())
        #expect(try wire.send("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\n\r\n") == "")
        try wire.answer("first")
        let answer = try wire.answered()
        #expect(answer.hasPrefix("HTTP/1.1 200") && answer.contains("firstHTTP/1.1 400"))
    }

    @Test(
        arguments: [
            "GET /healthz HTTP/1.0\r\n\r\n", "GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: a, Close\r\n\r\n",
            "GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n",
        ])
    func theLastAnswerSaysSo(request: String) async throws {
        let wire = try Wire(try await TestGateway())
        #expect(try wire.send(request) == "")
        try wire.answer("last")
        let answer = try wire.answered()
        #expect(answer.lowercased().contains("connection: close\r\n"))
        #expect(try wire.send("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n") == "")
    }

    @Test func nobodyAnswersWhatStandsBehindTheLastRequest() async throws {
        let wire = try Wire(try await TestGateway())
        let last = "GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
        #expect(try wire.send(last + "GARBAGE\r\n\r\n") == "")
        #expect(try wire.forwarded() == ["/healthz"])
        try wire.answer("last")
        #expect(try wire.answered().matches(of: /HTTP\/1\.1 \d/).count == 1)
    }

    @Test(arguments: ["\r\n", "a"]) func endlessInputIsCutOff(piece: String) async throws {
        let wire = try Wire(try await TestGateway())
        let start = piece == "a" ? "POST /v1/checks HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1;" : ""
        var answer = try wire.send(start)
        for _ in 0..<200 where answer.isEmpty { answer += try wire.send(String(repeating: piece, count: 1_024)) }
        #expect(answer.hasPrefix("HTTP/1.1 400 "))
    }

    @Test func aBodyIsAskedForWhenTheClientWaits() async throws {
        let wire = try Wire(try await TestGateway())
        let head = "POST /v1/checks HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"
        #expect(try wire.send(head) == "HTTP/1.1 100 Continue\r\n\r\n")
    }
}

struct ConnectionTimeTests {
    private let start = NIODeadline.uptimeNanoseconds(1_000_000_000)
    private let limits = ConnectionTime.Limits(idle: .seconds(60), request: .seconds(30))

    @Test func anIdleConnectionIsClosedAfterItsTime() {
        var time = ConnectionTime(limits: limits, now: start)
        #expect(time.verdict(at: start + .seconds(59), awaited: 0, waitsForClient: false) == .goOn)
        #expect(time.nextLook == start + .seconds(60))
        #expect(time.verdict(at: start + .seconds(60), awaited: 0, waitsForClient: false) == .close)
    }

    @Test func aHeaderThatNeverEndsIsIdleness() {
        var time = ConnectionTime(limits: limits, now: start)
        time.requestBegins(start + .seconds(10))
        time.requestEnds(start + .seconds(10))
        #expect(time.verdict(at: start + .seconds(69), awaited: 0, waitsForClient: false) == .goOn)
        #expect(time.verdict(at: start + .seconds(70), awaited: 0, waitsForClient: false) == .close)
    }

    @Test func aBodyMustKeepComing() {
        var time = ConnectionTime(limits: limits, now: start)
        time.requestBegins(start)
        time.receives(10_000, start + .seconds(1))
        #expect(time.verdict(at: start + .seconds(39), awaited: 0, waitsForClient: false) == .goOn)
        #expect(time.verdict(at: start + .seconds(40), awaited: 0, waitsForClient: false) == .requestTimeout)
    }

    @Test func theGatewaysOwnTimeIsNotTheClients() {
        var time = ConnectionTime(limits: limits, now: start)
        time.requestBegins(start)
        time.requestEnds(start)
        #expect(time.verdict(at: start + .seconds(600), awaited: 1, waitsForClient: false) == .goOn)
        #expect(time.verdict(at: start + .seconds(600), awaited: 1, waitsForClient: true) == .close)
    }

    @Test func theLastAnswerMayStillBeRead() {
        var time = ConnectionTime(limits: limits, now: start)
        time.lingers(start)
        time.receives(1, start + .seconds(1))
        #expect(time.verdict(at: start + .seconds(2), awaited: 0, waitsForClient: false) == .goOn)
        #expect(time.verdict(at: start + .seconds(3), awaited: 0, waitsForClient: false) == .close)
        for second in 1...40 { time.receives(1, start + .seconds(Int64(second))) }
        #expect(time.verdict(at: start + .seconds(30), awaited: 0, waitsForClient: false) == .close)
    }
}
