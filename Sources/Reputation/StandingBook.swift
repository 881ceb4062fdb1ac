public import LinkPolicy

/// The standings of one tenant's platforms, domains, senders and groups.
///
/// A value without a clock: every call is told the time, in seconds since 1970. Evidence may come in any order; what is
/// believed follows from the set of it. Only the tier remembers which it was, so that it does not come and go.
public struct StandingBook: Sendable {
    public let parameters: ReputationParameters
    var standings: [Subject: Standing] = [:]
    var population = Population()
    /// Where and when each complaint and ruling was recorded.
    var places: [String: Place] = [:]

    struct Place: Hashable, Sendable {
        /// The first of them counts it for all subjects together.
        var subjects: [Subject] = []
        /// When it was first known.
        var at: Int64
    }

    public init(parameters: ReputationParameters) { self.parameters = parameters }

    /// A subject's change of tier.
    public struct Step: Hashable, Sendable {
        public var subject: Subject
        public var former: ReputationTier
        public var tier: ReputationTier
        /// The probability on which the tier is entered or the former one left.
        public var probability: Double
    }

    // MARK: Evidence

    /// Records evidence on everyone it concerns. Evidence whose name is already recorded on a subject changes nothing.
    ///
    /// Openings alone settle no tier on record: they are many, and ``tier(of:at:)`` sees them all the same. O(1), and
    /// O(days remembered) where a tier is settled.
    /// - Returns: The changes of tier that it leads to.
    @discardableResult
    public mutating func record(_ evidence: Evidence, on concerned: Concerned, at now: Int64) -> [Step] {
        let subjects = concerned.subjects
        guard let id = evidence.id else {
            // All of them together are counted once, by the first and narrowest subject.
            for (index, subject) in subjects.enumerated() {
                change(subject, concerned) { [parameters] in
                    parameters.apply(evidence, to: &$0, &$1, isCounted: index == 0)
                }
            }
            return []
        }
        let former = subjects.map { standings[$0]?.tierOnRecord ?? .ordinary }
        // Who is in a tier may have left it since; who is in none has nothing to leave.
        for subject in subjects where standings[subject]?.tierOnRecord != .ordinary { settle(subject, at: now) }
        for (index, subject) in subjects.enumerated() {
            let known = places[id]?.subjects ?? []
            guard !known.contains(subject) else { continue }
            places[id, default: Place(at: now)].subjects.append(subject)
            let isCounted = index == 0 && known.isEmpty
            change(subject, concerned) { [parameters] in parameters.apply(evidence, to: &$0, &$1, isCounted: isCounted)
            }
        }
        for subject in subjects { settle(subject, at: now) }
        return zip(subjects, former).compactMap { subject, former in
            guard let last = standings[subject]?.changes.last, last.tier != former else { return nil }
            return Step(subject: subject, former: former, tier: last.tier, probability: last.probability)
        }
    }

    private mutating func change(
        _ subject: Subject, _ concerned: Concerned, _ body: (inout Standing, inout Population) -> Void
    ) {
        var standing = standings.removeValue(forKey: subject) ?? Standing(subject: subject)
        if subject.kind == .domain, let platform = concerned.platform {
            standing.platform = min(platform, standing.platform ?? platform)
        }
        body(&standing, &population)
        standings[subject] = standing
    }

    private mutating func settle(_ subject: Subject, at now: Int64) {
        guard var standing = standings[subject],
            standing.settle(belief(standing, at: now), at: now, parameters)
        else { return }
        standings[subject] = standing
    }

    /// Takes a complaint or a ruling away, as if it had never been: unfounded, withdrawn or undone on appeal.
    ///
    /// - Returns: The changes of tier that it leads to; none when nothing of this name is recorded.
    @discardableResult
    public mutating func remove(_ id: String, at now: Int64) -> [Step] { remove([id], at: now) }

    /// Takes many away at once.
    @discardableResult
    public mutating func remove(_ ids: some Sequence<String>, at now: Int64) -> [Step] {
        var since: [Subject: Int64] = [:]
        var formerTiers: [Subject: ReputationTier] = [:]
        for id in ids {
            guard let place = places.removeValue(forKey: id) else { continue }
            for (index, subject) in place.subjects.enumerated() {
                guard var standing = standings.removeValue(forKey: subject) else { continue }
                if let change = standing.remove(complaint: id, parameters) {
                    if index == 0 { population.add(change) }
                } else {
                    standing.remove(ruling: id)
                }
                since[subject] = min(place.at, since[subject] ?? place.at)
                if formerTiers[subject] == nil { formerTiers[subject] = standing.tierOnRecord }
                standings[subject] = standing
            }
        }
        return since.sorted { $0.key < $1.key }
            .compactMap { subject, moment in
                reconsider(subject, since: moment, now: now, former: formerTiers[subject] ?? .ordinary)
            }
    }

    private mutating func reconsider(_ subject: Subject, since: Int64, now: Int64, former: ReputationTier) -> Step? {
        guard var standing = standings[subject] else { return nil }
        standing.reconsider(since: since, now: now, parameters) { belief($0, at: $1) }
        if var looked = standing.looked {
            looked.mass = min(looked.mass, standing.totalMass)
            looked.complaints = min(looked.complaints, standing.complaints.count)
            standing.looked = looked
        }
        standings[subject] = standing.isEmpty ? nil : standing
        let (tier, probability) = parameters.tier(belief(standing, at: now), from: standing.tierOnRecord)
        guard tier != former else { return nil }
        return Step(subject: subject, former: former, tier: tier, probability: probability)
    }

