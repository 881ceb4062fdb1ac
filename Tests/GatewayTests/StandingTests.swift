import Foundation
import Gate
import HTTPTypes
import LinkPolicy
import LinkRecognition
import LinkTokens
import Logging
import Moderation
import Persistence
import Reputation
import Testing

@testable import Gateway

@Suite struct StandingTests {
    @Test func whatIsToldTwiceCountsOnce() async throws {
        let (once, twice) = (try await Stand(), try await Stand())
        for stand in [once, twice] {
            try await stand.open(900)
            try await stand.complain("C-1")
            try await stand.rule("R-1")
        }
        try await twice.gateway.database.write { connection in
            try connection.run(
                "INSERT INTO standing_note (tenant, at, kind, name) VALUES ('default', $1, 'complaint', 'C-1')",
                [.integer(1_631_868_000)])
            try connection.run(
                "INSERT INTO standing_note (tenant, at, kind, name) VALUES ('default', $1, 'ruling', 'R-1')",
                [.integer(1_631_868_000)])
        }
        try await once.keep()
        try await twice.keep()
        #expect(try await once.kept() == twice.kept())
        #expect(try await once.breakdown() == twice.breakdown())
        #expect(try await twice.store.notes(limit: 10).isEmpty)
    }

    /// A keeper that stops after every step leaves the same behind as one that never stops.
    @Test(arguments: [1, 2, 3, 4, 5, 6] as [UInt64])
    func aRestartChangesNothing(_ seed: UInt64) async throws {
        let (steady, restarted) = (try await Stand(), try await Stand())
        for (stand, isRestarted) in [(steady, false), (restarted, true)] {
            var random = Walk(state: seed)
            var keeper = try stand.keeper()
            var open: [String] = []
            var rulings: [String] = []
            for step in 0..<40 {
                switch random.below(8) {
                case 0...1: try await stand.open(1 + random.below(300), sender: random.below(2) == 0 ? "s" : nil)
                case 2...4:
                    let address = "https://\(["shop.example", "www.shop.example", "other.example"][random.below(3)])/a"
                    let found = try await stand.complain(
                        "C-\(step)", address: address, person: "p\(random.below(12))", sender: "s")
                    if !found.isEmpty, !open.contains(found) { open.append(found) }
                case 5:
                    if !open.isEmpty { try await stand.dismiss(open.remove(at: random.below(open.count))) }
                case 6:
                    rulings.append("R-\(step)")
                    try await stand.rule("R-\(step)", on: .path, "shop.example/\(step)", caseID: open.popLast())
                default:
                    if !rulings.isEmpty {
                        try await stand.end(
                            rulings.remove(at: random.below(rulings.count)),
                            random.below(2) == 0 ? .reversed : .lifted)
                    }
                }
                stand.gateway.clock.advance(seconds: Int64(random.below(20_000)))
                let isSkipped = random.below(3) == 0
                if isRestarted { keeper = try stand.keeper() }
                // What the restarted one has not looked at waits for the next.
                if !isRestarted || !isSkipped { try await keeper.look(flushes: true) }
            }
            stand.gateway.clock.advance(seconds: 4_000)
            try await keeper.look(flushes: true)
        }
        let (a, b) = (try await steady.evidence(), try await restarted.evidence())
        #expect(a == b && !a.isEmpty)
        for name in ["shop.example", "other.example"] {
            let (one, other) = (try await steady.breakdown(.domain, name), try await restarted.breakdown(.domain, name))
            #expect(one?.items == other?.items)
            #expect(one?.score == other?.score)
        }
    }

