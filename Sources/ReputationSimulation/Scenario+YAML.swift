import LinkPolicy
public import StrictYAML

extension Scenario {
    /// Reads a scenario.
    ///
    /// - Parameter categories: The categories that complaints can have.
    /// - Throws: ``StrictYAML/YAMLProblem`` with file, line and reason for the first thing that is wrong.
    public init(yaml text: String, file: String, categories: Set<String>) throws(YAMLProblem) {
        let root = try YAMLValue(parsing: text, file: file).object(keys: [
            "scenario", "title", "days", "step_minutes", "readers", "moderators", "effects", "actors", "brigades",
            "aims",
        ])
        name = try root.required("scenario").string()
        let title = try root.required("title").object(keys: ["zh", "en"])
        self.title = LocalizedText(
            zh: try title.required("zh").scalarText(), en: try title.required("en").scalarText())
        days = try root.required("days").number(in: 0.1...3650)
        stepMinutes = try root["step_minutes"]?.number(in: 1...1440) ?? 10
        readers = try Readers(root["readers"])
        moderators = try Moderators(root["moderators"])
        effects = try Effects(root["effects"])
        actors = []
        for item in try root.required("actors").list() {
            let actor = try Actor(item, categories)
            guard !actors.contains(where: { $0.name == actor.name }) else {
                throw item.problem("there are two actors named \"\(actor.name)\"")
            }
            actors.append(actor)
        }
        guard !actors.isEmpty else { throw try root.required("actors").problem("there is no actor") }
        brigades = []
        for item in try root["brigades"]?.list() ?? [] {
            brigades.append(try Brigade(item, actors.map(\.name), categories, days))
        }
        aims = []
        for item in try root["aims"]?.list() ?? [] { aims.append(try Aim(item, actors, brigades)) }
        if let reason = tooMuch { throw try root.required("actors").problem(reason) }
    }

    /// Why one run of it would take too long.
    private var tooMuch: String? {
        let domains = actors.reduce(0) { $0 + $1.count * $1.domains }
        if domains > 100_000 { return "\(domains) domains are more than 100000" }
        var (complaints, steps) = (brigades.reduce(0) { $0 + Double($1.size * $1.times) }, 0.0)
        for actor in actors {
            for (index, phase) in actor.phases.enumerated() {
                let end = index + 1 < actor.phases.count ? actor.phases[index + 1].fromDay : days
                let openings = max(0, min(end, days) - phase.fromDay) * phase.openingsADay.upperBound
                complaints += Double(actor.count) * openings * phase.complaints.upperBound
                steps += Double(actor.count) * min(openings, max(0, end - phase.fromDay) * 1440 / stepMinutes)
            }
        }
        if complaints > 1e6 { return "up to \(Int(complaints)) complaints in a run are more than 1000000" }
        if steps > 2e7 {
            return "up to \(Int(steps)) steps with openings in a run are more than 20000000 (take longer steps)"
        }
        return nil
    }
}

extension YAMLValue {
    /// A number, or `{least: …, most: …}`.
    fileprivate func range(in bounds: ClosedRange<Double>) throws(YAMLProblem) -> ClosedRange<Double> {
        guard isObject else {
            let value = try number(in: bounds)
            return value...value
        }
        let fields = try object(keys: ["least", "most"])
        let least = try fields.required("least").number(in: bounds)
        let most = try fields.required("most").number(in: bounds)
        guard least <= most else { throw problem("\"least\" is above \"most\"") }
        return least...most
    }

    fileprivate func category(_ known: Set<String>) throws(YAMLProblem) -> String {
        let name = try string()
        guard known.contains(name) else {
            throw problem("\"\(name)\" is no category (known: \(known.sorted().joined(separator: ", ")))")
        }
        return name
    }
}

