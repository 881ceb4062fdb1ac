import Foundation
import Gate
import LinkPolicy
import Logging
import Persistence
import Testing
import Webhooks

@testable import Gateway

@Suite struct VerdictWatcherTests {
    /// A gateway with a webhook that is told of changed verdicts, and what it is told.
    private final class Watched: Sendable {
        let gateway: TestGateway
        let webhook: String
        private let watcher: VerdictWatcher
        private let deliveries: DeliveryStore

        init(events: Set<WebhookEventType> = [.linkVerdictChanged]) async throws {
            gateway = try await TestGateway()
            let master = try MasterKey(folder: gateway.folder)
            webhook = try await WebhookStore(gateway.database, master: master).create(
                tenant: .main, url: "https://chat.example/", events: events, description: nil, now: 0
            ).webhook.id
            deliveries = DeliveryStore(gateway.database, master: master)
            watcher = VerdictWatcher(
                state: gateway.gateway.state, links: PostedLinkStore(gateway.database),
                leases: LeaseStore(gateway.database), node: "test", clock: gateway.clock,
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            try await gateway.reload()
        }

        func post(_ message: String) async throws {
            #expect(try await gateway.check(message).status == 200)
            await gateway.gateway.observations.flush()
        }

        /// The data of the events that judging everything leads to, by the message's id.
        func judge() async throws -> [String: [String: Any]] {
            try await gateway.reload()
            var place = VerdictWatcher.Place(.all)
            while try await watcher.judgePage(&place) {}
            var events: [String: [String: Any]] = [:]
            let now = gateway.clock.milliseconds
            for claim in try await deliveries.claim([webhook: 10_000], now: now, until: .max) {
                let event = try JSONSerialization.jsonObject(with: Data(claim.payload.utf8)) as? [String: Any]
                let data = event?["data"] as? [String: Any]
                events[data?["message"] as? String ?? "?"] = data
            }
            #expect(events.count == place.told)
            return events
        }

        func set(_ action: OperatorRule.Action, _ subject: String, until: Int64? = nil) async throws {
            _ = try await OperatorRuleStore(gateway.database).set(
                tenant: nil, action: action, subject: subject, reason: "a reason", until: until,
                now: gateway.clock.seconds)
        }

        func postedLinks() async throws -> Int {
            try await PostedLinkStore(gateway.database).page(before: .max, after: 0, now: 0, limit: 10_000).rows.count
        }
    }

    @Test func aBlockTellsOfExactlyTheAffectedLinks() async throws {
        let watched = try await Watched()
        try await watched.post(
            """
            {"messages":[{"id":"m1","text":"https://evil.example/a","scene":"group","sender":"s","group":"g"},
            {"id":"m2","text":"https://fine.example/"},{"id":"m3","text":"https://sub.evil.example/"}]}
            """)
        #expect(try await watched.judge().isEmpty, "nothing has changed")
        try await watched.set(.block, "evil.example")
        let events = try await watched.judge()
        #expect(Set(events.keys) == ["m1", "m3"])
        let event = try #require(events["m1"])
        #expect(event["former"] as? String == "open")
        #expect(event["present"] as? String == "block")
        #expect(event["url"] as? String == "https://evil.example/a")
        #expect(event["scene"] as? String == "group")
        #expect(event["sender"] as? String == "s")
        #expect(event["group"] as? String == "g")
        #expect((event["grounds"] as? [[String: Any]])?.first?["code"] as? String == "operator_block")
        #expect(try await watched.judge().isEmpty, "each is told once")
        _ = try await OperatorRuleStore(watched.gateway.database).lift(
            tenant: nil, subject: "evil.example", now: watched.gateway.clock.seconds)
        let lifted = try await watched.judge()
        #expect(Set(lifted.keys) == ["m1", "m3"])
        #expect(lifted["m3"]?["former"] as? String == "block")
        #expect(lifted["m3"]?["present"] as? String == "open")
    }

    @Test func anAllowanceTellsToo() async throws {
        let watched = try await Watched()
        try await watched.post(#"{"id":"m1","text":"http://user@203.0.113.7/x"}"#)
        try await watched.set(.allow, "203.0.113.7")
        let event = try #require(try await watched.judge()["m1"])
        #expect(event["former"] as? String == "warn")
        #expect(event["present"] as? String == "open")
        #expect((event["grounds"] as? [Any])?.isEmpty == true)
    }

    @Test func theEndOfABlockTells() async throws {
        let watched = try await Watched()
        try await watched.post(#"{"id":"m1","text":"https://evil.example/a"}"#)
        let end = watched.gateway.clock.seconds + 60
        try await watched.set(.block, "evil.example", until: end)
        #expect(try await watched.judge()["m1"]?["present"] as? String == "block")
        #expect(watched.gateway.gateway.state.current.rulebook.operatorRules.nextEnd(after: end - 1) == end)
        #expect(watched.gateway.gateway.state.current.rulebook.operatorRules.nextEnd(after: end) == nil)
        watched.gateway.clock.advance(seconds: 60)
        #expect(try await watched.judge()["m1"]?["present"] as? String == "open")
    }

    @Test func linksAreJudgedInTheAppTheyWerePostedWith() async throws {
        let watched = try await Watched()
        let text = "http://user@203.0.113.7/x"
        try await watched.post(
            """
            {"messages":[{"id":"m1","text":"\(text)","client":{"os":"ios","capabilities":["interstitial"]}},
            {"id":"m2","text":"\(text)","client":{"os":"ios","capabilities":[]}}]}
            """)
        #expect(try await watched.judge().isEmpty, "the second is copied, as it was at its posting")
    }

    @Test func theExpiredAreNotJudged() async throws {
        let watched = try await Watched()
        try await watched.post(#"{"id":"m1","text":"https://evil.example/a"}"#)
        try await watched.set(.block, "evil.example")
        watched.gateway.clock.advance(seconds: 90 * 86_400)
        #expect(try await watched.judge().isEmpty)
    }

    @Test func manyLinksAreJudgedInPages() async throws {
        let watched = try await Watched()
        for batch in 0..<3 {
            let messages = (0..<150).map { #"{"id":"\#(batch)-\#($0)","text":"https://evil.example/\#($0)"}"# }
            try await watched.post("{\"messages\":[\(messages.joined(separator: ","))]}")
        }
        try await watched.set(.block, "evil.example")
        #expect(try await watched.judge().count == 450)
    }

    @Test func nothingIsKeptOfLinksThatNobodyWatches() async throws {
        let watched = try await Watched(events: [.ruleChanged, .complaintReceived])
        try await watched.post(#"{"id":"m1","text":"https://evil.example/a"}"#)
        #expect(try await watched.postedLinks() == 0)
    }

    @Test func nothingIsKeptOfAnotherTenantsLinks() async throws {
        let watched = try await Watched()
        let key = try await watched.gateway.key([.check], tenant: try #require(TenantID("other")))
        #expect(try await watched.gateway.check(#"{"text":"https://evil.example/a"}"#, key: key).status == 200)
        await watched.gateway.gateway.observations.flush()
        #expect(try await watched.postedLinks() == 0)
    }

    @Test(arguments: [("", 2), ("?links=short", 2), ("?links=none", 0)])
    func aLinkIsKeptWhenOneIsHandedOut(_ query: String, _ count: Int) async throws {
        let watched = try await Watched()
        #expect(
            try await watched.gateway.check(
                #"{"text":"https://a.example/ and https://b.example/"}"#, query: query
            ).status == 200)
        await watched.gateway.gateway.observations.flush()
        #expect(try await watched.postedLinks() == count)
    }
}
