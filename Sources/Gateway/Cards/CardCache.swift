import Synchronization
import URLStandard

/// Cards read lately, in the memory of this gateway: bounded, and each for as long as its health is worth.
final class CardCache: Sendable {
    /// Cards kept at a time: some 4 KiB each.
    static let limit = 4_096

    private struct Entry: Sendable {
        var card: FetchedCard
        /// Milliseconds since 1970.
        var expiresAt: Int64
    }

    private let entries = Mutex<[String: Entry]>([:])

    /// - Parameter now: Milliseconds since 1970.
    func card(for url: WebURL, at now: Int64) -> FetchedCard? {
        let key = url.hrefWithoutFragment
        return entries.withLock { entries in
            guard let entry = entries[key], entry.expiresAt > now else { return nil }
            return entry.card
        }
    }

    /// Keeps `card` where it may be shared. O(1) but for every quarter of the limit, O(n log n).
    func keep(_ card: FetchedCard, for url: WebURL) {
        guard card.isShared else { return }
        let entry = Entry(card: card, expiresAt: card.readAt + card.lifetime * 1_000)
        entries.withLock { entries in
            if entries.count >= Self.limit {
                // The quarter that expires first makes room.
                let first = entries.sorted { $0.value.expiresAt < $1.value.expiresAt }.prefix(Self.limit / 4)
                for (key, _) in first { entries[key] = nil }
            }
            entries[url.hrefWithoutFragment] = entry
        }
    }

    var count: Int { entries.withLock { $0.count } }
}