extension Scenario.Readers {
    fileprivate init(_ value: YAMLValue?) throws(YAMLProblem) {
        let fields = try value?.object(keys: ["groups", "new_accounts", "proved", "delay_minutes"])
        groups = try fields?["groups"]?.int(in: 0...1_000_000) ?? 300
        newAccounts = try fields?["new_accounts"]?.number(in: 0...1) ?? 0.02
        proved = try fields?["proved"]?.number(in: 0...1) ?? 1
        delayMinutes = try fields?["delay_minutes"]?.number(in: 0...100_000) ?? 10
    }
}

extension Scenario.Moderators {
    fileprivate init(_ value: YAMLValue?) throws(YAMLProblem) {
        let fields = try value?.object(keys: ["people", "from", "hours", "minutes_a_look", "accuracy"])
        people = try fields?["people"]?.int(in: 0...10_000) ?? 0
        from = try fields?["from"]?.number(in: 0...24) ?? 9
        hours = try fields?["hours"]?.number(in: 0...24) ?? 8
        minutesALook = try fields?["minutes_a_look"]?.number(in: 0.1...1440) ?? 6
        accuracy = try fields?["accuracy"]?.number(in: 0.5...1) ?? 0.98
    }
}

extension Scenario.Effects {
    fileprivate init(_ value: YAMLValue?) throws(YAMLProblem) {
        let fields = try value?.object(keys: ["notice", "held"])
        notice = try fields?["notice"]?.number(in: 0...1) ?? 0.6
        held = try fields?["held"]?.number(in: 0...1) ?? 0
    }
}

extension Scenario.Actor {
    fileprivate init(_ value: YAMLValue, _ known: Set<String>) throws(YAMLProblem) {
        let fields = try value.object(keys: [
            "name", "count", "domains", "platform", "nature", "openings_a_day", "complaints", "categories", "starts",
            "phases", "moves",
        ])
        let starts = try fields["starts"]?.number(in: 0...3650) ?? 0
        let first = try Scenario.Phase(
            fromDay: starts, nature: fields.required("nature").choice(Scenario.Nature.self),
            openingsADay: fields.required("openings_a_day").range(in: 0.001...1e8),
            complaints: fields.required("complaints").range(in: 0...1))
        var phases = [first]
        for item in try fields["phases"]?.list() ?? [] {
            let phase = try item.object(keys: ["from_day", "nature", "openings_a_day", "complaints"])
            let before = phases[phases.count - 1]
            let day = try phase.required("from_day")
            let fromDay = try day.number(in: 0...3650)
            guard fromDay > before.fromDay else { throw day.problem("must be later than what is before it") }
            phases.append(
                Scenario.Phase(
                    fromDay: fromDay, nature: try phase["nature"]?.choice(Scenario.Nature.self) ?? before.nature,
                    openingsADay: try phase["openings_a_day"]?.range(in: 0.001...1e8) ?? before.openingsADay,
                    complaints: try phase["complaints"]?.range(in: 0...1) ?? before.complaints))
        }
        self.init(
            name: try fields.required("name").string(), count: try fields["count"]?.int(in: 1...100_000) ?? 1,
            domains: try fields["domains"]?.int(in: 1...10_000) ?? 1, platform: try Self.platform(fields["platform"]),
            phases: phases,
            moving: try fields["moves"].map { (value) throws(YAMLProblem) in try Scenario.Moving(value) },
            categories: try Self.categories(fields.required("categories"), known))
        if let moves = fields["moves"], domains > 1 {
            throw moves.problem("who moves has one domain at a time")
        }
    }

    private static func platform(_ value: YAMLValue?) throws(YAMLProblem) -> Platform {
        guard let name = try value?.string() else { return .none }
        return name == "none" ? .none : name == "own" ? .own : .shared(name)
    }

    private static func categories(
        _ value: YAMLValue, _ known: Set<String>
    ) throws(YAMLProblem) -> [(name: String, share: Double)] {
        guard value.isObject else { return [(try value.category(known), 1)] }
        let fields = try value.openObject()
        var result: [(name: String, share: Double)] = []
        var sum = 0.0
        for name in fields.keys {
            let share = try fields.required(name)
            guard known.contains(name) else {
                throw share.problem("\"\(name)\" is no category (known: \(known.sorted().joined(separator: ", ")))")
            }
            result.append((name, try share.number(in: 0...1e6)))
            sum += result[result.count - 1].share
        }
        guard sum > 0 else { throw value.problem("the shares of the categories are all 0") }
        return result.map { ($0.name, $0.share / sum) }
    }
}

