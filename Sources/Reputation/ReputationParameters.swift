public import LinkPolicy

/// The numbers of the model, as `reputation.yaml` gives them. docs/reputation.md says what each does.
public struct ReputationParameters: Hashable, Sendable {
    /// A tier's threshold and the probabilities by which it is entered and left.
    public struct Threshold: Hashable, Sendable {
        /// Complaints for each opening.
        public var rate: Double
        /// Probability of the rate lying beyond the threshold at which the tier is entered.
        public var enter: Double
        /// Probability at which it is left; below `enter`, which keeps a tier from coming and going.
        public var leave: Double
    }

    /// How many of a time's complaints are heard.
    public struct Hearing: Hashable, Sendable {
        /// So many, however few openings there were.
        public var free: Double
        /// And so many for each opening.
        public var share: Double
    }

    /// When a person's look is proposed.
    public struct Look: Hashable, Sendable {
        public var rate: Double
        public var probability: Double
        /// Full complaints of one day that are not heard, of which a person should know.
        public var unheard: Double
        /// Weight of complaints after a look at which another is proposed.
        public var again: Double
        /// Hours after a look in which no other is proposed.
        public var restHours: Double
    }

    /// Days in which evidence loses half its weight.
    public var halfLife: Double
    /// Openings in which evidence loses half its weight.
    public var halfLifeOpenings: Double
    /// How many times as fast evidence fades on a day on which nobody opens a link of the subject.
    public var idleFading: Double
    /// Complaints for each opening of all subjects together, expected beforehand.
    public var populationRate: Double
    /// The openings that this expectation is worth.
    public var populationOpenings: Double
    /// The factor by which what is seen of all may raise or lower the expectation.
    public var populationRange: Double
    /// The openings that the expectation from the next higher level is worth to a subject.
    public var priorOpenings: [Subject.Kind: Double]
    /// The rate at which a score is 50.
    public var scoreRate: Double
    public var trusted: Threshold
    public var watched: Threshold
    public var poor: Threshold
    public var look: Look
    public var hour: Hearing
    public var day: Hearing
    /// Weight of a complaint whose sender is not proved to have opened the link.
    public var unproved: Double
    /// Weight of a complaint from a new account.
    public var newAccount: Double
    /// Days for which an account is new.
    public var newAccountDays: Double
    public var flagger: Double
    /// Founded and unfounded complaints that a person is credited with beforehand.
    public var recordFounded: Double
    public var recordUnfounded: Double
    /// Days in which one person is heard once on a subject.
    public var voiceDays: Int
    /// What a ruling adds to the rate of what it is about.
    public var rulingRate: Double
    /// The openings that the certainty of a ruling is worth.
    public var rulingOpenings: Double
    /// Weight of a category, 0-1, `other` among them.
    public var severity: [String: Double]
    /// The tenants that share the standings of platforms and domains; see ``SharedBook``.
    public var sharing: Set<TenantID>

    func severity(of category: String) -> Double { severity[category] ?? severity["other"] ?? 1 }

    /// What a complaint weighs before it is heard with others.
    func weight(of complaint: Complaint) -> Double {
        var weight = severity(of: complaint.category) * credit(of: complaint.record)
        if complaint.openedAt == nil { weight *= unproved }
        if let age = complaint.accountAge, Double(age) < newAccountDays * 86_400 { weight *= newAccount }
        if complaint.isFlagger { weight *= flagger }
        return weight
    }

    /// The expected share of founded ones among a person's complaints, by that of an unknown person.
    func credit(of record: ComplainantRecord) -> Double {
        let founded = recordFounded + Double(max(0, record.founded))
        let unfounded = recordUnfounded + Double(max(0, record.unfounded))
        return founded / (founded + unfounded) * (recordFounded + recordUnfounded) / recordFounded
    }

    func prior(_ kind: Subject.Kind) -> Double { priorOpenings[kind] ?? 200 }
}
