/// What is expected of a subject before its own evidence: the rate of the next higher level, worth some openings.
public struct Prior: Hashable, Sendable, Codable {
    /// Complaints for each opening.
    public var rate: Double
    public var openings: Double
    /// The platform that the rate is borrowed from; `nil` when from all subjects.
    public var platform: String?

    public init(rate: Double, openings: Double, platform: String? = nil) {
        self.rate = rate
        self.openings = openings
        self.platform = platform
    }
}

/// Openings and heard complaints of all subjects together, by day: what a new subject is expected to be like.
struct Population: Hashable, Sendable {
    struct Day: Hashable, Sendable {
        var day: Int
        var openings = 0
        /// Millionths of a full complaint.
        var mass: Int64 = 0
    }

    private(set) var days: [Day] = []

    mutating func add(openings: Int, mass: Int64, day: Int) {
        guard openings != 0 || mass != 0 else { return }
        var index = days.count
        while index > 0, days[index - 1].day >= day { index -= 1 }
        if index == days.count || days[index].day != day { days.insert(Day(day: day), at: index) }
        days[index].openings += openings
        days[index].mass += mass
        if days[index].openings == 0, days[index].mass == 0 { days.remove(at: index) }
    }

    mutating func forget(before day: Int) { days.removeAll { $0.day < day } }

    /// What counts at `moment`, in seconds since 1970.
    func remembered(at moment: Double, _ parameters: ReputationParameters) -> Memory {
        var result = Memory()
        let now = moment / 86_400
        for day in days where Double(day.day) <= now {
            var memory = Memory(mass: Double(day.mass) / 1e6, openings: Double(day.openings))
            memory.fade(days: now - Double(day.day), activity: 1, parameters)
            result.mass += memory.mass
            result.openings += memory.openings
        }
        return result
    }
}

extension ReputationParameters {
    /// Complaints for each opening of all subjects together, of whom `memory` is remembered, within the range allowed.
    func rate(ofAll memory: Memory) -> Double {
        let rate =
            (populationRate * populationOpenings + memory.mass) / (populationOpenings + memory.openings)
        return min(max(rate, populationRate / populationRange), populationRate * populationRange)
    }
}