    @Test func tenantsAreApart() async throws {
        let stand = try await Stand()
        let other = try #require(TenantID("other"))
        try await stand.open(50, tenant: other)
        try await stand.keep()
        let before = try await stand.kept(other)
        try await stand.rule("R-1")
        for number in 0..<20 { try await stand.complain("C-\(number)") }
        try await stand.keep()
        try await stand.gateway.reload()
        #expect(try await stand.kept(other) == before)
        #expect(try await stand.breakdown()?.tier == .poor)
        #expect(try await stand.breakdown(tenant: other)?.tier == .ordinary)
        let theirs = try await stand.gateway.check(
            #"{"text":"https://shop.example/"}"#, key: stand.gateway.key([.check], tenant: other))
        #expect(theirs.body.contains(#""disposition":"open""#))
        // What visitors of the playground do moves nobody's standing.
        try await stand.rule("R-2", tenant: .playground)
        try await stand.keep()
        #expect(try await stand.kept(.playground) == [""])
    }

    @Test func whatIsUnfoundedLeavesNoTrace() async throws {
        let stand = try await Stand()
        try await stand.open(900)
        try await stand.complain("C-0", address: "https://shop.example/else")
        try await stand.keep()
        let before = try await stand.kept()
        var found = ""
        for number in 1...15 { found = try await stand.complain("C-\(number)") }
        try await stand.keep()
        #expect(try await stand.breakdown()?.tier == .poor)
        try await stand.dismiss(found)
        try await stand.keep()
        #expect(try await stand.kept() == before)
        #expect(try await stand.breakdown()?.changes.isEmpty == true)
    }

    @Test func whatIsEndedLeavesNoTraceAndWhatIsReversedTakesItsComplaintsAlong() async throws {
        let stand = try await Stand()
        try await stand.open(900)
        var found = ""
        for number in 1...15 { found = try await stand.complain("C-\(number)") }
        try await stand.rule("R-1", on: .path, "shop.example/item", caseID: found)
        try await stand.rule("R-2")
        try await stand.rule("R-3")
        try await stand.keep()
        func ids() async throws -> Set<String> { Set(try await stand.breakdown()?.items.flatMap(\.ids) ?? []) }
        let complaints = Set((1...15).map { "C-\($0)" })
        #expect(try await ids() == complaints.union(["R-1", "R-3"]), "the later ruling is in the place of the former")
        try await stand.end("R-3", .mended)
        try await stand.keep()
        #expect(try await ids() == complaints.union(["R-1"]))
        try await stand.end("R-1", .lifted)
        try await stand.keep()
        #expect(try await ids() == complaints, "they were founded all the same")
        try await stand.end("R-1", .reversed)
        try await stand.keep()
        #expect(try await ids() == complaints, "what is over cannot end again")
        try await stand.rule("R-4", on: .path, "shop.example/other")
        try await stand.end("R-4", .reversed)
        try await stand.keep()
        #expect(try await ids() == complaints)
    }

    @Test func whatIsReversedLeavesNoTrace() async throws {
        let stand = try await Stand()
        try await stand.open(900)
        try await stand.keep()
        let before = (try await stand.evidence(), try await stand.breakdown())
        var found = ""
        for number in 1...15 { found = try await stand.complain("C-\(number)") }
        try await stand.rule("R-1", on: .path, "shop.example/item", caseID: found)
        try await stand.keep()
        #expect(try await stand.breakdown()?.tier == .poor)
        try await stand.end("R-1", .reversed)
        try await stand.keep()
        #expect(try await stand.evidence() == before.0, "the complaints that it found founded go with it")
        #expect(try await stand.breakdown() == before.1)
    }

    /// A ruling on one link of a site that hardly anybody opens says little of the rest of it.
    @Test func aRulingOnALinkHoldsNoSite() async throws {
        let stand = try await Stand()
        for number in 0..<3 { try await stand.rule("R-\(number)", on: .link, "https://shop.example/\(number)") }
        try await stand.keep()
        #expect(try await stand.breakdown()?.tier == .ordinary)
    }

    @Test func aTierChangesTheVerdictAndTheNextHoldsAtOnce() async throws {
        let stand = try await Stand()
        let link = try await stand.gateway.link("https://www.shop.example/item")
        #expect(try await stand.gateway.ask(.get, link).status == 302)
        try await stand.rule("R-1")
        try await stand.keep()
        try await stand.gateway.reload()
        #expect(try await stand.gateway.ask(.get, link).status == 403)
        let answer = try await stand.gateway.check(#"{"text":"https://www.shop.example/item"}"#)
        #expect(answer.body.contains("poor_standing"))
        try await stand.end("R-1", .reversed)
        try await stand.keep()
        try await stand.gateway.reload()
        #expect(try await stand.gateway.ask(.get, link).status == 302)
    }

    @Test func aLookBeginsOneCaseThatIsDueWithinTheDay() async throws {
        let stand = try await Stand()
        try await stand.open(900)
        for number in 0..<12 {
            try await stand.complain("C-\(number)")
            try await stand.keep()
        }
        let cases = try await CaseStore(stand.gateway.database).cases(
            tenant: .main, CaseFilter(), after: nil, limit: 100)
        let looks = cases.filter { $0.kind == .domain && $0.key == "shop.example" }
        #expect(looks.count == 1 && cases.count == 2)
        let look = try #require(looks.first)
        #expect(look.dueAt <= stand.gateway.clock.seconds + 86_400)
        let found = try #require(try await CaseStore(stand.gateway.database).find(look.id, tenant: .main))
        #expect(found.notes.count == 1)
        // Once somebody has looked, it takes new complaints.
        try await stand.dismiss(look.id)
        try await stand.keep()
        stand.gateway.clock.advance(seconds: 3_600)
        try await stand.complain("C-99")
        try await stand.keep()
        let later = try await CaseStore(stand.gateway.database).cases(
            tenant: .main, CaseFilter(), after: nil, limit: 100)
        #expect(!later.contains { $0.kind == .domain })
    }

    /// Another gateway on the store that wrote meanwhile is noticed, and nothing is lost or counted twice.
    @Test func twoKeepersCountEverythingOnce() async throws {
        let stand = try await Stand()
        let keepers = [try stand.keeper(), try stand.keeper()]
        for number in 0..<20 {
            try await stand.open(10)
            try await stand.complain("C-\(number)")
            do { try await keepers[number % 2].look(flushes: true) } catch is StandingsMoved {
                try await keepers[number % 2].look(flushes: true)
            }
        }
        try await stand.keep()
        let breakdown = try #require(try await stand.breakdown())
        #expect(Set(breakdown.items.flatMap(\.ids)).count == 20)
        #expect(breakdown.items.contains { $0.cause == .openings(200) })
    }

    @Test func oneReaderOfOneAddressCountsOnceADay() async throws {
        let stand = try await Stand()
        let state = stand.gateway.gateway.state
        state.openings.count(true)
        func open(
            _ address: String, by reader: UInt64?, from network: String? = nil,
            _ purpose: LinkContext.Purpose = .message, on day: Int64 = 0
        ) {
            let now = stand.gateway.clock.seconds + day * 86_400
            let context = LinkContext(
                purpose: purpose, tenant: .main, linkID: 1, issuedAt: now, expiresAt: now + 60, scene: .direct,
                finding: Finding(range: 0..<0, form: .web, address: address), message: nil, sender: nil, group: nil)
            let link = OpenedLink(context, readerToken: nil, snapshot: state.current, state: state, now: now)
            state.openings.opened(link, by: reader, from: network, at: now)
        }
        for _ in 0..<5 { open("https://shop.example/item", by: 1) }
        open("https://www.shop.example/second", by: 1)
        open("https://shop.example/item", by: 2)
        open("https://shop.example/item", by: 1, on: 1)
        open("https://shop.example/item", by: nil)
        open("https://shop.example/item", by: 3, .playground(policy: "default"))
        try await stand.keep()
        #expect(try await stand.breakdown()?.items.map(\.cause) == [.openings(4)])
        // Under ever other names from one network address; the last half of an address of IPv6 makes no other.
        for reader in UInt64(100)..<400 { open("https://shop.example/item", by: reader, from: "2001:db8::\(reader)") }
        try await stand.keep()
        #expect(
            try await stand.breakdown()?.items.map(\.cause) == [.openings(4 + OpeningCounter.householdLimit)])
        open("https://shop.example/item", by: 1_000, from: "2001:db8::1", on: 1)
        open("https://shop.example/item", by: 1_001, from: "192.0.2.1")
        for reader in UInt64(2_000)..<2_100 { open("https://shop.example/item", by: reader) }
        try await stand.keep()
        #expect(
            try await stand.breakdown()?.items.map(\.cause) == [.openings(106 + OpeningCounter.householdLimit)])
    }

