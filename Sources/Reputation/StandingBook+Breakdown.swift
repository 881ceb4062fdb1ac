import LinkPolicy

extension StandingBook {
    /// Complaints are listed by day and category; beyond so many they are put together.
    private static let mostItems = 40

    /// Takes a standing apart. O(days remembered × items): tenths of a second at most for the busiest.
    public func breakdown(of subject: Subject, at now: Int64) -> Breakdown {
        let standing = standings[subject] ?? Standing(subject: subject)
        let prior = prior(of: standing, at: Double(now))
        let belief = standing.posterior(at: Double(now), prior: prior, parameters)
        let tier = parameters.tier(belief, from: standing.tierOnRecord).tier
        return Breakdown(
            subject: subject, at: now, score: parameters.score(belief.mean),
            low: parameters.score(belief.quantile(0.95)), high: parameters.score(belief.quantile(0.05)),
            tier: tier, since: standing.changes.last.flatMap { $0.tier == tier ? $0.at : nil },
            aboveWatched: belief.probability(above: parameters.watched.rate),
            abovePoor: belief.probability(above: parameters.poor.rate),
            belowTrusted: 1 - belief.probability(above: parameters.trusted.rate),
            prior: prior, priorScore: parameters.score(prior.rate),
            items: items(standing, prior, now), restorations: restorations(standing, tier, now),
            look: look(at: subject, now: now), changes: standing.changes)
    }

    private func score(_ standing: Standing, _ prior: Prior, _ now: Int64) -> Double {
        parameters.score(standing.posterior(at: Double(now), prior: prior, parameters).mean)
    }

    // MARK: What moved it

    private func items(_ standing: Standing, _ prior: Prior, _ now: Int64) -> [Breakdown.Item] {
        let score = score(standing, prior, now)
        var items: [Breakdown.Item] = []
        let openings = standing.ledger.days.reduce(0) { $0 + $1.openings }
        if openings > 0, let first = standing.ledger.days.first(where: { $0.openings > 0 }) {
            var clean = Standing(subject: standing.subject)
            clean.ledger = standing.ledger.withoutComplaints
            items.append(
                Breakdown.Item(
                    cause: .openings(openings), at: Int64(first.day) * 86_400,
                    points: self.score(clean, prior, now) - parameters.score(prior.rate), ids: []))
        }
        for ruling in standing.rulings where ruling.at <= now {
            var without = standing
            without.remove(ruling: ruling.id)
            items.append(
                Breakdown.Item(
                    cause: .ruling(category: ruling.category), at: ruling.at,
                    points: score - self.score(without, prior, now), ids: [ruling.id]))
        }
        let batches = Dictionary(grouping: standing.complaints.values) { Batch(dayNumber($0.moment), $0.category) }
            .sorted { ($0.value.count, $1.key.day, $0.key.category) > ($1.value.count, $0.key.day, $1.key.category) }
        for (batch, complaints) in batches.prefix(Self.mostItems) {
            let (points, heard) = effect(of: complaints, standing, prior, now)
            items.append(
                Breakdown.Item(
                    cause: .complaints(category: batch.category, filed: complaints.count, heard: heard),
                    at: Int64(batch.day) * 86_400, points: points, ids: complaints.receipts))
        }
        let rest = batches.dropFirst(Self.mostItems).flatMap(\.value)
        if let first = rest.map(\.moment).min() {
            let (points, heard) = effect(of: rest, standing, prior, now)
            items.append(
                Breakdown.Item(
                    cause: .others(filed: rest.count, heard: heard), at: first, points: points, ids: rest.receipts))
        }
        return items.sorted { (abs($0.points), $1.at) > (abs($1.points), $0.at) }
    }

    private struct Batch: Hashable {
        var day: Int
        var category: String

        init(_ day: Int, _ category: String) {
            self.day = day
            self.category = category
        }
    }

