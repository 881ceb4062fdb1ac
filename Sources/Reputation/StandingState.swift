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
            standings: standings.values.map { $0.record(withComplaints: true) }.sorted { $0.subject < $1.subject },
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

    private mutating func note(_ id: String, on subject: Subject, at moment: Int64) {
        var place = places[id] ?? Place(at: moment)
        place.at = min(place.at, moment)
        if !place.subjects.contains(subject) {
            place.subjects.append(subject)
            place.subjects.sort()
        }
        places[id] = place
    }
}

extension Standing {
    /// What is to be kept.
    func record(withComplaints hasComplaints: Bool) -> StandingState.Record {
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
            complaints: hasComplaints
                ? complaints.values.sorted { ($0.filedAt, $0.id) < ($1.filedAt, $1.id) } : [],
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
}
