extension Policy {
    /// The moments after `facts.now` at which the clock alone may change the verdict: where rules, exemptions and stages
    /// begin and end, and the group's quiet hours. In order; seconds since 1970. Hours of every day count once.
    public func momentsOfChange(_ facts: Facts) -> [Int64] {
        var moments: Set<Int64> = []
        func add(_ hours: DailyHours?) {
            guard let hours else { return }
            moments.insert(hours.next(hours.from, after: facts.now))
            moments.insert(hours.next(hours.until, after: facts.now))
        }
        for time in rules.compactMap(\.condition.time) + exemptions.compactMap(\.condition.time) {
            if let from = time.from { moments.insert(from) }
            if let until = time.until { moments.insert(until) }
            add(time.daily)
        }
        for stage in opening?.stages ?? [] {
            if let from = stage.from { moments.insert(from) }
        }
        add(facts.choices?.group?.quietHours)
        return moments.filter { $0 > facts.now }.sorted()
    }
}

extension DailyHours {
    /// The next time that `minute` of a day comes after `moment`; seconds since 1970.
    fileprivate func next(_ minute: Int, after moment: Int64) -> Int64 {
        let local = moment + Int64(offset) * 60
        let midnight = (local >= 0 ? local : local - 86_399) / 86_400 * 86_400
        let today = midnight + Int64(minute) * 60 - Int64(offset) * 60
        return today > moment ? today : today + 86_400
    }
}