    /// What complaints do to the score, and what is heard because of them.
    private func effect(
        of complaints: [Complaint], _ standing: Standing, _ prior: Prior, _ now: Int64
    ) -> (points: Double, heard: Double) {
        var without = standing
        for complaint in complaints { _ = without.remove(complaint: complaint.id, parameters) }
        let points = score(standing, prior, now) - score(without, prior, now)
        return (points, Double(standing.totalMass - without.totalMass) / 1e6)
    }

    // MARK: What would restore it

    private func restorations(_ standing: Standing, _ tier: ReputationTier, _ now: Int64) -> [Breakdown.Restoration] {
        guard tier < .trusted else { return [] }
        var ways: [Breakdown.Restoration] = []
        if let (day, belief, better) = quiet(standing, tier, now) {
            ways.append(
                Breakdown.Restoration(
                    way: .quiet(until: now + Int64(day) * 86_400), tier: better, score: parameters.score(belief.mean)))
        }
        if let (count, belief, better) = enoughOpenings(standing, tier, now) {
            ways.append(
                Breakdown.Restoration(way: .openings(count), tier: better, score: parameters.score(belief.mean)))
        }
        for ruling in standing.rulings {
            let ids: Set = [ruling.id]
            let (belief, other) = removing(ids, standing, now)
            ways.append(
                Breakdown.Restoration(way: .undone(ruling.id), tier: other, score: parameters.score(belief.mean)))
        }
        if !standing.complaints.isEmpty {
            let (belief, other) = removing(Set(standing.complaints.keys), standing, now)
            ways.append(
                Breakdown.Restoration(
                    way: .unfounded(standing.complaints.count), tier: other, score: parameters.score(belief.mean)))
        }
        // What is undone may leave the tier as it is: that restores nothing.
        return ways.filter { $0.tier > tier }
    }

    private func removing(
        _ ids: Set<String>, _ standing: Standing, _ now: Int64
    ) -> (belief: GammaDistribution, tier: ReputationTier) {
        var without = standing
        for id in ids where without.remove(complaint: id, parameters) == nil { without.remove(ruling: id) }
        let since = ids.compactMap { places[$0]?.at }.min() ?? now
        without.reconsider(since: since, now: now, parameters) { belief($0, at: $1) }
        return (belief(without, at: now), without.tierOnRecord)
    }

    private typealias Better<Cost> = (cost: Cost, belief: GammaDistribution, tier: ReputationTier)

    /// The first day, of a year, on which the tier is better if the subject is opened as before and not complained of.
    private func quiet(_ standing: Standing, _ tier: ReputationTier, _ now: Int64) -> Better<Int>? {
        let memory = standing.ledger.remembered(at: Double(now), parameters)
        let pace = Int((memory.openings * 0.693 / parameters.halfLife).rounded())
        var future = standing
        for day in 1...366 {
            let moment = now + Int64(day) * 86_400
            if pace > 0 { future.ledger.open(pace, at: moment, parameters) }
            let belief = self.belief(future, at: moment)
            let better = parameters.tier(belief, from: tier).tier
            if better > tier { return (day, belief, better) }
        }
        return nil
    }

    /// The fewest openings, of a billion, that lead to a better tier at once.
    private func enoughOpenings(_ standing: Standing, _ tier: ReputationTier, _ now: Int64) -> Better<Int>? {
        func after(_ count: Int) -> (belief: GammaDistribution, tier: ReputationTier) {
            var future = standing
            future.ledger.open(count, at: now, parameters)
            let belief = self.belief(future, at: now)
            return (belief, parameters.tier(belief, from: tier).tier)
        }
        var high = 1
        while after(high).tier <= tier {
            high *= 2
            guard high < 1_000_000_000 else { return nil }
        }
        var low = high / 2
        while high - low > 1 {
            let middle = (low + high) / 2
            if after(middle).tier > tier { high = middle } else { low = middle }
        }
        let (belief, better) = after(high)
        return (high, belief, better)
    }
}

extension [Complaint] {
    /// The first 20 receipts.
    fileprivate var receipts: [String] {
        sorted { ($0.filedAt, $0.id) < ($1.filedAt, $1.id) }.prefix(20).map(\.id)
    }
}
