import Foundation
import HTTPTypes
import Persistence
import Testing

@testable import Gateway

@Suite struct OtherRoutesTests {
    @Test func health() async throws {
        let gateway = try await TestGateway()
        #expect(try await gateway.ask(.get, "/healthz").json["status"] as? String == "ok")
        let ready = try await gateway.ask(.get, "/readyz")
        #expect(ready.status == 200)
        #expect(
            ready.json["policies"] as? [String] == [
                "archive", "default", "strict", "wechat-2021-09-17", "wechat-2021-11-29",
            ])
    }

    @Test(arguments: [
        (HTTPRequest.Method.get, "/v1/checks", "POST"), (.delete, "/v1/stats/summary", "GET, HEAD"),
        (.put, "/go/abc", "GET, HEAD"), (.get, "/go/abc/continue", "POST"),
    ])
    func wrongMethods(_ method: HTTPRequest.Method, _ path: String, _ allowed: String) async throws {
        let answer = try await TestGateway().ask(method, path)
        #expect(answer.status == 405)
        #expect(answer.headers[.allow] == allowed)
    }

    @Test func unknownAddresses() async throws {
        let gateway = try await TestGateway()
        let api = try await gateway.ask(.get, "/v1/nothing")
        #expect(api.status == 404)
        #expect(api.headers[.contentType] == "application/problem+json")
        let page = try await gateway.ask(.get, "/nothing", headers: [.acceptLanguage: "zh-CN"])
        #expect(page.status == 404)
        #expect(page.body.contains("没有这个页面"))
    }

    @Test(arguments: [
        ("?from=2021-9-17", 422), ("?from=2021-09-18&to=2021-09-17", 422), ("?from=2019-01-01&to=2021-01-01", 422),
        ("?form=2021-09-17", 422), ("?from=2021-09-01&to=2021-09-30", 200), ("", 200),
    ])
    func summaryRanges(_ query: String, _ status: Int) async throws {
        let gateway = try await TestGateway()
        let headers: HTTPFields = [.authorization: "Bearer \(try await gateway.key())"]
        #expect(try await gateway.ask(.get, "/v1/stats/summary" + query, headers: headers).status == status)
    }

    @Test func figuresNeedTheReadScope() async throws {
        let gateway = try await TestGateway()
        #expect(try await gateway.ask(.get, "/v1/stats/summary").status == 401)
        let headers: HTTPFields = [.authorization: "Bearer \(try await gateway.key([.check]))"]
        #expect(try await gateway.ask(.get, "/v1/stats/summary", headers: headers).status == 403)
    }

    @Test func assetsAreKeptByTheirNames() async throws {
        let gateway = try await TestGateway()
        let page = try await gateway.ask(.get, "/")
        let name = try #require(page.body.firstMatch(of: /href="(\/assets\/[^"]+\.css)"/)?.output.1)
        let style = try await gateway.ask(.get, String(name))
        #expect(style.status == 200)
        #expect(style.headers[.cacheControl]?.contains("immutable") == true)
        #expect(try await gateway.ask(.get, "/assets/other.css").status == 404)
    }
}

@Suite struct PlaygroundTests {
    private static let form: HTTPFields = [.contentType: "application/x-www-form-urlencoded"]

    @Test func isOffUnlessTurnedOn() async throws {
        let gateway = try await TestGateway { $0.playground = false }
        #expect(try await gateway.ask(.get, "/play").status == 404)
        #expect(try await gateway.ask(.post, "/play", headers: Self.form, body: "text=a").status == 404)
    }

    @Test func aMessageIsJudgedAndItsLinkAlwaysNotices() async throws {
        let gateway = try await TestGateway()
        let page = try await gateway.ask(
            .post, "/play?lang=en", headers: Self.form,
            body: "policy=default&scene=direct&text=look%20https%3A%2F%2Fa.example%2Fx")
        #expect(page.status == 200)
        let match = page.body.firstMatch(of: /href="https:\/\/gateway\.example(\/go\/[^"]+)"/)
        let link = String(try #require(match).output.1).replacing("&amp;", with: "&")
        let notice = try await gateway.ask(.get, link)
        #expect(notice.status == 200)
        #expect(notice.body.contains("made in the playground"))
        gateway.clock.advance(seconds: 600)
        #expect(try await gateway.ask(.get, link).status == 404, "ten minutes")
        #expect(try await gateway.totals()["checks"] == 0, "visitors count for the playground's own tenant")
    }

    @Test(arguments: [
        ("text=", 422, "Type or choose a text first"), ("", 422, "Type or choose a text first"),
        ("text=hello", 200, "There is no link"), ("sample=0", 200, "m.tb.cn"),
        ("sample=99&text=", 422, "Type or choose"), ("policy=nothing&scene=moon&text=hi", 200, "There is no link"),
        ("text=%3Cscript%3E%20https%3A%2F%2Fa.example", 200, "&lt;script&gt;"),
    ])
    func answers(_ body: String, _ status: Int, _ words: String) async throws {
        let answer = try await TestGateway().ask(.post, "/play?lang=en", headers: Self.form, body: body)
        #expect(answer.status == status)
        #expect(answer.body.contains(words))
    }

    @Test func wrongInput() async throws {
        let gateway = try await TestGateway()
        let long = "text=" + String(repeating: "a", count: 5_000)
        #expect(try await gateway.ask(.post, "/play", headers: Self.form, body: long).status == 422)
        let huge = "text=" + String(repeating: "a", count: 70_000)
        #expect(try await gateway.ask(.post, "/play", headers: Self.form, body: huge).status == 413)
        #expect(try await gateway.ask(.post, "/play", headers: [.contentType: "text/plain"], body: "x").status == 415)
        #expect(try await gateway.ask(.post, "/play", headers: Self.form, bytes: [0x74, 0x3D, 0xFF]).status == 400)
    }
}
