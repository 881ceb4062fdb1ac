/// Leaves somebody alone who has failed several times in a row, and tries again from time to time.
struct CircuitBreaker {
    /// Failures in a row after which nothing is asked.
    static let limit = 5
    /// Milliseconds between two tries then.
    static let pause: Int64 = 30_000

    private var failures = 0
    private var nextTry: Int64 = 0

    /// Whether to ask at `now` (milliseconds). While open, it admits one try a pause.
    mutating func admits(at now: Int64) -> Bool {
        guard failures >= Self.limit else { return true }
        guard now >= nextTry else { return false }
        nextTry = now + Self.pause
        return true
    }

    mutating func succeeded() { failures = 0 }

    /// - Returns: Whether it opens by this failure.
    mutating func failed(at now: Int64) -> Bool {
        failures += 1
        if failures >= Self.limit { nextTry = now + Self.pause }
        return failures == Self.limit
    }
}
