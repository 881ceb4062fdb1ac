import Attribution
import Gate
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Persistence
import ServiceLifecycle
import URLStandard

/// Serves `/metrics` on a listener of its own, so that the figures never face the public.
struct MetricsListener: Service {
    private static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    let listener: GatewayConfiguration.Listener
    let registry: PrometheusRegistry
    let metrics: GatewayMetrics
    let state: GatewayState
    let observations: ObservationWriter
    let deliveries: DeliveryStore
    let holds: HeldLinkStore
    let threats: ThreatStore
    let clock: any GatewayClock
    let logger: Logger

    func run() async throws {
        let logger = logger
        let application = Application(
            router: router(),
            server: .http1(configuration: .init(idleTimeout: .seconds(60))),
            configuration: .init(address: .hostname(listener.host, port: listener.port), serverName: "hutong"),
            onServerRunning: { channel in
                logger.notice("metrics are served", metadata: ["port": "\(channel.localAddress?.port ?? 0)"])
            }, logger: logger)
        do {
            try await application.run()
        } catch let error as IOError {
            throw ConfigurationProblem(source: "metrics", reason: "\(listener.host):\(listener.port): \(error)")
        }
    }

    func router() -> Router<BasicRequestContext> {
        let router = Router()
        router.get("/metrics") { _, _ in
            await measure()
            return Response(
                status: .ok, headers: [.contentType: Self.contentType, .cacheControl: "no-store"],
                body: .init(byteBuffer: ByteBuffer(string: registry.text)))
        }
        return router
    }

    /// Sets what is looked up rather than counted.
    private func measure() async {
        let now = clock.seconds
        metrics.observationsInFlight(observations.inFlight)
        metrics.deliveriesPending(try? await deliveries.pendingCount())
        metrics.holdsWaiting(try? await holds.waitingCount())
        metrics.senders(state.senders.usage)
        metrics.degraded(state.missing)
        let readAt = state.readAt
        metrics.age(of: .rules, now - readAt.rules)
        metrics.age(of: .store, now - readAt.store)
        let listed = state.current.rulebook.publicSuffixes.date.flatMap { Day($0) }
        let feeds = (try? threats.feeds()) ?? []
        metrics.feeds(feeds, now: now)
        metrics.age(of: .publicSuffixes, listed.map { now - Int64($0.number) * 86_400 })
    }
}
