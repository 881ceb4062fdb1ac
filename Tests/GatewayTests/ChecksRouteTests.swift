import Foundation
import HTTPTypes
import LinkPolicy
import Persistence
import Testing

@testable import Gateway

@Suite struct ChecksRouteTests {
    @Test func theReadmesExample() async throws {
        let gateway = try await TestGateway()
        let answer = try await gateway.check(
            """
            {"messages":[{"id":"m1","scene":"group","sender":"u1","group":"g1",
            "text":"看这个 https://m.tb.cn/h.x?tk=y CZ0001 「羽绒服」",
            "client":{"os":"ios","version":"8.0.13","capabilities":["interstitial"]}}]}
            """)
        #expect(answer.status == 200)
        let result = try #require((answer.json["results"] as? [[String: Any]])?.first)
        #expect(result["id"] as? String == "m1")
        #expect(result["disposition"] as? String == "open")
        let findings = try #require(result["findings"] as? [[String: Any]])
        #expect(findings.count == 1)
        let finding = try #require(findings.first)
        #expect(finding["text"] as? String == "https://m.tb.cn/h.x?tk=y")
        let range = try #require(finding["range"] as? [String: [Int]])
        #expect(range == ["utf8": [10, 34], "utf16": [4, 28], "scalars": [4, 28]])
        #expect(finding["form"] as? String == "web")
        #expect(finding["platform"] as? String == "taobao")
        let go = try #require(finding["go"] as? String)
        #expect(go.hasPrefix(TestGateway.publicURL + "/go/"))
        let annotated = try #require(result["annotated"] as? [String: String])
        #expect(annotated["text"] == "看这个 \(go) CZ0001 「羽绒服」")
        #expect(annotated["html"]?.contains("<a href=\"\(go)\"") == true)
    }

    @Test func aBatchKeepsItsOrder() async throws {
        let gateway = try await TestGateway()
        let messages = (0..<1_000).map { "{\"id\":\"\($0)\",\"text\":\"https://a.example/\($0)\"}" }
        let answer = try await gateway.check("{\"messages\":[\(messages.joined(separator: ","))]}")
        let results = try #require(answer.json["results"] as? [[String: Any]])
        #expect(results.compactMap { $0["id"] as? String } == (0..<1_000).map(String.init))
        let more = (0..<1_001).map { _ in "{\"text\":\"\"}" }.joined(separator: ",")
        #expect(try await gateway.check("{\"messages\":[\(more)]}").status == 422)
    }

    /// A body, the status of the answer, the problem's type and the pointer.
    @Test(
        arguments: [
            ("", 400, "malformed-json", nil), ("{", 400, "malformed-json", nil),
            ("{\"text\":\"a\"} x", 400, "malformed-json", nil),
            ("nope", 400, "malformed-json", nil), ("\u{FEFF}{}", 400, "malformed-json", nil),
            ("[]", 422, "wrong-type", ""), ("{}", 422, "missing-field", "/text"),
            ("{\"messages\":[]}", 422, "invalid-value", "/messages"),
            ("{\"messages\":[{\"text\":\"a\"},{\"txt\":\"b\"}]}", 422, "unknown-field", "/messages/1/txt"),
            ("{\"text\":7}", 422, "wrong-type", "/text"), ("{\"text\":null}", 422, "wrong-type", "/text"),
            ("{\"text\":\"a\",\"scene\":\"moon\"}", 422, "invalid-value", "/scene"),
            ("{\"text\":\"a\",\"text\":\"b\"}", 422, "duplicate-field", "/text"),
            ("{\"text\":\"a\",\"client\":{\"os\":1}}", 422, "wrong-type", "/client/os"),
            ("{\"text\":\"a\",\"client\":{\"version\":\"new\"}}", 422, "invalid-value", "/client/version"),
            ("{\"text\":\"a\",\"messages\":[{\"text\":\"a\"}]}", 422, "invalid-value", ""),
        ] as [(String, Int, String, String?)])
    func wrongBodies(_ body: String, _ status: Int, _ type: String, _ pointer: String?) async throws {
        let answer = try await TestGateway().check(body)
        #expect(answer.status == status)
        #expect(answer.headers[.contentType] == "application/problem+json")
        #expect(answer.json["type"] as? String == "urn:hutong:problem:" + type)
        #expect(answer.json["pointer"] as? String == pointer)
        #expect((answer.json["detail"] as? String)?.isEmpty == false)
    }

    @Test func nullStandsForAnAbsentIdentifier() async throws {
        let body = "{\"text\":\"\",\"id\":null,\"sender\":null,\"group\":null,\"client\":null}"
        #expect(try await TestGateway().check(body).status == 200)
    }

    @Test func aCompressedBodyIsRefusedAsSuch() async throws {
        let gateway = try await TestGateway()
        let headers: HTTPFields = [
            .authorization: "Bearer \(try await gateway.key())", .contentType: "application/json",
            .contentEncoding: "gzip",
        ]
        let answer = try await gateway.ask(.post, "/v1/checks", headers: headers, bytes: [0x1F, 0x8B])
        #expect(answer.status == 415)
        #expect(answer.json["type"] as? String == "urn:hutong:problem:content-coding")
    }

    @Test func badUTF8() async throws {
        let gateway = try await TestGateway()
        let headers: HTTPFields = [
            .authorization: "Bearer \(try await gateway.key())", .contentType: "application/json",
        ]
        let bytes = Array("{\"text\":\"".utf8) + [0xFF] + Array("\"}".utf8)
        let answer = try await gateway.ask(.post, "/v1/checks", headers: headers, bytes: bytes)
        #expect(answer.status == 400)
        #expect(answer.json["type"] as? String == "urn:hutong:problem:bad-utf-8")
    }

