import CoreMetrics
import Synchronization

/// A count that only grows.
final class PrometheusCounter: CounterHandler, PrometheusMetric {
    static let type = "counter"

    private let count = Atomic<Int64>(0)

    var samples: [PrometheusSample] { [PrometheusSample(value: "\(count.load(ordering: .relaxed))")] }

    func increment(by amount: Int64) { count.wrappingAdd(amount, ordering: .relaxed) }

    func reset() { count.store(0, ordering: .relaxed) }
}

/// Fractions, added up until they make whole numbers.
final class AccumulatingCounter: FloatingPointCounterHandler, Sendable {
    private let counter: PrometheusCounter
    private let rest = Mutex(0.0)

    init(_ counter: PrometheusCounter) { self.counter = counter }

    func increment(by amount: Double) {
        guard amount.isFinite, amount > 0 else { return }
        let whole = rest.withLock { rest in
            rest += amount
            let whole = Int64(exactly: rest.rounded(.down)) ?? 0
            rest -= Double(whole)
            return whole
        }
        if whole > 0 { counter.increment(by: whole) }
    }

    func reset() { counter.reset() }
}

/// A value that goes up and down.
final class PrometheusGauge: MeterHandler, RecorderHandler, PrometheusMetric {
    static let type = "gauge"

    private let current = Mutex(0.0)

    var samples: [PrometheusSample] {
        [PrometheusSample(value: PrometheusSample.number(current.withLock { $0 }))]
    }

    func set(_ value: Int64) { set(Double(value)) }
    func set(_ value: Double) { current.withLock { $0 = value } }
    func increment(by amount: Double) { current.withLock { $0 += amount } }
    func decrement(by amount: Double) { current.withLock { $0 -= amount } }
    func record(_ value: Int64) { set(Double(value)) }
    func record(_ value: Double) { set(value) }
}

/// How often a value fell between the bounds.
final class PrometheusHistogram: RecorderHandler, TimerHandler, PrometheusMetric {
    static let type = "histogram"

    /// Upper bounds, in seconds for a timer.
    static let bounds = [
        0.000_05, 0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
    ]

    private struct State {
        /// One more than there are bounds.
        var counts = [UInt64](repeating: 0, count: PrometheusHistogram.bounds.count + 1)
        var sum = 0.0
    }

    private let state = Mutex(State())

    var samples: [PrometheusSample] {
        let state = state.withLock { $0 }
        var total: UInt64 = 0
        var samples: [PrometheusSample] = []
        for (index, count) in state.counts.enumerated() {
            total += count
            let bound = index < Self.bounds.count ? "\(Self.bounds[index])" : "+Inf"
            samples.append(PrometheusSample(suffix: "_bucket", dimension: "le=\"\(bound)\"", value: "\(total)"))
        }
        samples.append(PrometheusSample(suffix: "_sum", value: PrometheusSample.number(state.sum)))
        samples.append(PrometheusSample(suffix: "_count", value: "\(total)"))
        return samples
    }

    func record(_ value: Int64) { record(Double(value)) }

    func record(_ value: Double) {
        var index = 0
        while index < Self.bounds.count, value > Self.bounds[index] { index += 1 }
        state.withLock { state in
            state.counts[index] += 1
            state.sum += value
        }
    }

    func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }
}
