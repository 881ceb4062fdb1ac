import Logging
import Persistence
import ServiceLifecycle

/// Ends the wait of held links on which nobody decides. Of several gateways on one store each may: a link is ended once.
struct HoldKeeper: Service {
    private static let interval = Duration.seconds(1)
    /// Links ended in one transaction.
    private static let portion = 200
    /// Looks between two times at which ended links are forgotten.
    private static let looksPerPruning = 3_600

    let store: HeldLinkStore
    let state: GatewayState
    let clock: any GatewayClock
    let logger: Logger

    func run() async throws {
        let looks = RepeatedLook(interval: Self.interval, failure: "held links could not be ended", logger: logger)
        await looks.run { number in
            if number > 0, number % Self.looksPerPruning == 0 { state.holds.prune(now: clock.seconds) }
            try await look()
        }
    }

    /// Ends every wait that is over now.
    func look() async throws {
        var total = 0
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            let count = try await store.expire(now: clock.seconds, limit: Self.portion)
            total += count
            guard count == Self.portion else { break }
        }
        guard total > 0 else { return }
        logger.info("nobody decided on held links in time", metadata: ["count": "\(total)"])
        try await state.holds.refresh(from: store, now: clock.seconds)
    }
}
