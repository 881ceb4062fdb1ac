import LinkPolicy
import Testing

@testable import Reputation

@Suite struct SharedBookTests {
    private let now = start + day

    /// A tenant with so many openings, proved complaints by as many people, and rulings.
    private func tenant(
        _ name: String, openings: Int = 900, complaints: Int = 0, rulings: Int = 0, on concerned: Concerned = site
    ) -> StandingBook {
        var book = StandingBook(parameters: ready)
        book.record(.openings(openings, at: start), on: concerned, at: start)
        for number in 0..<complaints {
            let moment = start + Int64(number) * 3600
            book.record(.openings(1, at: moment), on: concerned, at: moment)
            book.complain(complaint("\(name)-\(number)", moment, person: "\(name)-\(number)"), on: concerned)
        }
        for number in 0..<rulings {
            book.record(
                .ruling(Ruling(id: "\(name)-r\(number)", category: "fraud", at: start)), on: concerned, at: start)
        }
        return book
    }

    private func tier(_ books: [StandingBook], _ subject: Subject = domain) -> ReputationTier {
        var shared = SharedBook(parameters: ready)
        _ = shared.settle(shared.candidates(in: books), in: books, at: now)
        return shared.tier(of: subject)
    }

    /// Whatever one tenant says, it changes nothing for the others by itself.
    @Test(arguments: [(0, 1), (0, 30), (24, 0), (24, 30)])
    func nobodyDemotesAlone(_ complaints: Int, _ rulings: Int) {
        let loud = tenant("a", openings: 10, complaints: complaints, rulings: rulings)
        #expect(tier([loud]) == .ordinary)
        #expect(tier([loud, tenant("b")]) == .ordinary)
        #expect(tier([loud, tenant("b", complaints: 1), tenant("c")]) == .ordinary)
        #expect(tier([loud, StandingBook(parameters: ready), tenant("c")]) == .ordinary)
    }

    /// Any two of the others would do without the third.
    @Test func whatTwoCameToCountsForAThird() {
        let books = [tenant("a", complaints: 16), tenant("b", complaints: 16), tenant("c")]
        #expect(books[0].tier(of: domain, at: now) == .poor)
        // The third opens the site as often and knows nothing against it: with one of the others, that is what counts.
        #expect(tier(books) == .watched)
        #expect(tier(Array(books.prefix(2)) + [StandingBook(parameters: ready)]) == .poor)
        #expect(tier([books[0], tenant("b", rulings: 1)]) == .poor)
        #expect(tier([books[0], books[2]]) == .ordinary)
    }

