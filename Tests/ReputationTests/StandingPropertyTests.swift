import LinkPolicy
import Testing

@testable import Reputation

@Suite struct StandingPropertyTests {
    private let end = start + 41 * day

    @Test(arguments: 1...25)
    func orderDoesNotMatter(_ seed: Int) {
        var numbers = SeededGenerator(seed: seed)
        let evidence = randomEvidence(&numbers, count: 150)
        var first = StandingBook(parameters: ready)
        var second = StandingBook(parameters: ready)
        for item in evidence { first.record(item.evidence, on: item.on, at: end) }
        for item in evidence.shuffled(using: &numbers) { second.record(item.evidence, on: item.on, at: end) }
        for subject in first.subjects {
            #expect(first.posterior(of: subject, at: end) == second.posterior(of: subject, at: end))
        }
    }

    /// Complaints of one time are added one by one to a book that goes on living.
    @Test(arguments: 1...25)
    func moreComplaintsNeverRaiseAScore(_ seed: Int) {
        var numbers = SeededGenerator(seed: seed)
        var book = StandingBook(parameters: ready)
        for item in randomEvidence(&numbers, count: 80).sorted(by: { moment($0.evidence) < moment($1.evidence) }) {
            let before = Dictionary(uniqueKeysWithValues: book.subjects.map { ($0, book.score(of: $0, at: end)) })
            let tiers = Dictionary(uniqueKeysWithValues: book.subjects.map { ($0, book.tier(of: $0, at: end)) })
            book.record(item.evidence, on: item.on, at: moment(item.evidence))
            guard item.evidence.id != nil else { continue }
            for (subject, score) in before {
                #expect(book.score(of: subject, at: end) <= score + 1e-9)
                #expect(book.tier(of: subject, at: end) <= (tiers[subject] ?? ReputationTier.trusted))
            }
        }
    }

    private func moment(_ evidence: Evidence) -> Int64 {
        switch evidence {
        case .openings(_, let at): at
        case .complaint(let complaint): complaint.filedAt
        case .ruling(let ruling): ruling.at
        }
    }

    @Test(arguments: 1...25)
    func whatIsTakenAwayLeavesNothing(_ seed: Int) {
        var numbers = SeededGenerator(seed: seed)
        var book = StandingBook(parameters: ready)
        for item in randomEvidence(&numbers, count: 120).sorted(by: { moment($0.evidence) < moment($1.evidence) }) {
            book.record(item.evidence, on: item.on, at: moment(item.evidence))
        }
        let before = book
        let extra = randomEvidence(&numbers, count: 120).compactMap { item in
            item.evidence.id == nil ? nil : (evidence: item.evidence.renamed, on: item.on)
        }
        for item in extra { book.record(item.evidence, on: item.on, at: end) }
        #expect(book.state.withoutTiers != before.state.withoutTiers)
        book.remove(extra.compactMap(\.evidence.id).shuffled(using: &numbers), at: end)
        #expect(book.state.withoutTiers == before.state.withoutTiers)
        for subject in before.subjects {
            #expect(book.posterior(of: subject, at: end) == before.posterior(of: subject, at: end))
            #expect(book.tier(of: subject, at: end) == before.tier(of: subject, at: end))
        }
    }

    @Test(arguments: 1...10)
    func stateIsTakenUpAgain(_ seed: Int) {
        var numbers = SeededGenerator(seed: seed)
        var book = StandingBook(parameters: ready)
        for item in randomEvidence(&numbers, count: 150) { book.record(item.evidence, on: item.on, at: end) }
        book.forget(at: end)
        let again = StandingBook(state: book.state, parameters: ready)
        #expect(again.state == book.state)
        for subject in book.subjects {
            #expect(again.posterior(of: subject, at: end + day) == book.posterior(of: subject, at: end + day))
            #expect(again.breakdown(of: subject, at: end) == book.breakdown(of: subject, at: end))
        }
    }

    /// Clocks and counts of others may be anything.
    @Test func nothingOverflows() {
        var book = StandingBook(parameters: ready)
        let place = Concerned(domain: "a.example", platform: "p")
        for (index, moment) in [Int64.min, -1, 0, Int64.max].enumerated() {
            book.record(.openings(.max, at: moment), on: place, at: moment)
            book.record(.openings(.min, at: moment), on: place, at: moment)
            var odd = complaint("c\(index)", moment, record: ComplainantRecord(founded: .max, unfounded: .min))
            odd.openedAt = Int64.max
            book.record(.complaint(odd), on: place, at: moment)
            let ruling = Ruling(id: "r\(index)", category: "fraud", at: moment, part: .infinity)
            book.record(.ruling(ruling), on: place, at: moment)
            book.settle(at: moment)
            #expect((0...100).contains(book.score(of: Subject(.domain, "a.example"), at: moment)))
        }
        book.forget(at: .max)
        book.remove((0..<4).flatMap { ["c\($0)", "r\($0)"] }, at: .max)
    }

    @Test(arguments: 1...10)
    func everythingIsForgotten(_ seed: Int) {
        var numbers = SeededGenerator(seed: seed)
        var book = StandingBook(parameters: ready)
        for item in randomEvidence(&numbers, count: 150) { book.record(item.evidence, on: item.on, at: end) }
        let subject = Subject(.domain, "a.example")
        var distance = Double.infinity
        for halfLives in 0...12 {
            let now = end + Int64(Double(halfLives) * ready.halfLife) * day
            let breakdown = book.breakdown(of: subject, at: now)
            let next = abs(breakdown.score - breakdown.priorScore)
            if halfLives > 2 { #expect(next <= distance) }
            distance = next
        }
        #expect(distance < 0.2)
        book.forget(at: end + 400 * day)
        #expect(book.subjects.isEmpty)
        #expect(book.state == StandingBook(parameters: ready).state)
    }
}

extension Evidence {
    /// The same under a name that no other has.
    fileprivate var renamed: Evidence {
        switch self {
        case .openings: return self
        case .complaint(var complaint):
            complaint.id = "extra-" + complaint.id
            return .complaint(complaint)
        case .ruling(var ruling):
            ruling.id = "extra-" + ruling.id
            return .ruling(ruling)
        }
    }
}

extension StandingState {
    /// The evidence alone.
    fileprivate var withoutTiers: StandingState {
        var result = self
        for index in result.standings.indices { result.standings[index].changes = [] }
        return result
    }
}
