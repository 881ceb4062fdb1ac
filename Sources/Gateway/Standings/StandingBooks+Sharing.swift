import Gate
import LinkPolicy
import Moderation
import Persistence
import Reputation

extension StandingBooks {
    /// Lets those share who are to: what others put in goes with them, at once.
    mutating func share(at now: Int64) -> StandingChanges {
        var changes = StandingChanges()
        guard parameters.sharing != sharing else { return changes }
        var delta = Delta()
        delta.lost = shared.candidates(in: booksThatShare)
        changes.sharing = parameters.sharing
        finish(&changes, delta, at: now)
        return changes
    }

    var booksThatShare: [StandingBook] { parameters.sharing.sorted().compactMap { books[$0] } }

    /// The tier that counts for a tenant, by what is on record.
    func tierInForce(of subject: Subject, for tenant: TenantID) -> ReputationTier {
        let own = books[tenant]?.tierOnRecord(of: subject) ?? .ordinary
        return parameters.sharing.contains(tenant) ? min(own, shared.tier(of: subject)) : own
    }

    /// Decides what tenants come to together, and tells each for whom that changes something.
    mutating func settleShared(_ changes: inout StandingChanges, _ delta: Delta, at now: Int64) {
        let (former, formerly) = (shared.entries, sharing)
        sharing = parameters.sharing
        let subjects = delta.heard.union(delta.lost)
        guard !subjects.isEmpty || sharing != formerly else { return }
        let steps = shared.settle(delta.heard, anew: delta.lost, in: booksThatShare, at: now)
        let decided = Dictionary(uniqueKeysWithValues: steps.map { ($0.subject, $0) })
        for subject in subjects.filter({ former[$0] != nil || shared.entries[$0] != nil }).sorted() {
            let (before, after) = (former[subject], shared.entries[subject])
            if let after, after != before { changes.shared.append(SharedStanding(subject, after)) }
            if after == nil { changes.unshared.append((StandingKey.kind(of: subject), subject.id)) }
            for tenant in formerly.union(sharing).sorted() {
                let had = formerly.contains(tenant) ? before?.tier ?? .ordinary : .ordinary
                let has = sharing.contains(tenant) ? after?.tier ?? .ordinary : .ordinary
                guard had != has else { continue }
                changes.steps.append(
                    StandingChanges.Step(
                        key: StandingKey(subject, of: tenant), former: had, tier: has,
                        probability: decided[subject]?.probability,
                        score: decided[subject]?.score ?? after?.score ?? before?.score ?? 0, isShared: true,
                        inForce: tierInForce(of: subject, for: tenant)))
            }
        }
    }
}

extension SharedStanding {
    fileprivate init(_ subject: Subject, _ entry: SharedBook.Entry) {
        self.init(
            kind: StandingKey.kind(of: subject), name: subject.id, tier: entry.tier, since: entry.since,
            score: entry.score)
    }
}
