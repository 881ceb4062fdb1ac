import Synchronization
import URLStandard

/// What makes two requests equal, so that one answer serves both.
struct FlightKey: Hashable, Sendable {
    private let url: String
    private let headers: [String]
    private let limits: OutboundLimits
    private let respectsRobots: Bool
    private let acceptsGzip: Bool

    init(_ request: OutboundRequest) {
        url = request.url.hrefWithoutFragment
        headers = request.headers.flatMap { [$0.name.lowercased(), $0.value] }
        limits = request.limits
        respectsRobots = request.respectsRobots
        acceptsGzip = request.acceptsGzip
    }
}

/// The requests under way that others may join.
final class Flights: Sendable {
    private typealias Waiter = CheckedContinuation<OutboundResponse, any Error>

    private struct Flight {
        let number: Int
        var waiters: [Int: Waiter] = [:]
        /// `nil` only until the flight's starter has set it.
        var task: Task<Void, Never>?
    }

    private struct State {
        var flights: [FlightKey: Flight] = [:]
        var cancelled: Set<Int> = []
        var lastNumber = 0
        var isClosed = false

        mutating func nextNumber() -> Int {
            lastNumber += 1
            return lastNumber
        }
    }

    private let state = Mutex(State())

    var isClosed: Bool { state.withLock(\.isClosed) }
    /// How many callers wait for an answer.
    var waiterCount: Int { state.withLock { $0.flights.values.reduce(0) { $0 + $1.waiters.count } } }

    /// Waits for the flight of `key`, and starts it with `body` where there is none.
    ///
    /// A cancelled waiter leaves at once. The flight goes on while anybody waits for it.
    func join(
        _ key: FlightKey, _ body: @escaping @Sendable () async throws -> OutboundResponse
    ) async throws -> OutboundResponse {
        let number = state.withLock { $0.nextNumber() }
        // A cancellation that came too late leaves its number behind.
        defer { state.withLock { _ = $0.cancelled.remove(number) } }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (waiter: Waiter) in
                board(key, waiter, number: number, body)
            }
        } onCancel: {
            leave(key, number: number)
        }
    }

    /// Cancels every flight, and lets none start.
    func close() async {
        let tasks = state.withLock { state in
            state.isClosed = true
            return state.flights.values.compactMap(\.task)
        }
        for task in tasks { task.cancel() }
        for task in tasks { await task.value }
    }

    private func board(
        _ key: FlightKey, _ waiter: Waiter, number: Int,
        _ body: @escaping @Sendable () async throws -> OutboundResponse
    ) {
        let refusal: (any Error)? = state.withLock { state in
            if state.isClosed { return OutboundError.shutDown }
            if state.cancelled.remove(number) != nil { return CancellationError() }
            if state.flights[key] == nil {
                let flight = state.nextNumber()
                // A task of its own: its first waiter may leave before the others.
                let task = Task {
                    let result: Result<OutboundResponse, any Error>
                    do {
                        result = .success(try await body())
                    } catch {
                        result = .failure(error)
                    }
                    self.land(key, flight: flight, result)
                }
                state.flights[key] = Flight(number: flight, task: task)
            }
            state.flights[key]?.waiters[number] = waiter
            return nil
        }
        if let refusal { waiter.resume(throwing: refusal) }
    }

    private func land(_ key: FlightKey, flight number: Int, _ result: Result<OutboundResponse, any Error>) {
        let (waiters, isClosed) = state.withLock { state -> ([Waiter], Bool) in
            guard let flight = state.flights[key], flight.number == number else { return ([], false) }
            state.flights[key] = nil
            return (Array(flight.waiters.values), state.isClosed)
        }
        var result = result
        // None of these waiters was cancelled: the flight was.
        if isClosed, case .failure(is CancellationError) = result { result = .failure(OutboundError.shutDown) }
        for waiter in waiters { waiter.resume(with: result) }
    }

    private func leave(_ key: FlightKey, number: Int) {
        let waiter: Waiter? = state.withLock { state in
            guard let waiter = state.flights[key]?.waiters.removeValue(forKey: number) else {
                state.cancelled.insert(number)
                return nil
            }
            if state.flights[key]?.waiters.isEmpty == true {
                // Nobody waits: whoever asks next starts afresh.
                state.flights.removeValue(forKey: key)?.task?.cancel()
            }
            return waiter
        }
        waiter?.resume(throwing: CancellationError())
    }
}
