/// What a receiver made of one attempt.
public enum AttemptOutcome: Hashable, Sendable {
    /// It answered; `retryAfter` is the wish of its `Retry-After`, in seconds.
    case answered(status: Int, retryAfter: Int64?)
    /// There was no answer; why, in a sentence.
    case failed(String)
}

/// What becomes of a delivery after an attempt.
public enum DeliveryDecision: Hashable, Sendable {
    case delivered
    /// Tried again after this many milliseconds.
    case retry(after: Int64)
    /// Tried often enough.
    case failed
    /// The receiver wants nothing more, ever (RFC 9110 §15.5.11): the webhook is to be disabled.
    case gone
}

/// When an event that did not arrive is tried again: the example schedule of Standard Webhooks 1.0.0
/// (“Deliverability and reliability”), ten attempts over three days.
public enum RetrySchedule {
    /// Seconds between an attempt and the next.
    public static let delays: [Int64] = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400]

    /// Attempts that a delivery gets.
    public static var attempts: Int { delays.count + 1 }

    /// The longest wait that a `Retry-After` can ask for, in seconds.
    public static let longestWish: Int64 = 86_400

    /// A share of the delay, at most, that is added at random, so that what failed together does not come back together.
    public static let jitter = 0.2

    /// - Parameters:
    ///   - attempt: The number of the attempt that was made, from 1.
    ///   - random: From 0 to 1: how much of the jitter is added.
    public static func decision(after outcome: AttemptOutcome, attempt: Int, random: Double) -> DeliveryDecision {
        var wish: Int64 = 0
        if case .answered(let status, let retryAfter) = outcome {
            if (200..<300).contains(status) { return .delivered }
            if status == 410 { return .gone }
            // RFC 9110 §10.2.3 and RFC 6585 §4: the answers that a wish is meant for.
            if status == 429 || status == 503 { wish = min(max(retryAfter ?? 0, 0), longestWish) }
        }
        guard delays.indices.contains(attempt - 1) else { return .failed }
        let seconds = Double(max(delays[attempt - 1], wish))
        return .retry(after: Int64(seconds * 1_000 * (1 + jitter * min(max(random, 0), 1))))
    }
}
