public import LinkPolicy

/// A world to try a model of reputation in; docs/reputation-simulation.md describes the file.
public struct Scenario: Hashable, Sendable {
    /// What a site is, which only moderators can see.
    public enum Nature: String, Hashable, Sendable, CaseIterable {
        case good, careless, bad
    }

    /// A stretch of an actor's life.
    public struct Phase: Hashable, Sendable {
        public var fromDay: Double
        public var nature: Nature
        public var openingsADay: ClosedRange<Double>
        /// Complaints for each opening.
        public var complaints: ClosedRange<Double>
    }

    public struct Moving: Hashable, Sendable {
        public var afterHours: Double
        public var times: Int
        /// Whether the new domain is known to be of the same platform.
        public var isKnown: Bool
    }

    public struct Actor: Hashable, Sendable {
        public enum Platform: Hashable, Sendable {
            case none, own
            case shared(String)
        }

        public var name: String
        public var count: Int
        public var domains: Int
        public var platform: Platform
        /// By day; the first begins the actor's life.
        public var phases: [Phase]
        /// Category to share of the complaints.
        public var categories: [(name: String, share: Double)] {
            get { zip(categoryNames, categoryShares).map { ($0, $1) } }
            set {
                categoryNames = newValue.map(\.name)
                categoryShares = newValue.map(\.share)
            }
        }
        private var categoryNames: [String] = []
        private var categoryShares: [Double] = []
        public var moving: Moving?

        init(
            name: String, count: Int, domains: Int, platform: Platform, phases: [Phase], moving: Moving?,
            categories: [(name: String, share: Double)]
        ) {
            self.name = name
            self.count = count
            self.domains = domains
            self.platform = platform
            self.phases = phases
            self.moving = moving
            self.categories = categories
        }

        /// The last phase, when complaints are fewer in it than in the one before.
        var mendsOnDay: Double? {
            guard let last = phases.last, phases.count > 1,
                last.complaints.upperBound < phases[phases.count - 2].complaints.upperBound
            else { return nil }
            return last.fromDay
        }
    }

    public struct Brigade: Hashable, Sendable {
        /// An actor's name; the first of its number is the target.
        public var against: String
        public var size: Int
        public var onDay: Double
        public var withinHours: Double
        public var opens: Bool
        /// Groups that its members come from; 0 where each comes from nowhere in particular.
        public var groups: Int
        public var newAccounts: Double
        public var category: String
        /// Complaints of each that were found unfounded before.
        public var unfounded: Int
        public var times: Int
        public var everyDays: Double
    }

    public struct Readers: Hashable, Sendable {
        public var groups: Int
        public var newAccounts: Double
        /// Share of complaints that a receipt proves the opening for.
        public var proved: Double
        public var delayMinutes: Double
    }

    public struct Moderators: Hashable, Sendable {
        public var people: Int
        /// Hour of the day at which they begin.
        public var from: Double
        public var hours: Double
        public var minutesALook: Double
        /// Share of looks that end with the right finding.
        public var accuracy: Double
    }

    /// The share of openings that remains.
    public struct Effects: Hashable, Sendable {
        public var notice: Double
        public var held: Double
    }

    public var name: String
    public var title: LocalizedText
    public var days: Double
    public var stepMinutes: Double
    public var readers: Readers
    public var moderators: Moderators
    public var effects: Effects
    public var actors: [Actor]
    public var brigades: [Brigade]
    public var aims: [Aim]
}

/// What a scenario asks of the model.
public struct Aim: Hashable, Sendable {
    public enum Measure: String, Hashable, Sendable, CaseIterable {
        case openingsUntilHeld = "openings_until_held"
        case hoursUntilHeld = "hours_until_held"
        case heldShare = "held_share"
        case demotedShare = "demoted_share"
        case lookedShare = "looked_share"
        case hoursUntilLooked = "hours_until_looked"
        case pointsMoved = "points_moved"
        case traceLeft = "trace_left"
        case halfLivesUntilRestored = "half_lives_until_restored"
        case moderatorHours = "moderator_hours"

        /// Whether it is one number of many, of which a quantile is meant.
        public var hasQuantile: Bool {
            switch self {
            case .openingsUntilHeld, .hoursUntilHeld, .hoursUntilLooked, .pointsMoved, .traceLeft,
                .halfLivesUntilRestored:
                true
            case .heldShare, .demotedShare, .lookedShare, .moderatorHours: false
            }
        }
    }

    public enum Bound: Hashable, Sendable {
        case atMost(Double)
        case atLeast(Double)
        case below(Double)

        public func holds(_ value: Double) -> Bool {
            switch self {
            case .atMost(let bound): value <= bound
            case .atLeast(let bound): value >= bound
            case .below(let bound): value < bound
            }
        }
    }

    public var measure: Measure
    /// An actor's name; `nil` for measures of the whole.
    public var of: String?
    public var quantile: Double?
    public var bound: Bound
}