    /// What is too little with each may be enough with all.
    @Test func whatIsKnownAddsUp() {
        let books = ["a", "b", "c", "d"].map { tenant($0, openings: 300, complaints: 4) }
        for book in books { #expect(book.tier(of: domain, at: now) == .ordinary) }
        #expect(tier(books) == .poor)
        #expect(tier(Array(books.prefix(2))) == .ordinary)
    }

    /// Who goes leaves nothing behind, and who comes back finds what was there.
    @Test func whoGoesTakesAllOfItWithThem() throws {
        let books = [tenant("a", complaints: 16), tenant("b", complaints: 16)]
        var shared = SharedBook(parameters: ready)
        #expect(shared.candidates(in: books) == [domain])
        let came = shared.settle([domain], in: books, at: now)
        #expect(came.map(\.tier) == [.poor] && came.map(\.former) == [.ordinary])
        #expect(shared.settle([domain], in: books, at: now + 60).isEmpty)
        let kept = try #require(shared.entries[domain])
        #expect(kept.since == now)
        let went = shared.settle([], anew: [domain], in: [books[0]], at: now + 120)
        #expect(went.map(\.tier) == [.ordinary] && went.map(\.former) == [.poor])
        #expect(shared.entries.isEmpty)
        _ = shared.settle([domain], in: books, at: now)
        #expect(shared.entries[domain] == kept)
    }

    /// What turns out unfounded with one counts no longer for the others, though a tier is not left so easily otherwise.
    @Test func whatIsTakenBackIsDecidedAnew() {
        var books = [tenant("a", complaints: 16), tenant("b", complaints: 16)]
        var shared = SharedBook(parameters: ready)
        _ = shared.settle([domain], in: books, at: now)
        books[1].remove((2..<16).map { "b-\($0)" }, at: now)
        // Half the probability at which it was entered is enough to stay, and this is less than that for a new one.
        var (stays, leaves) = (shared, shared)
        _ = stays.settle([domain], in: [books[0], tenant("b", complaints: 8)], at: now)
        #expect(stays.tier(of: domain) < .ordinary)
        _ = leaves.settle([], anew: [domain], in: books, at: now)
        #expect(leaves.tier(of: domain) == .ordinary)
    }

    @Test func sendersAndGroupsAreNotShared() {
        let concerned = Concerned(sender: "s", group: "g")
        let books = ["a", "b"].map { tenant($0, complaints: 16, rulings: 1, on: concerned) }
        var shared = SharedBook(parameters: ready)
        #expect(shared.candidates(in: books).isEmpty)
        #expect(shared.settle([Subject(.sender, "s"), Subject(.group, "g")], in: books, at: now).isEmpty)
        #expect(shared.entries.isEmpty)
    }

    /// Sites borrow from their platform, as it is without the tenant that is left out.
    @Test func platformsAreSharedToo() {
        let concerned = Concerned(domain: "shop.example", platform: "p")
        let books = ["a", "b"].map { tenant($0, complaints: 16, on: concerned) }
        #expect(tier(books, Subject(.platform, "p")) == .poor && tier(books) == .poor)
        #expect(tier([books[0], tenant("b", on: concerned)]) == .ordinary)
    }

    /// Of two tenants the tier is the milder of the two that each would enter by itself, where both have something to say;
    /// their order does not matter.
    @Test(arguments: 1...20)
    func ofTwoTheMilderCounts(_ seed: Int) {
        var numbers = SeededGenerator(seed: seed)
        let moment = start + 40 * day
        var books = [StandingBook](repeating: StandingBook(parameters: ready), count: 2)
        for (evidence, concerned) in randomEvidence(&numbers, count: 400) {
            books[Int.random(in: 0..<2, using: &numbers)].record(evidence, on: concerned, at: moment)
        }
        for order in [books, books.reversed()] {
            var shared = SharedBook(parameters: ready)
            let candidates = shared.candidates(in: order)
            #expect(!candidates.isEmpty)
            _ = shared.settle(candidates, in: order, at: moment)
            for subject in candidates {
                let entered = books.map { ready.entered($0.posterior(of: subject, at: moment)).tier }
                #expect(shared.tier(of: subject) == min(max(entered[0], entered[1]), .ordinary), "\(subject)")
            }
        }
    }

    /// Whatever a tenant does, of this subject or others, no shared tier is worse than what the rest believe together.
    @Test(arguments: 1...20)
    func nobodyMakesItWorseThanTheRest(_ seed: Int) {
        var numbers = SeededGenerator(seed: seed)
        let moment = start + 40 * day
        var books = [StandingBook](repeating: StandingBook(parameters: ready), count: 3)
        for (evidence, concerned) in randomEvidence(&numbers, count: 700) {
            books[Int.random(in: 0..<3, using: &numbers)].record(evidence, on: concerned, at: moment)
        }
        // One of them has much against another site of the same platform, and nothing against this one.
        let quiet = Concerned(domain: "q.example", platform: "p")
        for (place, name) in ["a", "b"].enumerated() {
            books[place].record(.openings(200, at: moment), on: quiet, at: moment)
            for number in 0..<Int.random(in: 1...9, using: &numbers) {
                books[place].complain(complaint("q\(name)\(number)", moment, person: "\(number)"), on: quiet)
            }
        }
        for number in 0..<9 {
            let ruling = Evidence.ruling(Ruling(id: "loud\(number)", category: "fraud", at: moment))
            books[2].record(ruling, on: Concerned(platform: "p"), at: moment)
        }
        var shared = SharedBook(parameters: ready)
        let candidates = shared.candidates(in: books)
        #expect(candidates.contains(Subject(.domain, "q.example")))
        _ = shared.settle(candidates, in: books, at: moment)
        for left in books.indices {
            var rest = books
            rest.remove(at: left)
            let together = Together(rest, at: moment, ready)
            for subject in candidates {
                let tier = ready.entered(together.belief(of: subject)).tier
                #expect(shared.tier(of: subject) >= min(tier, .ordinary), "\(subject) without \(left)")
            }
        }
    }
}
