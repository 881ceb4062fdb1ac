import Logging
import Persistence
import ServiceLifecycle
import Synchronization
import Webhooks

/// Sends what is due to webhooks, and writes down what became of it. Each event arrives at least once: an attempt that
/// a crash cuts off is made again, under the same name.
final class WebhookDeliverer: Service {
    /// Attempts under way at a time, in all and to one webhook, so that one that never answers delays no other.
    private static let limit = 64
    private static let limitPerWebhook = 8
    /// Milliseconds between attempts to a webhook that is failing, which gets one at a time: what waits for it keeps its
    /// attempts until the receiver is back, and the store is not kept busy with failures.
    private static let failureRest: Int64 = 1_000
    /// Time that attempts under way get when the gateway shuts down; what is cut off is made again.
    private static let shutdownTime = Duration.seconds(2)
    /// Milliseconds for which an attempt is this gateway's alone: the transport's limit and some more.
    private static let claimLength: Int64 = 20_000
    /// Time between two looks at the store, while something is under way and else.
    private static let busyInterval = Duration.milliseconds(25)
    private static let idleInterval = Duration.milliseconds(250)

    let store: DeliveryStore
    private let transport: any WebhookTransport
    private let clock: any GatewayClock
    private let metrics: GatewayMetrics
    private let logger: Logger
    private let random: @Sendable () -> Double
    private let work = Mutex(Work())

    private struct Work {
        /// Attempts under way by webhook.
        var underWay: [String: Int] = [:]
        /// When the next attempt to a webhook may begin, after one that failed.
        var restsUntil: [String: Int64] = [:]
    }

    /// - Parameter random: From 0 to 1, for the jitter.
    init(
        store: DeliveryStore, transport: any WebhookTransport, clock: any GatewayClock, metrics: GatewayMetrics,
        logger: Logger,
        random: @escaping @Sendable () -> Double = { Double.random(in: 0...1) }
    ) {
        self.store = store
        self.transport = transport
        self.clock = clock
        self.metrics = metrics
        self.logger = logger
        self.random = random
    }

    func run() async throws {
        await withDiscardingTaskGroup { group in
            var isFailing = false
            while !Task.isShuttingDownGracefully, !Task.isCancelled {
                var interval = isIdle ? Self.idleInterval : Self.busyInterval
                do {
                    for claim in try await claim() {
                        interval = Self.busyInterval
                        group.addTask { await self.deliver(claim) }
                    }
                    isFailing = false
                } catch {
                    if !isFailing { logger.error("webhooks cannot be served", metadata: ["error": "\(error)"]) }
                    isFailing = true
                    interval = .seconds(1)
                }
                let rest = interval
                try? await cancelWhenGracefulShutdown { try await Task.sleep(for: rest) }
            }
            let end = ContinuousClock.now + Self.shutdownTime
            while !isIdle, !Task.isCancelled, ContinuousClock.now < end {
                try? await Task.sleep(for: Self.busyInterval)
            }
            group.cancelAll()
        }
    }

    private var isIdle: Bool { work.withLock { $0.underWay.isEmpty } }

    /// Takes what is due, as far as the limits allow; each must be handed to ``deliver(_:)``.
    func claim() async throws -> [DeliveryStore.Claim] {
        let now = clock.milliseconds
        let due = try await store.due(now: now)
        guard !due.isEmpty else { return [] }
        let slots = slots(for: due, now: now)
        guard !slots.isEmpty else { return [] }
        let claims = try await store.claim(slots, now: now, until: now + Self.claimLength)
        work.withLock { work in
            for claim in claims { work.underWay[claim.webhook, default: 0] += 1 }
        }
        return claims
    }

    /// How many more attempts to each webhook may begin. The free places are shared out evenly.
    private func slots(for due: [DeliveryStore.Due], now: Int64) -> [String: Int] {
        work.withLock { work in
            work.restsUntil = work.restsUntil.filter { $0.value > now }
            let awake = due.filter { work.restsUntil[$0.webhook] == nil }.shuffled()
            var free = max(0, Self.limit - work.underWay.values.reduce(0, +))
            var slots: [String: Int] = [:]
            for round in 1...Self.limitPerWebhook {
                for due in awake where free > 0 {
                    let limit = due.isFailing ? 1 : Self.limitPerWebhook
                    guard work.underWay[due.webhook, default: 0] + round <= limit else { continue }
                    slots[due.webhook] = round
                    free -= 1
                }
            }
            return slots
        }
    }

    /// Makes one attempt and writes down what became of it.
    func deliver(_ claim: DeliveryStore.Claim) async {
        defer {
            work.withLock { work in
                work.underWay[claim.webhook, default: 1] -= 1
                if work.underWay[claim.webhook] == 0 { work.underWay[claim.webhook] = nil }
            }
        }
        let begin = clock.milliseconds
        let outcome = await attempt(claim, at: begin)
        // A shutdown cut it off: nothing is known of it, and it is made again.
        guard !Task.isCancelled else { return }
        let end = clock.milliseconds
        let decision = RetrySchedule.decision(after: outcome, attempt: claim.attempt, random: random())
        metrics.webhookAttempt(decision.outcome)
        if decision != .delivered {
            work.withLock { $0.restsUntil[claim.webhook] = end + Self.failureRest }
        }
        var attempt = DeliveryStore.Attempt(at: begin, status: nil, error: nil, duration: max(0, end - begin))
        switch outcome {
        case .answered(let status, _): attempt.status = status
        case .failed(let reason): attempt.error = reason
        }
        do {
            let disabled = try await store.record(attempt, of: claim, decision: decision, now: end)
            if let disabled {
                let words = disabled == .gone ? "its receiver answered 410" : "nothing arrived for five days"
                logger.warning(
                    "a webhook is disabled", metadata: ["webhook": "\(claim.webhook)", "reason": "\(words)"])
            } else if decision == .failed {
                logger.warning(
                    "an event did not reach a webhook and is given up",
                    metadata: ["webhook": "\(claim.webhook)", "event": "\(claim.event)"])
            }
        } catch {
            logger.error("an attempt could not be recorded and is made again", metadata: ["error": "\(error)"])
        }
    }

    private func attempt(_ claim: DeliveryStore.Claim, at now: Int64) async -> AttemptOutcome {
        let body = Array(claim.payload.utf8)
        var headers: [(name: String, value: String)] = [("content-type", "application/json")]
        headers += WebhookHeaders.of(id: claim.event, timestamp: now / 1_000, body: body, secrets: claim.secrets)
        do {
            let answer = try await transport.post(body, to: claim.url, headers: headers)
            return .answered(
                status: answer.status,
                retryAfter: answer.retryAfter.flatMap { RetryAfter.seconds($0, now: now / 1_000) })
        } catch {
            return .failed(String("\(error)".prefix(300)))
        }
    }
}

extension DeliveryDecision {
    fileprivate var outcome: GatewayMetrics.WebhookAttempt {
        switch self {
        case .delivered: .delivered
        case .retry: .retried
        case .failed, .gone: .failed
        }
    }
}
