import HTTPTypes
import LinkPolicy
import Moderation
import Persistence
import Reputation
import Testing
import URLStandard

@testable import Gateway

@Suite struct StandingPagesTests {
    private static let page = "/t/default/standing/domain/www.shop.example?lang=en"

    /// Whoever knows the address of a site cannot learn that one person opened it or complained.
    @Test func whatAFewDidIsNotTold() async throws {
        let stand = try await Stand()
        let unknown = try await stand.gateway.ask(.get, Self.page)
        try await stand.open(18)
        try await stand.complain("C-1")
        try await stand.keep()
        #expect(try await stand.breakdown() != nil)
        #expect(try await stand.gateway.ask(.get, Self.page).body == unknown.body)
        try await stand.open(1)
        try await stand.keep()
        #expect(try await stand.gateway.ask(.get, Self.page).body.contains("19 openings"))
    }

    /// A tenant has a page when it has a key or settings, or anything is kept of it.
    @Test func anUnknownTenantHasNoPage() async throws {
        let stand = try await Stand()
        let town = try #require(TenantID("town"))
        func status(_ tenant: String) async throws -> Int {
            try await stand.gateway.ask(.get, "/t/\(tenant)/standing/domain/shop.example?lang=en").status
        }
        #expect(try await status("default") == 200)
        for name in ["town", "nobody", "No", "playground"] { #expect(try await status(name) == 404, "\(name)") }
        _ = try await stand.gateway.key([.check], tenant: town)
        #expect(try await status("town") == 200)
        let configured = try await TestGateway { $0.tenants[town] = .init() }
        let path = "/t/town/standing/domain/shop.example"
        #expect(try await configured.ask(.get, path).status == 200)
        #expect(try await configured.ask(.get, "/t/club/standing/domain/shop.example").status == 404)
    }

    @Test func whatHasAnEffectIsExplained() async throws {
        let stand = try await Stand()
        try await stand.rule("R-1", on: .path, "shop.example/item")
        try await stand.keep()
        #expect(try await stand.gateway.ask(.get, Self.page).body.contains("/reasons/R-1"))
    }

    @Test func whatIsUnknownIsSaidInBothLanguages() async throws {
        let stand = try await Stand()
        for (language, other) in [("en", "zh"), ("zh", "en")] {
            let answer = try await stand.gateway.ask(.get, "/t/default/standing/platform/nobody?lang=\(language)")
            #expect(answer.status == 404)
            #expect(answer.body.contains("?lang=\(other)"))
        }
    }

    private static let names: [(Subject.Kind, String, String?)] = [
        (.domain, "WWW.Shop.Example.", "shop.example"), (.domain, "bücher.example", "xn--bcher-kva.example"),
        (.domain, "https://a.shop.example/", "shop.example"), (.domain, "0xCB007107", "203.0.113.7"),
        (.domain, "[2001:DB8::1]", "[2001:db8::1]"), (.domain, "shop.example/item", nil), (.domain, "no host", nil),
        (.domain, "a\u{0}.example", nil), (.domain, "", nil), (.platform, "taobao", "taobao"), (.platform, "淘宝", nil),
        (.sender, "a/ü%", "a/ü%"), (.sender, "", nil), (.group, String(repeating: "a", count: 257), nil),
    ]

    @Test(arguments: names) func subjectsGoByAnyOfTheirNames(_ kind: Subject.Kind, _ name: String, _ key: String?) {
        let found = StandingKey(kind, name, of: .main, list: .builtin)
        #expect(found?.name == key)
        #expect(found == nil || found?.kind.rawValue == kind.rawValue)
    }
}
