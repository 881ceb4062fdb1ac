public import JSONText

/// What an experiment found.
public struct Report: Sendable {
    public var scenario: Scenario
    public var seed: UInt64
    public var runs: Int
    /// Hutong's first, then the baselines.
    public var summaries: [Summary]

    /// Aims that Hutong's model misses.
    public var missed: [Aim] { scenario.aims.filter { summaries.first?.meets($0) != true } }

    /// Aims, and what each model makes of them.
    public var aimRows: [[String]] {
        scenario.aims.map { aim in
            [aim.words]
                + summaries.map { summary in
                    guard let value = summary.value(of: aim) else { return "–" }
                    return number(value) + (aim.bound.holds(value) ? " ✓" : " ✗")
                }
        }
    }

    /// What became of each actor under each model.
    public var actorRows: [[String]] {
        scenario.actors.indices.flatMap { index in
            summaries.map { summary in
                let actor = summary.actors[index]
                let quantiles = [0.05, 0.5, 0.95]
                return [
                    actor.name, summary.shortName, "\(actor.domains)", percent(actor.demotedShare),
                    percent(actor.heldShare),
                    quantiles.map { number(actor.openingsUntilHeld($0)) }.joined(separator: " / "),
                    quantiles.map { number(actor.hoursUntilHeld($0)) }.joined(separator: " / "),
                    number(actor.looks), percent(actor.withheld),
                ]
            }
        }
    }

    public static let actorColumns = [
        "ACTOR", "MODEL", "DOMAINS", "DEMOTED", "HELD", "OPENINGS UNTIL HELD 5/50/95 %", "HOURS", "LOOKS", "WITHHELD",
    ]

    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("scenario", scenario.name)
            json.member("seed", Int(truncatingIfNeeded: seed))
            json.member("runs", runs)
            json.member("missed", missed.count)
            json.array("aims") { json in for aim in scenario.aims { write(aim, to: &json) } }
            json.array("models") { json in for summary in summaries { write(summary, to: &json) } }
        }
    }

    private func write(_ aim: Aim, to json: inout JSONWriter) {
        json.object { json in
            json.member("measure", aim.measure.rawValue)
            json.member("of", aim.of)
            json.member("quantile", aim.quantile)
            switch aim.bound {
            case .atMost(let bound): json.member("at_most", bound)
            case .atLeast(let bound): json.member("at_least", bound)
            case .below(let bound): json.member("below", bound)
            }
            json.array("values") { json in
                for summary in summaries {
                    json.object { json in
                        json.member("model", summary.shortName)
                        // What is never reached is infinite, which JSON cannot say.
                        json.member("value", summary.value(of: aim))
                        if let holds = summary.meets(aim) { json.member("met", holds) }
                    }
                }
            }
        }
    }

    private func write(_ summary: Summary, to json: inout JSONWriter) {
        json.object { json in
            json.member("model", summary.shortName)
            json.member("name", summary.model)
            json.member("moderator_hours_a_day", summary.moderatorHours)
            json.member("cost", summary.cost)
            json.array("actors") { json in
                for actor in summary.actors {
                    json.object { json in
                        json.member("name", actor.name)
                        json.member("domains", actor.domains)
                        json.member("demoted_share", actor.demotedShare)
                        json.member("held_share", actor.heldShare)
                        json.member("looked_share", actor.lookedShare)
                        json.member("looks", actor.looks)
                        json.member("withheld_share", actor.withheld)
                        json.array("openings_until_held") { json in
                            for share in [0.05, 0.5, 0.95] { json.number(actor.openingsUntilHeld(share)) }
                        }
                        json.array("hours_until_held") { json in
                            for share in [0.05, 0.5, 0.95] { json.number(actor.hoursUntilHeld(share)) }
                        }
                        if summary.hasScores, actor.isTarget {
                            json.member("points_moved", actor.moved.max() ?? 0)
                            json.member("trace_left", actor.trace.max() ?? 0)
                        }
                    }
                }
            }
        }
    }
}

extension Summary {
    /// The model in one word.
    public var shortName: String { String(model.prefix { $0 != ":" }) }
}

extension Aim {
    /// The aim in a line.
    public var words: String {
        let part = of.map { " of \($0)" } ?? ""
        let share =
            quantile.map { $0 == 1 ? ", most of all" : $0 == 0.5 ? ", median" : ", \(percent($0)) of all" } ?? ""
        let limit =
            switch bound {
            case .atMost(let bound): "≤ \(number(bound))"
            case .atLeast(let bound): "≥ \(number(bound))"
            case .below(let bound): "< \(number(bound))"
            }
        return "\(measure.rawValue)\(part)\(share) \(limit)"
    }
}

/// A number as people read it: three digits, or whole.
func number(_ value: Double) -> String {
    guard value.isFinite else { return "never" }
    if abs(value) >= 100 || value == value.rounded() { return "\(Int(min(max(value, -1e15), 1e15).rounded()))" }
    if abs(value) < 1e-6 { return "\(value)" }
    var digits = 10.0
    while abs(value) * digits < 100 { digits *= 10 }
    return "\((value * digits).rounded() / digits)"
}
