public import LinkPolicy

/// Why a person should look at a subject. It is no demotion: nothing changes for the subject's links.
public struct Look: Hashable, Sendable, Codable {
    public enum Reason: Hashable, Sendable, Codable {
        /// The rate lies beyond the threshold with this probability.
        case likely(Double)
        /// So many complaints came on one day that not all were heard: a brigade, or something that broke out.
        case unheard(Int)
    }

    public var reason: Reason
    /// Complaints expected for each opening; with openings an hour and the categories' weight, the harm to expect.
    public var rate: Double

    public var words: LocalizedText {
        switch reason {
        case .likely(let probability):
            LocalizedText(
                zh: "有 \(percent(probability)) 的把握认为投诉率偏高，请人工查看",
                en: "complaints are too many with a probability of \(percent(probability)); a person should look")
        case .unheard(let count):
            LocalizedText(
                zh: "一天内有 \(count) 条投诉，未全部计入（可能是有组织的投诉），请人工查看",
                en: "of \(count) complaints of one day not all were heard, perhaps a brigade; a person should look")
        }
    }
}

extension StandingBook {
    /// Whether and why a person's look is proposed. After one (``noteLook(at:now:)``) it takes new complaints.
    public func look(at subject: Subject, now: Int64) -> Look? {
        guard let standing = standings[subject], !standing.complaints.isEmpty else { return nil }
        let belief = belief(standing, at: now)
        if let looked = standing.looked {
            let isNew =
                Double(standing.totalMass - looked.mass) >= parameters.look.again * 1e6
                || Double(standing.complaints.count - looked.complaints) >= parameters.look.unheard
            guard isNew, Double(now - looked.at) >= parameters.look.restHours * 3600 else { return nil }
        }
        let probability = belief.probability(above: parameters.look.rate)
        if probability >= parameters.look.probability {
            return Look(reason: .likely(probability), rate: belief.mean)
        }
        let prior = prior(of: standing, at: Double(now))
        let today = dayNumber(now)
        for day in [today, today - 1] {
            guard let cell = standing.ledger.cell(day) else { continue }
            let unheard = Double(cell.filed - cell.mass) / 1e6
            guard unheard >= parameters.look.unheard else { continue }
            // Were all of them what they say, would they be too many?
            let all = GammaDistribution(
                shape: prior.rate * prior.openings + Double(cell.filed) / 1e6,
                rate: prior.openings + Double(cell.openings))
            if all.probability(above: parameters.look.rate) >= parameters.look.probability {
                return Look(reason: .unheard(cell.complaints), rate: belief.mean)
            }
        }
        return nil
    }

    /// Notes that a person has looked, whatever they found.
    public mutating func noteLook(at subject: Subject, now: Int64) {
        guard let standing = standings[subject] else { return }
        standings[subject]?.looked = Standing.LookTaken(
            at: now, mass: standing.totalMass, complaints: standing.complaints.count)
    }
}

/// A share as people read it: 97.3 %.
func percent(_ share: Double) -> String { fixed(share * 100, 1) + " %" }

/// A number with so many digits behind the point.
func fixed(_ value: Double, _ digits: Int) -> String {
    guard value.isFinite, abs(value) < 1e15 else { return "\(value)" }
    let factor = (0..<digits).reduce(1.0) { product, _ in product * 10 }
    let whole = Int64((abs(value) * factor).rounded())
    let sign = value < 0 && whole > 0 ? "-" : ""
    guard digits > 0 else { return sign + "\(whole)" }
    let text = String(whole)
    let padded = String(repeating: "0", count: max(0, digits + 1 - text.count)) + text
    return sign + padded.dropLast(digits) + "." + padded.suffix(digits)
}