    /// Puts on record, for every subject, the tier that time and openings have led to.
    ///
    /// To be called now and then, for example once an hour; verdicts do not depend on it.
    @discardableResult
    public mutating func settle(at now: Int64) -> [Step] {
        var steps: [Step] = []
        for (subject, standing) in standings {
            var standing = standing
            let former = standing.tierOnRecord
            guard standing.settle(belief(standing, at: now), at: now, parameters), let change = standing.changes.last
            else { continue }
            standings[subject] = standing
            steps.append(Step(subject: subject, former: former, tier: change.tier, probability: change.probability))
        }
        return steps.sorted { $0.subject < $1.subject }
    }

    /// Forgets evidence that weighs less than a thousandth of what it did (ten half-lives), and by which hour openings
    /// came that are older than a week.
    ///
    /// - Returns: The changes of tier of those of whom nothing is remembered any more.
    @discardableResult
    public mutating func forget(at now: Int64) -> [Step] {
        var steps: [Step] = []
        let horizon = dayNumber(now) - Int((10 * parameters.halfLife).rounded(.up))
        for (subject, standing) in standings {
            var standing = standing
            standing.forget(before: horizon, fold: dayNumber(now) - 7, parameters)
            standings[subject] = standing.isEmpty ? nil : standing
            let former = standing.tierOnRecord
            guard standing.isEmpty, former != .ordinary else { continue }
            let beyond = belief(Standing(subject: subject), at: now).probability(above: parameters.watched.rate)
            steps.append(Step(subject: subject, former: former, tier: .ordinary, probability: 1 - beyond))
        }
        population.forget(before: horizon)
        places = places.filter { id, place in
            place.subjects.contains { standings[$0]?.complaints[id] != nil || standings[$0]?.hasRuling(id) == true }
        }
        return steps.sorted { $0.subject < $1.subject }
    }

    // MARK: Belief

    /// Everyone of whom anything is remembered.
    public var subjects: some Collection<Subject> { standings.keys }

    /// Every tier on record but `ordinary`: what a rulebook is to know.
    public var tiersOnRecord: [Subject: ReputationTier] {
        standings.compactMapValues { $0.tierOnRecord == .ordinary ? nil : $0.tierOnRecord }
    }

    /// What is believed of a subject's rate: complaints heard for each opening.
    public func posterior(of subject: Subject, at now: Int64) -> GammaDistribution {
        belief(standings[subject] ?? Standing(subject: subject), at: now)
    }

    /// 0-100, for people; 50 where a complaint is expected for every so many openings as the parameters say.
    public func score(of subject: Subject, at now: Int64) -> Double {
        parameters.score(posterior(of: subject, at: now).mean)
    }

    public func tier(of subject: Subject, at now: Int64) -> ReputationTier {
        guard let standing = standings[subject] else { return .ordinary }
        return parameters.tier(belief(standing, at: now), from: standing.tierOnRecord).tier
    }

    /// The tier as it was when evidence was last recorded on the subject, or ``settle(at:)`` called. O(1).
    public func tierOnRecord(of subject: Subject) -> ReputationTier { standings[subject]?.tierOnRecord ?? .ordinary }

    func belief(_ standing: Standing, at now: Int64) -> GammaDistribution {
        standing.posterior(at: Double(now), prior: prior(of: standing, at: Double(now)), parameters)
    }

    /// What a subject is expected to be like without evidence of its own.
    func prior(of standing: Standing, at moment: Double) -> Prior {
        let all = parameters.rate(ofAll: population.remembered(at: moment, parameters))
        let openings = parameters.prior(standing.subject.kind)
        guard let name = standing.platform, let platform = standings[Subject(.platform, name)] else {
            return Prior(rate: all, openings: openings)
        }
        // The platform without this domain, or the domain's evidence would count twice.
        let belief = platform.posterior(
            at: moment, prior: Prior(rate: all, openings: parameters.prior(.platform)), without: standing.ledger,
            parameters)
        return Prior(rate: min(belief.mean, parameters.poor.rate), openings: openings, platform: name)
    }
}

/// The most openings of one piece of evidence; more are taken for a mistake of whoever counts.
private let mostOpenings = 1_000_000_000

extension ReputationParameters {
    /// Adds evidence to a standing, and to all subjects together where it `isCounted` there.
    fileprivate func apply(
        _ evidence: Evidence, to standing: inout Standing, _ population: inout Population, isCounted: Bool
    ) {
        switch evidence {
        case .openings(let count, let at):
            guard count > 0 else { return }
            let count = min(count, mostOpenings)
            let mass = standing.ledger.open(count, at: at, self)
            if isCounted { population.add(openings: count, mass: mass, day: dayNumber(at)) }
        case .complaint(let complaint):
            let change = standing.add(complaint, self)
            if isCounted { population.add(change) }
        case .ruling(let ruling): standing.add(ruling)
        }
    }
}

extension Population {
    mutating func add(_ change: [Int: Int64]) {
        for (day, mass) in change { add(openings: 0, mass: mass, day: day) }
    }
}

extension Standing {
    var isEmpty: Bool { ledger.days.isEmpty && rulings.isEmpty && complaints.isEmpty }
}

extension ReputationParameters {
    func score(_ rate: Double) -> Double { 100 * scoreRate / (scoreRate + rate) }
}
