import CoreMetrics
import Foundation
import HTTPTypes
import Hummingbird
import Persistence
import Testing

@testable import Gateway

struct MannersTests {
    // MARK: Lines

    private func lines(_ body: String, _ gateway: TestGateway, key: String, query: String = "") async throws -> [String]
    {
        let answer = try await gateway.check(body, query: query, key: key, type: "application/x-ndjson")
        #expect(answer.status == 200)
        #expect(answer.headers[.contentType] == "application/x-ndjson")
        return answer.body.split(separator: "\n").map(String.init)
    }

    @Test func linesAreAnsweredInTheirOrder() async throws {
        let gateway = try await TestGateway()
        let key = try await gateway.key()
        let body = (0..<200).map { #"{"text":"https://a\#($0).example/","id":"\#($0)"}"# }.joined(separator: "\n")
        let answers = try await lines(body, gateway, key: key)
        #expect(answers.count == 200)
        for (index, line) in answers.enumerated() {
            #expect(line.hasPrefix(#"{"id":"\#(index)","disposition":"open""#))
        }
    }

    @Test func aWrongLineIsNamedAndTheOthersStay() async throws {
        let gateway = try await TestGateway()
        let key = try await gateway.key()
        let answers = try await lines(
            #"{"text":"a"}"# + "\n\n{\n" + #"{"txt":"b"}"# + "\r\n" + #"{"text":"c","id":"last"}"#, gateway, key: key)
        #expect(answers.count == 4)
        #expect(answers[1].hasPrefix(#"{"line":3,"problem":{"type":"urn:hutong:problem:malformed-json""#))
        #expect(answers[2].contains(#""line":4"#) && answers[2].contains("unknown-field"))
        #expect(answers[3].contains("last"))
    }

    @Test func aStoreThatFailsCostsTheLineThatNeedsIt() async throws {
        let gateway = try await TestGateway { $0.publicURL = "https://g.example" }
        let key = try await gateway.key()
        try await gateway.database.write { _ = try $0.run("DROP TABLE short_link", []) }
        let answers = try await lines(
            #"{"text":"https://a.example/"}"# + "\n" + #"{"text":"no link"}"#, gateway, key: key, query: "?links=short")
        #expect(answers.count == 2)
        #expect(answers[0].hasPrefix(#"{"line":1,"problem":{"type":"urn:hutong:problem:internal""#))
        #expect(answers[1].contains(#""disposition":"open""#))
    }

    @Test func aLineMayBeTooLong() async throws {
        let gateway = try await TestGateway { $0.bodyLimit = 1_024 }
        let key = try await gateway.key()
        let answers = try await lines(
            #"{"text":""# + String(repeating: "a", count: 2_000) + "\"}\n" + #"{"text":"b"}"#, gateway, key: key)
        #expect(answers.count == 2 && answers[0].contains("line-too-long"))
    }

    @Test(
        arguments: [
            ("a\nb", ["a", "b"]), ("a\n", ["a"]), ("\n\na", ["", "", "a"]), ("", []), ("abcdefghi\nb", ["-", "b"]),
            ("abcdefgh", ["abcdefgh"]), ("abcdefghi", ["-"]),
        ], [1, 2, 3, 100])
    func linesAreCutWhereverTheBytesAre(_ table: (String, [String]), step: Int) {
        var splitter = LineSplitter(limit: 8)
        var lines: [LineSplitter.Line] = []
        let bytes = Array(table.0.utf8)
        for start in stride(from: 0, to: bytes.count, by: step) {
            bytes[start..<min(start + step, bytes.count)].withUnsafeBytes { lines += splitter.lines(adding: $0) }
        }
        if let last = splitter.end() { lines.append(last) }
        #expect(lines.map { $0.bytes.map { String(decoding: $0, as: UTF8.self) } ?? "-" } == table.1)
        #expect(lines.map(\.number) == Array(1..<lines.count + 1))
    }

    // MARK: Idempotency

    private func repeated(
        _ gateway: TestGateway, _ key: String, _ body: String, idempotencyKey: String
    ) async throws -> TestGateway.Answer {
        let headers: HTTPFields = [
            .authorization: "Bearer \(key)", .contentType: "application/json", .idempotencyKey: idempotencyKey,
        ]
        return try await gateway.ask(.post, "/v1/checks?links=short", headers: headers, body: body)
    }

    @Test func aRepeatedRequestGetsTheSameAnswer() async throws {
        let gateway = try await TestGateway { $0.publicURL = "https://g.example" }
        let key = try await gateway.key()
        let body = #"{"text":"https://a.example/"}"#
        let first = try await repeated(gateway, key, body, idempotencyKey: "k-1")
        let second = try await repeated(gateway, key, body, idempotencyKey: "k-1")
        #expect(first.status == 200 && first.body.contains("https://g.example/go/"))
        #expect(second.body == first.body && second.headers[.idempotencyReplayed] == "true")
        #expect(try await repeated(gateway, key, body, idempotencyKey: "k-2").body != first.body)
        let other = try await repeated(gateway, key, #"{"text":"other"}"#, idempotencyKey: "k-1")
        #expect(other.status == 422 && other.body.contains("idempotency-key-reused"))
        let otherKey = try await gateway.key()
        #expect(try await repeated(gateway, otherKey, body, idempotencyKey: "k-1").body != first.body)
    }

    @Test func aRefusalIsNotKept() async throws {
        let gateway = try await TestGateway()
        let key = try await gateway.key()
        #expect(try await repeated(gateway, key, "{", idempotencyKey: "k").status == 400)
        #expect(try await repeated(gateway, key, "{", idempotencyKey: "k").status == 400)
    }

    @Test(arguments: ["", "a b", String(repeating: "a", count: 256), "é"])
    func aMalformedIdempotencyKeyIsRefused(text: String) async throws {
        let gateway = try await TestGateway()
        let answer = try await repeated(gateway, try await gateway.key(), "{}", idempotencyKey: text)
        #expect(answer.status == 400 && answer.body.contains("malformed-idempotency-key"))
    }

    // MARK: Rates

    @Test func aKeyHasItsRate() async throws {
        let gateway = try await TestGateway { $0.rateLimit = 2 }
        let key = try await gateway.key()
        let other = try await gateway.key()
        let batch = "{\"messages\":[" + (0..<19).map { _ in #"{"text":"a"}"# }.joined(separator: ",") + "]}"
        let first = try await gateway.check(batch, key: key)
        #expect(first.status == 200)
        #expect(first.headers[.rateLimit] == "\"messages\";r=1;t=10")
        #expect(first.headers[.rateLimitPolicy] == "\"messages\";q=20;w=10")
        #expect(try await gateway.check(#"{"text":"a"}"#, key: key).status == 200)
        let refused = try await gateway.check(#"{"text":"a"}"#, key: key)
        #expect(refused.status == 429 && refused.headers[.retryAfter] == "1")
        #expect(refused.body.contains("rate-limited"))
        #expect(try await gateway.check(#"{"text":"a"}"#, key: other).status == 200)
        gateway.clock.advance(seconds: 1)
        #expect(try await gateway.check(#"{"text":"a"}"#, key: key).status == 200)
    }

    @Test func aBatchBeyondTheWholeAllowanceWaitsForItToBeFull() {
        let allowance = Allowance(rate: 1)
        #expect(allowance.take(100, at: 0) != nil)
        #expect(allowance.take(1, at: 89_000) == nil)
        #expect(allowance.take(1, at: 92_000) != nil)
        #expect(Allowance(rate: 0).take(1_000_000, at: 0)?.fields.isEmpty == true)
    }

    /// However the messages come, no more get through than the bucket and its rate allow.
    @Test(arguments: 0..<20)
    func noMoreThanTheRateGetsThrough(seed: UInt64) {
        var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
        func random(_ bound: UInt64) -> Int {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return Int(state % bound)
        }
        let rate = 1 + random(50)
        let allowance = Allowance(rate: rate)
        var now: Int64 = 1_000_000
        let start = now
        var taken = 0
        for _ in 0..<2_000 {
            now += Int64(random(200))
            let amount = 1 + random(5)
            if allowance.take(amount, at: now) != nil { taken += amount }
        }
        let most = Double(rate) * (Double(now - start) / 1_000 + Double(Allowance.window))
        #expect(Double(taken) <= most + 5)
        #expect(Double(taken) >= most * 0.8 || rate > 10)
    }

    // MARK: Negotiation

    @Test(
        arguments: [
            (nil, true), ("*/*", true), ("application/json", true), ("application/*", true), ("text/html", false),
            ("text/html, */*;q=0.1", true), ("application/json;q=0", false), ("application/json;q=0, */*", false),
            ("*/*;q=0, application/json", true), ("APPLICATION/JSON; q=0.5", true), ("", false),
        ] as [(String?, Bool)])
    func acceptSaysWhatIsAcceptable(header: String?, isAcceptable: Bool) {
        #expect(MediaRange.admitsJSON(header) == isAcceptable)
    }

    @Test func whatIsNotAcceptableIsRefused() async throws {
        let gateway = try await TestGateway()
        let headers: HTTPFields = [
            .authorization: "Bearer \(try await gateway.key())", .contentType: "application/json", .accept: "text/html",
        ]
        let answer = try await gateway.ask(.post, "/v1/checks", headers: headers, body: #"{"text":"a"}"#)
        #expect(answer.status == 406 && answer.body.contains("not-acceptable"))
    }

    @Test func requestsAreNamed() async throws {
        let gateway = try await TestGateway()
        let given = try await gateway.ask(.get, "/healthz", headers: [.xRequestID: "abc-1.2_X"])
        #expect(given.headers[.xRequestID] == "abc-1.2_X")
        for foreign in ["a b", "<x>", String(repeating: "a", count: 129), "é"] {
            let answer = try await gateway.ask(.get, "/healthz", headers: [.xRequestID: foreign])
            #expect(answer.headers[.xRequestID]?.count == 16)
        }
    }

    @Test func aHeadHasNoBody() async throws {
        let gateway = try await TestGateway()
        for path in ["/healthz", "/nothing", "/v1/stats/summary", "/go/x"] {
            #expect(try await gateway.ask(.head, path).body == "")
        }
    }

    @Test func whatTheClientHasIsNotSentAgain() async throws {
        let gateway = try await TestGateway()
        let key = try await gateway.key()
        let headers: HTTPFields = [.authorization: "Bearer \(key)"]
        let first = try await gateway.ask(.get, "/v1/stats/summary", headers: headers)
        let tag = try #require(first.headers[.eTag])
        #expect(first.headers[.cacheControl] == "private, no-cache" && first.headers[.vary] == "Authorization")
        for field in [tag, "W/\(tag)", "\"x\", \(tag)", "*"] {
            let again = try await gateway.ask(
                .get, "/v1/stats/summary", headers: [.authorization: "Bearer \(key)", .ifNoneMatch: field])
            #expect(again.status == 304 && again.body == "" && again.headers[.eTag] == tag, "\(field)")
        }
        _ = try await gateway.check(#"{"text":"a"}"#, key: key)
        await gateway.gateway.observations.flush()
        let changed = try await gateway.ask(
            .get, "/v1/stats/summary", headers: [.authorization: "Bearer \(key)", .ifNoneMatch: tag])
        #expect(changed.status == 200 && changed.headers[.eTag] != tag)
        #expect(try await gateway.ask(.get, "/v1/stats/summary").headers[.eTag] == nil)
    }

    @Test(arguments: ["QUERY", "PROPFIND", "TRACE", "OPTIONS", "DELETE"])
    func otherMethodsAreNotAllowed(method: String) async throws {
        let gateway = try await TestGateway()
        for path in ["/v1/checks", "/healthz", "/go/abc"] {
            let answer = try await gateway.ask(try #require(HTTPRequest.Method(method)), path)
            #expect(answer.status == 405 && answer.headers[.allow] != nil, "\(path)")
        }
    }

    @Test func aMessageMayHaveTooManyLinks() async throws {
        let gateway = try await TestGateway { $0.findingsLimit = 3 }
        let text = (0..<4).map { "https://a\($0).example/" }.joined(separator: " ")
        let single = try await gateway.check(#"{"text":"\#(text)"}"#)
        #expect(single.status == 422 && single.body.contains("too-many-links"))
        #expect(single.body.contains(#""pointer":"/text""#))
        let batch = try await gateway.check(#"{"messages":[{"text":"a"},{"text":"\#(text)"}]}"#)
        #expect(batch.status == 422 && batch.body.contains(#""pointer":"/messages/1/text""#))
    }

    // MARK: Metrics

    @Test func whatIsCountedIsShown() async throws {
        let gateway = try await TestGateway()
        let link = try await gateway.link("https://u@a.example/")
        _ = try await gateway.ask(.get, link)
        _ = try await gateway.ask(.get, "/nothing/secret")
        let text = gateway.gateway.registry.text
        #expect(text.contains("hutong_http_requests_total{method=\"POST\",route=\"/v1/checks\",status=\"200\"} 1\n"))
        #expect(text.contains("hutong_http_requests_total{method=\"GET\",route=\"/go/{token}\",status=\"200\"} 1\n"))
        #expect(text.contains("hutong_http_requests_total{method=\"GET\",route=\"none\",status=\"404\"} 1\n"))
        #expect(text.contains("hutong_verdicts_total{disposition=\"warn\",moment=\"posting\"} 1\n"))
        #expect(text.contains("hutong_http_request_seconds_bucket{route=\"/v1/checks\",le=\"+Inf\"} 1\n"))
        #expect(text.contains("# TYPE hutong_http_request_seconds histogram\n"))
        #expect(!text.contains("secret") && !text.contains(link))
    }

    @Test func metricsAreEscaped() {
        let registry = PrometheusRegistry(help: ["a": "Help."])
        registry.makeCounter(label: "a", dimensions: [("x", "\"\\\n")]).increment(by: 2)
        registry.makeRecorder(label: "b", dimensions: [], aggregate: false).record(1.5)
        #expect(registry.text == "# HELP a Help.\n# TYPE a counter\na{x=\"\\\"\\\\\\n\"} 2\n# TYPE b gauge\nb 1.5\n")
    }

    // MARK: Small parts

    @Test(arguments: [0, 951_782_400, 1_631_868_000, 1_709_164_799, 4_102_444_800] as [Int64])
    func datesAreWrittenAsHTTPWantsThem(seconds: Int64) {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(secondsFromGMT: 0)
        formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        #expect(HTTPDate.text(seconds) == formatter.string(from: Date(timeIntervalSince1970: Double(seconds))))
    }

    @Test(
        arguments: [
            ("Cpus_allowed:\t3\n", 2), ("a\nCpus_allowed:\tff,00000001\nCpus_allowed_list:\t0\n", 9), ("", nil),
            ("Cpus_allowed:\t0", nil),
        ] as [(String, Int?)])
    func processorsAreCounted(status: String, count: Int?) { #expect(Processors.allowed(in: status) == count) }

    @Test(
        arguments: [
            ("lang=en", ["lang": "en"]), ("lang=en&reader=a.b-c_D", ["lang": "en", "reader": "a.b-c_D"]),
            ("lang=en&lang=zh", nil), ("x=1", nil), ("lang", nil), ("lang=%65n", nil), ("lang=e+n", nil), ("", nil),
        ] as [(String, [String: String]?)])
    func plainQueriesAreRead(text: String, expected: [String: String]?) {
        let query = PlainQuery(text[...], names: ["lang", "reader"])
        #expect((query != nil) == (expected != nil))
        for (name, value) in expected ?? [:] { #expect(query?[name] == value) }
    }
}
