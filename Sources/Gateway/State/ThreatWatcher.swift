import Gate
import LinkPolicy
import Logging
import Persistence
import ServiceLifecycle
import ThreatIntel

/// Looks at the set of threats once a second and puts a new one in force. One that is damaged is refused, and what was in
/// force stays so; a former set is let go of when the last request that began under it has ended.
struct ThreatWatcher: Service {
    private static let interval = Duration.seconds(1)

    let store: ThreatStore
    let state: GatewayState
    let logger: Logger

    func run() async throws {
        // What the gateway began with may have been replaced since.
        var known: Look?
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            let found = Look(store)
            if found != known {
                known = found
                reload()
            }
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: Self.interval) }
        }
    }

    /// What there is to see of the set without reading it.
    private struct Look: Equatable {
        let identity: MappedFile.Identity?
        /// Whether there is no set, and should be.
        let isMissing: Bool

        init(_ store: ThreatStore) {
            identity = MappedFile.Identity(path: store.path)
            isMissing = identity == nil && store.hasFeeds
        }
    }

    func reload() {
        let fresh = Self.rulebook(state.current.rulebook, with: store, logger: logger)
        // The other parts may have changed meanwhile.
        state.update {
            $0.with($0.rulebook.with(threats: fresh.threats, isDegraded: fresh.degraded.contains(.threats)))
        }
    }

    /// A rulebook with the present set. One that is damaged, or missing though lists are recorded, is not taken: the
    /// former one stays, where there is one, and the rulebook says that it is degraded.
    static func rulebook(_ rulebook: Rulebook, with store: ThreatStore, logger: Logger) -> Rulebook {
        let refusal: String
        do {
            let set = try store.open()?.set
            if set != nil || !store.hasFeeds {
                logger.info("the set of threats is in force", metadata: ["entries": "\(set?.keyCount ?? 0)"])
                return rulebook.with(threats: set)
            }
            refusal = "\(store.path) is missing, though lists are recorded"
        } catch {
            refusal = "\(error)"
        }
        logger.error(
            "the set of threats is refused; \(rulebook.threats == nil ? "there is none" : "the former one stays")",
            metadata: ["reason": "\(refusal)", "degraded": "threats"])
        return rulebook.with(threats: rulebook.threats, isDegraded: true)
    }
}
