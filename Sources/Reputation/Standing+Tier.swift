import LinkPolicy

extension ReputationParameters {
    /// The tier of somebody who is in none yet.
    func entered(_ belief: GammaDistribution) -> (tier: ReputationTier, probability: Double) {
        let beyondPoor = belief.probability(above: poor.rate)
        if beyondPoor >= poor.enter { return (.poor, beyondPoor) }
        let beyondWatched = belief.probability(above: watched.rate)
        if beyondWatched >= watched.enter { return (.watched, beyondWatched) }
        let below = 1 - belief.probability(above: trusted.rate)
        if below >= trusted.enter { return (.trusted, below) }
        return (.ordinary, 1 - beyondWatched)
    }

    /// The tier of somebody who is in `current`: worse ones are entered, the present one is left.
    func tier(_ belief: GammaDistribution, from current: ReputationTier) -> (tier: ReputationTier, probability: Double)
    {
        let fresh = entered(belief)
        if fresh.tier < current, current != .trusted || fresh.tier < .ordinary { return fresh }
        switch current {
        case .poor:
            let beyond = belief.probability(above: poor.rate)
            if beyond > poor.leave { return (.poor, beyond) }
            let beyondWatched = belief.probability(above: watched.rate)
            return beyondWatched > watched.leave ? (.watched, beyondWatched) : fresh
        case .watched:
            let beyond = belief.probability(above: watched.rate)
            return beyond > watched.leave ? (.watched, beyond) : fresh
        case .ordinary: return fresh
        case .trusted:
            let below = 1 - belief.probability(above: trusted.rate)
            return below >= trusted.leave ? (.trusted, below) : (.ordinary, below)
        }
    }
}

extension Standing {
    /// The tier on record.
    var tierOnRecord: ReputationTier { changes.last?.tier ?? .ordinary }

    /// Enters the tier that `belief` leads to.
    ///
    /// - Returns: Whether it is another.
    @discardableResult
    mutating func settle(_ belief: GammaDistribution, at moment: Int64, _ parameters: ReputationParameters) -> Bool {
        let (tier, probability) = parameters.tier(belief, from: tierOnRecord)
        guard tier != tierOnRecord else { return false }
        changes.append(TierChange(at: moment, tier: tier, probability: probability))
        return true
    }

    /// Decides every change since `moment` again, since evidence of then is no longer there.
    ///
    /// - Parameter belief: What is believed at a moment.
    mutating func reconsider(
        since moment: Int64, now: Int64, _ parameters: ReputationParameters,
        belief: (Standing, Int64) -> GammaDistribution
    ) {
        let later = changes.filter { $0.at >= moment }
        changes.removeAll { $0.at >= moment }
        for change in later where change.at <= now { settle(belief(self, change.at), at: change.at, parameters) }
        settle(belief(self, now), at: now, parameters)
    }
}
