import LinkPolicy

/// All that a ``StandingBook`` knows, to be kept and taken up again, also under other parameters.
public struct StandingState: Hashable, Sendable, Codable {
    struct Record: Hashable, Sendable, Codable {
        var subject: Subject
        var platform: String?
        var days: [Day]
        var complaints: [Complaint]
        var rulings: [Ruling]
        var changes: [Change]
        var looked: Standing.LookTaken?
    }

    struct Day: Hashable, Sendable, Codable {
        var day: Int
        /// Openings of which the hour is no longer known.
        var openings: Int?
        /// By hour of the day.
        var hours: [Int: Int]?
    }

    struct Change: Hashable, Sendable, Codable {
        var at: Int64
        var tier: String
        var probability: Double
    }

    struct PopulationDay: Hashable, Sendable, Codable {
        var day: Int
        var openings: Int
        var mass: Int64
    }

    var version = 1
    var standings: [Record]
    var population: [PopulationDay]
    /// When complaints and rulings were recorded, where that was not at once.
    var recorded: [String: Int64]
}

extension StandingBook {
    /// What is to be kept; equal books give equal states.
    public var state: StandingState {
        StandingState(
            standings: standings.values.map(\.record).sorted { $0.subject < $1.subject },
            population: state(of: population), recorded: lateRecords)
    }

    func state(of population: Population) -> [StandingState.PopulationDay] {
        population.days.map { StandingState.PopulationDay(day: $0.day, openings: $0.openings, mass: $0.mass) }
    }

    private var lateRecords: [String: Int64] {
        var late: [String: Int64] = [:]
        for (id, place) in places {
            guard let standing = place.subjects.lazy.compactMap({ standings[$0] }).first else { continue }
            let moment = standing.complaints[id]?.filedAt ?? standing.rulings.first { $0.id == id }?.at
            if moment != place.at { late[id] = place.at }
        }
        return late
    }

    /// A book that goes on from `state`.
    public init(state: StandingState, parameters: ReputationParameters) {
        self.init(parameters: parameters)
        for day in state.population { population.add(openings: day.openings, mass: day.mass, day: day.day) }
        for record in state.standings {
            standings[record.subject] = Standing(record, parameters)
            let moments = record.complaints.map { ($0.id, $0.filedAt) } + record.rulings.map { ($0.id, $0.at) }
            for (id, moment) in moments {
                note(id, on: record.subject, at: state.recorded[id] ?? moment)
            }
        }
    }

    /// Adds what another book knows, of another gateway. Complaints and rulings of the same name count once; openings must
    /// not be of the same visits.
    public mutating func merge(_ other: StandingBook, at now: Int64) {
        for day in other.population.days { population.add(openings: day.openings, mass: 0, day: day.day) }
        for (subject, theirs) in other.standings {
            var standing = standings[subject] ?? Standing(subject: subject)
            if let platform = theirs.platform { standing.platform = min(platform, standing.platform ?? platform) }
            let before = standing.ledger
            standing.add(theirs, parameters)
            for id in theirs.complaints.keys.map({ $0 }) + theirs.rulings.map(\.id) {
                note(id, on: subject, at: other.places[id]?.at ?? now)
            }
            if subject.kind == .domain || (subject.kind == .platform && !other.hasDomains(of: subject.id)) {
                for cell in standing.ledger.days { population.add(openings: 0, mass: cell.mass, day: cell.day) }
                for cell in before.days { population.add(openings: 0, mass: -cell.mass, day: cell.day) }
            }
            standings[subject] = standing
        }
        for subject in other.standings.keys.sorted() {
            guard var standing = standings[subject], let first = standing.changes.first else { continue }
            standing.reconsider(since: first.at, now: now, parameters) { belief($0, at: $1) }
            standings[subject] = standing
        }
    }

    private mutating func note(_ id: String, on subject: Subject, at moment: Int64) {
        var place = places[id] ?? Place(at: moment)
        place.at = min(place.at, moment)
        if !place.subjects.contains(subject) {
            place.subjects.append(subject)
            place.subjects.sort()
        }
        places[id] = place
    }

    private func hasDomains(of platform: String) -> Bool { standings.values.contains { $0.platform == platform } }
}

extension Standing {
    var record: StandingState.Record {
        StandingState.Record(
            subject: subject, platform: platform,
            days: ledger.days.filter { $0.openings > 0 }.map { cell in
                let byHour = cell.hours.reduce(0) { $0 + $1.openings }
                return StandingState.Day(
                    day: cell.day, openings: cell.openings > byHour ? cell.openings - byHour : nil,
                    hours: byHour > 0
                        ? Dictionary(
                            uniqueKeysWithValues: cell.hours.filter { $0.openings > 0 }.map { ($0.hour, $0.openings) })
                        : nil)
            },
            complaints: complaints.values.sorted { ($0.filedAt, $0.id) < ($1.filedAt, $1.id) },
            rulings: rulings,
            changes: changes.map {
                StandingState.Change(at: $0.at, tier: $0.tier.rawValue, probability: $0.probability)
            }, looked: looked)
    }

    fileprivate init(_ record: StandingState.Record, _ parameters: ReputationParameters) {
        self.init(subject: record.subject)
        platform = record.platform
        for day in record.days where (0...12_000_000).contains(day.day) {
            for (hour, openings) in day.hours ?? [:] where (0..<24).contains(hour) && openings > 0 {
                ledger.open(openings, at: Int64(day.day) * 86_400 + Int64(hour) * 3600, parameters)
            }
            if let openings = day.openings, openings > 0 { ledger.openFolded(openings, day: day.day, parameters) }
        }
        for complaint in record.complaints { _ = add(complaint, parameters) }
        for ruling in record.rulings { add(ruling) }
        changes = record.changes.compactMap { change in
            ReputationTier(rawValue: change.tier).map {
                TierChange(at: change.at, tier: $0, probability: change.probability)
            }
        }
        looked = record.looked
    }

    /// Adds another's evidence on the same subject.
    fileprivate mutating func add(_ other: Standing, _ parameters: ReputationParameters) {
        for cell in other.ledger.days {
            let byHour = cell.hours.reduce(0) { $0 + $1.openings }
            for hour in cell.hours where hour.openings > 0 {
                ledger.open(hour.openings, at: Int64(cell.day) * 86_400 + Int64(hour.hour) * 3600, parameters)
            }
            if cell.openings > byHour { ledger.openFolded(cell.openings - byHour, day: cell.day, parameters) }
        }
        for complaint in other.complaints.values { _ = add(complaint, parameters) }
        for ruling in other.rulings { add(ruling) }
        changes = (changes + other.changes).sorted { ($0.at, $0.tier) < ($1.at, $1.tier) }
    }
}
