public import LinkPolicy
import Platforms
import ThreatIntel
import URLStandard

extension Gate {
    /// The first moment at which the verdict on `finding` changes by the clock alone: a block, an allowance or a listing
    /// ends, a rule or a stage begins or ends, quiet hours begin or end. Seconds since 1970; `nil` when none is known.
    /// What anybody may decide until then is not known to anybody.
    public static func verdictEnd(
        of finding: CheckedFinding, in posting: Posting, tenant: TenantID, rulebook: Rulebook, policy: Policy
    ) -> Int64? {
        guard !finding.isOwn else { return nil }
        let facts = finding.facts
        var moments = Set(policy.momentsOfChange(facts))
        moments.formUnion(
            rulebook.sanctions.ends(
                on: finding.target, sender: posting.sender, group: posting.group, tenant: tenant, after: facts.now))
        var hop: Target? = finding.target
        while let current = hop {
            if let url = current.url {
                moments.formUnion(rulebook.operatorRules.ends(on: url, tenant: tenant, after: facts.now))
                for listing in rulebook.threats?.hits(url).flatMap(\.listings) ?? [] {
                    if let until = listing.until, Int64(until) > facts.now { moments.insert(Int64(until)) }
                }
            }
            hop = current.unwrapped
        }
        let former = finding.verdictAlone ?? finding.verdict
        return moments.sorted().first { moment in
            var situation = Situation(
                scene: facts.scene, finding: finding.finding, client: facts.client, tenant: tenant, now: moment)
            situation.person = facts.person
            situation.sender = posting.sender
            situation.group = posting.group
            situation.readerRole = facts.readerRole
            situation.posting = facts.posting
            situation.choices = facts.choices
            situation.degraded = facts.degraded
            return policy.verdict(Gate.facts(of: finding.target, in: situation, rulebook: rulebook)) != former
        }
    }
}
