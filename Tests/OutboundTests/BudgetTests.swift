import NIOCore
import Testing
import URLStandard

@testable import Outbound

@Suite struct BudgetLedgerTests {
    private func error(_ body: () throws -> Void) -> OutboundError? {
        do {
            try body()
            return nil
        } catch {
            return error as? OutboundError
        }
    }

    @Test func aMinutesWorthMayGoAtOnceAndNoMore() throws {
        var ledger = BudgetLedger(
            site: .init(concurrent: 100, perMinute: 3), overall: .init(concurrent: 100, perMinute: 100), now: .zero)
        for _ in 0..<3 {
            try ledger.enter("a", at: .zero)
            ledger.leave("a")
        }
        #expect(
            error { try ledger.enter("a", at: .zero) } == .overBudget(site: "a", retryAfter: .seconds(20)))
        try ledger.enter("b", at: .zero)
        try ledger.enter("a", at: .seconds(20))
        #expect(error { try ledger.enter("a", at: .seconds(21)) } != nil)
    }

    @Test func placesAreGivenBack() throws {
        var ledger = BudgetLedger(
            site: .init(concurrent: 1, perMinute: 100), overall: .init(concurrent: 2, perMinute: 100), now: .zero)
        try ledger.enter("a", at: .zero)
        #expect(error { try ledger.enter("a", at: .zero) } == .overBudget(site: "a", retryAfter: .seconds(1)))
        try ledger.enter("b", at: .zero)
        #expect(error { try ledger.enter("c", at: .zero) } == .overBudget(site: nil, retryAfter: .seconds(1)))
        ledger.leave("a")
        try ledger.enter("c", at: .zero)
    }

    @Test func aBudgetOfNothingLetsNothingThrough() {
        var ledger = BudgetLedger(
            site: .init(concurrent: 1, perMinute: 0), overall: .init(concurrent: 1, perMinute: 1), now: .zero)
        #expect(error { try ledger.enter("a", at: .seconds(600)) } != nil)
    }

    @Test func quietSitesAreForgotten() throws {
        var ledger = BudgetLedger(
            site: .init(concurrent: 1, perMinute: 1), overall: .init(concurrent: 1, perMinute: 10), now: .zero)
        for number in 0..<1_000 {
            let site = "site\(number)"
            try ledger.enter(site, at: .seconds(number * 10))
            ledger.leave(site)
            #expect(ledger.siteCount <= 23)
        }
    }

    /// Whatever is asked whenever, no window of a minute lets through more than two minutes' worth (a full bucket and
    /// what flows in), and never more are under way than may be.
    @Test func neverMoreThanAllowed() {
        let site = OutboundBudget(concurrent: 3, perMinute: 12)
        let overall = OutboundBudget(concurrent: 5, perMinute: 30)
        for _ in 0..<200 {
            var ledger = BudgetLedger(site: site, overall: overall, now: .zero)
            var now = Duration.zero
            var underWay: [String] = []
            var entered: [(site: String, at: Duration)] = []
            for _ in 0..<300 {
                now += .milliseconds(Int.random(in: 0...3_000))
                if Bool.random(), let index = underWay.indices.randomElement() {
                    ledger.leave(underWay.remove(at: index))
                } else if let name = ["a", "b", "c"].randomElement(), (try? ledger.enter(name, at: now)) != nil {
                    underWay.append(name)
                    entered.append((name, now))
                }
                #expect(underWay.count <= overall.concurrent)
                #expect(underWay.count { $0 == "a" } <= site.concurrent)
                let lately = entered.filter { now - $0.at < .seconds(60) }
                #expect(lately.count <= 2 * overall.perMinute)
                #expect(lately.count { $0.site == "a" } <= 2 * site.perMinute)
            }
        }
    }
}

/// Budgets, shared fetches and endings, against a server.
@Suite struct TrafficTests {
    private let names = TableResolver([
        "a.example": "127.0.0.1", "www.a.example": "127.0.0.1", "b.example": "127.0.0.1",
    ])

