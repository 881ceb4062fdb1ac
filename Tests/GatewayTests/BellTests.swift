import Testing

@testable import Gateway

@Suite struct BellTests {
    /// Longer than any test runs: a wait that ends was woken.
    private let long = Duration.seconds(86_400)

    @Test func aRingBeforeTheWaitIsHeard() async {
        let bell = Bell()
        bell.ring()
        bell.ring()
        await bell.wait(atMost: long)
    }

    @Test func aRingWakesWhoWaits() async {
        let bell = Bell()
        let waiter = Task { await bell.wait(atMost: long) }
        // Before or during the wait: it is heard either way.
        bell.ring()
        await waiter.value
    }

    @Test func nobodyRingsAndTheWaitEnds() async {
        let bell = Bell()
        await bell.wait(atMost: .milliseconds(1))
        await bell.wait(atMost: .milliseconds(1))
    }

    @Test func manyRingsNeverLoseTheLast() async {
        let bell = Bell()
        for _ in 0..<200 {
            async let ring: Void = Task { bell.ring() }.value
            await bell.wait(atMost: long)
            await ring
        }
    }
}
