import LinkPolicy
import Reputation

/// What a model does to a site's links.
enum Restriction: Int, Comparable, Sendable {
    case none, notice, held

    static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

/// A domain in the world, and whose it is.
struct Place: Hashable, Sendable {
    var domain: String
    var platform: String?

    var concerned: Concerned { Concerned(domain: domain, platform: platform) }
}

/// A model of reputation: what it is told, and what it says.
protocol Judge {
    mutating func opened(_ count: Int, _ place: Place, at now: Int64)
    mutating func complained(_ complaint: Complaint, _ place: Place, isBrigade: Bool, at now: Int64)
    /// A moderator found complaints unfounded, or an earlier ruling wrong.
    mutating func dismissed(_ ids: [String], _ place: Place, at now: Int64)
    /// A moderator found them founded; `part` is the part of the domain that it is about.
    ///
    /// - Returns: The name by which the ruling can be dismissed.
    mutating func upheld(category: String, part: Double, _ place: Place, at now: Int64) -> String
    mutating func looked(_ place: Place, at now: Int64)
    mutating func dayPassed(at now: Int64)
    func restriction(_ place: Place, at now: Int64) -> Restriction
    /// How urgently a person should look; `nil` when nobody need.
    func urgency(_ place: Place, at now: Int64) -> Double?
    /// 0-100, of a model that has one.
    func score(_ place: Place, at now: Int64) -> Double?
    /// By how many points brigades have moved the score.
    func moved(_ place: Place, at now: Int64) -> Double?
}

/// Hutong's own model, and beside it what it would believe without the brigades.
struct StandingJudge: Judge {
    private var book: StandingBook
    private var without: StandingBook?
    private var rulings = 0

    init(_ parameters: ReputationParameters, hasBrigades: Bool) {
        book = StandingBook(parameters: parameters)
        without = hasBrigades ? book : nil
    }

    mutating func opened(_ count: Int, _ place: Place, at now: Int64) {
        book.record(.openings(count, at: now), on: place.concerned, at: now)
        without?.record(.openings(count, at: now), on: place.concerned, at: now)
    }

    mutating func complained(_ complaint: Complaint, _ place: Place, isBrigade: Bool, at now: Int64) {
        book.record(.complaint(complaint), on: place.concerned, at: now)
        if !isBrigade { without?.record(.complaint(complaint), on: place.concerned, at: now) }
    }

    mutating func dismissed(_ ids: [String], _ place: Place, at now: Int64) {
        book.remove(ids, at: now)
        without?.remove(ids, at: now)
    }

    mutating func upheld(category: String, part: Double, _ place: Place, at now: Int64) -> String {
        rulings += 1
        let name = "ruling-\(rulings)"
        let ruling = Evidence.ruling(Ruling(id: name, category: category, at: now, part: part))
        book.record(ruling, on: Concerned(domain: place.domain), at: now)
        without?.record(ruling, on: Concerned(domain: place.domain), at: now)
        return name
    }

    mutating func looked(_ place: Place, at now: Int64) {
        for subject in place.concerned.subjects { book.noteLook(at: subject, now: now) }
    }

    mutating func dayPassed(at now: Int64) {
        book.settle(at: now)
        book.forget(at: now)
        without?.forget(at: now)
    }

    func restriction(_ place: Place, at now: Int64) -> Restriction {
        let worst = place.concerned.subjects.map { book.tierOnRecord(of: $0) }.min() ?? .ordinary
        switch worst {
        case .poor: return .held
        case .watched: return .notice
        case .ordinary, .trusted: return .none
        }
    }

    func urgency(_ place: Place, at now: Int64) -> Double? {
        place.concerned.subjects.compactMap { book.look(at: $0, now: now)?.rate }.max()
    }

    func score(_ place: Place, at now: Int64) -> Double? {
        place.concerned.subjects.map { book.score(of: $0, at: now) }.min()
    }

    func moved(_ place: Place, at now: Int64) -> Double? {
        guard let without else { return nil }
        return place.concerned.subjects.map { abs(book.score(of: $0, at: now) - without.score(of: $0, at: now)) }.max()
    }
}
