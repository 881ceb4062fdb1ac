import LinkPolicy
import Reputation
import Testing

@Suite struct TierTests {
    @Test func aNewPhishingSiteIsHeldSoon() {
        var book = StandingBook(parameters: ready)
        var openings = 0
        while book.tier(of: domain, at: start + Int64(openings) * 30) != .poor, openings < 2_000 {
            openings += 1
            let moment = start + Int64(openings) * 30
            book.record(.openings(1, at: moment), on: site, at: moment)
            if openings % 50 == 0 { book.complain(complaint("c\(openings)", moment, person: "u\(openings)")) }
        }
        #expect((250...500).contains(openings))
    }

    @Test func threeComplaintsDoNotSinkASmallSite() {
        var book = StandingBook.site(openings: 1)
        for index in 0..<3 { book.complain(complaint("c\(index)", start + Int64(index) * day, person: "u\(index)")) }
        #expect(book.tier(of: domain, at: start + 3 * day) >= .ordinary)
        #expect(book.look(at: domain, now: start + 3 * day) != nil)
        #expect(
            book.score(of: domain, at: start + 3 * day) < StandingBook.site(openings: 1).score(of: domain, at: start))
    }

    @Test(arguments: [1, 3, 20, 200], [50, 200])
    func aBrigadeThatOpenedAtMostBringsALook(_ groups: Int, _ size: Int) {
        var book = StandingBook.site(openings: 1)
        let before = book
        for index in 0..<size {
            let moment = start + Int64(index * 3600 * 20 / size)
            book.record(.openings(1, at: moment), on: site, at: moment)
            book.complain(complaint("c\(index)", moment, person: "u\(index)", group: "g\(index % groups)"))
            #expect(book.tier(of: domain, at: moment) >= .ordinary)
        }
        let end = start + 20 * 3600
        #expect(book.look(at: domain, now: end) != nil)
        book.remove((0..<size).map { "c\($0)" }, at: end)
        #expect(book.look(at: domain, now: end) == nil)
        // What is left are its openings, which were some.
        var clean = before
        for index in 0..<size {
            let moment = start + Int64(index * 3600 * 20 / size)
            clean.record(.openings(1, at: moment), on: site, at: moment)
        }
        #expect(book.state == clean.state)
    }

    @Test func aBrigadeThatDidNotOpenMovesNothingBig() {
        var book = StandingBook.site(openings: 1_400)
        let before = book.score(of: domain, at: start + 3600)
        for index in 0..<1_000 {
            book.complain(complaint("c\(index)", start + Int64(index), isProved: false, person: "u\(index)"))
        }
        #expect(before - book.score(of: domain, at: start + 3600) < 1)
        #expect(book.tier(of: domain, at: start + 3600) >= .ordinary)
    }

    @Test func oneGroupIsFewVoices() {
        var together = StandingBook.site(openings: 40)
        var apart = StandingBook.site(openings: 40)
        for index in 0..<16 {
            let moment = start + Int64(index) * 60
            together.record(.openings(100, at: moment), on: site, at: moment)
            apart.record(.openings(100, at: moment), on: site, at: moment)
            together.complain(complaint("c\(index)", moment, person: "u\(index)", group: "g"))
            apart.complain(complaint("c\(index)", moment, person: "u\(index)", group: "g\(index)"))
        }
        let now = start + 3600
        #expect(heard(together, now) < 5)
        #expect(abs(heard(apart, now) - 16) < 0.001)
    }

    private func heard(_ book: StandingBook, _ now: Int64) -> Double {
        book.breakdown(of: domain, at: now).items.reduce(0) { sum, item in
            if case .complaints(_, _, let heard) = item.cause { sum + heard } else { sum }
        }
    }

    /// Each kind of complaint, with what it should weigh.
    @Test(
        arguments: [
            (complaint("c"), 1.0), (complaint("c", start, "marketing"), 0.25),
            (complaint("c", start, "nonsense"), 0.25),
            (complaint("c", isProved: false), 0.005), (complaint("c", age: 3 * 86_400), 0.25),
            (complaint("c", age: 8 * 86_400), 1.0),
            (complaint("c", record: ComplainantRecord(unfounded: 5)), 0.33),
            (complaint("c", record: ComplainantRecord(founded: 20)), 1.22),
        ] as [(Complaint, Double)])
    func weighs(_ complaint: Complaint, _ weight: Double) {
        var book = StandingBook.site(openings: 20)
        book.record(.openings(1_000, at: start), on: site, at: start)
        book.complain(complaint)
        // Weights are kept in steps of the fourth root of 2.
        #expect((weight / 1.1...weight * 1.1).contains(heard(book, start + 3600)))
    }

    @Test func onePersonIsOneVoice() {
        var book = StandingBook.site(openings: 20)
        book.record(.openings(1_000, at: start), on: site, at: start)
        for index in 0..<9 { book.complain(complaint("c\(index)", start + Int64(index), person: "u")) }
        #expect(abs(heard(book, start + 3600) - 1) < 0.001)
        book.remove("c0", at: start + 3600)
        #expect(abs(heard(book, start + 3600) - 1) < 0.001)
    }

    @Test func aRulingWeighsWhateverTheOpenings() {
        for pace in [0, 1, 100, 10_000] {
            var book = StandingBook.site(openings: pace)
            book.record(.ruling(Ruling(id: "r", category: "fraud", at: start)), on: site, at: start)
            #expect(book.tier(of: domain, at: start) <= .watched)
            let ruled = book.breakdown(of: domain, at: start)
            #expect(ruled.restorations.contains { $0.way == .undone("r") && $0.tier >= .ordinary })
            book.remove("r", at: start + day)
            #expect(book.tier(of: domain, at: start + day) >= .ordinary)
        }
    }

    @Test func aDomainBorrowsFromItsPlatform() {
        let good = Concerned(domain: "good.example", platform: "p")
        var book = StandingBook.site(openings: 200, on: good)
        let strange = book.score(of: Subject(.domain, "new.example"), at: start)
        book.record(.openings(1, at: start), on: Concerned(domain: "new.example", platform: "p"), at: start)
        #expect(book.score(of: Subject(.domain, "new.example"), at: start) > strange)
        for index in 0..<400 {
            book.complain(complaint("c\(index)", start - Int64(index) * 3600, person: "u\(index)"), on: good)
        }
        #expect(book.score(of: Subject(.domain, "new.example"), at: start) < strange)
        #expect(book.tier(of: Subject(.domain, "new.example"), at: start) >= .ordinary)
    }

    /// A rate right at a threshold, day after day.
    @Test(arguments: [40, 120], [0.002, 0.003, 0.004, 0.005, 0.006])
    func tiersDoNotFlap(_ pace: Int, _ rate: Double) {
        var numbers = SeededGenerator(seed: pace + Int(rate * 1e4))
        var book = StandingBook(parameters: ready)
        var changes = 0
        var last = ReputationTier.ordinary
        for hour in 0..<24 * 360 {
            let moment = start + Int64(hour) * 3600
            book.record(.openings(pace, at: moment), on: site, at: moment)
            for _ in 0..<pace where Double.random(in: 0..<1, using: &numbers) < rate {
                book.complain(complaint("c\(hour)-\(numbers.next())", moment, person: "\(numbers.next())"))
            }
            let tier = book.tier(of: domain, at: moment)
            if tier != last { changes += 1 }
            last = tier
        }
        #expect(changes <= 12)
    }

    @Test(arguments: [0, 5, 50])
    func whoMendsReturns(_ paceAfterwards: Int) {
        var book = StandingBook(parameters: ready)
        for hour in 0..<24 * 60 {
            let moment = start + Int64(hour) * 3600
            book.record(.openings(50, at: moment), on: site, at: moment)
            book.complain(complaint("c\(hour)", moment, person: "u\(hour)"))
        }
        let mended = start + 60 * day
        #expect(book.tier(of: domain, at: mended) == .poor)
        let halfLife = Int(ready.halfLife)
        for hour in 0..<24 * 3 * halfLife where paceAfterwards > 0 {
            let moment = mended + Int64(hour) * 3600
            book.record(.openings(paceAfterwards, at: moment), on: site, at: moment)
        }
        #expect(book.tier(of: domain, at: mended + Int64(3 * halfLife) * day) >= .ordinary)
    }

}
