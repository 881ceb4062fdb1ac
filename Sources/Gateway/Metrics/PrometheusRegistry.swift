import CoreMetrics
import Synchronization

/// Keeps every metric in memory and writes them in Prometheus' text format 0.0.4.
///
/// Labels are in Prometheus' own form, `hutong_http_requests_total`; a timer's in seconds. Timers and aggregating
/// recorders become histograms, the others gauges.
final class PrometheusRegistry: MetricsFactory, Sendable {
    private struct Series: Hashable {
        let label: String
        let dimensions: String
    }

    fileprivate enum Handler: Sendable {
        case counter(PrometheusCounter)
        case gauge(PrometheusGauge)
        case histogram(PrometheusHistogram)
    }

    private let handlers = Mutex<[Series: Handler]>([:])
    private let help: [String: String]

    /// - Parameter help: One line for each label.
    init(help: [String: String]) { self.help = help }

    func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        counter(label, dimensions)
    }

    func makeFloatingPointCounter(label: String, dimensions: [(String, String)]) -> any FloatingPointCounterHandler {
        AccumulatingCounter(counter(label, dimensions))
    }

    func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler { gauge(label, dimensions) }

    func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        aggregate ? histogram(label, dimensions) : gauge(label, dimensions)
    }

    func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler { histogram(label, dimensions) }

    // What was counted stays, so that a series never falls back.
    func destroyCounter(_ handler: any CounterHandler) {}
    func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {}
    func destroyMeter(_ handler: any MeterHandler) {}
    func destroyRecorder(_ handler: any RecorderHandler) {}
    func destroyTimer(_ handler: any TimerHandler) {}

    /// Everything, sorted by label.
    var text: String {
        let all = handlers.withLock { $0 }.sorted {
            ($0.key.label, $0.key.dimensions) < ($1.key.label, $1.key.dimensions)
        }
        var text = ""
        var label = ""
        for (series, handler) in all {
            if series.label != label {
                label = series.label
                if let help = help[label] { text += "# HELP \(label) \(help)\n" }
                text += "# TYPE \(label) \(handler.type)\n"
            }
            switch handler {
            case .counter(let counter): text += Self.line(label, series.dimensions, "\(counter.value)")
            case .gauge(let gauge): text += Self.line(label, series.dimensions, Self.number(gauge.value))
            case .histogram(let histogram):
                let (counts, sum) = histogram.snapshot
                var total: UInt64 = 0
                for (index, count) in counts.enumerated() {
                    total += count
                    let bound =
                        index < PrometheusHistogram.bounds.count ? "\(PrometheusHistogram.bounds[index])" : "+Inf"
                    let separator = series.dimensions.isEmpty ? "" : ","
                    text += Self.line(
                        label + "_bucket", series.dimensions + separator + "le=\"\(bound)\"", "\(total)")
                }
                text += Self.line(label + "_sum", series.dimensions, Self.number(sum))
                text += Self.line(label + "_count", series.dimensions, "\(total)")
            }
        }
        return text
    }

    private static func line(_ name: String, _ dimensions: String, _ value: String) -> String {
        dimensions.isEmpty ? "\(name) \(value)\n" : "\(name){\(dimensions)} \(value)\n"
    }

    private static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        return value == value.rounded() && value.magnitude < 1e15 ? "\(Int64(value))" : "\(value)"
    }

    // MARK: Series

    private func counter(_ label: String, _ dimensions: [(String, String)]) -> PrometheusCounter {
        find(label, dimensions, { if case .counter(let found) = $0 { found } else { nil } }) {
            let new = PrometheusCounter()
            return (new, .counter(new))
        }
    }

    private func gauge(_ label: String, _ dimensions: [(String, String)]) -> PrometheusGauge {
        find(label, dimensions, { if case .gauge(let found) = $0 { found } else { nil } }) {
            let new = PrometheusGauge()
            return (new, .gauge(new))
        }
    }

    private func histogram(_ label: String, _ dimensions: [(String, String)]) -> PrometheusHistogram {
        find(label, dimensions, { if case .histogram(let found) = $0 { found } else { nil } }) {
            let new = PrometheusHistogram()
            return (new, .histogram(new))
        }
    }

    private func find<Found: Sendable>(
        _ label: String, _ dimensions: [(String, String)], _ cast: (Handler) -> Found?,
        make: () -> (Found, Handler)
    ) -> Found {
        let series = Series(
            label: label,
            dimensions: dimensions.sorted { $0.0 < $1.0 }.map { "\($0)=\"\(Self.escaped($1))\"" }
                .joined(separator: ","))
        return handlers.withLock { handlers in
            if let known = handlers[series].flatMap(cast) { return known }
            let (new, handler) = make()
            handlers[series] = handler
            return new
        }
    }

    private static func escaped(_ value: String) -> String {
        value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }
}

extension PrometheusRegistry.Handler {
    fileprivate var type: String {
        switch self {
        case .counter: "counter"
        case .gauge: "gauge"
        case .histogram: "histogram"
        }
    }
}
