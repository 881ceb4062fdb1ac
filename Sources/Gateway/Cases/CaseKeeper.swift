import Logging
import Persistence
import ServiceLifecycle

/// Writes how often links with a case are opened, and learns of cases that other gateways on the store begin. A crash
/// loses the openings of the last second; they order a queue, and nothing else depends on them.
struct CaseKeeper: Service {
    private static let interval = Duration.seconds(1)
    /// Looks between two times at which decided cases are forgotten.
    private static let looksPerReading = 600

    let store: CaseStore
    let state: GatewayState
    let clock: any GatewayClock
    let logger: Logger

    func run() async throws {
        var looks = 0
        var isFailing = false
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            do {
                try await look(isWhole: looks % Self.looksPerReading == 0)
                isFailing = false
            } catch {
                if !isFailing { logger.error("cases could not be kept", metadata: ["error": "\(error)"]) }
                isFailing = true
            }
            looks += 1
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: Self.interval) }
        }
        try? await look(isWhole: false)
    }

    func look(isWhole: Bool) async throws {
        let openings = state.cases.takeOpenings()
        do { try await store.countOpenings(openings, now: clock.seconds) } catch {
            state.cases.giveBack(openings)
            throw error
        }
        try await state.cases.refresh(from: store, isWhole: isWhole)
    }
}
