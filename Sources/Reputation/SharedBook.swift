public import LinkPolicy

/// The tiers of platforms and domains that tenants who share their standings have come to together.
///
/// It keeps no evidence, only tiers: what is believed follows from the tenants' own books each time, so nothing can be
/// counted twice, and whose book is not among them any more has left nothing behind. A tier is entered or stays only where
/// it would without any one of the tenants: nobody brings it about alone, whatever they open, complain of or rule. So it
/// takes the complaints or rulings of two at least. A shared tier only ever demotes.
///
/// A value without a clock; times are seconds since 1970.
public struct SharedBook: Sendable {
    /// A tier that tenants have come to together: `watched` or `poor`.
    public struct Entry: Hashable, Sendable {
        public var tier: ReputationTier
        /// When it was entered, in seconds since 1970.
        public var since: Int64
        /// 0-100, as it was when last decided, without the tenant on whom the tier depends most.
        public var score: Int

        public init(tier: ReputationTier, since: Int64, score: Int) {
            self.tier = tier
            self.since = since
            self.score = score
        }
    }

    /// A change of tier; no tier is told of as `ordinary`.
    public struct Step: Hashable, Sendable {
        public var subject: Subject
        public var former: ReputationTier
        public var tier: ReputationTier
        /// The probability on which the tier is entered or the former one left, without the tenant on whom it depends most.
        public var probability: Double
        /// 0-100, without that tenant.
        public var score: Int
    }

    public let parameters: ReputationParameters
    public private(set) var entries: [Subject: Entry]

    /// - Parameter entries: The tiers on record.
    public init(parameters: ReputationParameters, entries: [Subject: Entry] = [:]) {
        self.parameters = parameters
        self.entries = entries
    }

    /// `ordinary` for none.
    public func tier(of subject: Subject) -> ReputationTier { entries[subject]?.tier ?? .ordinary }

    /// Everyone who is in a shared tier, or of whom two tenants know more than openings.
    public func candidates(in books: [StandingBook]) -> Set<Subject> {
        var known: Set<Subject> = []
        var result = Set(entries.keys)
        for book in books {
            for (subject, standing) in book.standings where subject.isShareable && standing.accuses {
                if !known.insert(subject).inserted { result.insert(subject) }
            }
        }
        return result
    }

    /// Enters the tiers that the books lead to, or leaves them. O(tenants × days remembered) for each subject.
    ///
    /// - Parameters:
    ///   - anew: Those of whom evidence was taken away: the tier on record is decided again as of when it was entered.
    ///   - books: Those of the tenants that share, all under these parameters.
    /// - Returns: The changes of tier, by subject.
    public mutating func settle(
        _ subjects: Set<Subject>, anew: Set<Subject> = [], in books: [StandingBook], at now: Int64
    ) -> [Step] {
        let present = Together(books, at: now, parameters)
        return subjects.union(anew).filter(\.isShareable).sorted().compactMap { subject in
            let former = entries[subject]
            var entry = former
            if anew.contains(subject), let since = former?.since {
                entry = Together(books, at: since, parameters).decide(subject, after: nil).entry
            }
            let decided = present.decide(subject, after: entry)
            entries[subject] = decided.entry
            let (before, after) = (former?.tier ?? .ordinary, decided.entry?.tier ?? .ordinary)
            guard before != after else { return nil }
            return Step(
                subject: subject, former: before, tier: after, probability: decided.probability, score: decided.score)
        }
    }
}

/// What tenants believe together at a moment.
struct Together {
    private let books: [StandingBook]
    private let moment: Int64
    private let parameters: ReputationParameters
    /// What each book remembers of all its subjects.
    private let populations: [Memory]

    init(_ books: [StandingBook], at moment: Int64, _ parameters: ReputationParameters) {
        self.books = books
        self.moment = moment
        self.parameters = parameters
        populations = books.map { $0.population.remembered(at: Double(moment), parameters) }
    }

    /// The tier that a subject enters, or stays in, without any one of the tenants.
    fileprivate func decide(
        _ subject: Subject, after entry: SharedBook.Entry?
    ) -> (entry: SharedBook.Entry?, probability: Double, score: Int) {
        guard books.count(where: { $0.standings[subject]?.accuses == true }) > 1 else {
            return (nil, 1, Int(parameters.score(parameters.populationRate).rounded()))
        }
        let parts = parts(of: subject)
        // Each is left out, also one who says nothing against this subject: it may against others of the platform.
        var mildest: (tier: ReputationTier, probability: Double, score: Int)?
        for left in books.indices {
            let belief = belief(of: subject, parts, without: left)
            let (tier, probability) = parameters.tier(belief, from: entry?.tier ?? .ordinary)
            if let mildest, (mildest.tier, -mildest.probability) >= (tier, -probability) { continue }
            mildest = (tier, probability, Int(parameters.score(belief.mean).rounded()))
        }
        guard let mildest else { return (nil, 1, 0) }
        guard mildest.tier < .ordinary else { return (nil, mildest.probability, mildest.score) }
        let since = entry.flatMap { $0.tier == mildest.tier ? $0.since : nil } ?? moment
        return (
            SharedBook.Entry(tier: mildest.tier, since: since, score: mildest.score), mildest.probability,
            mildest.score
        )
    }

    /// What one book remembers of a subject, and of its platform without it.
    private struct Part {
        var all: Memory
        var platform: Remembered?
        var own: Remembered?
    }

    private func parts(of subject: Subject) -> (platform: String?, of: [Part]) {
        let moment = Double(moment)
        let platform = books.compactMap { $0.standings[subject]?.platform }.min()
        let parts = zip(books, populations).map { book, population in
            let own = book.standings[subject]
            let lender = platform.flatMap { book.standings[Subject(.platform, $0)] }
            return Part(
                all: population, platform: lender?.remembered(at: moment, without: own?.ledger, parameters),
                own: own?.remembered(at: moment, parameters))
        }
        return (platform, parts)
    }

    private func belief(
        of subject: Subject, _ parts: (platform: String?, of: [Part]), without left: Int?
    ) -> GammaDistribution {
        let others = parts.of.indices.filter { $0 != left }.map { parts.of[$0] }
        let all = Memory(
            mass: others.reduce(0) { $0 + $1.all.mass }, openings: others.reduce(0) { $0 + $1.all.openings })
        var expected = Prior(rate: parameters.rate(ofAll: all), openings: parameters.prior(subject.kind))
        if let platform = parts.platform {
            let unknown = parameters.prior(.platform)
            let lender = Remembered.together(others.compactMap(\.platform), unknown: unknown)
                .belief(Prior(rate: expected.rate, openings: unknown))
            expected.rate = min(lender.mean, parameters.poor.rate)
            expected.platform = platform
        }
        return Remembered.together(others.compactMap(\.own), unknown: parameters.prior(subject.kind)).belief(expected)
    }

    /// What all of them believe.
    func belief(of subject: Subject) -> GammaDistribution { belief(of: subject, parts(of: subject), without: nil) }
}

extension Subject {
    /// Senders and groups are a tenant's own.
    var isShareable: Bool {
        switch kind {
        case .domain, .platform: true
        case .sender, .group: false
        }
    }
}

extension Standing {
    /// Whether anything was said against it.
    fileprivate var accuses: Bool { !complaints.isEmpty || !rulings.isEmpty }
}
