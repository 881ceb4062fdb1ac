import Gate
import Logging
import Persistence
import Reputation
import ServiceLifecycle

/// Takes the standings that much is known of apart ahead of time, so that nobody who looks at one waits for that. Of
/// several gateways on one store, the one that holds the lease does it.
actor StandingViewMaker: Service {
    /// Complaints from which on a standing is taken apart ahead.
    static let minimum = 1_000
    /// Seconds that what was taken apart is left as it is, whatever has happened since.
    static let rest: Int64 = 900
    /// Seconds for which it is shown.
    static let lifetime: Int64 = 7_200
    private static let interval = Duration.seconds(60)
    private static let leaseName = "standing views"

    private let state: GatewayState
    private let store: StandingStore
    private let leases: LeaseStore
    private let node: String
    private let minimum: Int
    private let clock: any GatewayClock
    private let logger: Logger
    /// Under which the views were made.
    private var parameters: ReputationParameters?

    /// - Parameter node: This gateway's name among those that share the store.
    init(
        state: GatewayState, store: StandingStore, leases: LeaseStore, node: String, minimum: Int = minimum,
        clock: any GatewayClock, logger: Logger
    ) {
        self.state = state
        self.store = store
        self.leases = leases
        self.node = node
        self.minimum = minimum
        self.clock = clock
        self.logger = logger
    }

    func run() async throws {
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            do { try await make() } catch {
                logger.warning("standings are not taken apart ahead", metadata: ["error": "\(error)"])
            }
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: Self.interval) }
        }
        try? await leases.release(Self.leaseName, by: node)
    }

    /// Takes apart what is missing, or has changed and is no longer fresh.
    func make() async throws {
        guard let parameters = state.current.rulebook.tiers.parameters else { return }
        let milliseconds = clock.milliseconds
        let until = milliseconds + 2 * Int64(Self.interval.components.seconds) * 1_000
        guard try await leases.hold(Self.leaseName, by: node, now: milliseconds, until: until) else { return }
        let now = clock.seconds
        // Other numbers, other views; which they were made under is known only to whoever made them.
        try await store.dropViews(before: self.parameters == parameters ? now - Self.lifetime : .max)
        self.parameters = parameters
        for record in try await store.muchComplainedOf(atLeast: minimum) {
            if Task.isShuttingDownGracefully { return }
            if let view = try await store.view(of: record.key),
                view.at >= record.updatedAt || now - view.at < Self.rest,
                try StandingText.decode(Breakdown.self, view.detail).agrees(with: record)
            {
                continue
            }
            let reader = StandingReader(store: store, parameters: parameters)
            guard let breakdown = try await reader.breakdown(of: record.key, at: clock.seconds) else { continue }
            try await store.put(StandingText.encode(breakdown), at: breakdown.at, of: record.key)
        }
    }
}

extension Breakdown {
    /// Whether it still tells what is on record: the tier, and the score but for a point. What was undone since, as a
    /// reversed ruling or many complaints found unfounded, is seen at once.
    func agrees(with record: StandingRecord) -> Bool { tier == record.tier && abs(score - Double(record.score)) < 1.5 }
}
