import LinkPolicy
import Moderation
import Testing

@Suite struct ReproposalTests {
    private let ladder = SanctionLadder.usual

    private func ruling(
        _ id: String, _ kind: ModeratedSubject.Kind = .link, _ name: String = "a.example/1", at start: Int64
    ) throws -> Ruling {
        Ruling(
            id: id, tenant: .main, subject: try #require(ModeratedSubject(kind, name)), step: .suspension,
            category: "fraud", clause: LocalizedText(zh: "条", en: "Clause"), facts: "f", source: .complaints,
            actor: "m1", startsAt: start, endsAt: nil)
    }

    @Test func withoutTheFirstTheSecondIsAFirst() throws {
        let (first, second) = (try ruling("R-1", at: 100_000), try ruling("R-2", at: 200_000))
        let found = try #require(Reproposal(second, without: first, severity: 30, history: [], ladder: ladder))
        #expect(found.proposal.step == .demotion && found.proposal.term == .untilMended(atMost: 7 * 86_400))
        #expect(found.ruling == second)
    }

    @Test func whatDidNotCountChangesNothing() throws {
        let (first, second) = (try ruling("R-1", at: 100_000), try ruling("R-2", at: 100_000 + ladder.window + 1))
        #expect(Reproposal(second, without: first, severity: 30, history: [], ladder: ladder) == nil)
    }

    @Test func aDomainThatLacksAnOffenderNowIsOutOfProportion() throws {
        let parts = try (1...5).map { try ruling("R-\($0)", .link, "a.example/\($0)", at: 100_000) }
        let whole = try ruling("R-9", .domain, "a.example", at: 300_000)
        let rest = parts.dropFirst().map(\.former)
        let found = try #require(Reproposal(whole, without: parts[0], severity: 90, history: rest, ladder: ladder))
        #expect(found.proposal.concerns == [.fewOffenders(count: 4, needed: 5)])
        #expect(Reproposal(whole, without: parts[0], severity: 90, history: parts.map(\.former), ladder: ladder) == nil)
    }

    @Test(arguments: [
        (Ruling.End.Reason?.none, true), (.replaced, true), (.lifted, true), (.mended, true), (.reversed, false),
    ])
    func anAppealIsOpenUntilItIsReversed(_ reason: Ruling.End.Reason?, _ isOpen: Bool) throws {
        var ruling = try ruling("R-1", at: 1_000)
        ruling.end = reason.map { Ruling.End(at: 2_000, reason: $0, words: "", actor: "m1") }
        #expect((ruling.refusal(of: .appeal, after: [], at: 3_000) == nil) == isOpen)
        #expect(ruling.refusal(of: .appeal, after: [], at: 1_001 + Appeal.period) == (isOpen ? .tooLate : .over))
    }
}
