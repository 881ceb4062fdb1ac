import Crypto
import Foundation
import HTTPTypes
import LinkPolicy
import LinkTokens
import Persistence
import Testing

@testable import Gateway

@Suite struct GoRoutesTests {
    private static let phaseOne: @Sendable (inout GatewayConfiguration) -> Void = { $0.policy = "wechat-2021-09-17" }

    @Test func anOpenLinkRedirects() async throws {
        let gateway = try await TestGateway()
        let link = try await gateway.link("https://a.example/x?y=1#z")
        let answer = try await gateway.ask(.get, link)
        #expect(answer.status == 302)
        #expect(answer.headers[.location] == "https://a.example/x?y=1#z")
        #expect(answer.headers[.cacheControl] == "no-store")
        #expect(answer.headers[.referrerPolicy] == "no-referrer")
        let receipt = try #require(answer.headers[.hutongReceipt])
        let ring = gateway.gateway.state.current.keyRing
        #expect(throws: Never.self) { try Receipt(opening: receipt, with: ring, at: gateway.clock.seconds) }
        #expect(try await gateway.totals()["openings"] == 1)
    }

    @Test func theInterstitialAndContinue() async throws {
        let gateway = try await TestGateway(Self.phaseOne)
        let link = try await gateway.link("https://item.taobao.com/item.htm?id=1")
        let page = try await gateway.ask(.get, link + "?lang=en")
        #expect(page.status == 200)
        #expect(page.body.contains("not provided by the chat platform"))
        #expect(page.body.contains("<span>item.</span><strong>taobao.com</strong>"))
        #expect(page.headers[.contentSecurityPolicy]?.contains("default-src 'none'") == true)
        #expect(page.headers[.referrerPolicy] == "no-referrer")
        let chinese = try await gateway.ask(.get, link + "?lang=zh")
        #expect(chinese.body.contains("该页面不由聊天平台提供") && chinese.body.contains("继续访问"))
        let next = try await gateway.ask(.post, link + "/continue")
        #expect(next.status == 303)
        #expect(next.headers[.location] == "https://item.taobao.com/item.htm?id=1")
        let totals = try await gateway.totals()
        #expect(totals["clicks"] == 2)
        #expect(totals["notices"] == 2)
        #expect(totals["continues"] == 1)
        #expect(totals["openings"] == 1)
    }

    @Test func theVerdictIsMadeAtTheClick() async throws {
        let gateway = try await TestGateway()
        let link = try await gateway.link("https://shop.evil.example/x")
        #expect(try await gateway.ask(.get, link).status == 302)
        let rules = OperatorRuleStore(gateway.database)
        _ = try await rules.set(
            tenant: nil, action: .block, subject: "evil.example", reason: "sells <fakes>",
            until: gateway.clock.seconds + 60, now: gateway.clock.seconds)
        try await gateway.reload()
        let blocked = try await gateway.ask(.get, link)
        #expect(blocked.status == 403)
        #expect(blocked.headers[.location] == nil)
        #expect(blocked.body.contains("sells &lt;fakes&gt;"))
        #expect(!blocked.body.contains("evil.example/x"), "a blocked address is not handed out")
        #expect(try await gateway.ask(.post, link + "/continue").status == 403)
        gateway.clock.advance(seconds: 61)
        #expect(try await gateway.ask(.get, link).status == 302, "a rule ends by itself")
    }

    @Test func anAllowanceFreesFromThePolicy() async throws {
        let gateway = try await TestGateway(Self.phaseOne)
        let link = try await gateway.link("https://ours.example/", scene: "group")
        #expect(try await gateway.ask(.get, link).status == 200)
        _ = try await OperatorRuleStore(gateway.database).set(
            tenant: nil, action: .allow, subject: "ours.example", reason: "ours", until: nil, now: gateway.clock.seconds
        )
        try await gateway.reload()
        #expect(try await gateway.ask(.get, link).status == 302)
    }