    /// Waits until `condition` holds; the test's own time limit ends the wait.
    private func until(_ condition: () -> Bool) async throws {
        while !condition() { try await Task.sleep(for: .milliseconds(5)) }
    }

    @Test(.timeLimit(.minutes(1))) func aSiteIsAskedOnlySoMuchAtOnce() async throws {
        let server = try await ScriptedServer { request in request.hasPrefix("GET /slow") ? .silence() : .ok("x") }
        var policy = localPolicy()
        policy.siteBudget = .init(concurrent: 1, perMinute: 100)
        let door = OutboundDoor(policy: policy, resolver: names)
        let slow = Task {
            try await door.send(OutboundRequest(.get, try WebURL("http://a.example:\(server.port)/slow")))
        }
        try await until { !server.requests.isEmpty }
        let sibling = try WebURL("http://www.a.example:\(server.port)/")
        #expect(
            await outboundError { try await door.send(OutboundRequest(.get, sibling)) }
                == .overBudget(site: "a.example", retryAfter: .seconds(1)))
        _ = try await door.send(OutboundRequest(.get, try WebURL("http://b.example:\(server.port)/")))
        slow.cancel()
        _ = await slow.result
        // The place comes back when the connection is closed, shortly after its last waiter left.
        var answer: OutboundResponse?
        while answer == nil { answer = try? await door.send(OutboundRequest(.get, sibling)) }
        #expect(answer?.status == 200)
        try await server.stop()
    }

    @Test(.timeLimit(.minutes(1))) func equalRequestsShareOneFetch() async throws {
        let server = try await ScriptedServer { _ in
            .init(pieces: ["HTTP/1.1 200 OK\r\n", "\r\n", "shared"], pause: .milliseconds(100))
        }
        let door = OutboundDoor(policy: localPolicy(), resolver: names)
        let url = try WebURL("http://a.example:\(server.port)/")
        let fragment = try WebURL(url.href + "#part")
        let cancelled = Task { try await door.send(OutboundRequest(.get, url)) }
        try await until { !server.requests.isEmpty }
        async let second = door.send(OutboundRequest(.get, fragment))
        async let third = door.send(OutboundRequest(.get, url))
        try await until { door.flights.waiterCount == 3 }
        cancelled.cancel()
        await #expect(throws: CancellationError.self) { try await cancelled.value }
        #expect(try await second.body == Array("shared".utf8))
        #expect(try await third.body == Array("shared".utf8))
        #expect(server.requests.count == 1)

        _ = try await door.send(OutboundRequest(.get, url))
        #expect(server.requests.count == 2)
        try await server.stop()
    }

    @Test(.timeLimit(.minutes(1))) func aFetchNobodyWaitsForEnds() async throws {
        let server = try await ScriptedServer { _ in .silence() }
        let door = OutboundDoor(policy: localPolicy(), resolver: names)
        let url = try WebURL("http://a.example:\(server.port)/")
        for method in [OutboundRequest.Method.get, .post] {
            let count = server.requests.count
            let task = Task { try await door.send(OutboundRequest(method, url)) }
            try await until { server.requests.count > count }
            #expect(server.openConnections == 1)
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            try await until { server.openConnections == 0 }
        }
        try await server.stop()
    }

    @Test(.timeLimit(.minutes(1))) func aClosedDoorLetsNothingThrough() async throws {
        let server = try await ScriptedServer { _ in .silence() }
        let door = OutboundDoor(policy: localPolicy(), resolver: names)
        let url = try WebURL("http://a.example:\(server.port)/")
        let waiting = Task { try await door.send(OutboundRequest(.get, url)) }
        try await until { !server.requests.isEmpty }
        await door.shutdown()
        #expect(await outboundError { try await waiting.value } == .shutDown)
        for method in [OutboundRequest.Method.get, .head, .post] {
            #expect(await outboundError { try await door.send(OutboundRequest(method, url)) } == .shutDown)
        }
        try await server.stop()
    }
}
