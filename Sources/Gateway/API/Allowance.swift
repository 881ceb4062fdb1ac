import HTTPTypes
import Synchronization

/// How much one API key may still do: a bucket that fills at a steady rate (the generic cell rate algorithm), in the
/// memory of this gateway.
///
/// Fields as in draft-ietf-httpapi-ratelimit-headers-10: `RateLimit-Policy: "messages";q=<burst>;w=<seconds>` and
/// `RateLimit: "messages";r=<left>;t=<seconds until full again>`.
final class Allowance: Sendable {
    /// Seconds' worth of messages that may come at once.
    static let window = 10

    /// What taking from an allowance says in the answer.
    struct Taken: Sendable {
        let fields: [(HTTPField.Name, String)]

        static let unlimited = Taken(fields: [])
    }

    /// Messages a second; 0 for no limit.
    let rate: Int
    /// The moment, in microseconds since 1970, at which everything taken so far is paid for.
    private let paidAt = Mutex<Int64>(0)
    private let policy: String

    init(rate: Int) {
        self.rate = rate
        policy = "\"messages\";q=\(rate * Self.window);w=\(Self.window)"
    }

    /// Takes `amount` messages at `now` (milliseconds since 1970), or nothing when there are too few: `nil`.
    ///
    /// A request for more than the whole bucket holds is let through when the bucket is full, and paid for afterwards.
    func take(_ amount: Int, at now: Int64) -> Taken? {
        guard rate > 0 else { return .unlimited }
        let now = now * 1_000
        let cost = Int64(amount) * 1_000_000 / Int64(rate)
        let capacity = Int64(Self.window) * 1_000_000
        return paidAt.withLock { paidAt in
            let start = max(paidAt, now)
            guard start + min(cost, capacity) - now <= capacity else { return nil }
            paidAt = start + cost
            return Taken(fields: fields(debt: paidAt - now))
        }
    }

    /// Gives back `amount` messages that were taken and not checked.
    func giveBack(_ amount: Int) {
        guard rate > 0 else { return }
        paidAt.withLock { $0 -= Int64(amount) * 1_000_000 / Int64(rate) }
    }

    /// Takes `amount` messages at `now` (milliseconds since 1970).
    ///
    /// - Throws: ``Problem`` 429 when there are too few, with `Retry-After`.
    func taking(_ amount: Int, at now: Int64) throws(Problem) -> Taken {
        if let taken = take(amount, at: now) { return taken }
        let (retryAfter, fields) = refusal(amount, at: now)
        var headers: HTTPFields = [.retryAfter: "\(retryAfter)"]
        for (name, value) in fields { headers[name] = value }
        throw Problem(
            .tooManyRequests, "rate-limited", "Too many messages",
            detail: "The key may check \(rate) messages a second. Try again in \(retryAfter) s.", headers: headers)
    }

    private func refusal(_ amount: Int, at now: Int64) -> (retryAfter: Int, fields: [(HTTPField.Name, String)]) {
        let debt = max(0, paidAt.withLock { $0 } - now * 1_000)
        let cost = min(Int64(amount) * 1_000_000 / Int64(max(1, rate)), Int64(Self.window) * 1_000_000)
        let wait = debt + cost - Int64(Self.window) * 1_000_000
        return (max(1, Int((wait + 999_999) / 1_000_000)), fields(debt: debt))
    }

    private func fields(debt: Int64) -> [(HTTPField.Name, String)] {
        let left = max(0, (Int64(Self.window) * 1_000_000 - debt) * Int64(rate) / 1_000_000)
        return [
            (.rateLimitPolicy, policy),
            (.rateLimit, "\"messages\";r=\(left);t=\((debt + 999_999) / 1_000_000)"),
        ]
    }
}

/// The allowances of all keys, which outlive the snapshots that name the keys.
final class Allowances: Sendable {
    private let rate: Int
    private let byKey = Mutex<[String: Allowance]>([:])

    /// - Parameter rate: Messages a second that each key may check; 0 for no limit.
    init(rate: Int) { self.rate = rate }

    func allowance(of key: String) -> Allowance {
        byKey.withLock { allowances in
            if let known = allowances[key] { return known }
            let new = Allowance(rate: rate)
            allowances[key] = new
            return new
        }
    }

    /// Forgets the keys that are no longer good.
    func keep(only keys: some Sequence<String>) {
        let kept = Set(keys)
        byKey.withLock { allowances in allowances = allowances.filter { kept.contains($0.key) } }
    }
}
