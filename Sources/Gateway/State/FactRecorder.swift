import Attribution
import Gate
import LinkPolicy
import LinkTokens

/// Keeps the facts of a share of verdicts, and tries a policy in the shadow on all of them. Costs a click or a check
/// next to nothing where both are off; what is kept is written with the next batch of observations.
struct FactRecorder: Sendable {
    let state: GatewayState
    let observations: any ObservationSink
    let metrics: GatewayMetrics
    let random: RandomSource
    /// Of how many verdicts in 10,000 the facts are kept.
    let share: Int

    /// Records what was found in `messages`. Links of the tenant's own are left out: no policy decides on them.
    func record(_ messages: [CheckedMessage], tenant: TenantID, _ snapshot: Snapshot) {
        let shadow = snapshot.rulebook.shadowPolicy(of: tenant)
        guard share > 0 || shadow != nil else { return }
        var batch = ObservationBatch()
        for message in messages {
            for index in message.findings.indices where !message.findings[index].isOwn {
                let isKept = samples()
                guard isKept || shadow != nil else { continue }
                let finding = message.findings[index]
                add(
                    finding.facts, finding.verdictAlone ?? finding.verdict, .posting, tenant, shadow, isKept: isKept,
                    to: &batch)
            }
        }
        if !batch.isEmpty { observations.record(batch) }
    }

    /// Records a link that somebody opens. The facts are put together again only where they are asked for.
    func record(_ link: OpenedLink) {
        guard !link.isPlayground else { return }
        let tenant = link.context.tenant
        let shadow = link.shadowPolicy
        let isKept = samples()
        guard isKept || shadow != nil else { return }
        var batch = ObservationBatch()
        add(link.facts, link.verdictAlone, .click, tenant, shadow, isKept: isKept, to: &batch)
        if !batch.isEmpty { observations.record(batch) }
    }

    private func add(
        _ facts: Facts, _ verdict: Verdict, _ event: FactRecord.Event, _ tenant: TenantID, _ shadow: Policy?,
        isKept: Bool, to batch: inout ObservationBatch
    ) {
        if isKept { keep(facts, verdict, event, tenant, in: &batch) }
        guard let shadow else { return }
        let other = shadow.verdict(facts).disposition
        guard other != verdict.disposition else { return }
        metrics.shadowDiffers(from: verdict.disposition, to: other)
        let key = ShadowKey(
            tenant: tenant, day: Day(of: facts.now), policy: shadow.name, event: event, scene: facts.scene,
            platform: facts.platform, former: verdict.disposition, present: other)
        batch.add(key) { facts.words }
    }

    private func keep(
        _ facts: Facts, _ verdict: Verdict, _ event: FactRecord.Event, _ tenant: TenantID,
        in batch: inout ObservationBatch
    ) {
        var facts = facts
        let person = facts.person.flatMap { state.dayHasher.hasher.hash(person: $0, address: nil, userAgent: nil) }
        // Neither may wait in memory longer than the verdict needs them.
        facts.person = nil
        facts.choices = nil
        batch.facts.append(
            FactRecord(tenant: tenant, event: event, disposition: verdict.disposition, person: person, facts: facts))
    }

    private func samples() -> Bool { share >= 10_000 || (share > 0 && random.next() % 10_000 < UInt64(share)) }
}
