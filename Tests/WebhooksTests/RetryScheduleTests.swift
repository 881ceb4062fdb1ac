import Testing

@testable import Webhooks

@Suite struct RetryScheduleTests {
    @Test(arguments: [
        (AttemptOutcome.answered(status: 200, retryAfter: nil), DeliveryDecision.delivered),
        (.answered(status: 204, retryAfter: 9), .delivered), (.answered(status: 299, retryAfter: nil), .delivered),
        (.answered(status: 410, retryAfter: nil), .gone),
        (.answered(status: 300, retryAfter: nil), .retry(after: 5_000)),
        (.answered(status: 302, retryAfter: 60), .retry(after: 5_000)),
        (.answered(status: 404, retryAfter: nil), .retry(after: 5_000)),
        (.answered(status: 500, retryAfter: 60), .retry(after: 5_000)),
        (.answered(status: 429, retryAfter: 60), .retry(after: 60_000)),
        (.answered(status: 503, retryAfter: 61), .retry(after: 61_000)),
        (.answered(status: 503, retryAfter: 1), .retry(after: 5_000)),
        (.answered(status: 429, retryAfter: -1), .retry(after: 5_000)),
        (.answered(status: 429, retryAfter: .max), .retry(after: 86_400_000)),
        (.failed("no"), .retry(after: 5_000)),
    ])
    func theFirstAttempt(_ outcome: AttemptOutcome, _ decision: DeliveryDecision) {
        #expect(RetrySchedule.decision(after: outcome, attempt: 1, random: 0) == decision)
    }

    @Test func theWholeSchedule() {
        let delays = (1...RetrySchedule.attempts).map { attempt in
            RetrySchedule.decision(after: .failed("no"), attempt: attempt, random: 0)
        }
        let seconds: [Int64] = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400]
        #expect(delays == seconds.map { .retry(after: $0 * 1_000) } + [.failed])
        #expect(RetrySchedule.decision(after: .failed("no"), attempt: 99, random: 0) == .failed)
        let good = AttemptOutcome.answered(status: 200, retryAfter: nil)
        #expect(RetrySchedule.decision(after: good, attempt: RetrySchedule.attempts, random: 0) == .delivered)
    }

    @Test(arguments: 1...9, [-1, 0, 0.25, 1, 7, Double.infinity])
    func theJitterIsBounded(_ attempt: Int, _ random: Double) {
        let decision = RetrySchedule.decision(after: .failed("no"), attempt: attempt, random: random)
        guard case .retry(let delay) = decision else {
            Issue.record("\(decision)")
            return
        }
        let base = RetrySchedule.delays[attempt - 1] * 1_000
        #expect((base...base * 12 / 10).contains(delay))
    }
}
