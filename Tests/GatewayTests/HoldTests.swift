import Foundation
import Gate
import HTTPTypes
import LinkPolicy
import Logging
import Persistence
import Testing
import ThreatIntel
import URLStandard

@testable import Gateway

@Suite struct HoldTests {
    private static let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    /// A gateway under the policy `strict`, and the path and the hold of a link that waits in it.
    private func held() async throws -> (gateway: TestGateway, path: String, hold: String) {
        let gateway = try await TestGateway { $0.policy = "strict" }
        let answer = try await gateway.check(#"{"text":"http://203.0.113.7/x","sender":"u1"}"#)
        let results = answer.json["results"] as? [[String: Any]]
        let finding = try #require((results?.first?["findings"] as? [[String: Any]])?.first)
        let hold = try #require(finding["hold"] as? [String: Any])
        let go = try #require(finding["go"] as? String)
        return (gateway, String(go.dropFirst(TestGateway.publicURL.count)), try #require(hold["id"] as? String))
    }

    private func decide(
        _ gateway: TestGateway, _ hold: String, _ action: String, _ body: String = "{}"
    ) async throws -> TestGateway.Answer {
        let key = try await gateway.key([.moderate])
        return try await gateway.ask(
            .post, "/v1/holds/\(hold)/\(action)",
            headers: [.authorization: "Bearer \(key)", .contentType: "application/json"], body: body)
    }

    @Test func aWaitEndsInItsTime() async throws {
        let (gateway, path, hold) = try await held()
        let keeper = HoldKeeper(
            store: HeldLinkStore(gateway.database), state: gateway.gateway.state, clock: gateway.clock,
            logger: Self.quiet)
        gateway.clock.advance(seconds: 168 * 3_600 - 1)
        try await keeper.look()
        #expect(try await gateway.ask(.get, path).body.contains("Nobody decided") == false)
        gateway.clock.advance(seconds: 1)
        try await keeper.look()
        #expect(try await gateway.ask(.get, path).body.contains("Nobody decided in time"))
        #expect(try await decide(gateway, hold, "release").status == 200, "late, and yet a decision")
        #expect(try await gateway.ask(.get, path).status != 403)
    }

    @Test func otherGatewaysOnTheStoreReadDecisionsWithoutANewSnapshot() async throws {
        let (gateway, path, hold) = try await held()
        let state = gateway.gateway.state
        let request = HoldRequest(linkID: try #require(HeldLink.number(hold)), action: .release)
        let revision = try await HeldLinkStore(gateway.database).decide(
            [request], tenant: nil, apiKey: nil, now: gateway.clock.seconds
        ).revision
        #expect(try await gateway.ask(.get, path).status == 403, "not read yet")
        let before = state.current
        let refresher = StateRefresher(
            state: state, loader: gateway.gateway.loader, node: "n", logger: Self.quiet)
        let running = Task { try await refresher.run() }
        while state.revision != revision { try await Task.sleep(for: .milliseconds(5)) }
        running.cancel()
        #expect(try await gateway.ask(.get, path).status != 403)
        #expect(state.current === before, "posted links need not be judged again")
    }

    @Test func aGatewayWithoutTheDecisionsSaysSo() async throws {
        let (gateway, path, hold) = try await held()
        #expect(try await decide(gateway, hold, "release").status == 200)
        let fresh = GatewayState(
            gateway.gateway.state.current, day: gateway.gateway.state.dayHasher.day,
            hasher: gateway.gateway.state.dayHasher.hasher, now: gateway.clock.seconds)
        #expect(fresh.degraded == [.counters])
        try await fresh.holds.refresh(from: HeldLinkStore(gateway.database), now: gateway.clock.seconds)
        #expect(fresh.degraded.isEmpty && fresh.holds.count == 1)
        fresh.holds.prune(now: gateway.clock.seconds + 91 * 86_400)
        #expect(fresh.holds.count == 0)
        #expect(try await gateway.ask(.get, path).status != 403)
    }

    @Test(arguments: [
        (#"{"reason":""}"#, "/reason"), (#"{}"#, "/reason"), (#"{"reason":"  "}"#, "/reason"),
        (#"{"reason":"a\nb"}"#, "/reason"), (#"{"reason":"r","by":"person"}"#, "/by"),
        (#"{"reason":"r","why":1}"#, "/why"), (#"{"reason":7}"#, "/reason"),
        (#"{"reason":"\#(String(repeating: "字", count: 167))"}"#, "/reason"),
    ])
    func aWrongRefusalIsRefused(_ body: String, _ pointer: String) async throws {
        let (gateway, path, hold) = try await held()
        let answer = try await decide(gateway, hold, "refuse", body)
        #expect(answer.status == 422 && answer.json["pointer"] as? String == pointer, "\(answer.body)")
        #expect(try await gateway.ask(.get, path).body.contains("Looked at") == false)
    }

    @Test func anAllowanceIsGivenBack() {
        let allowance = Allowance(rate: 1)
        for _ in 0..<10 { #expect(allowance.take(1, at: 1_000_000) != nil) }
        #expect(allowance.take(1, at: 1_000_000) == nil)
        allowance.giveBack(1)
        #expect(allowance.take(1, at: 1_000_000) != nil)
        #expect(allowance.take(1, at: 1_000_000) == nil)
    }

    @Test func aMissingOrDamagedSetOfThreatsIsSaid() async throws {
        let gateway = try await TestGateway()
        let state = gateway.gateway.state
        let store = ThreatStore(data: gateway.folder + "/lists")
        let watcher = ThreatWatcher(store: store, state: state, logger: Self.quiet)
        watcher.reload()
        #expect(state.current.rulebook.degraded.isEmpty, "no lists are wanted")

        let list = gateway.folder + "/list.txt"
        try "evil.example\n".write(toFile: list, atomically: true, encoding: .utf8)
        let record = try #require(
            FeedRecord(
                id: "some-list", format: .domains, threatClass: .malware, confidence: 90, source: list, readAt: 0))
        try store.update([ThreatStore.Incoming(record: record, file: list)], publicSuffixes: .builtin, now: 0)
        watcher.reload()
        #expect(state.current.rulebook.degraded.isEmpty)

        let set = try Data(contentsOf: URL(fileURLWithPath: store.path))
        try FileManager.default.removeItem(atPath: store.path)
        watcher.reload()
        #expect(state.current.rulebook.degraded == [.threats])
        #expect(state.current.rulebook.threats != nil, "the former set is better than none")
        let ready = try await gateway.ask(.get, "/readyz")
        #expect(ready.json["degraded"] as? [String] == ["threats"])
        let checked = try await gateway.check(#"{"text":"https://a.example/"}"#)
        #expect(checked.body.contains(#""degraded":["threats"]"#))

        try "damaged".write(toFile: store.path, atomically: true, encoding: .utf8)
        watcher.reload()
        #expect(state.current.rulebook.degraded == [.threats])
        let rulebook = try RulebookFiles(folder: TestGateway.rules).rulebook(GatewayConfiguration(), publicHost: nil)
        let begun = ThreatWatcher.rulebook(rulebook, with: store, logger: Self.quiet)
        #expect(begun.degraded == [.threats] && begun.threats == nil, "a start with a damaged set")

        try set.write(to: URL(fileURLWithPath: store.path))
        watcher.reload()
        #expect(state.current.rulebook.degraded.isEmpty)
    }
}