    @Test func theReadersOwnPhoneDecides() async throws {
        let gateway = try await TestGateway(Self.phaseOne)
        let secret = try await gateway.gateway.loader.secrets.makeReaderSecret(
            tenant: .main, now: gateway.clock.seconds)
        try await gateway.reload()
        let link = try await gateway.link("https://a.example/")
        func page(_ client: ClientFacts, expiresAt: Int64? = nil) async throws -> String {
            let reader = ReaderContext(client: client, expiresAt: expiresAt ?? gateway.clock.seconds + 60)
            let token = ReaderToken.sign(reader, secret: .init(data: secret.secret))
            return try await gateway.ask(.get, link + "?lang=en&reader=" + token).body
        }
        let new = ClientFacts(os: "android", version: ClientVersion("8.0.11"), capabilities: ["interstitial"])
        let old = ClientFacts(os: "android", version: ClientVersion("7.0"), capabilities: ["interstitial"])
        let plain = ClientFacts(os: "ios", version: ClientVersion("8.0.13"), capabilities: [])
        #expect(try await page(new).contains("Continue"))
        #expect(try await page(old).contains("needs version 8.0.11") == false)
        #expect(try await page(old).contains("8.0.11 or newer"))
        #expect(try await page(plain).contains("This app cannot show the notice page"))
        #expect(try await page(old, expiresAt: 1).contains("Continue"), "an expired reader counts as none")
    }

    @Test func tokensThatAreNotGoodLeadNowhere() async throws {
        let gateway = try await TestGateway()
        let link = try await gateway.link("https://a.example/")
        let altered = String(link.dropLast(2)) + (link.hasSuffix("AA") ? "BB" : "AA")
        for path in [
            altered, "/go/x", "/go/" + String(repeating: "A", count: 16), "/go/" + String(repeating: "A", count: 9_000),
            "/go/https%3A%2F%2Fevil.example", "/go/%00", "/go/" + String(link.dropFirst(4).reversed()),
        ] {
            for (method, suffix) in [(HTTPRequest.Method.get, ""), (.post, "/continue"), (.get, "/complain")] {
                let answer = try await gateway.ask(method, path + suffix)
                #expect(answer.status == 404, "\(path.prefix(60))\(suffix)")
                #expect(answer.headers[.location] == nil)
                #expect(answer.body.contains("not valid") || answer.body.contains("no such page"))
            }
        }
    }

    /// The page's link to its other language, and the complaint's way back, lead to the page the reader is on.
    @Test func comingBackToAPageIsNoNewClick() async throws {
        let gateway = try await TestGateway(Self.phaseOne)
        let link = try await gateway.link("https://a.example/")
        let page = try await gateway.ask(.get, link + "?lang=en")
        let other = try #require(page.body.firstMatch(of: /href="([^"]+)" hreflang/)?.output.1)
        let again = try await gateway.ask(.get, String(other).replacing("&amp;", with: "&"))
        #expect(again.body.contains("继续访问"))
        #expect(try await gateway.totals()["clicks"] == 1)
    }

    @Test func aBlockHoldsOnOwnHostsToo() async throws {
        let gateway = try await TestGateway { $0.ownDomains = ["own.example"] }
        _ = try await OperatorRuleStore(gateway.database).set(
            tenant: nil, action: .block, subject: "user.own.example", reason: "phishing", until: nil,
            now: gateway.clock.seconds)
        try await gateway.reload()
        let answer = try await gateway.check("{\"text\":\"https://user.own.example/ https://own.example/\"}")
        #expect(answer.body.contains("\"disposition\":\"block\""))
    }