    /// A complaint that was dismissed by mistake counts again, once, whether or not anybody looked in between.
    @Test(arguments: [true, false]) func reopenedComplaintsCountAgain(keepsBetween: Bool) async throws {
        let stand = try await Stand()
        try await stand.open(50)
        let id = try await stand.complain("C-1", sender: "s")
        #expect(try await stand.complain("C-2", sender: "t") == id)
        try await stand.keep()
        let before = (try await stand.breakdown()?.items.map(\.cause), try await stand.evidence())
        try await stand.dismiss(id)
        if keepsBetween {
            try await stand.keep()
            #expect(try await stand.breakdown()?.items.map(\.cause) == [.openings(50)])
        }
        try await stand.reopen(id)
        try await stand.keep()
        #expect(try await stand.breakdown()?.items.map(\.cause) == before.0)
        #expect(before.0?.count == 2)
        #expect(try await stand.evidence() == before.1, "each is about whoever posted the link that it came by")
    }

    @Test func whatIsOldIsForgotten() async throws {
        let stand = try await Stand()
        try await stand.open(50)
        try await stand.complain("C-1")
        try await stand.rule("R-1", on: .sender, "s")
        try await stand.keep()
        #expect(try await stand.breakdown() != nil)
        stand.gateway.clock.advance(seconds: 400 * 86_400)
        try await stand.keep()
        #expect(try await stand.breakdown() == nil)
        #expect(try await stand.store.complaints(of: .main).isEmpty)
        #expect(try await stand.breakdown(.sender, "s") == nil)
    }
}
