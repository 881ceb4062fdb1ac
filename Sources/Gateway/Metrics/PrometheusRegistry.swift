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

    private let metrics = Mutex<[Series: any PrometheusMetric]>([:])
    private let help: [String: String]

    /// - Parameter help: One line for each label.
    init(help: [String: String]) { self.help = help }

    func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        metric(label, dimensions) as PrometheusCounter
    }

    func makeFloatingPointCounter(label: String, dimensions: [(String, String)]) -> any FloatingPointCounterHandler {
        AccumulatingCounter(metric(label, dimensions))
    }

    func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        metric(label, dimensions) as PrometheusGauge
    }

    func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        aggregate ? metric(label, dimensions) as PrometheusHistogram : metric(label, dimensions) as PrometheusGauge
    }

    func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        metric(label, dimensions) as PrometheusHistogram
    }

    // What was counted stays, so that a series never falls back.
    func destroyCounter(_ handler: any CounterHandler) {}
    func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {}
    func destroyMeter(_ handler: any MeterHandler) {}
    func destroyRecorder(_ handler: any RecorderHandler) {}
    func destroyTimer(_ handler: any TimerHandler) {}

    /// Everything, sorted by label.
    var text: String {
        let all = metrics.withLock { $0 }.sorted {
            ($0.key.label, $0.key.dimensions) < ($1.key.label, $1.key.dimensions)
        }
        var text = ""
        var label = ""
        for (series, metric) in all {
            if series.label != label {
                label = series.label
                if let help = help[label] { text += "# HELP \(label) \(help)\n" }
                text += "# TYPE \(label) \(type(of: metric).type)\n"
            }
            for sample in metric.samples {
                let dimensions = [series.dimensions, sample.dimension].filter { !$0.isEmpty }.joined(separator: ",")
                text += label + sample.suffix + (dimensions.isEmpty ? "" : "{\(dimensions)}") + " \(sample.value)\n"
            }
        }
        return text
    }

    /// The metric of a series; one of another kind under the same name is replaced.
    private func metric<Metric: PrometheusMetric>(_ label: String, _ dimensions: [(String, String)]) -> Metric {
        let series = Series(
            label: label,
            dimensions: dimensions.sorted { $0.0 < $1.0 }.map { "\($0)=\"\(Self.escaped($1))\"" }
                .joined(separator: ","))
        return metrics.withLock { metrics in
            if let known = metrics[series] as? Metric { return known }
            let new = Metric()
            metrics[series] = new
            return new
        }
    }

    private static func escaped(_ value: String) -> String {
        value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }
}

/// A line of a metric.
struct PrometheusSample {
    var suffix = ""
    var dimension = ""
    var value: String

    static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        return value == value.rounded() && value.magnitude < 1e15 ? "\(Int64(value))" : "\(value)"
    }
}

/// What the registry keeps for a series.
protocol PrometheusMetric: AnyObject, Sendable {
    static var type: String { get }
    var samples: [PrometheusSample] { get }
    init()
}
