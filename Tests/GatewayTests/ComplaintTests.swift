import Foundation
import Gate
import HTTPTypes
import LinkPolicy
import LinkRecognition
import Moderation
import Persistence
import Platforms
import Testing

@testable import Gateway

@Suite struct ComplaintTests {
    private let limit = ComplaintRules.Limit(hour: 2, day: 3)

    private func take(_ limiter: ComplaintLimiter, _ key: UInt64, at now: Int64) -> Int64? {
        limiter.take([.init(key: key, limit: limit)], now: now)
    }

    @Test func onlySoManyAreTakenInAnHourAndADay() {
        let limiter = ComplaintLimiter()
        #expect(take(limiter, 1, at: 0) == nil && take(limiter, 1, at: 10) == nil)
        #expect(take(limiter, 1, at: 20) == 3_580)
        #expect(take(limiter, 2, at: 20) == nil, "somebody else")
        #expect(take(limiter, 1, at: 3_600) == nil)
        #expect(take(limiter, 1, at: 7_300) == 79_100, "the day's are used up")
        #expect(take(limiter, 1, at: 86_400) == nil)
    }

    @Test func aRefusalCountsForNobody() {
        let limiter = ComplaintLimiter()
        for _ in 0..<2 { _ = take(limiter, 1, at: 0) }
        for _ in 0..<5 {
            let both = limiter.take([.init(key: 2, limit: limit), .init(key: 1, limit: limit)], now: 0)
            #expect(both != nil)
        }
        #expect(take(limiter, 2, at: 0) == nil)
    }

    @Test func memoryIsBoundedAndTheCrowdIsLimitedToo() {
        let limiter = ComplaintLimiter(room: 4)
        for key in 1...4 as ClosedRange<UInt64> { #expect(take(limiter, key, at: 0) == nil) }
        var taken = 0
        for key in 5...1_000 as ClosedRange<UInt64> where take(limiter, key, at: 0) == nil { taken += 1 }
        #expect(taken == limit.hour * 10)
        #expect(take(limiter, 1, at: 0) == nil, "whoever is known has a limit of their own")
        #expect(take(limiter, 2_000, at: 86_400) == nil, "what is past makes room")
    }

    @Test(arguments: [
        ("203.0.113.7", "203.0.113.8", false), ("203.0.113.7", "::ffff:203.0.113.8", false),
        ("2001:db8::1", "2001:db8::2", true), ("2001:db8:0:1::1", "2001:db8:0:2::1", false),
    ])
    func aHouseholdSharesAnAddress(_ a: String, _ b: String, _ isSame: Bool) {
        #expect((ComplaintLimiter.household(a) == ComplaintLimiter.household(b)) == isSame)
    }

    @Test(arguments: [
        ("https://g.example/go/\(String(repeating: "a", count: 90))", true), ("look /go/AAAAAAAAAAAAAAAA.", true),
        ("AAAAAAAAAAAAAAAA", true), ("AAAA", false), ("https://shop.example/item", false), ("/go/short", false),
        ("", false), ("/go/", false), ("two words here and more", false),
    ])
    func theTokenIsFoundInWhatIsPasted(_ text: String, _ isFound: Bool) {
        #expect((ComplaintPages.token(in: text) != nil) == isFound)
    }

    /// An address, and what complaints about it gather on.
    @Test(arguments: [
        ("https://a.example/", "domain", "a.example"), ("https://A.example./x/", "path", "a.example/x"),
        ("https://a.example/x?y=1", "link", "a.example/x?y=1"),
        ("https://item.taobao.com/item.htm?id=1&spm=2", "link", "item.taobao.com/item.htm?id=1"),
    ])
    func complaintsGather(_ address: String, _ kind: String, _ key: String) async throws {
        let gateway = try await TestGateway()
        let catalog = gateway.gateway.state.current.rulebook.catalog
        let subject = ComplaintSubject(
            catalog.identify(.init(range: 0..<0, form: .web, address: address)))
        #expect(subject.kind.rawValue == kind && subject.key == key)
        #expect(ModeratedSubject(subject.kind, subject.key)?.key == key, "a ruling can be on it")
    }

    @Test func anOpeningCountsForTheCaseOnItsLink() async throws {
        let gateway = try await TestGateway()
        let store = CaseStore(gateway.database)
        let path = try await gateway.link("https://a.example/x?utm=1")
        let form: HTTPFields = [.contentType: "application/x-www-form-urlencoded"]
        let sent = try await gateway.ask(.post, path + "/complain", headers: form, body: "category=fraud")
        #expect(sent.status == 201)
        #expect(try await gateway.ask(.get, path).status == 302)
        // Another posting of the same link, and another link of the same site.
        #expect(try await gateway.ask(.get, gateway.link("https://a.example/x?utm=1")).status == 302)
        #expect(try await gateway.ask(.get, gateway.link("https://a.example/y")).status == 302)
        let keeper = CaseKeeper(
            store: store, complaints: ComplaintStore(gateway.database), state: gateway.gateway.state,
            clock: gateway.clock,
            logger: gateway.gateway.logger)
        try await keeper.look(isWhole: true)
        #expect(try await store.cases(tenant: .main, CaseFilter(), limit: 9).map(\.openings) == [2])
        let before = try await gateway.ask(.get, path).status
        #expect(before == 302)
        try await keeper.look(isWhole: false)
        #expect(try await store.cases(tenant: .main, CaseFilter(), limit: 9).map(\.openings) == [3])
    }

    @Test func evidenceIsBoundedAndSound() async throws {
        let gateway = try await TestGateway()
        let long = "https://a.example/" + String(repeating: "x", count: 9_000)
        let path = try await gateway.link(long)
        let form: HTTPFields = [.contentType: "application/x-www-form-urlencoded"]
        _ = try await gateway.ask(.post, path + "/complain", headers: form, body: "category=fraud")
        let found = try await ComplaintStore(gateway.database).complaints(tenant: .main, limit: 1).first
        let evidence = try #require(found?.evidence)
        #expect(evidence.utf8.count <= ComplaintEvidence.limit)
        #expect(try JSONSerialization.jsonObject(with: Data(evidence.utf8)) is [String: Any])
        let cases = try await CaseStore(gateway.database).cases(tenant: .main, CaseFilter(), limit: 1)
        #expect(cases.first?.key == "a.example", "a key stays short enough for an index")
    }
}
