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
        return try await load(
            over: rulebook, revision: revision, operatorRules: OperatorRules(try await operatorRules.inForce()),
            sanctions: try await allSanctions(), tiers: try await tiersOnRecord(rulebook))
    }

    /// The same after `former`. Of what there may be very many only what has changed since is read.
    func load(over former: Snapshot) async throws -> Snapshot {
        let rulebook = former.rulebook
        let revision = try await revisions.latest()
        let changed = try await revisions.subjects(after: rulebook.revision)
        let isDifferent = changed.contains(Restore.subject)
        var (operatorRules, sanctions, tiers) = (rulebook.operatorRules, rulebook.sanctions, rulebook.tiers)
        if isDifferent || changed.contains(OperatorRuleStore.subject) {
            operatorRules = OperatorRules(try await self.operatorRules.inForce())
        }
        if isDifferent || clock.seconds - sanctions.readAt > Self.sanctionsLifetime {
            sanctions = try await allSanctions()
        } else if changed.contains(RulingStore.subject) {
            sanctions.apply(try await rulings.changed(after: rulebook.revision).map(Self.change))
        }
        if isDifferent || changed.contains(StandingStore.subject) { tiers = try await tiersOnRecord(rulebook) }
        return try await load(
            over: rulebook, revision: revision, operatorRules: operatorRules, sanctions: sanctions, tiers: tiers)
    }

    /// Seconds after which those that ended by themselves are left behind.
    private static let sanctionsLifetime: Int64 = 86_400

    private func allSanctions() async throws -> SanctionBook {
        let now = clock.seconds
        return SanctionBook(try await rulings.inForce(at: now).map(Self.change), readAt: now)
    }

    private static func change(_ ruling: Moderation.Ruling) -> SanctionBook.Change {
        .init(tenant: ruling.tenant, subject: ruling.subject, sanction: ruling.sanction, isEnded: ruling.end != nil)
    }

    private func load(
        over rulebook: Rulebook, revision: Int64, operatorRules: OperatorRules, sanctions: SanctionBook, tiers: TierBook
    ) async throws -> Snapshot {
        let stored = try await storedPolicies(known: rulebook.stored)
        let keys = try await apiKeys.all().filter { $0.revokedAt == nil }
        allowances.keep(only: keys.map(\.id))
        return Snapshot(
            // A command refuses to let a policy go that is in use; where the files went meanwhile, the former stays.
            rulebook: (rulebook.with(stored: stored) ?? rulebook).with(
                revision: revision, operatorRules: operatorRules, sanctions: sanctions, tiers: tiers),
            keyRing: try await secrets.keyRing(now: clock.seconds),
            readerSecrets: try await secrets.readerSecrets(),
            apiKeys: Dictionary(
                keys.map { ($0.id, AuthorizedKey($0, allowance: allowances.allowance(of: $0.id))) },
                uniquingKeysWith: { first, _ in first }),
            watchedTenants: try await webhooks.watchedTenants(), choices: choices.book,
            signers: Dictionary(grouping: try await signers.all(), by: \.tenant))
    }

    /// The tiers on record, under the numbers of `rulebook`.
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
