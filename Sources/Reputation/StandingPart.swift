// A book in parts, for a store that writes only what changed: each subject without its complaints, which may be many
// and never change, each complaint once, and what is known of all subjects together.

/// One subject's openings, rulings and tiers; its complaints are parts of their own.
public struct StandingPart: Hashable, Sendable, Codable {
    var record: StandingState.Record
    /// When its rulings were recorded, where that was not at once.
    var recorded: [String: Int64]

    public var subject: Subject { record.subject }
    /// Whose rate a domain borrows.
    public var platform: String? { record.platform }
}

/// A complaint, with everyone it is about.
public struct ComplaintPart: Hashable, Sendable, Codable {
    public var complaint: Complaint
    public let subjects: [Subject]
    /// When it was recorded, in seconds since 1970.
    let at: Int64
}

/// Openings and complaints of all subjects together.
public struct PopulationPart: Hashable, Sendable, Codable {
    var days: [StandingState.PopulationDay]
}

extension StandingState {
    /// Puts a state together again. Of complaints about several subjects, those subjects count that are among `parts`.
    public init(parts: [StandingPart], complaints: [ComplaintPart], population: PopulationPart?) {
        var places: [Subject: Int] = [:]
        for (index, part) in parts.enumerated() { places[part.subject] = index }
        var standings = parts.map(\.record)
        var recorded: [String: Int64] = [:]
        for part in parts { recorded.merge(part.recorded) { min($0, $1) } }
        for part in complaints {
            for subject in part.subjects {
                if let place = places[subject] { standings[place].complaints.append(part.complaint) }
            }
            if part.at != part.complaint.filedAt { recorded[part.complaint.id] = part.at }
        }
        self.init(standings: standings, population: population?.days ?? [], recorded: recorded)
    }
}

extension StandingBook {
    /// `nil` when nothing is remembered of the subject.
    public func part(of subject: Subject) -> StandingPart? {
        guard let standing = standings[subject] else { return nil }
        let record = standing.record(withComplaints: false)
        var recorded: [String: Int64] = [:]
        for ruling in standing.rulings {
            if let place = places[ruling.id], place.at != ruling.at { recorded[ruling.id] = place.at }
        }
        return StandingPart(record: record, recorded: recorded)
    }

    /// `nil` when no complaint of this receipt number is recorded.
    public func complaintPart(_ id: String) -> ComplaintPart? {
        guard let place = places[id] else { return nil }
        for subject in place.subjects {
            guard let complaint = standings[subject]?.complaints[id] else { continue }
            return ComplaintPart(complaint: complaint, subjects: place.subjects, at: place.at)
        }
        return nil
    }

    public var populationPart: PopulationPart { PopulationPart(days: state(of: population)) }

    /// Everyone whom the complaint or ruling of this name is recorded on.
    public func subjects(of id: String) -> [Subject] { places[id]?.subjects ?? [] }

    /// When the tier on record was entered, in seconds since 1970; `nil` for one that was never changed.
    public func since(_ subject: Subject) -> Int64? { standings[subject]?.changes.last?.at }

    /// The names of the complaints that are recorded.
    public var complaintIDs: Set<String> {
        standings.values.reduce(into: []) { $0.formUnion($1.complaints.keys) }
    }

    /// Openings of a subject on whole days from that of `moment` (seconds since 1970) on.
    public func openings(of subject: Subject, since moment: Int64) -> Int {
        standings[subject]?.ledger.days.reduce(0) { $1.day >= dayNumber(moment) ? $0 + $1.openings : $0 } ?? 0
    }
}
