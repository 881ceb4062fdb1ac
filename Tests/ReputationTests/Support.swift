import Foundation
import Reputation
import StrictYAML

/// The parameters that come with Hutong.
let ready: ReputationParameters = {
    do { return try ReputationParameters(yaml: parametersText(), file: "reputation.yaml") } catch {
        fatalError("config/reputation.yaml: \(error)")
    }
}()

func parametersText() throws -> String {
    let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardized
    return try String(contentsOf: root.appending(path: "config/reputation.yaml"), encoding: .utf8)
}

/// SplitMix64: the same numbers for the same seed.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: Int) { state = UInt64(seed) &* 0xD134_2543_DE82_EF95 }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

let day: Int64 = 86_400
/// A Monday, midnight in UTC.
let start: Int64 = 20_000 * day
let site = Concerned(domain: "shop.example")
let domain = Subject(.domain, "shop.example")

func complaint(
    _ id: String, _ moment: Int64 = start, _ category: String = "phishing", isProved: Bool = true,
    person: String? = nil, group: String? = nil, age: Int64? = nil, record: ComplainantRecord = ComplainantRecord()
) -> Complaint {
    Complaint(
        id: id, category: category, filedAt: moment, openedAt: isProved ? moment : nil, complainant: person,
        group: group, accountAge: age, record: record)
}

extension StandingBook {
    /// A site that was opened `pace` times an hour over `days` days before `start`.
    static func site(openings pace: Int, days: Int = 30, on concerned: Concerned = Support.site) -> StandingBook {
        var book = StandingBook(parameters: ready)
        for hour in 0..<days * 24 {
            let moment = start - Int64(hour + 1) * 3600
            book.record(.openings(pace, at: moment), on: concerned, at: moment)
        }
        return book
    }

    mutating func complain(_ complaint: Complaint, on concerned: Concerned = Support.site) {
        record(.complaint(complaint), on: concerned, at: complaint.filedAt)
    }
}

/// Names that members of the same name would hide.
enum Support {
    static let site = Concerned(domain: "shop.example")
}

/// Evidence of every kind about one platform with two domains, in random order.
func randomEvidence(_ numbers: inout SeededGenerator, count: Int) -> [(evidence: Evidence, on: Concerned)] {
    let categories = ["phishing", "marketing", "broken", "fraud", "no such category"]
    let places = [
        Concerned(domain: "a.example", platform: "p", sender: "s"), Concerned(domain: "b.example", platform: "p"),
        Concerned(domain: "c.example", group: "g1"),
    ]
    return (0..<count).map { index in
        let at = start + Int64.random(in: 0..<40 * day, using: &numbers)
        let place = places[Int.random(in: 0..<3, using: &numbers)]
        switch Int.random(in: 0..<20, using: &numbers) {
        case 0..<9: return (.openings(Int.random(in: 1...400, using: &numbers), at: at), place)
        case 9:
            let part = Double.random(in: 0...1, using: &numbers)
            return (.ruling(Ruling(id: "r\(index)", category: "fraud", at: at, part: part)), place)
        default:
            return (
                .complaint(
                    Complaint(
                        id: "c\(index)", category: categories[Int.random(in: 0..<5, using: &numbers)], filedAt: at,
                        openedAt: Bool.random(using: &numbers) ? at - 600 : nil,
                        complainant: "u\(Int.random(in: 0..<60, using: &numbers))",
                        group: ["g1", "g2", nil][Int.random(in: 0..<3, using: &numbers)],
                        accountAge: Int64.random(in: 0..<20 * day, using: &numbers),
                        record: ComplainantRecord(
                            founded: Int.random(in: 0..<3, using: &numbers),
                            unfounded: Int.random(in: 0..<3, using: &numbers)),
                        isFlagger: Int.random(in: 0..<30, using: &numbers) == 0)), place
            )
        }
    }
}
