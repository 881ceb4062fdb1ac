import Logging
import Persistence
import ServiceLifecycle

/// Forgets, once an hour, what is past its time.
struct Housekeeper: Service {
    private static let interval = Duration.seconds(3_600)

    let shortLinks: ShortLinkStore
    let idempotency: IdempotencyStore
    let clock: any GatewayClock
    let logger: Logger

    func run() async throws {
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            do {
                let purged = try await shortLinks.purge(now: clock.seconds)
                try await idempotency.purge(before: clock.seconds - Idempotency.lifetime)
                if purged > 0 { logger.info("expired short links are forgotten", metadata: ["count": "\(purged)"]) }
            } catch {
                logger.error("expired short links could not be forgotten", metadata: ["error": "\(error)"])
            }
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: Self.interval) }
        }
    }
}
