import Attribution
import Hummingbird
import JSONText
import LinkPolicy
import Persistence

/// `GET /v1/stats/summary`.
struct StatsRoute: Sendable {
    let state: GatewayState
    let store: ObservationStore
    let clock: any GatewayClock

    /// Days that one answer may span.
    private static let longestSpan = 366

    func summary(_ request: Request, _ context: GatewayRequestContext) async throws -> Response {
        let key = try state.current.authenticate(request, for: .read)
        try request.requireQuery(only: ["from", "to"])
        let days = try days(request)
        let rows = try await store.summary(tenant: key.record.tenant, days: days)
        let readers = try await store.readers(tenant: key.record.tenant, days: days)
        return .json { json in
            json.object { json in
                json.member("tenant", key.record.tenant.rawValue)
                json.member("from", days.lowerBound.description)
                json.member("to", days.upperBound.description)
                json.member("time_zone", "UTC")
                json.key("totals")
                Self.write(rows.reduce(into: [:]) { $0.merge($1.counts, uniquingKeysWith: +) }, to: &json)
                json.array("days") { json in
                    for day in Set(rows.map(\.day)).union(readers.keys).sorted() {
                        json.object { json in
                            json.member("day", day.description)
                            json.member("readers", readers[day] ?? 0)
                        }
                    }
                }
                json.array("rows") { json in
                    for row in rows {
                        json.object { json in
                            json.member("day", row.day.description)
                            json.member("scene", row.scene.rawValue)
                            json.member("platform", row.platform?.rawValue)
                            json.key("counts")
                            Self.write(row.counts, to: &json)
                        }
                    }
                }
            }
        }
    }

    private static func write(_ counts: [Measure: Int], to json: inout JSONWriter) {
        json.object { json in
            for measure in Measure.allCases {
                json.key(measure.rawValue)
                json.integer(counts[measure] ?? 0)
            }
        }
    }

    /// The last 30 days unless the request says otherwise.
    private func days(_ request: Request) throws(Problem) -> ClosedRange<Day> {
        let today = Day(of: clock.seconds)
        let to = try day("to", of: request) ?? today
        let from = try day("from", of: request) ?? Day(number: max(0, to.number - 29))
        guard from <= to, to.number - from.number < Self.longestSpan else {
            throw Problem(
                .unprocessableContent, "invalid-value", "A value is not allowed",
                detail: "“from” must not be after “to”, and the span at most \(Self.longestSpan) days.")
        }
        return from...to
    }

    private func day(_ name: String, of request: Request) throws(Problem) -> Day? {
        guard let text = request.uri.queryParameters[name[...]] else { return nil }
        guard let day = Day(String(text)) else {
            throw Problem(
                .unprocessableContent, "invalid-value", "A value is not allowed",
                detail: "“\(name)” must be a date such as 2026-01-31.")
        }
        return day
    }
}
