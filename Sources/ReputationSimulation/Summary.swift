/// What many runs under one model came to.
public struct Summary: Sendable {
    /// One actor's domains in all runs.
    public struct Actor: Sendable {
        public var name: String
        public var domains: Int
        public var demotedShare: Double
        public var heldShare: Double
        public var lookedShare: Double
        public var looks: Double
        /// Share of openings that were withheld.
        public var withheld: Double
        /// Whether a brigade is against it; moved and trace say something only then.
        public var isTarget: Bool
        var untilHeld: Survival
        var hoursUntilHeld: Survival
        var hoursUntilLooked: [Double]
        var moved: [Double]
        var trace: [Double]
        var restored: [Double]
        /// Quantiles of the score by day: 5, 50 and 95 in 100.
        var scores: [[Double]]

        public func openingsUntilHeld(_ quantile: Double) -> Double { untilHeld.quantile(quantile) }
        public func hoursUntilHeld(_ quantile: Double) -> Double { hoursUntilHeld.quantile(quantile) }
    }

    /// How the model is named in reports.
    public var model: String
    public var actors: [Actor]
    /// A day.
    public var moderatorHours: Double
    /// Openings of bad sites that went through and of good ones that did not, a run.
    public var cost: Double
    public var hasScores: Bool

    init(model: String, scenario: Scenario, records: [RunRecord], hasScores: Bool) {
        self.model = model
        self.hasScores = hasScores
        let runs = Double(max(1, records.count))
        moderatorHours = records.reduce(0) { $0 + $1.moderatorHours } / runs / scenario.days
        cost = Double(records.reduce(0) { $0 + $1.cost }) / runs
        actors = scenario.actors.indices.map { index in
            Actor(
                scenario.actors[index].name, records.flatMap { $0.sites[index] }, records.map { $0.scores[index] },
                isTarget: scenario.brigades.contains { $0.against == scenario.actors[index].name })
        }
    }

    /// The value of an aim's measure; `nil` where the model has no such thing.
    public func value(of aim: Aim) -> Double? {
        if aim.measure == .moderatorHours { return moderatorHours }
        guard let actor = actors.first(where: { $0.name == aim.of }) else { return nil }
        let share = aim.quantile ?? 1
        switch aim.measure {
        case .openingsUntilHeld: return actor.untilHeld.quantile(share)
        case .hoursUntilHeld: return actor.hoursUntilHeld.quantile(share)
        case .heldShare: return actor.heldShare
        case .demotedShare: return actor.demotedShare
        case .lookedShare: return actor.lookedShare
        case .hoursUntilLooked: return quantile(share, of: actor.hoursUntilLooked)
        case .pointsMoved: return hasScores ? quantile(share, of: actor.moved) : nil
        case .traceLeft: return hasScores ? quantile(share, of: actor.trace) : nil
        case .halfLivesUntilRestored: return quantile(share, of: actor.restored)
        case .moderatorHours: return moderatorHours
        }
    }

    public func meets(_ aim: Aim) -> Bool? { value(of: aim).map { aim.bound.holds($0) } }
}

extension Summary.Actor {
    fileprivate init(_ name: String, _ sites: [SiteRecord], _ scores: [[Double]], isTarget: Bool) {
        let count = Double(max(1, sites.count))
        func share(_ holds: (SiteRecord) -> Bool) -> Double { Double(sites.count(where: holds)) / count }
        self.name = name
        domains = sites.count
        demotedShare = share { $0.wasDemoted }
        heldShare = share { $0.openingsUntilHeld != nil }
        lookedShare = share { $0.looks > 0 }
        looks = Double(sites.reduce(0) { $0 + $1.looks }) / count
        let openings = sites.reduce(0) { $0 + $1.openings }
        let withheld = sites.reduce(0) { $0 + $1.withheld }
        self.withheld = openings + withheld > 0 ? Double(withheld) / Double(openings + withheld) : 0
        self.isTarget = isTarget
        untilHeld = Survival(
            sites.map { (Double($0.openingsUntilHeld ?? $0.openings), $0.openingsUntilHeld != nil) })
        hoursUntilHeld = Survival(sites.map { ($0.hoursUntilHeld ?? .infinity, $0.hoursUntilHeld != nil) })
        // Who is a brigade's target is one of an actor's number; the others are not waited for.
        let targets = isTarget ? sites.filter { $0.moved > 0 || $0.looks > 0 } : sites
        hoursUntilLooked = targets.map { $0.hoursUntilLooked ?? .infinity }
        moved = sites.map(\.moved)
        trace = sites.map(\.trace)
        restored = sites.compactMap(\.halfLivesUntilRestored)
        let days = scores.map(\.count).max() ?? 0
        self.scores = [0.05, 0.5, 0.95].map { share in
            (0..<days).map { day in
                quantile(share, of: scores.compactMap { $0.count > day ? $0[day] : nil })
            }
        }
    }
}
