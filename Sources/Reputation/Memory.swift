#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// What of a ledger still counts at a moment: openings, and complaints that were heard among them.
struct Memory: Hashable, Sendable {
    /// Full complaints.
    var mass = 0.0
    var openings = 0.0

    private mutating func scale(_ factor: Double) {
        mass *= factor
        openings *= factor
    }

    /// Lets `days` pass on which the subject was as active as before (`activity` 1) or less.
    mutating func fade(days: Double, activity: Double, _ parameters: ReputationParameters) {
        guard days > 0, mass > 0 || openings > 0 else { return }
        let speed = 1 + (parameters.idleFading - 1) * (1 - activity)
        scale(exp2(-days / parameters.halfLife * speed))
    }

    /// Adds a part of one day: its openings push out older ones, and each other where they are very many.
    mutating func add(openings count: Double, mass more: Double, _ parameters: ReputationParameters) {
        guard count > 0 else {
            mass += more
            return
        }
        let halvings = count / parameters.halfLifeOpenings
        let kept = -expm1(-halvings * M_LN2) / (halvings * M_LN2)
        scale(exp2(-halvings))
        mass += more * kept
        openings += count * kept
    }
}

extension Ledger {
    /// What counts at `moment`, in seconds since 1970; later days are left out. O(days kept).
    ///
    /// - Parameter other: A part of this ledger that is to be left out.
    func remembered(at moment: Double, without other: Ledger? = nil, _ parameters: ReputationParameters) -> Memory {
        let now = moment / 86_400
        // Mean age of what is remembered, in days, of a subject that is opened at an even pace.
        let span = parameters.halfLife / M_LN2
        var memory = Memory()
        var end: Double?
        var place = 0
        for cell in days {
            let start = Double(cell.day)
            guard start <= now else { break }
            var openings = Double(cell.openings)
            var mass = Double(cell.mass) / 1e6
            if let other {
                while place < other.days.count, other.days[place].day < cell.day { place += 1 }
                if place < other.days.count, other.days[place].day == cell.day {
                    openings = max(0, openings - Double(other.days[place].openings))
                    mass = max(0, mass - Double(other.days[place].mass) / 1e6)
                }
            }
            guard openings > 0 || mass > 0 else { continue }
            if let end { memory.fade(days: start - end, activity: 0, parameters) }
            let part = min(1, now - start)
            let pace = memory.openings / span * part
            memory.fade(days: part, activity: pace > 0 ? min(1, openings / pace) : 1, parameters)
            memory.add(openings: openings, mass: mass, parameters)
            end = start + 1
        }
        if let end { memory.fade(days: now - end, activity: 0, parameters) }
        return memory
    }
}
