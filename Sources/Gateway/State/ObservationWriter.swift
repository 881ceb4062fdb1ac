import Attribution
import Gate
import LinkPolicy
import Logging
import Persistence
import ServiceLifecycle
import Synchronization

/// Where observations go.
protocol ObservationSink: Sendable {
    func record(_ batch: ObservationBatch)
    func record(_ visit: Visit)
    /// Counts checked messages, and keeps what is to be kept of their links.
    func record(_ messages: [CheckedMessage], tenant: TenantID, day: Day, posted: [PostedLink])
}

/// Gathers observations for a moment and commits them together, so that a click never waits for the disk and a crash
/// loses no more than the last 50 ms.
final class ObservationWriter: ObservationSink, Service {
    /// Time observations are gathered before they are committed; the commit itself must fit in the rest of the 50 ms.
    private static let interval = Duration.milliseconds(20)
    /// Rows kept while the store fails; older ones beyond it are given up, and the log says how many.
    private static let limit = 1_000_000

    private let pending = Mutex(ObservationBatch())
    private let store: ObservationStore
    private let metrics: GatewayMetrics
    private let logger: Logger

    init(store: ObservationStore, metrics: GatewayMetrics, logger: Logger) {
        self.store = store
        self.metrics = metrics
        self.logger = logger
    }

    func record(_ batch: ObservationBatch) { pending.withLock { $0.add(batch) } }

    func record(_ visit: Visit) { pending.withLock { $0.add(visit) } }

    func record(_ messages: [CheckedMessage], tenant: TenantID, day: Day, posted: [PostedLink]) {
        pending.withLock { pending in
            pending.count(messages, tenant: tenant, day: day)
            pending.postedLinks += posted
        }
    }

    /// Rows that are not yet on disk.
    var inFlight: Int { pending.withLock { $0.count } }

    func run() async throws {
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            try? await Task.sleep(for: Self.interval)
            await flush()
        }
        // In a task of its own: a shutdown that runs out of time cancels this one, and what is in flight must still be
        // written.
        await Task { await flush() }.value
    }

    func flush() async {
        let batch = pending.withLock { pending in
            let taken = pending
            pending = ObservationBatch()
            return taken
        }
        guard !batch.isEmpty else { return }
        do {
            try await store.commit(batch)
        } catch {
            let kept = pending.withLock { pending in
                guard pending.count + batch.count <= Self.limit else { return false }
                pending.add(batch)
                return true
            }
            if !kept { metrics.observationsLost(batch.count) }
            logger.error(
                "observations could not be written",
                metadata: ["rows": "\(batch.count)", "kept": "\(kept)", "error": "\(error)"])
            try? await Task.sleep(for: .seconds(1))
        }
    }
}
