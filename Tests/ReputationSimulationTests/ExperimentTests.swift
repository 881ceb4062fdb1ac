import JSONText
import Reputation
import Testing

@testable import ReputationSimulation

@Suite struct ExperimentTests {
    private func report(workers: Int, seed: UInt64 = 3) async throws -> Report {
        try await Experiment(
            scenario: scenario(small), parameters: parameters(), seed: seed, runs: 6, tuningRuns: 2, workers: workers
        ).run()
    }

    private func text(_ report: Report) -> String {
        var json = JSONWriter()
        report.write(to: &json)
        return json.text
    }

    @Test func theNumberOfWorkersChangesNothing() async throws {
        let one = try await report(workers: 1)
        let many = try await report(workers: 5)
        #expect(text(one) == text(many))
        let other = try await report(workers: 5, seed: 4)
        #expect(text(one) != text(other))
        let files = Plots(one).files
        #expect(files.map(\.svg) == Plots(many).files.map(\.svg))
        for file in files {
            #expect(file.svg.hasPrefix("<svg ") && file.svg.hasSuffix("</svg>\n"))
            #expect(!file.svg.contains("nan") && !file.svg.contains("inf"), "\(file.name)")
        }
    }

    @Test func findsWhatTheScenarioAsks() async throws {
        let report = try await report(workers: 2)
        #expect(report.summaries.map(\.shortName) == ["Hutong", "count", "ratio"])
        #expect(report.missed.isEmpty)
        let phish = report.summaries[0].actors[0]
        // A bad actor that moved has a second domain.
        #expect(phish.domains > 6)
        #expect(phish.heldShare > 0.8)
        #expect(report.summaries[0].actors[1].demotedShare == 0)
        #expect(report.summaries[0].moderatorHours > 0)
    }

    @Test func anAimOutOfReachIsMissed() async throws {
        var scenario = try scenario(small)
        scenario.aims[0].bound = .atMost(1)
        let report = await Experiment(
            scenario: scenario, parameters: try parameters(), runs: 3, tuningRuns: 0, workers: 2
        ).run()
        #expect(report.missed.count == 1)
        #expect(report.summaries.count == 1)
    }

    @Test func livesThatWereNotWatchedToTheEndCount() {
        // Kaplan and Meier's own way: 1 × 3/4, then 3/4 × 1/2.
        let survival = Survival([(10, true), (20, false), (30, true), (40, false)])
        #expect(survival.steps.map(\.left) == [0.75, 0.375])
        #expect(survival.quantile(0.5) == 30)
        #expect(survival.quantile(0.9) == .infinity)
        #expect(quantile(0.5, of: [3, 1, 2, 4]) == 2)
        #expect(quantile(1, of: [3, 1, 2, 4]) == 4)
    }
}
