import CoreMetrics
import LinkPolicy
import NIOCore
import Persistence
import Synchronization

/// What a gateway counts of itself, behind swift-metrics.
final class GatewayMetrics: Sendable {
    /// The moment a verdict was given.
    enum Moment: String, Sendable {
        case posting, opening
    }

    private struct RequestLabel: Hashable {
        let route: String
        let method: String
        let status: Int
    }

    private struct GroundLabel: Hashable {
        let moment: Moment
        let code: String
    }

    private let factory: any MetricsFactory
    private let requests = Mutex<[RequestLabel: Counter]>([:])
    private let seconds = Mutex<[String: Timer]>([:])
    private let grounds = Mutex<[GroundLabel: Counter]>([:])
    /// By disposition, from `open` to `block`.
    private let postingVerdicts: [Counter]
    private let openingVerdicts: [Counter]
    private let clicks: (count: Counter, seconds: Timer)
    private let checks: (count: Counter, seconds: Timer)
    private let refusals: Counter
    /// By the disposition in force, and then by the one in the shadow.
    private let shadows: [[Counter]]
    private let lost: Counter
    private let inFlight: Meter
    private let ages: [RulebookList: Meter]
    private let feeds = Mutex<[String: (age: Meter, failures: Meter)]>([:])
    private let attempts: [WebhookAttempt: Counter]
    private let pendingDeliveries: Meter
    private let waitingHolds: Meter
    private let senders: (bytes: Meter, known: Meter, evicted: Meter)
    private let degraded: [RulebookPart: Meter]

    /// What became of an attempt to send an event to a webhook.
    enum WebhookAttempt: String, CaseIterable, Sendable {
        case delivered
        /// Failed, and to be made again.
        case retried
        /// Failed, and the event is given up.
        case failed
    }

    /// What the ages are told of.
    enum RulebookList: String, CaseIterable, Sendable {
        case publicSuffixes = "public_suffixes"
        /// The files of policies and platforms, since they were read.
        case rules
        /// What the store holds, since it was last looked at.
        case store
    }

    static let help = [
        "hutong_http_requests_total": "Requests answered, by route, method and status.",
        "hutong_http_request_seconds": "Time from a request's head to its answer, by route.",
        "hutong_verdicts_total": "Verdicts given, by moment and disposition.",
        "hutong_grounds_total": "Grounds of verdicts, by moment and code.",
        "hutong_shadow_differences_total":
            "Verdicts that the policy in the shadow would have given otherwise, by both dispositions.",
        "hutong_rate_limited_total": "Requests refused because a key was over its rate.",
        "hutong_observations_in_flight": "Observations that are not on disk yet.",
        "hutong_observations_lost_total": "Observations given up because the store failed for too long.",
        "hutong_webhook_attempts_total": "Attempts to send an event to a webhook, by what became of them.",
        "hutong_webhook_deliveries_pending": "Events that are still to be sent to a webhook.",
        "hutong_feed_failures": "Attempts in a row to fetch a threat list that brought nothing.",
        "hutong_holds_waiting": "Held links that wait for somebody to decide.",
        "hutong_senders": "Senders whose links are counted in this gateway's memory.",
        "hutong_senders_bytes": "Bytes that the counters of senders take.",
        "hutong_senders_evicted": "Senders whose counts were given up since the start, to keep to the memory.",
        "hutong_degraded": "1 while a part of the rulebook is missing or no longer true, by part.",
        "hutong_list_age_seconds":
            "Age of what verdicts depend on: the Public Suffix List, the files of the rules, the last look at the store, each threat list.",
    ]

    init(factory: any MetricsFactory) {
        self.factory = factory
        func verdicts(_ moment: Moment) -> [Counter] {
            Disposition.allCases.map { disposition in
                Counter(
                    label: "hutong_verdicts_total",
                    dimensions: [("moment", moment.rawValue), ("disposition", disposition.rawValue)], factory: factory)
            }
        }
        postingVerdicts = verdicts(.posting)
        shadows = Disposition.allCases.map { former in
            Disposition.allCases.map { present in
                Counter(
                    label: "hutong_shadow_differences_total",
                    dimensions: [("former", former.rawValue), ("present", present.rawValue)], factory: factory)
            }
        }
        openingVerdicts = verdicts(.opening)
        clicks = Self.hot("/go/{token}", "GET", 302, factory)
        checks = Self.hot("/v1/checks", "POST", 200, factory)
        refusals = Counter(label: "hutong_rate_limited_total", factory: factory)
        lost = Counter(label: "hutong_observations_lost_total", factory: factory)
        inFlight = Meter(label: "hutong_observations_in_flight", factory: factory)
        ages = RulebookList.allCases.reduce(into: [:]) { ages, list in
            ages[list] = Meter(
                label: "hutong_list_age_seconds", dimensions: [("list", list.rawValue)], factory: factory)
        }
        attempts = WebhookAttempt.allCases.reduce(into: [:]) { attempts, outcome in
            attempts[outcome] = Counter(
                label: "hutong_webhook_attempts_total", dimensions: [("outcome", outcome.rawValue)], factory: factory)
        }
        pendingDeliveries = Meter(label: "hutong_webhook_deliveries_pending", factory: factory)
        waitingHolds = Meter(label: "hutong_holds_waiting", factory: factory)
        senders = (
            Meter(label: "hutong_senders_bytes", factory: factory), Meter(label: "hutong_senders", factory: factory),
            Meter(label: "hutong_senders_evicted", factory: factory)
        )
        degraded = RulebookPart.allCases.reduce(into: [:]) { meters, part in
            meters[part] = Meter(label: "hutong_degraded", dimensions: [("part", part.rawValue)], factory: factory)
        }
    }

