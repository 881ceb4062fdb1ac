import Attribution
import Gate
import LinkPolicy
import LinkTokens
import Moderation
import Persistence
import Reputation
import StrictYAML

/// Reads what a ``Snapshot`` holds from the store.
struct StateLoader: Sendable {
    let revisions: RevisionStore
    let secrets: SecretStore
    let apiKeys: APIKeyStore
    let operatorRules: OperatorRuleStore
    let rulings: RulingStore
    let allowances: Allowances
    let webhooks: WebhookStore
    let choices: ChoiceReader
    let signers: SignerStore
    let holds: HeldLinkStore
    let policies: PolicyVersionStore
    let standings: StandingStore
    let complainants: ComplainantNames
    let clock: any GatewayClock

    init(database: any SQLDatabase, master: MasterKey, allowances: Allowances, clock: any GatewayClock) {
        self.allowances = allowances
        revisions = RevisionStore(database)
        secrets = SecretStore(database, master: master)
        apiKeys = APIKeyStore(database)
        operatorRules = OperatorRuleStore(database)
        rulings = RulingStore(database)
        webhooks = WebhookStore(database, master: master)
        choices = ChoiceReader(ChoiceStore(database))
        signers = SignerStore(database)
        holds = HeldLinkStore(database)
        policies = PolicyVersionStore(database)
        standings = StandingStore(database)
        complainants = ComplainantNames(master: master)
        self.clock = clock
    }

    /// A snapshot at least as new as the revision it names. The revision is read first: what changes in between is
    /// loaded now and again at the next look, never missed.
    func load(over rulebook: Rulebook) async throws -> Snapshot {
        let revision = try await revisions.latest()
        let rules = OperatorRules(try await operatorRules.inForce())
        let sanctions = SanctionBook(
            try await rulings.inForce(at: clock.seconds).map { ($0.tenant, $0.subject, $0.sanction) })
        let stored = try await storedPolicies(known: rulebook.stored)
        let keys = try await apiKeys.all().filter { $0.revokedAt == nil }
        allowances.keep(only: keys.map(\.id))
        return Snapshot(
            // A command refuses to let a policy go that is in use; where the files went meanwhile, the former stays.
            rulebook: (rulebook.with(stored: stored) ?? rulebook).with(
                revision: revision, operatorRules: rules, sanctions: sanctions, tiers: try await tiers(over: rulebook)),
            keyRing: try await secrets.keyRing(now: clock.seconds),
            readerSecrets: try await secrets.readerSecrets(),
            apiKeys: Dictionary(
                keys.map { ($0.id, AuthorizedKey($0, allowance: allowances.allowance(of: $0.id))) },
                uniquingKeysWith: { first, _ in first }),
            watchedTenants: try await webhooks.watchedTenants(), choices: choices.book,
            signers: Dictionary(grouping: try await signers.all(), by: \.tenant))
    }

    /// The tiers on record, under the numbers of `rulebook`. There may be very many, so they are read only where one of
    /// them has changed since `rulebook` was.
    private func tiers(over rulebook: Rulebook) async throws -> TierBook {
        if rulebook.revision > 0 {
            let changed = try await revisions.subjects(after: rulebook.revision)
            guard changed.contains(StandingStore.subject) else { return rulebook.tiers }
        }
        return try await tiersOnRecord(rulebook)
    }

    private func tiersOnRecord(_ rulebook: Rulebook) async throws -> TierBook {
        let own = try await standings.tiers().compactMap { key, tier in
            Subject.Kind(rawValue: key.kind.rawValue).map {
                TierBook.Entry(tenant: key.tenant, subject: Subject($0, key.name), tier: tier)
            }
        }
        let shared = try await standings.shared().compactMap { each in
            Subject.Kind(rawValue: each.kind.rawValue).map { (Subject($0, each.name), each.tier) }
        }
        return TierBook(
            parameters: rulebook.tiers.parameters, own,
            shared: Dictionary(shared, uniquingKeysWith: { first, _ in first }), list: rulebook.publicSuffixes)
    }

    /// The policies that were put in force by hand, compiled.
    ///
    /// - Parameter known: Those compiled before, which are not compiled again. One of them also stays in the place of a
    ///   later version that this program does not understand.
    /// - Throws: ``ConfigurationProblem`` for a version that is not understood and has none before it.
    func storedPolicies(known: [StoredPolicy]) async throws -> [StoredPolicy] {
        func same(_ tenant: TenantID?, _ name: String) -> StoredPolicy? {
            known.first { $0.tenant == tenant && $0.policy.name == name }
        }
        let versions = try await policies.inForce { tenant, name, version in
            known.contains { $0.tenant == tenant && $0.policy.name == name && $0.version == version }
        }
        return try versions.compactMap { version -> StoredPolicy? in
            let former = same(version.tenant, version.name)
            guard let text = version.text else { return former }
            let source = "policy \(version.name), version \(version.version)"
            do {
                return StoredPolicy(
                    tenant: version.tenant, version: version.version, policy: try Policy(yaml: text, file: source))
            } catch let error as YAMLProblem {
                guard let former else {
                    throw ConfigurationProblem(source: "\(error.file):\(error.line)", reason: error.reason)
                }
                return former
            }
        }
    }

    func hasher(day: Day) async throws -> ReaderHasher {
        let key = try await secrets.dayKey(day.number)
        let words = [0, 8].map { start in
            key.dropFirst(start).prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        }
        return ReaderHasher(key: (words[0], words[1]))
    }
}
