import Attribution
import Crypto
import Gate
import LinkPolicy
import LinkTokens
import Persistence
import Synchronization

/// Everything a request needs to know, held in memory and replaced whole when the store changes.
struct Snapshot: Sendable {
    var rulebook: Rulebook
    var keyRing: KeyRing
    var readerSecrets: [TenantID: SymmetricKey]
    /// Keys that are not revoked, by id.
    var apiKeys: [String: APIKeyRecord]
    /// Tenants whose posted links are kept, so that they can be told when a verdict changes.
    var watchedTenants: Set<TenantID>
}

/// The present ``Snapshot``, and the hasher of the present day.
final class GatewayState: Sendable {
    private let snapshot: Mutex<Snapshot>
    private let hasher: Mutex<(day: Day, hasher: ReaderHasher)>
    private let address = Mutex<String?>(nil)
    private let changeCount = Mutex<UInt64>(0)

    init(_ snapshot: Snapshot, day: Day, hasher: ReaderHasher) {
        self.snapshot = Mutex(snapshot)
        self.hasher = Mutex((day, hasher))
    }

    var current: Snapshot { snapshot.withLock { $0 } }

    /// How often the snapshot has changed. Counted after the change: who has seen a count sees a snapshot at least
    /// as new.
    var changes: UInt64 { changeCount.withLock { $0 } }

    func replace(_ new: Snapshot) { update { $0 = new } }

    /// Changes a part; the others stay as they are at that moment.
    func update(_ change: (inout Snapshot) -> Void) {
        snapshot.withLock { change(&$0) }
        changeCount.withLock { $0 &+= 1 }
    }

    var readerHasher: ReaderHasher { hasher.withLock { $0.hasher } }

    var hasherDay: Day { hasher.withLock { $0.day } }

    func replaceHasher(_ new: ReaderHasher, day: Day) { hasher.withLock { $0 = (day, new) } }

    /// The address under which people reach the gateway; known once it listens, when it is not configured.
    var publicURL: String? { address.withLock { $0 } }

    func setPublicURL(_ url: String) { address.withLock { $0 = url } }
}
