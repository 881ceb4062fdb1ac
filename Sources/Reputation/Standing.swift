public import LinkPolicy

/// A change of tier.
public struct TierChange: Hashable, Sendable, Codable {
    /// Seconds since 1970.
    public var at: Int64
    public var tier: ReputationTier
    /// The probability of the rate lying beyond the threshold, on which the tier was entered or left.
    public var probability: Double
}

/// One subject's evidence, and the tier it is in. What is believed of it follows from these and a ``Prior``.
struct Standing: Sendable {
    let subject: Subject
    /// Whose rate a domain borrows.
    var platform: String?
    var ledger = Ledger()
    private(set) var complaints: [String: Complaint] = [:]
    /// The complaints of one person in one stretch of time, earliest first; the first is heard.
    private var voices: [Voice: [String]] = [:]
    private(set) var rulings: [Ruling] = []
    /// By time; before the first the tier is `ordinary`.
    var changes: [TierChange] = []
    var looked: LookTaken?

    struct Voice: Hashable, Sendable {
        var person: String
        var stretch: Int
    }

    /// What was there when a person looked.
    struct LookTaken: Hashable, Sendable, Codable {
        var at: Int64
        var mass: Int64
        var complaints: Int
    }

    init(subject: Subject) { self.subject = subject }

    // MARK: Evidence

    /// - Returns: By how much the heard mass changed, by day.
    mutating func add(_ complaint: Complaint, _ parameters: ReputationParameters) -> [Int: Int64] {
        guard complaints[complaint.id] == nil else { return [:] }
        complaints[complaint.id] = complaint
        guard let voice = voice(of: complaint, parameters) else { return hear(complaint, 1, parameters) }
        var ids = voices[voice] ?? []
        let former = ids.first
        let place = ids.firstIndex { isEarlier(complaint.id, than: $0) } ?? ids.count
        ids.insert(complaint.id, at: place)
        voices[voice] = ids
        guard place == 0 else { return [:] }
        var change = former.flatMap { complaints[$0] }.map { hear($0, -1, parameters) } ?? [:]
        change.merge(hear(complaint, 1, parameters), uniquingKeysWith: +)
        return change
    }

    /// - Returns: By how much the heard mass changed, by day; `nil` when there is no such complaint.
    mutating func remove(complaint id: String, _ parameters: ReputationParameters) -> [Int: Int64]? {
        guard let complaint = complaints[id] else { return nil }
        defer { complaints[id] = nil }
        guard let voice = voice(of: complaint, parameters) else { return hear(complaint, -1, parameters) }
        var ids = voices[voice] ?? []
        let wasHeard = ids.first == id
        ids.removeAll { $0 == id }
        voices[voice] = ids.isEmpty ? nil : ids
        guard wasHeard else { return [:] }
        var change = hear(complaint, -1, parameters)
        if let next = ids.first.flatMap({ complaints[$0] }) {
            change.merge(hear(next, 1, parameters), uniquingKeysWith: +)
        }
        return change
    }

    mutating func add(_ ruling: Ruling) {
        guard !hasRuling(ruling.id) else { return }
        let place = rulings.firstIndex { ($0.at, $0.id) > (ruling.at, ruling.id) } ?? rulings.count
        rulings.insert(ruling, at: place)
    }

    mutating func remove(ruling id: String) { rulings.removeAll { $0.id == id } }

    func hasRuling(_ id: String) -> Bool { rulings.contains { $0.id == id } }

    /// Forgets what is older than `day`; see ``Ledger/forget(before:fold:)``.
    mutating func forget(before day: Int, fold: Int, _ parameters: ReputationParameters) {
        ledger.forget(before: day, fold: fold)
        complaints = complaints.filter { dayNumber($0.value.moment) >= day }
        for (voice, ids) in voices {
            let kept = ids.filter { complaints[$0] != nil }
            voices[voice] = kept.isEmpty ? nil : kept
        }
        rulings.removeAll { dayNumber($0.at) < day }
        if let keep = changes.lastIndex(where: { dayNumber($0.at) < day }) { changes.removeFirst(keep) }
    }

    /// Whether a person's earlier complaint is heard instead of this one.
    func isHeard(_ complaint: Complaint, _ parameters: ReputationParameters) -> Bool {
        guard let voice = voice(of: complaint, parameters) else { return true }
        return voices[voice]?.first == complaint.id
    }

    private func voice(of complaint: Complaint, _ parameters: ReputationParameters) -> Voice? {
        complaint.complainant.map { Voice(person: $0, stretch: dayNumber(complaint.filedAt) / parameters.voiceDays) }
    }

    private func isEarlier(_ a: String, than b: String) -> Bool {
        guard let a = complaints[a], let b = complaints[b] else { return false }
        return (a.filedAt, a.id) < (b.filedAt, b.id)
    }

    private mutating func hear(
        _ complaint: Complaint, _ count: Int, _ parameters: ReputationParameters
    ) -> [Int: Int64] {
        // All complaints about a group come from it, which says nothing about whether they depend on each other.
        let group = subject.kind == .group && subject.id == complaint.group ? nil : complaint.group
        let change = ledger.complain(
            count, level: Voices.level(of: parameters.weight(of: complaint)),
            severity: parameters.severity(of: complaint.category), group: group, at: complaint.moment, parameters)
        return [dayNumber(complaint.moment): change]
    }

    // MARK: Belief

    /// What is believed of the subject's rate at `moment`.
    func posterior(
        at moment: Double, prior: Prior, without part: Ledger? = nil, _ parameters: ReputationParameters
    ) -> GammaDistribution {
        remembered(at: moment, without: part, parameters).belief(prior)
    }

    /// What of the evidence counts at `moment`.
    func remembered(
        at moment: Double, without part: Ledger? = nil, _ parameters: ReputationParameters
    ) -> Remembered {
        var result = Remembered(memory: ledger.remembered(at: moment, without: part, parameters))
        for ruling in rulings where Double(ruling.at) <= moment {
            let weight = weight(of: ruling, at: moment, parameters)
            result.raised += parameters.rulingRate * weight
            result.surer += parameters.rulingOpenings * weight
        }
        return result
    }

    /// What is left of a ruling's weight, 0-1: half with each half-life.
    private func weight(of ruling: Ruling, at moment: Double, _ parameters: ReputationParameters) -> Double {
        var memory = Memory(mass: ruling.part * parameters.severity(of: ruling.category))
        memory.fade(days: (moment - Double(ruling.at)) / 86_400, activity: 1, parameters)
        return memory.mass
    }

    /// Millionths of a full complaint heard, unfaded.
    var totalMass: Int64 { ledger.days.reduce(0) { $0 + $1.mass } }
}