    @Test func linksExpire() async throws {
        let gateway = try await TestGateway { $0.linkLifetime = 1 }
        let sealed = try await gateway.link("https://a.example/")
        let short = try await gateway.link("https://a.example/", query: "?links=short")
        gateway.clock.advance(seconds: 86_399)
        #expect(try await gateway.ask(.get, sealed).status == 302)
        gateway.clock.advance(seconds: 1)
        let expired = try await gateway.ask(.get, sealed)
        #expect(expired.status == 404)
        #expect(expired.body.contains("expired"))
        #expect(try await gateway.ask(.get, short).status == 404)
    }

    @Test func olderKeysOpenAfterARotation() async throws {
        let gateway = try await TestGateway()
        let link = try await gateway.link("https://a.example/")
        // The command that rotates may believe in a shorter lifetime than the gateway gave the link.
        _ = try await gateway.gateway.loader.secrets.rotateLinkKey(now: gateway.clock.seconds, lifetime: 100)
        try await gateway.reload()
        #expect(try await gateway.ask(.get, link).status == 302)
        gateway.clock.advance(seconds: 90 * 86_400 - 1)
        try await gateway.reload()
        #expect(try await gateway.ask(.get, link).status == 302)
        gateway.clock.advance(seconds: 1)
        #expect(try await gateway.ask(.get, link).status == 404)
    }

    @Test(arguments: [
        ("curl/8.0", ""), ("TelegramBot (like TwitterBot)", ""), (TestGateway.phone, "prefetch"),
    ])
    func robotsAreAnsweredAndNotCounted(_ userAgent: String, _ purpose: String) async throws {
        let gateway = try await TestGateway()
        let link = try await gateway.link("https://a.example/")
        var headers: HTTPFields = [.userAgent: userAgent]
        if !purpose.isEmpty { headers[.known("Sec-Purpose")] = purpose }
        #expect(try await gateway.ask(.get, link, headers: headers).status == 302)
        #expect(try await gateway.ask(.head, link).status == 302)
        #expect(try await gateway.totals()["clicks"] == 0)
    }

    @Test func complaintsAreKept() async throws {
        let gateway = try await TestGateway(Self.phaseOne)
        let link = try await gateway.link("https://a.example/<x>")
        let form = try await gateway.ask(.get, link + "/complain?lang=en")
        #expect(form.body.contains("Fraud") && form.body.contains("maxlength"))
        let headers: HTTPFields = [.contentType: "application/x-www-form-urlencoded"]
        let empty = try await gateway.ask(
            .post, link + "/complain?lang=en", headers: headers, body: "statement=%3Cb%3E")
        #expect(empty.status == 422)
        #expect(empty.body.contains("Choose what is wrong") && empty.body.contains("&lt;b&gt;"))
        let sent = try await gateway.ask(
            .post, link + "/complain?lang=en", headers: headers, body: "category=phishing&statement=%E5%81%87%E7%9A%84")
        #expect(sent.status == 201)
        #expect(sent.body.contains("C-"))
        let kept = try await gateway.database.read { connection in
            try connection.rows("SELECT category, statement FROM complaint", []).map {
                (try $0.text(0), try $0.text(1))
            }
        }
        #expect(kept.map(\.0) == ["phishing"])
        #expect(kept.map(\.1) == ["假的"])
        #expect(try await gateway.totals()["complaints"] == 1)
        let long = "category=other&statement=" + String(repeating: "%E5%81%87", count: 1_999)
        #expect(try await gateway.ask(.post, link + "/complain", headers: headers, body: long).status == 201)
        let longer = "category=other&statement=" + String(repeating: "%E5%81%87", count: 2_001)
        #expect(try await gateway.ask(.post, link + "/complain", headers: headers, body: longer).status == 422)
    }

    @Test func aShareCodeIsOfferedForCopying() async throws {
        let gateway = try await TestGateway()
        let link = try await gateway.link("￥AbCd1234eFg￥ 打开淘宝")
        let page = try await gateway.ask(.get, link + "?lang=en")
        #expect(page.status == 200)
        #expect(page.headers[.location] == nil)
        #expect(page.body.contains("AbCd1234eFg"))
    }
}
