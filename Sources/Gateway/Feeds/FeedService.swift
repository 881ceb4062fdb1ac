import Gate
import Logging
import Persistence
import ServiceLifecycle
import ThreatIntel

/// Fetches the lists of an operator's file when they are due. ``ThreatWatcher`` puts the set built from them in force.
struct FeedService: Service {
    /// Time between two looks at the file and the lists' records.
    private static let interval = Duration.seconds(1)
    /// The same after a failure of the store.
    private static let rest = Duration.seconds(10)

    let path: String
    let store: ThreatStore
    let transport: any FeedTransport
    let lease: FeedLease
    let state: GatewayState
    let clock: any GatewayClock
    let logger: Logger

    func run() async throws {
        var feeds: [FeedDefinition] = []
        var known: MappedFile.Identity?
        // What a killed one left behind is mended at once.
        var isBehind = (try? store.isBehind()) ?? false
        var isFailing = false
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            reload(&feeds, &known)
            var pause = Self.interval
            do {
                let present = feeds
                let mends = isBehind
                try await cancelWhenGracefulShutdown { try await look(present, mends: mends) }
                isBehind = false
                isFailing = false
            } catch is CancellationError {
                continue
            } catch {
                if !isFailing { logger.error("threat lists cannot be kept", metadata: ["error": "\(error)"]) }
                isFailing = true
                pause = Self.rest
            }
            let time = pause
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: time) }
        }
    }

    private func reload(_ feeds: inout [FeedDefinition], _ known: inout MappedFile.Identity?) {
        let found = MappedFile.Identity(path: path)
        guard found != known else { return }
        known = found
        do {
            feeds = try FeedDefinition.load(path)
            logger.info("threat lists to fetch are known", metadata: ["count": "\(feeds.count)"])
        } catch {
            logger.error(
                "the file of threat lists is refused; the former ones stay", metadata: ["reason": "\(error)"])
        }
    }

    /// Fetches what is due, unless another gateway on this store does.
    ///
    /// - Parameter mends: Whether the set is looked after though nothing is due.
    func look(_ feeds: [FeedDefinition], mends: Bool) async throws {
        guard try mends || !due(feeds).isEmpty else { return }
        _ = try await lease.holding {
            // Another may have fetched them since.
            let due = try due(feeds)
            guard mends || !due.isEmpty else { return }
            let updater = FeedUpdater(
                store: store, fetcher: FeedFetcher(store: store, transport: transport),
                publicSuffixes: state.current.rulebook.publicSuffixes, clock: clock)
            for (feed, outcome) in try await updater.update(due) { tell(feed, outcome) }
        }
    }

    private func due(_ feeds: [FeedDefinition]) throws -> [FeedDefinition] {
        guard !feeds.isEmpty else { return [] }
        let records = Dictionary(try store.feeds().map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let now = clock.seconds
        return feeds.filter { FeedSchedule.isDue($0, records[$0.id], now: now) }
    }

    private func tell(_ feed: FeedDefinition, _ outcome: FeedUpdater.Outcome) {
        var metadata: Logger.Metadata = ["list": "\(feed.id)"]
        switch outcome {
        case .changed(let tally):
            metadata["entries"] = "\(tally.entries)"
            metadata["refused"] = "\(tally.refused)"
            logger.info("a threat list is new", metadata: metadata)
        case .unchanged: logger.debug("a threat list is unchanged", metadata: metadata)
        case .failed(let reason):
            metadata["reason"] = "\(reason)"
            logger.warning("a threat list could not be updated; what it held stays", metadata: metadata)
        }
    }
}
