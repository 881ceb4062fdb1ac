import Foundation
import LinkPolicy
import Moderation
import StrictYAML
import Testing

@Suite struct SanctionLadderTests {
    private static let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../config/sanctions.yaml")
    private let day: Int64 = 86_400
    private let now: Int64 = 1_000 * 86_400

    private func link(_ text: String) throws -> ModeratedSubject { try #require(ModeratedSubject(.link, text)) }

    private func former(
        _ subject: ModeratedSubject, daysAgo: Int64, isMended: Bool = false
    ) -> FormerRuling {
        FormerRuling(
            id: "R-\(daysAgo)", subject: subject, step: .demotion, at: now - daysAgo * day, isMended: isMended)
    }

    @Test func theReadyFileIsTheUsualLadder() throws {
        let text = try String(contentsOf: Self.file, encoding: .utf8)
        #expect(try SanctionLadder(yaml: text, file: "sanctions.yaml") == .usual)
    }

    @Test(arguments: [
        (0, 0, Sanction.Step.notice), (29, 0, .notice), (30, 0, .demotion), (59, 1, .suspension), (60, 0, .suspension),
        (85, 0, .block), (100, 9, .block), (60, 1, .block),
        // Repetition alone never blocks what began mildly.
        (0, 2, .suspension), (0, 9, .suspension), (30, 9, .suspension),
    ])
    func steps(severity: Int, repeats: Int, step: Sanction.Step) {
        #expect(SanctionLadder.usual.step(severity: severity, repeats: repeats) == step)
    }

    @Test(arguments: [(0, Int64(7)), (2, 1), (3, 7), (50, 7)])
    func termsInDays(repeats: Int, days: Int64) {
        #expect(SanctionLadder.usual.term(repeats: repeats).end(from: now) == now + days * day)
    }

    @Test func theFirstEndsWhenMended() {
        #expect(SanctionLadder.usual.term(repeats: 0) == .untilMended(atMost: 7 * day))
        #expect(SanctionLadder.usual.term(repeats: 1) == .lasting(12 * 3_600))
    }

    @Test func onlyTheLastHalfYearCounts() throws {
        let subject = try link("a.example/x")
        let history = [former(subject, daysAgo: 181), former(subject, daysAgo: 179), former(subject, daysAgo: 3)]
        let proposal = SanctionLadder.usual.proposal(on: subject, severity: 30, history: history, at: now)
        #expect(proposal.repeats.count == 2 && proposal.step == .suspension && proposal.term == .lasting(day))
        #expect(proposal.concerns.isEmpty)
    }

    @Test func evasionHasNoEnd() throws {
        let proposal = SanctionLadder.usual.proposal(
            on: try link("a.example/x"), severity: 10, evades: true, history: [], at: now)
        #expect(proposal.step == .block && proposal.term == .permanent)
    }

    @Test(arguments: [0, 4, 5, 6])
    func aWholeDomainNeedsManyUncorrectedLinks(offenders: Int) throws {
        let domain = try #require(ModeratedSubject(.domain, "a.example"))
        var history = try (0..<offenders).map { former(try link("a.example/\($0)"), daysAgo: 2) }
        history.append(former(try link("a.example/mended"), daysAgo: 2, isMended: true))
        history.append(former(try link("a.example/fresh"), daysAgo: 0))
        let proposal = SanctionLadder.usual.proposal(on: domain, severity: 60, history: history, at: now)
        #expect(proposal.offenders == offenders)
        #expect(proposal.concerns.isEmpty == (offenders >= 5))
        #expect(proposal.repeats.isEmpty, "rulings on its parts are no rulings on the whole")
    }

    @Test func goingBeyondTheLadderIsSaid() throws {
        let proposal = SanctionLadder.usual.proposal(on: try link("a.example/x"), severity: 30, history: [], at: now)
        func codes(_ step: Sanction.Step, _ end: Int64?) -> [String] {
            proposal.concerns(step: step, until: end, from: now).map(\.code)
        }
        #expect(codes(.demotion, now + 7 * day) == [])
        #expect(codes(.block, now + day) == ["severer_step"])
        #expect(codes(.demotion, nil) == ["longer_term"])
        #expect(codes(.suspension, now + 8 * day) == ["severer_step", "longer_term"])
        #expect(codes(.notice, nil) == [])
    }

    @Test(arguments: [
        ("window: 180d", "mended_within"),
        (
            "window: 3y\nmended_within: 1d\nterms: [1d]\nbegin: [{from: 0, step: notice}]\nwhole: {offenders: 1, uncorrected_after: 1d}",
            "is no duration"
        ),
        (
            "window: 1d\nmended_within: 1d\nterms: []\nbegin: [{from: 0, step: notice}]\nwhole: {offenders: 1, uncorrected_after: 1d}",
            "the list is empty"
        ),
        (
            "window: 1d\nmended_within: 1d\nterms: [1d]\nbegin: [{from: 0.5, step: notice}]\nwhole: {offenders: 1, uncorrected_after: 1d}",
            "has to begin from 0"
        ),
        (
            "window: 1d\nmended_within: 1d\nterms: [1d]\nbegin: [{from: 0, step: ban}]\nwhole: {offenders: 1, uncorrected_after: 1d}",
            "ban"
        ),
    ])
    func mistakesAreNamed(text: String, reason: String) {
        let error = #expect(throws: YAMLProblem.self) { try SanctionLadder(yaml: text, file: "s.yaml") }
        #expect(error?.reason.contains(reason) == true, "\(error?.reason ?? "")")
    }
}
