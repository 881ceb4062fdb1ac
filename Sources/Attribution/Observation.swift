public import LinkPolicy

/// What is counted. A visit is counted for readers only; robots and prefetchers leave no trace here.
public enum Measure: String, Hashable, Sendable, CaseIterable {
    /// Messages checked.
    case checks
    /// Links found in checked messages.
    case findings
    case verdictsOpen = "verdicts_open"
    case verdictsWarn = "verdicts_warn"
    case verdictsCopy = "verdicts_copy"
    case verdictsHold = "verdicts_hold"
    case verdictsBlock = "verdicts_block"
    /// Requests of a link by a reader, whatever they were shown.
    case clicks
    /// Interstitials shown.
    case notices
    /// Interstitials passed.
    case continues
    /// Redirects to the destination: at once, or after an interstitial.
    case openings
    /// Complaints sent in.
    case complaints

    public static func verdicts(_ disposition: Disposition) -> Measure {
        switch disposition {
        case .open: .verdictsOpen
        case .warn: .verdictsWarn
        case .copy: .verdictsCopy
        case .hold: .verdictsHold
        case .block: .verdictsBlock
        }
    }
}

/// A day in UTC, as the number of days since 1970-01-01.
public struct Day: Hashable, Sendable, Comparable, CustomStringConvertible {
    public let number: Int

    public init(number: Int) { self.number = number }

    /// - Parameter seconds: Seconds since 1970, not negative.
    public init(of seconds: Int64) { number = Int(seconds / 86_400) }

    /// The ISO 8601 date, `2026-01-31`; `nil` for any other text, or a date before 1970.
    public init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts.map(\.count) == [4, 2, 2], let year = Int(parts[0]), let month = Int(parts[1]),
            let day = Int(parts[2]), (1970...9999).contains(year), (1...12).contains(month), (1...31).contains(day)
        else { return nil }
        // Days from civil, proleptic Gregorian calendar, with March as the first month of a year.
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = shiftedYear / 400
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        number = era * 146_097 + dayOfEra - 719_468
        guard description == text else { return nil }
    }

    public static func < (a: Self, b: Self) -> Bool { a.number < b.number }

    public var description: String { String(utcMinute(Int64(number) * 86_400).prefix(10)) }
}

/// Under what a count is kept.
public struct TallyKey: Hashable, Sendable {
    public var tenant: TenantID
    public var day: Day
    public var scene: Scene
    /// `nil` for what concerns a whole message or a site of no known platform.
    public var platform: PlatformSlug?
    public var measure: Measure

    public init(tenant: TenantID, day: Day, scene: Scene, platform: PlatformSlug?, measure: Measure) {
        self.tenant = tenant
        self.day = day
        self.scene = scene
        self.platform = platform
        self.measure = measure
    }
}

/// One request of a link by a reader.
public struct Visit: Hashable, Sendable {
    /// What became of it.
    public enum Outcome: String, Hashable, Sendable, CaseIterable {
        /// Redirected at once.
        case opened
        /// Redirected after the interstitial.
        case continued
        /// Shown the interstitial.
        case noticed
        /// Shown the page that offers the address for copying.
        case copyOffered = "copy_offered"
        case held
        case blocked
    }

    public var tenant: TenantID
    public var linkID: UInt64
    /// Milliseconds since 1970.
    public var at: Int64
    public var scene: Scene
    public var platform: PlatformSlug?
    public var outcome: Outcome
    /// A keyed hash that tells readers of one day apart and nothing else; `nil` when nothing is known of them.
    public var reader: UInt64?

    public init(
        tenant: TenantID, linkID: UInt64, at: Int64, scene: Scene, platform: PlatformSlug?, outcome: Outcome,
        reader: UInt64?
    ) {
        self.tenant = tenant
        self.linkID = linkID
        self.at = at
        self.scene = scene
        self.platform = platform
        self.outcome = outcome
        self.reader = reader
    }

    /// What this visit adds to the figures.
    public var measures: [Measure] {
        switch outcome {
        case .opened: [.clicks, .openings]
        case .continued: [.continues, .openings]
        case .noticed: [.clicks, .notices]
        case .copyOffered, .held, .blocked: [.clicks]
        }
    }
}

/// Observations on their way to the store.
public struct ObservationBatch: Sendable {
    public var visits: [Visit] = []
    public var tallies: [TallyKey: Int] = [:]
    public var postedLinks: [PostedLink] = []
    public var healthNotes: [HealthNote] = []
    public var facts: [FactRecord] = []
    public var shadows: [ShadowKey: ShadowTally] = [:]

    public init() {}

    public var isEmpty: Bool { count == 0 }

    /// Rows to be written.
    public var count: Int {
        visits.count + tallies.count + postedLinks.count + healthNotes.count + facts.count + shadows.count
    }

    public mutating func add(_ visit: Visit) {
        visits.append(visit)
        for measure in visit.measures {
            add(
                1,
                TallyKey(
                    tenant: visit.tenant, day: Day(of: visit.at / 1_000), scene: visit.scene, platform: visit.platform,
                    measure: measure))
        }
    }

    public mutating func add(_ count: Int, _ key: TallyKey) { tallies[key, default: 0] += count }

    /// - Parameter example: Asked for only where there is none yet.
    public mutating func add(_ key: ShadowKey, example: () -> String) {
        if shadows[key] != nil {
            shadows[key]?.count += 1
        } else {
            shadows[key] = ShadowTally(count: 1, example: example())
        }
    }

    public mutating func add(_ other: ObservationBatch) {
        facts.append(contentsOf: other.facts)
        shadows.merge(other.shadows) { ShadowTally(count: $0.count + $1.count, example: $0.example) }
        visits.append(contentsOf: other.visits)
        postedLinks.append(contentsOf: other.postedLinks)
        healthNotes.append(contentsOf: other.healthNotes)
        tallies.merge(other.tallies, uniquingKeysWith: +)
    }
}
