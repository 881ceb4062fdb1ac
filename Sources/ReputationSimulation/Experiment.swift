public import Reputation

/// A scenario lived through many times, under Hutong's model and under two that it is compared with.
public struct Experiment: Sendable {
    public var scenario: Scenario
    public var parameters: ReputationParameters
    /// The first seed; the others follow it.
    public var seed: UInt64
    public var runs: Int
    /// Seeds on which the baselines are tuned; 0 leaves them out.
    public var tuningRuns: Int
    /// Runs at a time; the results do not depend on it.
    public var workers: Int

    public init(
        scenario: Scenario, parameters: ReputationParameters, seed: UInt64 = 1, runs: Int = 200, tuningRuns: Int = 12,
        workers: Int
    ) {
        self.scenario = scenario
        self.parameters = parameters
        self.seed = seed
        self.runs = runs
        self.tuningRuns = tuningRuns
        self.workers = max(1, workers)
    }

    /// Tuning never sees a seed that is reported on.
    private static let tuningSeed: UInt64 = 0x5EED_0000_0000_0000

    public func run() async -> Report {
        let (scenario, parameters) = (scenario, parameters)
        let records = await live(seed, runs) { seed in
            var world = World(
                scenario, seed: seed, model: StandingJudge(parameters, hasBrigades: !scenario.brigades.isEmpty),
                halfLife: parameters.halfLife)
            return world.run()
        }
        var summaries = [Summary(model: "Hutong", scenario: scenario, records: records, hasScores: true)]
        if tuningRuns > 0 {
            for (name, candidates) in [("count", Baseline.counts), ("ratio", Baseline.ratios)] {
                guard let best = await tuned(candidates) else { continue }
                let records = await live(seed, runs, under: best)
                summaries.append(
                    Summary(
                        model: "\(name): \(best.words)", scenario: scenario, records: records, hasScores: false))
            }
        }
        return Report(scenario: scenario, seed: seed, runs: runs, summaries: summaries)
    }

    /// The candidate that misses the fewest aims at the least cost: all are tried on a few seeds, the best eight on all.
    private func tuned(_ candidates: [Baseline]) async -> Baseline? {
        var field = candidates
        for (runs, kept) in [(min(2, tuningRuns), 8), (tuningRuns, 1)] {
            var losses: [(baseline: Baseline, missed: Int, cost: Double)] = []
            for baseline in field {
                let records = await live(Self.tuningSeed, runs, under: baseline)
                let summary = Summary(model: "", scenario: scenario, records: records, hasScores: false)
                losses.append((baseline, scenario.aims.count { summary.meets($0) == false }, summary.cost))
            }
            losses.sort { ($0.missed, $0.cost) < ($1.missed, $1.cost) }
            field = losses.prefix(kept).map(\.baseline)
        }
        return field.first
    }

    private func live(_ seed: UInt64, _ runs: Int, under baseline: Baseline) async -> [RunRecord] {
        let (scenario, halfLife) = (scenario, parameters.halfLife)
        return await live(seed, runs) { seed in
            var world = World(scenario, seed: seed, model: BaselineJudge(baseline), halfLife: halfLife)
            return world.run()
        }
    }

    /// The records in the order of their seeds.
    private func live(
        _ first: UInt64, _ runs: Int, _ run: @escaping @Sendable (UInt64) -> RunRecord
    ) async -> [RunRecord] {
        let workers = min(workers, runs)
        return await withTaskGroup(of: [(Int, RunRecord)].self) { group in
            for worker in 0..<workers {
                group.addTask {
                    stride(from: worker, to: runs, by: workers).map { ($0, run(first &+ UInt64($0))) }
                }
            }
            var records: [(Int, RunRecord)] = []
            for await some in group { records += some }
            return records.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }
}
