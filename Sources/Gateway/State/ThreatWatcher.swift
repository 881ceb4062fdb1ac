import Gate
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
        var known: MappedFile.Identity?
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            let found = MappedFile.Identity(path: store.path)
            if found != known {
                known = found
                reload()
            }
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: Self.interval) }
        }
    }

    func reload() {
        do {
            let set = try store.open()?.set
            state.update { $0.with($0.rulebook.with(threats: set)) }
            logger.info("the set of threats is in force", metadata: ["entries": "\(set?.keyCount ?? 0)"])
        } catch {
            logger.error("the set of threats is refused; the former one stays", metadata: ["reason": "\(error)"])
        }
    }

    /// The set to begin with; none when it cannot be used, since a gateway without lists is better than none.
    static func set(of store: ThreatStore, logger: Logger) -> ThreatSet? {
        do { return try store.open()?.set } catch {
            logger.error("the set of threats is refused; there is none", metadata: ["reason": "\(error)"])
            return nil
        }
    }
}
