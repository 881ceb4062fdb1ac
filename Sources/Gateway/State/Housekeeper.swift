import Logging
import Persistence
import ServiceLifecycle

/// Forgets, once an hour, what is past its time.
struct Housekeeper: Service {
    private static let interval = Duration.seconds(3_600)
    /// Rows that one transaction forgets at most, so that the writer is never held for long.
    private static let chunk = 2_000
    /// Days for which events for webhooks and the log of their deliveries are kept.
    private static let deliveryDays: Int64 = 30

    let shortLinks: ShortLinkStore
    let idempotency: IdempotencyStore
    let postedLinks: PostedLinkStore
    let deliveries: DeliveryStore
    let clock: any GatewayClock
    let logger: Logger

    func run() async throws {
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            await forget("expired short links") { try await shortLinks.purge(now: clock.seconds) }
            await forget("kept answers") {
                try await idempotency.purge(before: clock.seconds - Idempotency.lifetime)
            }
            await forget("posted links") {
                try await inChunks { try await postedLinks.purge(now: clock.seconds, atMost: Self.chunk) }
            }
            await forget("webhook events") {
                let before = clock.milliseconds - Self.deliveryDays * 86_400_000
                return try await inChunks { try await deliveries.purge(before: before, atMost: Self.chunk) }
            }
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: Self.interval) }
        }
    }

    private func forget(_ what: String, _ purge: () async throws -> Int) async {
        do {
            let purged = try await purge()
            if purged > 0 { logger.info("\(what) are forgotten", metadata: ["count": "\(purged)"]) }
        } catch {
            logger.error("\(what) could not be forgotten", metadata: ["error": "\(error)"])
        }
    }

    private func inChunks(_ purge: () async throws -> Int) async throws -> Int {
        var total = 0
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            let purged = try await purge()
            total += purged
            if purged < Self.chunk { break }
        }
        return total
    }
}
