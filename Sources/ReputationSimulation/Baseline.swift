import Reputation

/// What is compared with: models that hold what enough people complain of.
struct Baseline: Hashable, Sendable {
    enum Rule: Hashable, Sendable {
        /// So many complaints.
        case count(Int)
        /// So many complaints for each opening, once there are at least so many.
        case ratio(Double, least: Int)
    }

    var rule: Rule
    /// Whether only complaints count whose sender is proved to have opened the link.
    var isProvedOnly: Bool
    /// The part of the rule's number at which a person should look.
    var lookAt: Double
    /// Days for which complaints and openings count.
    static let days = 30

    var words: String {
        let proved = isProvedOnly ? ", proved ones only" : ""
        let look = lookAt < 1 ? ", a look at half of it" : ""
        return switch rule {
        case .count(let count): "\(count) complaints in \(Self.days) days\(proved)\(look)"
        case .ratio(let ratio, let least): "\(percent(ratio)) of openings and at least \(least)\(proved)\(look)"
        }
    }

    static let counts: [Baseline] = [1, 2, 3, 5, 8, 12, 20, 40, 80, 150, 300, 1_000].flatMap { all(.count($0)) }

    static let ratios: [Baseline] = [0.001, 0.002, 0.004, 0.008, 0.015, 0.03, 0.06, 0.15].flatMap { ratio in
        [1, 3, 6, 12, 30].flatMap { all(.ratio(ratio, least: $0)) }
    }

    private static func all(_ rule: Rule) -> [Baseline] {
        [true, false].flatMap { isProvedOnly in
            [1, 0.5].map { Baseline(rule: rule, isProvedOnly: isProvedOnly, lookAt: $0) }
        }
    }
}

struct BaselineJudge: Judge {
    private struct Day {
        var day: Int
        var openings = 0
        var complaints = 0
    }

    private struct Record {
        var days: [Day] = []
        /// What counts, by day.
        var counted: [String: Int] = [:]
        var people: Set<String> = []
        var openings = 0
        var complaints = 0
        /// Complaints there were at the last look.
        var looked = 0

        mutating func change(_ day: Int, openings more: Int, complaints: Int) {
            if days.last?.day != day, !days.contains(where: { $0.day == day }) { days.append(Day(day: day)) }
            guard let place = days.lastIndex(where: { $0.day == day }) else { return }
            days[place].openings += more
            days[place].complaints += complaints
            openings += more
            self.complaints += complaints
        }
    }

    let baseline: Baseline
    private var records: [String: Record] = [:]

    init(_ baseline: Baseline) { self.baseline = baseline }

    private func day(_ now: Int64) -> Int { Int(now / 86_400) }

    mutating func opened(_ count: Int, _ place: Place, at now: Int64) {
        let today = day(now)
        records[place.domain, default: Record()].change(today, openings: count, complaints: 0)
    }

    mutating func complained(_ complaint: Complaint, _ place: Place, isBrigade: Bool, at now: Int64) {
        guard complaint.openedAt != nil || !baseline.isProvedOnly else { return }
        // Here too one person is counted once.
        guard let person = complaint.complainant,
            records[place.domain, default: Record()].people.insert(person).inserted
        else { return }
        let today = day(now)
        records[place.domain]?.counted[complaint.id] = today
        records[place.domain]?.change(today, openings: 0, complaints: 1)
    }

    mutating func dismissed(_ ids: [String], _ place: Place, at now: Int64) {
        for id in ids {
            guard let day = records[place.domain]?.counted.removeValue(forKey: id) else { continue }
            if records[place.domain]?.days.contains(where: { $0.day == day }) == true {
                records[place.domain]?.change(day, openings: 0, complaints: -1)
            }
        }
    }

    mutating func upheld(category: String, part: Double, _ place: Place, at now: Int64) -> String { "" }

    mutating func looked(_ place: Place, at now: Int64) {
        let complaints = records[place.domain]?.complaints ?? 0
        records[place.domain]?.looked = complaints
    }

    mutating func dayPassed(at now: Int64) {
        let horizon = day(now) - Baseline.days
        for domain in records.keys {
            guard var record = records[domain], record.days.contains(where: { $0.day < horizon }) else { continue }
            for old in record.days where old.day < horizon {
                record.openings -= old.openings
                record.complaints -= old.complaints
            }
            record.days.removeAll { $0.day < horizon }
            records[domain] = record
        }
    }

    private func reaches(_ record: Record, _ part: Double) -> Bool {
        let complaints = Double(record.complaints)
        switch baseline.rule {
        case .count(let count): return complaints >= max(1, Double(count) * part)
        case .ratio(let ratio, let least):
            return complaints >= max(1, Double(least) * part)
                && complaints >= Double(max(1, record.openings)) * ratio * part
        }
    }

    func restriction(_ place: Place, at now: Int64) -> Restriction {
        guard let record = records[place.domain] else { return .none }
        return reaches(record, 1) ? .held : .none
    }

    func urgency(_ place: Place, at now: Int64) -> Double? {
        guard let record = records[place.domain], record.complaints > record.looked, reaches(record, baseline.lookAt)
        else { return nil }
        return Double(record.complaints) / Double(max(1, record.openings))
    }

    func score(_ place: Place, at now: Int64) -> Double? { nil }
    func moved(_ place: Place, at now: Int64) -> Double? { nil }
}

func percent(_ share: Double) -> String {
    let value = share * 100
    return (value >= 10 || value == value.rounded() ? "\(Int(value.rounded()))" : "\((value * 100).rounded() / 100)")
        + " %"
}
