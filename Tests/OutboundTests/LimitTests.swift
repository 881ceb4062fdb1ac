import NIOCore
import Testing
import URLStandard

@testable import Outbound

/// Servers that send too much, too slowly, or what is not HTTP.
@Suite struct LimitTests {
    private static let limits = OutboundLimits(totalTime: .seconds(20), headerBytes: 4_096, bodyBytes: 1_000)

    private func answer(
        _ reply: ScriptedServer.Reply, _ method: OutboundRequest.Method = .get, limits: OutboundLimits = limits
    ) async throws -> Result<OutboundResponse, OutboundError> {
        let server = try await ScriptedServer { _ in reply }
        let door = OutboundDoor(policy: localPolicy(), resolver: TableResolver(["a.example": "127.0.0.1"]))
        let url = try WebURL("http://a.example:\(server.port)/")
        let result: Result<OutboundResponse, OutboundError>
        do {
            result = .success(try await door.send(OutboundRequest(method, url, limits: limits)))
        } catch let error as OutboundError {
            result = .failure(error)
        }
        try await server.stop()
        return result
    }

    private func error(_ reply: ScriptedServer.Reply, limits: OutboundLimits = limits) async throws -> OutboundError? {
        if case .failure(let error) = try await answer(reply, limits: limits) { error } else { nil }
    }

