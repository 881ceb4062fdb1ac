import LinkPolicy
import Persistence
import Testing

@testable import Gateway

@Suite struct StandingWritingTests {
    /// While the store cannot be written, openings of ever more sites do not fill the memory.
    @Test func whatWaitsToBeWrittenIsBounded() {
        let counter = OpeningCounter(room: 10)
        func count(_ number: Int) -> [StandingExposure: Int] {
            [
                StandingExposure(
                    tenant: .main, hour: 0, domain: "\(number).example", platform: nil, sender: nil, group: nil,
                    count: 0): 1
            ]
        }
        for number in 0..<100 { counter.giveBack(count(number)) }
        counter.giveBack(count(3))
        let kept = counter.take()
        #expect(kept.count == 10)
        #expect(kept.values.reduce(0, +) == 11, "what is counted already goes on being counted")
        counter.giveBack(count(50))
        #expect(counter.take().count == 1, "what was written makes room")
    }

    /// Gateways read the tiers when they are told of a change: whoever reads them at the last word has all of them, also
    /// where they are written in many transactions.
    @Test func theLastWordOfTiersIsSaidWhenAllAreWritten() async throws {
        let stand = try await Stand()
        for number in 0..<520 { try await stand.rule("R-\(number)", "shop-\(number).example") }
        try await stand.keep()
        #expect(try await stand.store.tiers().count == 520)
        try await stand.gateway.database.write { connection in
            try connection.run("CREATE TABLE seen (count BIGINT)", [])
            try connection.run(
                """
                CREATE TRIGGER look AFTER INSERT ON revision WHEN NEW.subject = 'standing' BEGIN
                    INSERT INTO seen SELECT COUNT(*) FROM standing WHERE tier <> 'ordinary';
                END
                """, [])
        }
        stand.gateway.clock.advance(seconds: 200 * 86_400)
        try await stand.keep()
        #expect(try await stand.store.tiers().isEmpty)
        let seen = try await stand.gateway.database.read { connection in
            try connection.rows("SELECT count FROM seen ORDER BY rowid", []).map { try $0.integer(0) }
        }
        #expect(seen.last == 0)
    }

    /// Who was trusted and is not opened for so long that nothing is remembered is in no tier any more, and gateways are
    /// told.
    @Test func whoIsForgottenIsInNoTier() async throws {
        let stand = try await Stand()
        try await stand.open(20_000)
        try await stand.keep()
        #expect(try await stand.store.tiers().map(\.tier) == [.trusted])
        try await stand.gateway.reload()
        stand.gateway.clock.advance(seconds: 400 * 86_400)
        let revisions = RevisionStore(stand.gateway.database)
        let before = try await revisions.latest()
        try await stand.keep()
        #expect(try await stand.breakdown() == nil)
        #expect(try await stand.store.tiers().isEmpty)
        #expect(try await revisions.latest() > before)
    }
}
