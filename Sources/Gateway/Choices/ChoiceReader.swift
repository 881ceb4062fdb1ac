import Logging
import Persistence

/// Keeps a ``ChoiceBook`` as new as the store.
struct ChoiceReader: Sendable {
    let store: ChoiceStore
    let book = ChoiceBook()

    init(_ store: ChoiceStore) { self.store = store }

    /// Reads what has changed since the last look, by this gateway or another; everything at the first look.
    func refresh(_ logger: Logger? = nil) async throws {
        let unreadable: [ChoiceSubject]
        if let version = book.version {
            guard try await store.latest() > version else { return }
            let (upTo, choices) = try await store.changes(since: version)
            unreadable = book.apply(choices, upTo: upTo)
        } else {
            let (upTo, choices) = try await store.all()
            unreadable = book.apply(choices.map { ($0.subject, $0.settings) }, upTo: upTo)
        }
        guard !unreadable.isEmpty else { return }
        logger?.error(
            "choices cannot be read, and verdicts that depend on them are degraded: were they made by a newer version?",
            metadata: ["count": "\(unreadable.count)"])
    }
}
