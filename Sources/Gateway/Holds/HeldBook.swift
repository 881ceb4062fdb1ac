import LinkPolicy
import Persistence
import Synchronization

/// What was decided on the links that still work, looked up at every click. Equal decisions are kept once: a link costs
/// its number, two more and a reference.
final class HeldBook: Sendable {
    private final class Shared: Sendable {
        let decision: HeldDecision
        init(_ decision: HeldDecision) { self.decision = decision }
    }

    private struct Entry {
        var decision: Shared
        /// Until when the link works: seconds since 1970.
        var until: Int64
        var revision: Int64
    }

    private struct State {
        var entries: [UInt64: Entry] = [:]
        var shared: [HeldDecision: Shared] = [:]
        /// The highest revision that was read.
        var revision: Int64 = 0
    }

    private let state = Mutex(State())
    private let hasEntries = Atomic(false)
    private let loaded = Atomic(false)

    /// Whether the store has been read: before, whatever is held stays held, released or not.
    var isLoaded: Bool { loaded.load(ordering: .acquiring) }

    /// The decision that holds for a link. O(1), and next to nothing while there are no decisions.
    func decision(on linkID: UInt64) -> HeldDecision? {
        guard hasEntries.load(ordering: .acquiring) else { return nil }
        return state.withLock { $0.entries[linkID]?.decision.decision }
    }

    /// Reads the decisions that are new since the last time.
    ///
    /// - Parameter now: Seconds since 1970.
    func refresh(from store: HeldLinkStore, now: Int64) async throws {
        let known = state.withLock { $0.revision }
        take(try await store.decisions(after: known, now: now))
        loaded.store(true, ordering: .releasing)
    }

    private func take(_ decisions: [HeldLinkStore.InForce]) {
        guard !decisions.isEmpty else { return }
        state.withLock { state in
            for new in decisions {
                // Of two readers the slower one must not bring back what the faster one has replaced.
                if let former = state.entries[new.linkID], former.revision > new.revision { continue }
                let shared = state.shared[new.decision] ?? Shared(new.decision)
                state.shared[new.decision] = shared
                state.entries[new.linkID] = Entry(decision: shared, until: new.until, revision: new.revision)
                state.revision = max(state.revision, new.revision)
            }
        }
        hasEntries.store(true, ordering: .releasing)
    }

    /// Forgets the decisions on links that have ended.
    ///
    /// - Parameter now: Seconds since 1970.
    func prune(now: Int64) {
        state.withLock { state in
            state.entries = state.entries.filter { $0.value.until > now }
            let used = Set(state.entries.values.map { ObjectIdentifier($0.decision) })
            state.shared = state.shared.filter { used.contains(ObjectIdentifier($0.value)) }
            hasEntries.store(!state.entries.isEmpty, ordering: .releasing)
        }
    }

    /// Links with a decision.
    var count: Int { state.withLock { $0.entries.count } }
}