    @Test func limits() async throws {
        let gateway = try await TestGateway { configuration in
            configuration.bodyLimit = 2_000
            configuration.textLimit = 300
        }
        let long = "{\"text\":\"\(String(repeating: "x", count: 301))\"}"
        #expect(try await gateway.check(long).status == 422)
        let huge = "{\"text\":\"\(String(repeating: "x", count: 2_001))\"}"
        let answer = try await gateway.check(huge)
        #expect(answer.status == 413)
        #expect(answer.json["type"] as? String == "urn:hutong:problem:body-too-large")
    }

    @Test func keys() async throws {
        let gateway = try await TestGateway()
        func status(_ authorization: String?) async throws -> Int {
            var headers: HTTPFields = [.contentType: "application/json"]
            headers[.authorization] = authorization
            return try await gateway.ask(.post, "/v1/checks", headers: headers, body: "{\"text\":\"\"}").status
        }
        let good = try await gateway.key()
        #expect(try await status("Bearer \(good)") == 200)
        #expect(try await status("bearer \(good)") == 200)
        for wrong in [nil, "", "Bearer", "Bearer x", "Basic \(good)", "Bearer \(good)x", "Bearer \(good.dropLast())A"] {
            let found = try await status(wrong)
            #expect(found == 401 || (wrong?.dropFirst(7)).map(String.init) == good, "\(wrong ?? "nil")")
        }
        #expect(try await status("Bearer \(try await gateway.key([.read, .admin]))") == 403)
    }

    @Test(arguments: [
        ("text/plain", 415), ("application/json; charset=utf-8", 200), ("application/jsonx", 415), ("", 415),
    ])
    func mediaTypes(_ type: String, _ status: Int) async throws {
        #expect(try await TestGateway().check("{\"text\":\"\"}", type: type).status == status)
    }

    @Test(arguments: ["?links=long", "?lnks=short", "?links="])
    func wrongQueries(_ query: String) async throws {
        #expect(try await TestGateway().check("{\"text\":\"\"}", query: query).status == 422)
    }

    @Test func linkStyles() async throws {
        let gateway = try await TestGateway()
        let short = try await gateway.link("https://a.example/x", query: "?links=short")
        #expect((TestGateway.publicURL + short).count <= 64)
        #expect(try await gateway.ask(.get, short).headers[.location] == "https://a.example/x")
        #expect(try await gateway.link("https://a.example/x", query: "?links=none") == "")
        let long = "https://a.example/" + String(repeating: "x", count: 8_000)
        let kept = try await gateway.link(long)
        #expect(kept.count < 64, "an address too long for a token gets a short link")
        #expect(try await gateway.ask(.get, kept).headers[.location] == long)
    }

    @Test func aPublicURLTooLongForShortLinksSaysSo() async throws {
        let gateway = try await TestGateway {
            $0.publicURL = "https://" + String(repeating: "a", count: 40) + ".example"
        }
        #expect(try await gateway.check("{\"text\":\"\"}", query: "?links=short").status == 422)
    }

    @Test func ownLinksStayAsTheyAre() async throws {
        let gateway = try await TestGateway { $0.ownDomains = ["own.example"] }
        let text = "https://www.own.example/a https://gateway.example/go/x https://notown.example/"
        let answer = try await gateway.check("{\"text\":\"\(text)\"}")
        let result = try #require((answer.json["results"] as? [[String: Any]])?.first)
        let links = try #require(result["findings"] as? [[String: Any]]).map { $0["go"] is String }
        #expect(links == [false, false, true])
        let annotated = (result["annotated"] as? [String: String])?["text"] ?? ""
        #expect(annotated.hasPrefix("https://www.own.example/a https://gateway.example/go/x "))
    }

    @Test func theAnnotatedHTMLIsSafe() async throws {
        let gateway = try await TestGateway()
        let answer = try await gateway.check(
            #"{"text":"<script>alert('1')</script> https://a.example/?q=\"><b> & so"}"#)
        let result = try #require((answer.json["results"] as? [[String: Any]])?.first)
        let html = try #require((result["annotated"] as? [String: String])?["html"])
        #expect(!html.contains("<script"))
        #expect(!html.contains("<b>"))
        #expect(html.contains("&lt;script&gt;alert(&#39;1&#39;)"))
        #expect(!answer.body.contains("<"), "the JSON itself is safe inside a page")
    }

    @Test func groundsComeInTheLanguageAskedFor() async throws {
        let gateway = try await TestGateway()
        let body = "{\"text\":\"http://a@203.0.113.7/\"}"
        let english = try await gateway.check(body)
        #expect(english.body.contains("The address has no name"))
        let chinese = try await gateway.check(body, query: "?lang=zh")
        #expect(chinese.body.contains("地址没有域名"))
    }

    @Test func tenantsAreApart() async throws {
        let other = try #require(TenantID("other"))
        let gateway = try await TestGateway { configuration in
            var choice = GatewayConfiguration.TenantChoice()
            choice.policy = "wechat-2021-09-17"
            configuration.tenants[other] = choice
        }
        let body = "{\"text\":\"https://a.example/\",\"scene\":\"group\"}"
        let main = try await gateway.check(body)
        let theirs = try await gateway.check(body, key: try await gateway.key([.check], tenant: other))
        #expect(main.body.contains("\"disposition\":\"open\""))
        #expect(theirs.body.contains("\"disposition\":\"copy\""))
        let totals = try await gateway.totals()
        #expect(totals["checks"] == 1, "another tenant's messages are not counted here")
    }
}
