/// What of a subject's evidence still counts at a moment.
struct Remembered: Hashable, Sendable {
    var memory = Memory()
    /// By how much rulings raise the rate: each by the same, whatever the number of openings.
    var raised = 0.0
    /// Openings that the certainty of rulings is worth.
    var surer = 0.0

    /// What is believed of the rate.
    func belief(_ prior: Prior) -> GammaDistribution {
        let openings = prior.openings + memory.openings
        let rate = (prior.rate * prior.openings + memory.mass) / openings
        return GammaDistribution(shape: (rate + raised) * (openings + surer), rate: openings + surer)
    }

    /// What several tenants remember of one subject, as if it were one tenant's. A ruling is about what it was like with its
    /// tenant, so it raises the rate by that tenant's part of the openings.
    ///
    /// - Parameter unknown: Openings that each tenant's part has besides its own, so that parts are even where hardly
    ///   anything was opened.
    static func together(_ parts: [Remembered], unknown: Double) -> Remembered {
        var result = Remembered()
        var openings = 0.0
        for part in parts {
            result.memory.mass += part.memory.mass
            result.memory.openings += part.memory.openings
            result.surer += part.surer
            result.raised += part.raised * (unknown + part.memory.openings)
            openings += unknown + part.memory.openings
        }
        if openings > 0 { result.raised /= openings }
        return result
    }
}
