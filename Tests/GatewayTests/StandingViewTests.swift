import LinkPolicy
import Logging
import Persistence
import Reputation
import Testing

@testable import Gateway

@Suite struct StandingViewTests {
    private let key = StandingKey(Subject(.domain, "shop.example"), of: .main)

    private func maker(_ stand: Stand) -> StandingViewMaker {
        StandingViewMaker(
            state: stand.gateway.gateway.state, store: stand.store, leases: LeaseStore(stand.gateway.database),
            node: "test", minimum: 3, clock: stand.gateway.clock,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    private func complaints(_ stand: Stand) async throws -> Int? {
        // A desk that has seen nothing yet, as after a start.
        let desk = StandingDesk(
            state: stand.gateway.gateway.state, store: stand.store, clock: stand.gateway.clock)
        return try await desk.breakdown(of: key)?.complaints
    }

    @Test func whatIsMadeAheadIsShownUntilItIsMadeAgain() async throws {
        let stand = try await Stand()
        // So many that one complaint does not move the score by a point.
        try await stand.open(500_000)
        for number in 0..<3 { try await stand.complain("C-\(number)") }
        try await stand.complain("C-other", address: "https://other.example/x")
        try await stand.keep()
        let maker = maker(stand)
        try await maker.make()
        #expect(try await stand.store.view(of: key) != nil)
        let other = StandingKey(Subject(.domain, "other.example"), of: .main)
        #expect(try await stand.store.view(of: other) == nil)
        #expect(try await complaints(stand) == 3)

        stand.gateway.clock.advance(seconds: 60)
        try await stand.complain("C-9")
        try await stand.keep()
        try await maker.make()
        #expect(try await complaints(stand) == 3, "it is left as it is for a while")
        stand.gateway.clock.advance(seconds: StandingViewMaker.rest)
        try await maker.make()
        #expect(try await complaints(stand) == 4)
    }

    /// What is undone has left the page at once, also where too little is left for it to be made ahead again.
    @Test func whatIsUndoneIsSeenAtOnce() async throws {
        let stand = try await Stand()
        try await stand.open(300)
        var cases: Set<String> = []
        for number in 0..<3 { cases.insert(try await stand.complain("C-\(number)")) }
        try await stand.keep()
        try await maker(stand).make()
        #expect(try await complaints(stand) == 3)
        let former = try #require(try await stand.store.find(key))
        for id in cases { try await stand.dismiss(id) }
        try await stand.keep()
        #expect(try await complaints(stand) == 0)
        #expect(try await stand.store.find(key)?.tier == former.tier, "another tier would be seen anyway")
    }

    /// What is made ahead never says another tier than the one in force, nor is it shown for ever.
    @Test func anotherTierIsShownAtOnce() async throws {
        let stand = try await Stand()
        try await stand.open(500)
        for number in 0..<3 { try await stand.complain("C-\(number)") }
        try await stand.keep()
        let maker = maker(stand)
        try await maker.make()
        try await stand.rule("R-1", "shop.example")
        try await stand.keep()
        let desk = StandingDesk(state: stand.gateway.gateway.state, store: stand.store, clock: stand.gateway.clock)
        let record = try #require(try await stand.store.find(key))
        #expect(record.tier == .poor)
        #expect(try await desk.breakdown(of: key)?.tier == .poor)
        try await maker.make()
        #expect(try await stand.store.view(of: key)?.detail.contains("R-1") == true)
    }
}
