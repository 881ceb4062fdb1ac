import Foundation
import HTTPTypes
import LinkPolicy
import LinkPreview
import Persistence
import Testing
import URLStandard

@testable import Gateway

@Suite struct CardsTests {
    private func ask(_ gateway: TestGateway, _ body: String, query: String = "") async throws -> TestGateway.Answer {
        try await gateway.ask(
            .post, "/v1/cards" + query,
            headers: [.authorization: "Bearer \(try await gateway.key([.check]))", .contentType: "application/json"],
            body: body)
    }

    @Test func theyAreOffUnlessTurnedOn() async throws {
        let answer = try await ask(TestGateway(), #"{"url":"https://a.example/"}"#)
        #expect(answer.status == 409)
        #expect(answer.json["type"] as? String == "urn:hutong:problem:cards-off")
    }

    static let wrongBodies: [(body: String, status: Int, type: String)] = [
        ("{}", 422, "missing-field"), ("[]", 422, "wrong-type"), ("{", 400, "malformed-json"),
        (#"{"url":"a.example"}"#, 422, "invalid-value"), (#"{"url":"ftp://a.example"}"#, 422, "invalid-value"),
        (#"{"url":"javascript:alert(1)"}"#, 422, "invalid-value"), (#"{"url":7}"#, 422, "wrong-type"),
        (#"{"urls":[]}"#, 422, "invalid-value"), (#"{"urls":["https://a.example/",1]}"#, 422, "wrong-type"),
        (#"{"url":"https://a.example/","urls":["https://b.example/"]}"#, 422, "invalid-value"),
        (#"{"url":"https://a.example/","x":1}"#, 422, "unknown-field"),
        (#"{"url":"https://a.example/","scene":"attic"}"#, 422, "invalid-value"),
        (
            #"{"urls":["# + Array(repeating: #""https://a.example/""#, count: 21).joined(separator: ",") + "]}", 422,
            "invalid-value"
        ),
    ]

    @Test(arguments: wrongBodies)
    func aWrongBodyIsRefused(_ body: String, _ status: Int, _ type: String) async throws {
        let answer = try await ask(TestGateway { $0.cards = true }, body)
        #expect(answer.status == status)
        #expect(answer.json["type"] as? String == "urn:hutong:problem:" + type)
    }

    @Test func aKeyNeedsTheScope() async throws {
        let gateway = try await TestGateway { $0.cards = true }
        let key = try await gateway.key([.read])
        let answer = try await gateway.ask(
            .post, "/v1/cards", headers: [.authorization: "Bearer \(key)", .contentType: "application/json"],
            body: #"{"url":"https://a.example/"}"#)
        #expect(answer.status == 403)
    }

    /// No network is needed where nothing may be asked.
    @Test func whatIsNotAskedIsToldAllTheSame() async throws {
        let gateway = try await TestGateway { $0.cards = true }
        _ = try await OperatorRuleStore(gateway.database).set(
            tenant: nil, action: .block, subject: "evil.example", reason: "sells fakes", until: nil,
            now: gateway.clock.seconds)
        try await gateway.reload()
        let body =
            #"{"urls":["https://evil.example/a","http://127.0.0.1/","https://channels.weixin.qq.com/web/pages/feed"]}"#
        let answer = try await ask(gateway, body, query: "?lang=en")
        #expect(answer.status == 200)
        #expect(answer.headers[.cacheControl] == "no-store")
        let results = try #require(answer.json["results"] as? [[String: Any]])
        let verdicts = results.map { ($0["verdict"] as? [String: Any])?["disposition"] as? String }
        let states = results.map { ($0["health"] as? [String: Any])?["state"] as? String }
        #expect(verdicts.first == "block")
        #expect(Array(states.prefix(2)) == ["not_fetched", "not_fetched"])
        #expect(results.allSatisfy { $0["card"] is NSNull })
    }

    @Test func anAddressCountsAsTenMessages() async throws {
        let gateway = try await TestGateway {
            $0.cards = true
            $0.rateLimit = 2
        }
        let key = try await gateway.key([.check])
        var answers: [Int] = []
        for _ in 0..<3 {
            let answer = try await gateway.ask(
                .post, "/v1/cards", headers: [.authorization: "Bearer \(key)", .contentType: "application/json"],
                body: #"{"url":"http://127.0.0.1/"}"#)
            answers.append(answer.status)
        }
        #expect(answers == [200, 200, 429])
    }

    // MARK: What is kept

    private func card(_ health: PageHealth, title: String? = nil, at now: Int64 = 0, trail: [String]) throws
        -> FetchedCard
    {
        var card = LinkCard()
        card.title = title
        let hops = try trail.enumerated().map { index, text in
            FetchedCard.Hop(url: try WebURL(text), way: index == 0 ? .start : .redirect, status: 200)
        }
        return FetchedCard(
            trail: hops, card: title == nil ? nil : card, health: HealthReading(health, "test"), readAt: now)
    }

    @Test func cardsAreKeptByHealth() throws {
        let cache = CardCache()
        let url = try WebURL("https://a.example/x#part")
        for (health, seconds) in [(PageHealth.ok, Int64(1_800)), (.gone, 600), (.unreachable, 60)] {
            cache.keep(try card(health, at: 5_000, trail: [url.href]), for: url)
            let other = try WebURL("https://a.example/x#another")
            #expect(cache.card(for: other, at: 5_000 + seconds * 1_000 - 1)?.health.health == health)
            #expect(cache.card(for: url, at: 5_000 + seconds * 1_000) == nil)
        }
        var cut = try card(.notFetched, trail: ["https://b.example/"])
        cut.isShared = false
        let second = try WebURL("https://b.example/")
        cache.keep(cut, for: second)
        #expect(cache.card(for: second, at: 0) == nil)
    }

    @Test func theCacheIsBounded() throws {
        let cache = CardCache()
        for number in 0..<(CardCache.limit + 100) {
            let url = try WebURL("https://a.example/\(number)")
            cache.keep(try card(.ok, at: Int64(number), trail: [url.href]), for: url)
        }
        #expect(cache.count <= CardCache.limit)
        #expect(cache.card(for: try WebURL("https://a.example/\(CardCache.limit + 99)"), at: 0) != nil)
        #expect(cache.card(for: try WebURL("https://a.example/0"), at: 0) == nil)
    }

    @Test func theInterstitialTellsWhatIsKept() async throws {
        let gateway = try await TestGateway {
            $0.cards = true
            $0.policy = "wechat-2021-09-17"
        }
        let cache = try #require(gateway.gateway.router.go.cards?.cache)
        let now = gateway.clock.milliseconds
        let address = "https://item.taobao.com/item.htm?id=1"
        let link = try await gateway.link(address)
        #expect(try await !gateway.ask(.get, link + "?lang=en").body.contains("calls itself"))
        cache.keep(try card(.ok, title: "<b>Down</b> jacket", at: now, trail: [address]), for: try WebURL(address))
        let titled = try await gateway.ask(.get, link + "?lang=en").body
        #expect(titled.contains("The page calls itself") && titled.contains("&lt;b&gt;Down&lt;/b&gt; jacket"))
        cache.keep(try card(.gone, at: now, trail: [address]), for: try WebURL(address))
        #expect(try await gateway.ask(.get, link + "?lang=en").body.contains("may have been removed"))
        #expect(try await gateway.ask(.get, link + "?lang=zh").body.contains("可能已被删除"))
    }

    @Test func aWayToABlockedPageShowsNoCard() async throws {
        let gateway = try await TestGateway { $0.cards = true }
        let service = try #require(gateway.gateway.router.go.cards)
        let start = try WebURL("https://s.example/1")
        service.cache.keep(
            try card(.ok, title: "Bait", at: gateway.clock.milliseconds, trail: [start.href, "https://evil.example/"]),
            for: start)
        func kept() -> CardAnswer? {
            service.kept(
                for: start, tenant: .main, scene: .direct, rulebook: gateway.gateway.state.current.rulebook)
        }
        #expect(kept()?.card?.title == "Bait")
        _ = try await OperatorRuleStore(gateway.database).set(
            tenant: nil, action: .block, subject: "evil.example", reason: "bait", until: nil,
            now: gateway.clock.seconds)
        try await gateway.reload()
        let blocked = try #require(kept())
        #expect(blocked.verdict.disposition == .block)
        #expect(blocked.card == nil)
        #expect(CardLines(blocked, .en)?.note == "The link leads on to a page that does not open here.")
    }

    @Test func everyHealthHasItsNoteInBothLanguages() {
        for health in PageHealth.allCases {
            #expect((health.note(.zh) == nil) == (health.note(.en) == nil), "\(health)")
        }
    }
}
