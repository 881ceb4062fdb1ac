import Logging
import ServiceLifecycle

/// Looks again and again until the gateway stops; what fails is logged once and tried again with the next look.
struct RepeatedLook {
    let interval: Duration
    /// What the log says of a look that fails.
    let failure: String
    let logger: Logger

    /// - Parameter look: Is told how many looks there were before.
    func run(_ look: (_ number: Int) async throws -> Void) async {
        var number = 0
        var isFailing = false
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            do {
                try await look(number)
                isFailing = false
            } catch {
                if !isFailing { logger.error("\(failure)", metadata: ["error": "\(error)"]) }
                isFailing = true
            }
            number += 1
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: interval) }
        }
    }
}
