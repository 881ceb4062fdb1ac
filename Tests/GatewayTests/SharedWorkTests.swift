import Synchronization
import Testing

@testable import Gateway

@Suite struct SharedWorkTests {
    private struct Failure: Error {}

    private final class Counter: Sendable {
        private let count = Mutex(0)

        var value: Int { count.withLock { $0 } }

        @discardableResult
        func raise() -> Int {
            count.withLock { count in
                count += 1
                return count
            }
        }
    }

    @Test func manyWhoAskAtOnceAreAnsweredByOnePieceOfWork() async throws {
        let shared = SharedWork<String, Int>()
        let (done, arrived) = (Counter(), Counter())
        let (gate, opener) = AsyncStream<Void>.makeStream()
        let asking = (0..<50).map { _ in
            Task {
                arrived.raise()
                return try await shared.value(of: "a") {
                    for await _ in gate {}
                    return done.raise()
                }
            }
        }
        // Others are answered meanwhile.
        #expect(try await shared.value(of: "b") { 7 } == 7)
        while arrived.value < 50 { await Task.yield() }
        opener.finish()
        for task in asking { #expect(try await task.value >= 1) }
        #expect(done.value < 50)
        let before = done.value
        #expect(try await shared.value(of: "a") { done.raise() } == before + 1, "what is done is not kept")
    }

    @Test func aFailureIsToldAndNotKept() async throws {
        let shared = SharedWork<String, Int>()
        await #expect(throws: Failure.self) { try await shared.value(of: "a") { throw Failure() } }
        #expect(try await shared.value(of: "a") { 1 } == 1)
    }
}