    private static func hot(
        _ route: String, _ method: String, _ status: Int, _ factory: any MetricsFactory
    ) -> (count: Counter, seconds: Timer) {
        (
            Counter(
                label: "hutong_http_requests_total",
                dimensions: [("route", route), ("method", method), ("status", "\(status)")], factory: factory),
            Timer(label: "hutong_http_request_seconds", dimensions: [("route", route)], factory: factory)
        )
    }

    // MARK: Requests

    func clickRedirected(since began: NIODeadline) { record(clicks, since: began) }

    func messageChecked(since began: NIODeadline) { record(checks, since: began) }

    private func record(_ route: (count: Counter, seconds: Timer), since began: NIODeadline) {
        route.count.increment()
        route.seconds.recordNanoseconds((NIODeadline.now() - began).nanoseconds)
    }

    /// - Parameter route: The route's pattern, never the path itself: a path holds tokens.
    func request(route: String, method: String, status: Int, took duration: Duration) {
        let label = RequestLabel(route: route, method: method, status: status)
        requests.withLock { requests in
            if let known = requests[label] { return known }
            let new = Self.hot(route, method, status, factory).count
            requests[label] = new
            return new
        }.increment()
        seconds.withLock { seconds in
            if let known = seconds[route] { return known }
            let new = Timer(label: "hutong_http_request_seconds", dimensions: [("route", route)], factory: factory)
            seconds[route] = new
            return new
        }.recordNanoseconds(
            duration.components.seconds * 1_000_000_000 + duration.components.attoseconds / 1_000_000_000)
    }

    func rateLimited() { refusals.increment() }

    // MARK: Verdicts

    func shadowDiffers(from former: Disposition, to present: Disposition) {
        shadows[former.strictness][present.strictness].increment()
    }

    func verdict(_ verdict: Verdict, at moment: Moment) {
        (moment == .posting ? postingVerdicts : openingVerdicts)[verdict.disposition.strictness].increment()
        for ground in verdict.grounds {
            let label = GroundLabel(moment: moment, code: ground.code)
            grounds.withLock { grounds in
                if let known = grounds[label] { return known }
                let new = Counter(
                    label: "hutong_grounds_total",
                    dimensions: [("moment", moment.rawValue), ("ground", ground.code)], factory: factory)
                grounds[label] = new
                return new
            }.increment()
        }
    }

    // MARK: Webhooks

    func webhookAttempt(_ outcome: WebhookAttempt) { attempts[outcome]?.increment() }

    /// - Parameter count: `nil` when the store did not say.
    func deliveriesPending(_ count: Int?) { pendingDeliveries.set(count.map(Double.init) ?? .nan) }

    // MARK: State

    /// - Parameter count: `nil` when the store did not say.
    func holdsWaiting(_ count: Int?) { waitingHolds.set(count.map(Double.init) ?? .nan) }

    func senders(_ usage: (bytes: Int, senders: Int, evicted: Int)) {
        senders.bytes.set(usage.bytes)
        senders.known.set(usage.senders)
        senders.evicted.set(usage.evicted)
    }

    /// - Parameter parts: The parts that are missing or no longer true.
    func degraded(_ parts: Set<RulebookPart>) {
        for (part, meter) in degraded { meter.set(parts.contains(part) ? 1 : 0) }
    }

    func observationsLost(_ count: Int) { lost.increment(by: count) }

    func observationsInFlight(_ count: Int) { inFlight.set(count) }

    /// The ages of the threat lists and how their sources fail; of lists that are gone there are none.
    ///
    /// - Parameter now: Seconds since 1970.
    func feeds(_ records: [FeedRecord], now: Int64) {
        feeds.withLock { meters in
            let present = Set(records.map(\.id))
            for (id, meter) in meters where !present.contains(id) {
                meter.age.set(Double.nan)
                meter.failures.set(Double.nan)
            }
            for record in records {
                let list = [("list", "feed:" + record.id)]
                let meter =
                    meters[record.id]
                    ?? (
                        age: Meter(label: "hutong_list_age_seconds", dimensions: list, factory: factory),
                        failures: Meter(label: "hutong_feed_failures", dimensions: list, factory: factory)
                    )
                meters[record.id] = meter
                meter.age.set(record.hasList ? Double(now - record.confirmedAt) : .nan)
                meter.failures.set(record.failures)
            }
        }
    }

    func age(of list: RulebookList, _ seconds: Int64?) { ages[list]?.set(seconds.map(Double.init) ?? .nan) }
}
