/// One hour's complaints and what they are measured against.
struct HourCell: Hashable, Sendable {
    /// Hour of the day in UTC.
    var hour: Int
    var openings = 0
    /// Complaints that share no group with others.
    var apart = Voices()
    var groups: [String: Voices] = [:]
    /// All of them, damped by group.
    var damped = Voices()
    /// Those of them that are heard.
    var heard = Voices()
}

/// One day of UTC.
struct DayCell: Hashable, Sendable {
    /// Days since 1970-01-01.
    var day: Int
    var openings = 0
    /// Millionths of a full complaint that the day weighs.
    var mass: Int64 = 0
    /// What it would weigh if every complaint were heard whole.
    var filed: Int64 = 0
    /// Complaints, heard or not.
    var complaints = 0
    var hours: [HourCell] = []
    /// The sum of what is heard of each hour.
    var voices = Voices()
    /// Whether the openings are no longer known by the hour.
    var isFolded = false

    init(day: Int) { self.day = day }
}

/// Openings and complaints of one subject by day, with what of the complaints is heard. O(1) to add to and to take
/// from; of whole numbers throughout, so the order does not matter and nothing is left of what was taken away.
struct Ledger: Hashable, Sendable {
    /// By day.
    private(set) var days: [DayCell] = []

    private func place(of day: Int) -> (index: Int, isThere: Bool) {
        var index = days.count
        while index > 0, days[index - 1].day >= day { index -= 1 }
        return (index, index < days.count && days[index].day == day)
    }

    func cell(_ day: Int) -> DayCell? {
        let (index, isThere) = place(of: day)
        return isThere ? days[index] : nil
    }

    /// Changes the cells of a moment by `body` and hears the day again.
    ///
    /// - Returns: By how much the day's mass changed.
    @discardableResult
    private mutating func change(
        _ moment: Int64, _ parameters: ReputationParameters, _ body: (inout DayCell, _ hour: Int) -> Void
    ) -> Int64 {
        let day = dayNumber(moment)
        let (index, isThere) = place(of: day)
        if !isThere { days.insert(DayCell(day: day), at: index) }
        let before = days[index].mass
        let hour = days[index].hourIndex(Int((plausible(moment) - Int64(day) * 86_400) / 3600))
        body(&days[index], hour)
        days[index].hear(hour, parameters)
        let change = days[index].mass - before
        if days[index].openings == 0, days[index].complaints == 0 { days.remove(at: index) }
        return change
    }

    @discardableResult
    mutating func open(_ count: Int, at moment: Int64, _ parameters: ReputationParameters) -> Int64 {
        change(moment, parameters) { day, hour in
            day.openings += count
            day.hours[hour].openings += count
        }
    }

    /// Adds openings of a day whose hours are no longer known.
    mutating func openFolded(_ count: Int, day: Int, _ parameters: ReputationParameters) {
        let (index, isThere) = place(of: day)
        if !isThere { days.insert(DayCell(day: day), at: index) }
        days[index].openings += count
        days[index].isFolded = true
        for hour in days[index].hours.indices { days[index].hear(hour, parameters) }
    }

    /// Adds a complaint (`count` 1) or takes one away (−1).
    @discardableResult
    mutating func complain(
        _ count: Int, level: Int, severity: Double, group: String?, at moment: Int64,
        _ parameters: ReputationParameters
    ) -> Int64 {
        change(moment, parameters) { day, hour in
            day.complaints += count
            day.filed += Int64(count) * Int64((severity * 1e6).rounded())
            day.hours[hour].complain(Int64(count) * 1000, level: level, group: group)
        }
    }

    /// The openings alone.
    var withoutComplaints: Ledger {
        var result = self
        for index in result.days.indices { result.days[index].mass = 0 }
        return result
    }

    /// Forgets what is older than `day`, and the hours of days before `fold` without complaints.
    mutating func forget(before day: Int, fold: Int) {
        days.removeAll { $0.day < day }
        for index in days.indices where days[index].day < fold && days[index].complaints == 0 {
            days[index].hours = []
            days[index].isFolded = true
        }
    }
}

extension HourCell {
    mutating func complain(_ count: Int64, level: Int, group: String?) {
        guard let group else {
            apart.add(level, count)
            damped.add(level, count)
            return
        }
        var voices = groups[group] ?? Voices()
        damped -= voices.asOneGroup
        voices.add(level, count)
        damped += voices.asOneGroup
        groups[group] = voices.entries.isEmpty ? nil : voices
    }
}

extension DayCell {
    /// The place of an hour's cell, which is made when there is none.
    mutating func hourIndex(_ hour: Int) -> Int {
        var index = hours.count
        while index > 0, hours[index - 1].hour >= hour { index -= 1 }
        if index == hours.count || hours[index].hour != hour { hours.insert(HourCell(hour: hour), at: index) }
        return index
    }

    /// Hears the hour, then the day.
    mutating func hear(_ index: Int, _ parameters: ReputationParameters) {
        guard complaints > 0 || mass > 0 || voices.count > 0 else { return }
        // An hour whose own openings are no longer known is heard by those of its day.
        let openings = isFolded ? self.openings : hours[index].openings
        let heard = hours[index].damped.heard(atMost: parameters.hour.most(openings))
        if heard != hours[index].heard {
            voices -= hours[index].heard
            voices += heard
            hours[index].heard = heard
        }
        mass = voices.heard(atMost: parameters.day.most(self.openings)).mass
    }
}

extension ReputationParameters.Hearing {
    /// Thousandths of a complaint.
    func most(_ openings: Int) -> Int64 { Int64((1000 * (free + share * Double(openings))).rounded()) }
}

/// Days since 1970-01-01 in UTC.
func dayNumber(_ moment: Int64) -> Int { Int(plausible(moment) / 86_400) }

/// The moment, or the nearest one between 1970 and the year 36800, so that no clock of anybody's overflows a sum.
func plausible(_ moment: Int64) -> Int64 { min(max(moment, 0), 1 << 40) }
