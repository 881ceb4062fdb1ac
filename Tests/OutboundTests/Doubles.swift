import Synchronization
import URLStandard

@testable import Outbound

/// Answers from a table; a name's answers are given one after the other, the last one again and again.
final class TableResolver: AddressResolver {
    private let table: Mutex<[String: [[String]]]>
    private let counts = Mutex<[String: Int]>([:])

    init(_ table: [String: [[String]]]) {
        self.table = Mutex(table)
    }

    convenience init(_ table: [String: String]) {
        self.init(table.mapValues { [[$0]] })
    }

    func addresses(of host: String) async throws -> [IPAddress] {
        counts.withLock { $0[host, default: 0] += 1 }
        return table.withLock { table in
            guard let first = table[host]?.first else { return [] }
            if let answers = table[host], answers.count > 1 { table[host]?.removeFirst() }
            return first.compactMap { IPAddress($0) }
        }
    }

    func lookups(of host: String) -> Int { counts.withLock { $0[host] ?? 0 } }
}

/// Notes where connections would go, and answers from a table of URLs; other URLs are answered with 200.
final class NotingTransport: HopTransport {
    private let answers: [String: (status: Int, location: String)]
    private let noted = Mutex<[(url: String, addresses: [IPAddress], request: HopRequest)]>([])

    init(redirects answers: [String: (status: Int, location: String)] = [:]) {
        self.answers = answers
    }

    var exchanges: [(url: String, addresses: [IPAddress], request: HopRequest)] { noted.withLock { $0 } }

    func exchange(_ request: HopRequest, with target: CheckedTarget) async throws -> HopAnswer {
        noted.withLock { $0.append((target.url.href, target.addresses, request)) }
        let answer = answers[target.url.href]
        return HopAnswer(
            address: target.addresses[0], status: answer?.status ?? 200,
            headers: OutboundHeaders(answer.map { [(name: "location", value: $0.location)] } ?? []), body: [],
            isTruncated: false)
    }
}

/// The error of `body`, or `nil` when it throws none of ours.
func outboundError<Value>(_ body: () async throws -> Value) async -> OutboundError? {
    do {
        _ = try await body()
        return nil
    } catch {
        return error as? OutboundError
    }
}