extension Scenario.Moving {
    fileprivate init(_ value: YAMLValue) throws(YAMLProblem) {
        let fields = try value.object(keys: ["after_hours", "times", "known"])
        afterHours = try fields.required("after_hours").number(in: 0...10_000)
        times = try fields.required("times").int(in: 1...1_000)
        isKnown = try fields["known"]?.bool() ?? false
    }
}

extension Scenario.Brigade {
    fileprivate init(
        _ value: YAMLValue, _ actors: [String], _ known: Set<String>, _ days: Double
    ) throws(YAMLProblem) {
        let fields = try value.object(keys: [
            "against", "size", "on_day", "within_hours", "opens", "groups", "new_accounts", "category", "unfounded",
            "times", "every_days",
        ])
        let target = try fields.required("against")
        against = try target.string()
        guard actors.contains(against) else {
            throw target.problem("there is no actor \"\(against)\" (known: \(actors.joined(separator: ", ")))")
        }
        size = try fields.required("size").int(in: 1...1_000_000)
        let day = try fields.required("on_day")
        onDay = try day.number(in: 0...3650)
        guard onDay < days else { throw day.problem("is after the end of the scenario") }
        withinHours = try fields["within_hours"]?.number(in: 0.01...10_000) ?? 1
        opens = try fields.required("opens").bool()
        groups = try fields["groups"]?.int(in: 0...1_000_000) ?? 0
        newAccounts = try fields["new_accounts"]?.number(in: 0...1) ?? 0
        category = try fields.required("category").category(known)
        unfounded = try fields["unfounded"]?.int(in: 0...1_000) ?? 0
        times = try fields["times"]?.int(in: 1...1_000) ?? 1
        everyDays = try fields["every_days"]?.number(in: 0.01...3650) ?? 1
    }
}

extension Aim {
    fileprivate init(
        _ value: YAMLValue, _ actors: [Scenario.Actor], _ brigades: [Scenario.Brigade]
    ) throws(YAMLProblem) {
        let fields = try value.object(keys: ["measure", "of", "quantile", "at_most", "at_least", "below"])
        measure = try fields.required("measure").choice(Measure.self)
        if measure == .moderatorHours {
            of = nil
            if let target = fields["of"] { throw target.problem("is of all moderators, of no actor") }
        } else {
            let target = try fields.required("of")
            let name = try target.string()
            guard let actor = actors.first(where: { $0.name == name }) else {
                throw target.problem(
                    "there is no actor \"\(name)\" (known: \(actors.map(\.name).joined(separator: ", ")))")
            }
            if [.pointsMoved, .traceLeft].contains(measure), !brigades.contains(where: { $0.against == name }) {
                throw target.problem("no brigade is against \"\(name)\"")
            }
            if measure == .halfLivesUntilRestored, actor.mendsOnDay == nil {
                throw target.problem("\"\(name)\" has no last phase with fewer complaints")
            }
            of = name
        }
        if let quantile = fields["quantile"] {
            guard measure.hasQuantile else {
                throw quantile.problem("\(measure.rawValue) is one number and has no quantiles")
            }
            self.quantile = try quantile.number(in: 0...1)
        } else {
            quantile = measure.hasQuantile ? 1 : nil
        }
        let bounds = [fields["at_most"], fields["at_least"], fields["below"]]
        guard bounds.count(where: { $0 != nil }) == 1 else {
            throw value.problem("needs one of at_most, at_least, below")
        }
        if let bound = bounds[0] {
            self.bound = .atMost(try bound.number(in: 0...1e12))
        } else if let bound = bounds[1] {
            self.bound = .atLeast(try bound.number(in: 0...1e12))
        } else {
            self.bound = .below(try bounds[2]?.number(in: 0...1e12) ?? 0)
        }
    }
}
