import Attribution
import Gate
import LinkPolicy
import LinkTokens
import Persistence

/// Reads what a ``Snapshot`` holds from the store.
struct StateLoader: Sendable {
    let revisions: RevisionStore
    let secrets: SecretStore
    let apiKeys: APIKeyStore
    let operatorRules: OperatorRuleStore
    let allowances: Allowances
    let webhooks: WebhookStore
    let choices: ChoiceReader
    let signers: SignerStore
    let holds: HeldLinkStore
    let clock: any GatewayClock

    init(database: any SQLDatabase, master: MasterKey, allowances: Allowances, clock: any GatewayClock) {
        self.allowances = allowances
        revisions = RevisionStore(database)
        secrets = SecretStore(database, master: master)
        apiKeys = APIKeyStore(database)
        operatorRules = OperatorRuleStore(database)
        webhooks = WebhookStore(database, master: master)
        choices = ChoiceReader(ChoiceStore(database))
        signers = SignerStore(database)
        holds = HeldLinkStore(database)
        self.clock = clock
    }

    /// A snapshot at least as new as the revision it names. The revision is read first: what changes in between is
    /// loaded now and again at the next look, never missed.
    func load(over rulebook: Rulebook) async throws -> Snapshot {
        let revision = try await revisions.latest()
        let rules = OperatorRules(try await operatorRules.inForce())
        let keys = try await apiKeys.all().filter { $0.revokedAt == nil }
        allowances.keep(only: keys.map(\.id))
        return Snapshot(
            rulebook: rulebook.with(revision: revision, operatorRules: rules),
            keyRing: try await secrets.keyRing(now: clock.seconds),
            readerSecrets: try await secrets.readerSecrets(),
            apiKeys: Dictionary(
                keys.map { ($0.id, AuthorizedKey($0, allowance: allowances.allowance(of: $0.id))) },
                uniquingKeysWith: { first, _ in first }),
            watchedTenants: try await webhooks.watchedTenants(), choices: choices.book,
            signers: Dictionary(grouping: try await signers.all(), by: \.tenant))
    }

    func hasher(day: Day) async throws -> ReaderHasher {
        let key = try await secrets.dayKey(day.number)
        let words = [0, 8].map { start in
            key.dropFirst(start).prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        }
        return ReaderHasher(key: (words[0], words[1]))
    }
}
