import Attribution
import Crypto
import Gate
import LinkPolicy
import LinkTokens
import Persistence
import Synchronization

/// Everything a request needs to know, held in memory and replaced whole when the store changes.
final class Snapshot: Sendable {
    let rulebook: Rulebook
    let keyRing: KeyRing
    let readerSecrets: [TenantID: SymmetricKey]
    /// Keys that are not revoked, by id.
    let apiKeys: [String: AuthorizedKey]
    /// Tenants whose posted links are kept, so that they can be told when a verdict changes.
    let watchedTenants: Set<TenantID>
    /// The choices of groups and people; the one part that changes by itself.
    let choices: ChoiceBook
    /// With which keys tenants sign their people's tokens.
    let signers: [TenantID: [SignerRecord]]

    init(
        rulebook: Rulebook, keyRing: KeyRing, readerSecrets: [TenantID: SymmetricKey],
        apiKeys: [String: AuthorizedKey], watchedTenants: Set<TenantID>, choices: ChoiceBook,
        signers: [TenantID: [SignerRecord]]
    ) {
        self.rulebook = rulebook
        self.keyRing = keyRing
        self.readerSecrets = readerSecrets
        self.apiKeys = apiKeys
        self.watchedTenants = watchedTenants
        self.choices = choices
        self.signers = signers
    }

    /// Whether `tenant` is one: the main tenant, one that is configured, or one that has a key.
    func knows(_ tenant: TenantID) -> Bool {
        tenant == .main || rulebook.isConfigured(tenant) || apiKeys.values.contains { $0.record.tenant == tenant }
    }

    /// The same under another rulebook.
    func with(_ rulebook: Rulebook) -> Snapshot {
        Snapshot(
            rulebook: rulebook, keyRing: keyRing, readerSecrets: readerSecrets, apiKeys: apiKeys,
            watchedTenants: watchedTenants, choices: choices, signers: signers)
    }
}

/// A key that is good, with what it may still do.
final class AuthorizedKey: Sendable {
    let record: APIKeyRecord
    let allowance: Allowance

    init(_ record: APIKeyRecord, allowance: Allowance) {
        self.record = record
        self.allowance = allowance
    }
}

/// The present ``Snapshot``, and the hasher of the present day.
final class GatewayState: Sendable {
    private let snapshot: Mutex<Snapshot>
    private let hasher: Mutex<DayHasher>
    private let address = Mutex<String?>(nil)
    private let times: Mutex<(rules: Int64, store: Int64)>
    private let storeRevision: Mutex<Int64>
    /// Rings when something was changed here and is to be in force before the next look at the store.
    let changed = Bell()
    /// What was decided on held links.
    let holds = HeldBook()
    /// Which links complaints were made about and nobody has decided on.
    let cases = CaseBook()
    /// How many complaints people and addresses have sent in.
    let complaintLimiter = ComplaintLimiter()
    /// How much senders have posted.
    let senders = SenderCounters()
    /// Openings on their way into standings.
    let openings = OpeningCounter()
    private let standingsAreKept = Atomic(true)

    /// - Parameter now: Seconds since 1970.
    init(_ snapshot: Snapshot, day: Day, hasher: ReaderHasher, now: Int64) {
        self.snapshot = Mutex(snapshot)
        self.hasher = Mutex(DayHasher(day, hasher))
        times = Mutex((now, now))
        storeRevision = Mutex(snapshot.rulebook.revision)
    }

    /// The store's revision that is in force, here or in what is looked up beside the snapshot.
    var revision: Int64 { storeRevision.withLock { $0 } }

    func isInForce(_ revision: Int64) { storeRevision.withLock { $0 = revision } }

    /// Waits, for a second at most, until `revision` is in force here: whoever made the change meets it in the next
    /// answer.
    func waitUntilInForce(_ revision: Int64) async throws {
        if self.revision < revision { changed.ring() }
        for _ in 0..<200 where self.revision < revision { try await Task.sleep(for: .milliseconds(5)) }
    }

    /// What is looked up beside the rulebook and cannot be looked up just now.
    var degraded: Set<RulebookPart> {
        let known: Set<RulebookPart> = holds.isLoaded ? [] : [.counters]
        return standingsAreKept.load(ordering: .relaxed) ? known : known.union([.reputation])
    }

    /// Says whether what happens is taken into standings here.
    func setStandingsAreKept(_ areKept: Bool) { standingsAreKept.store(areKept, ordering: .relaxed) }

    /// Everything that is missing or no longer true, in the rulebook and beside it.
    var missing: Set<RulebookPart> {
        let snapshot = current
        let choices: Set<RulebookPart> = snapshot.choices.version == nil ? [.choices] : []
        return snapshot.rulebook.degraded.union(degraded).union(choices)
    }

    /// When the files of the rules, and the store, were last read: seconds since 1970.
    var readAt: (rules: Int64, store: Int64) { times.withLock { $0 } }

    func rulesAreRead(at now: Int64) { times.withLock { $0.rules = now } }

    func storeIsRead(at now: Int64) { times.withLock { $0.store = now } }

    var current: Snapshot { snapshot.withLock { $0 } }

    func replace(_ new: Snapshot) { snapshot.withLock { $0 = new } }

    /// Puts in force what `change` makes of the snapshot of that moment.
    func update(_ change: (Snapshot) -> Snapshot) { snapshot.withLock { $0 = change($0) } }

    /// What tells the readers of one day apart.
    final class DayHasher: Sendable {
        let day: Day
        let hasher: ReaderHasher

        fileprivate init(_ day: Day, _ hasher: ReaderHasher) {
            self.day = day
            self.hasher = hasher
        }
    }

    var dayHasher: DayHasher { hasher.withLock { $0 } }

    func replaceHasher(_ new: ReaderHasher, day: Day) { hasher.withLock { $0 = DayHasher(day, new) } }

    /// The address under which people reach the gateway; known once it listens, when it is not configured.
    var publicURL: String? { address.withLock { $0 } }

    func setPublicURL(_ url: String) { address.withLock { $0 = url } }
}