    @Test(arguments: [
        ("one endless field", "HTTP/1.1 200 OK\r\nX: ", String(repeating: "a", count: 500)),
        ("endless fields", "HTTP/1.1 200 OK\r\n", "X-A: aaaaaaaaaaaaaaaaaaaaaaaaaa\r\n"),
        ("endless informational answers", "", "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"),
        ("an endless status line", "HTTP/1.1 200 ", String(repeating: "a", count: 500)),
        ("an endless chunk extension", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;a=", "aaaaaaaaaaaaa"),
        (
            "endless trailers", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n",
            "X-A: aaaaaaaaaa\r\n"
        ),
    ])
    func endlessHeads(_ name: String, start: String, endless: String) async throws {
        let error = try await error(.init(pieces: [start], endless: endless))
        #expect(error == .tooLarge(host: "a.example", limit: 4_096), "\(name)")
    }

    @Test(arguments: [
        ("until the end", "HTTP/1.1 200 OK\r\n\r\n", String(repeating: "b", count: 300)),
        (
            "of a great length", "HTTP/1.1 200 OK\r\nContent-Length: 9999999999\r\n\r\n",
            String(repeating: "b", count: 300)
        ),
        ("in chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "2\r\nbb\r\n"),
    ])
    func endlessBodiesAreCutOff(_ name: String, start: String, endless: String) async throws {
        let answer = try await answer(.init(pieces: [start], endless: endless)).get()
        #expect(answer.isTruncated, "\(name)")
        #expect(answer.body == Array(repeating: UInt8(ascii: "b"), count: 1_000))
    }

    @Test(arguments: [(Int.max, Int.max, 5), (0, 0, 0), (-1, -1, 0)])
    func limitsOfAnySizeAreTaken(headerBytes: Int, bodyBytes: Int, received: Int) async throws {
        let limits = OutboundLimits(totalTime: .seconds(20), headerBytes: headerBytes, bodyBytes: bodyBytes)
        switch try await answer(.ok("hello"), limits: limits) {
        case .success(let answer): #expect(answer.body.count == received)
        case .failure(let error): #expect(received == 0 && error == .tooLarge(host: "a.example", limit: headerBytes))
        }
    }

    @Test func aBodyOfJustTheLimitIsWhole() async throws {
        let answer = try await answer(.ok(String(repeating: "b", count: 1_000))).get()
        #expect(!answer.isTruncated)
        #expect(answer.body.count == 1_000)
    }

    /// 10 MB of zeros in gzip's 10 kB: nothing inflates them, and no one can take them for text.
    @Test func anEncodedBodyIsLeftOut() async throws {
        let head = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 10240\r\n\r\n"
        let bomb = [UInt8](head.utf8) + [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3] + [UInt8](repeating: 0, count: 10_230)
        let answer = try await answer(.init(bytes: bomb)).get()
        #expect(answer.leftOutEncoding == "gzip")
        #expect(answer.body.isEmpty)
        #expect(answer.isTruncated)
        #expect(!answer.isGzip)

        let plain = try await self.answer(.ok("plain", headers: ["Content-Encoding: identity"])).get()
        #expect(plain.leftOutEncoding == nil)
        #expect(plain.body == Array("plain".utf8))
    }

    @Test(arguments: [
        ("silence", ScriptedServer.Reply.silence()),
        ("a head drop by drop", .init(pieces: ["HTTP/1.1 200 OK\r\n"], endless: "X", pause: .milliseconds(20))),
        ("a body drop by drop", .init(pieces: ["HTTP/1.1 200 OK\r\n\r\n"], endless: "b", pause: .milliseconds(20))),
        ("a body that stops", .init(pieces: ["HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nbbb"], closes: false)),
    ])
    func slowServersRunOutOfTime(_ name: String, reply: ScriptedServer.Reply) async throws {
        var limits = Self.limits
        limits.totalTime = .milliseconds(300)
        limits.bodyBytes = 1 << 20
        #expect(try await error(reply, limits: limits) == .timedOut(after: .milliseconds(300)), "\(name)")
    }

    /// Three hops of 250 ms each take longer than 600 ms, though no single one does.
    @Test func timeIsForAllHopsTogether() async throws {
        let server = try await ScriptedServer { request in
            var reply = ScriptedServer.Reply.redirect(to: request.hasPrefix("GET /a") ? "/b" : "/c")
            if request.hasPrefix("GET /c") { reply = .silence() }
            reply.pieces.insert("", at: 0)
            reply.pause = .milliseconds(250)
            return reply
        }
        let door = OutboundDoor(policy: localPolicy(), resolver: TableResolver(["a.example": "127.0.0.1"]))
        let limits = OutboundLimits(totalTime: .milliseconds(600))
        let request = OutboundRequest(.get, try WebURL("http://a.example:\(server.port)/a"), limits: limits)
        #expect(await outboundError { try await door.send(request) } == .timedOut(after: .milliseconds(600)))
        try await server.stop()
    }

    @Test func namesTakeTimeToo() async throws {
        struct Silent: AddressResolver {
            func addresses(of host: String) async throws -> [IPAddress] {
                try await Task.sleep(for: .seconds(3_600))
                return []
            }
        }
        let door = OutboundDoor(policy: OutboundPolicy(), resolver: Silent())
        let url = try WebURL("http://a.example/")
        let request = OutboundRequest(.get, url, limits: OutboundLimits(totalTime: .milliseconds(50)))
        #expect(await outboundError { try await door.send(request) } == .timedOut(after: .milliseconds(50)))
        #expect(
            await outboundError { try await door.check(url, within: .milliseconds(50)) }
                == .timedOut(after: .milliseconds(50)))
    }

    @Test(arguments: [
        ("at once", ""), ("within the head", "HTTP/1.1 200 OK\r\nX:"),
        ("within a body", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nbbb"),
        ("within a chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nbb"),
        ("after an informational answer", "HTTP/1.1 103 Early Hints\r\n\r\n"),
        ("after a greeting of another protocol", "220 mail.example ESMTP\r\n"),
        ("after two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nbb"),
    ])
    func serversThatHangUp(_ name: String, sent: String) async throws {
        let error = try await error(.init(pieces: [sent]))
        guard case .connection("a.example", _) = error else {
            Issue.record("\(name): \(String(describing: error))")
            return
        }
    }

    @Test func oldServersAreUnderstood() async throws {
        let answer = try await answer(.init(pieces: ["HTTP/1.0 200 OK\r\nServer: old\r\n\r\n", "until ", "the end"]))
            .get()
        #expect(answer.body == Array("until the end".utf8))
        #expect(!answer.isTruncated)
    }

    @Test(arguments: [
        ("HTTP/1.1 204 No Content\r\n\r\n", OutboundRequest.Method.get, 204),
        ("HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n", .head, 200),
        ("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", .get, 404),
        ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\nxxxx", .get, 101),
        ("HTTP/1.1 999 Odd\r\nContent-Length: 0\r\n\r\n", .get, 999),
    ])
    func answersWithoutABody(sent: String, method: OutboundRequest.Method, status: Int) async throws {
        let answer = try await answer(.init(pieces: [sent], closes: false), method).get()
        #expect(answer.status == status)
        #expect(answer.body.isEmpty)
    }
}
