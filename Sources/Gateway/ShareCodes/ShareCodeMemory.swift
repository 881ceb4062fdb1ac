import LinkPolicy
import URLStandard

/// A code and whose it is.
struct ShareCodeKey: Hashable, Sendable {
    let platform: PlatformSlug
    let code: String
}

/// What was found out of codes lately, that there is nothing behind one included. Bounded; the older half of what it
/// holds is forgotten when it is full. O(1).
struct ShareCodeMemory {
    /// Milliseconds that a found address is believed.
    static let lifetime: Int64 = 3_600_000
    /// Milliseconds that nothing behind a code is believed.
    static let unknownLifetime: Int64 = 300_000

    private struct Entry {
        let address: WebURL?
        let end: Int64
    }

    private let half: Int
    private var young: [ShareCodeKey: Entry] = [:]
    private var old: [ShareCodeKey: Entry] = [:]

    /// - Parameter limit: Codes it holds at most.
    init(limit: Int) { half = max(limit / 2, 1) }

    var count: Int { young.count + old.count }

    /// What is known of `key` at `now` (milliseconds): an address, none (`.some(nil)`), or nothing (`nil`).
    func address(of key: ShareCodeKey, at now: Int64) -> WebURL?? {
        guard let entry = young[key] ?? old[key], now < entry.end else { return nil }
        return .some(entry.address)
    }

    mutating func keep(_ address: WebURL?, of key: ShareCodeKey, at now: Int64) {
        if young.count >= half, young[key] == nil {
            old = young
            young = [:]
        }
        old[key] = nil
        young[key] = Entry(address: address, end: now + (address == nil ? Self.unknownLifetime : Self.lifetime))
    }
}
