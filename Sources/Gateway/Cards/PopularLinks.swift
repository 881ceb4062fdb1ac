import LinkPolicy
import Synchronization

/// Which links are opened much these days: counts in the memory of this gateway, halved from time to time, of a bounded
/// number of links.
final class PopularLinks: Sendable {
    private static let limit = 4_096

    struct Key: Hashable, Sendable {
        var tenant: TenantID
        var address: String
    }

    private let counts = Mutex<[Key: Int]>([:])

    /// Counts an opening. Links beyond the limit are not counted until others are opened less.
    func opened(_ address: String, tenant: TenantID) {
        let key = Key(tenant: tenant, address: address)
        counts.withLock { counts in
            if let count = counts[key] {
                counts[key] = count + 1
            } else if counts.count < Self.limit {
                counts[key] = 1
            }
        }
    }

    /// Links opened at least `least` times, the most opened first.
    func links(openedAtLeast least: Int) -> [Key] {
        let found = counts.withLock { counts in counts.filter { $0.value >= least } }
        return found.sorted { ($1.value, $0.key.address) < ($0.value, $1.key.address) }.map(\.key)
    }

    /// Halves all counts, so that what was opened long ago counts for little.
    func halve() { counts.withLock { counts in counts = counts.mapValues { $0 / 2 }.filter { $0.value > 0 } } }
}
