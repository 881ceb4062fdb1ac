import Foundation
import LinkPolicy
import Logging
import Persistence
import Synchronization
import Testing
import URLStandard
import Webhooks

@testable import Gateway

/// Answers as it is told, and remembers what came.
private final class FakeTransport: WebhookTransport {
    struct Post: Sendable {
        var url: String
        var body: String
        var headers: [String: String]
    }

    struct Unreachable: Error, CustomStringConvertible {
        let description = "nobody there"
    }

    let posts = Mutex<[Post]>([])
    private let answer: @Sendable (String) async throws -> WebhookAnswer

    init(_ answer: @escaping @Sendable (String) async throws -> WebhookAnswer) { self.answer = answer }

    func refusal(of url: WebURL) async -> String? { nil }

    func post(
        _ body: [UInt8], to url: String, headers: [(name: String, value: String)]
    ) async throws -> WebhookAnswer {
        let post = Post(
            url: url, body: String(decoding: body, as: UTF8.self),
            headers: Dictionary(headers.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first }))
        posts.withLock { $0.append(post) }
        return try await answer(url)
    }
}

@Suite struct WebhookDelivererTests {
    /// A store with one webhook, a clock, and a deliverer on a transport.
    private final class Setting: Sendable {
        let folder = NSTemporaryDirectory() + "hutong-test-\(UInt64.random(in: .min ... .max))"
        let clock = TestClock()
        let registry = PrometheusRegistry(help: GatewayMetrics.help)
        let metrics: GatewayMetrics
        let webhooks: WebhookStore
        let deliveries: DeliveryStore
        let database: SQLiteDatabase
        let webhook: WebhookRecord
        let secret: WebhookSecret

        init() async throws {
            metrics = GatewayMetrics(factory: registry)
            database = try await SQLiteDatabase(folder: folder)
            let master = try MasterKey(folder: folder)
            webhooks = WebhookStore(database, master: master)
            deliveries = DeliveryStore(database, master: master)
            let made = try await webhooks.create(
                tenant: .main, url: "https://chat.example/hook", events: [.ruleChanged], description: nil, now: 0)
            webhook = made.webhook
            secret = made.secret
        }

        deinit {
            try? database.close()
            try? FileManager.default.removeItem(atPath: folder)
        }

        func deliverer(_ transport: FakeTransport) -> WebhookDeliverer {
            WebhookDeliverer(
                store: deliveries, transport: transport, clock: clock, metrics: metrics,
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, random: { 0 })
        }

        func test() async throws { _ = try await webhooks.test(webhook.id, milliseconds: clock.milliseconds) }

        /// Makes every attempt that is due.
        func round(_ deliverer: WebhookDeliverer) async throws {
            for claim in try await deliverer.claim() { await deliverer.deliver(claim) }
        }

        func latest() async throws -> DeliveryRecord {
            try #require(try await deliveries.deliveries(to: webhook.id, limit: 1).first)
        }
    }

    @Test func aGoodAnswerDelivers() async throws {
        let setting = try await Setting()
        try await setting.test()
        let transport = FakeTransport { _ in WebhookAnswer(status: 204) }
        try await setting.round(setting.deliverer(transport))
        let post = try #require(transport.posts.withLock { $0.first })
        #expect(post.url == "https://chat.example/hook")
        #expect(post.headers["content-type"] == "application/json")
        let expected = WebhookHeaders.of(
            id: post.headers["webhook-id"] ?? "", timestamp: setting.clock.seconds, body: Array(post.body.utf8),
            secrets: [setting.secret])
        for (name, value) in expected { #expect(post.headers[name] == value) }
        let record = try await setting.latest()
        #expect(record.state == .delivered)
        #expect(record.event == post.headers["webhook-id"])
        #expect(record.attempts.map(\.status) == [204])
        #expect(setting.registry.text.contains(#"hutong_webhook_attempts_total{outcome="delivered"} 1"#))
        try await setting.round(setting.deliverer(transport))
        #expect(transport.posts.withLock { $0.count } == 1)
    }

    @Test func failuresAreTriedAgainToTheEndOfTheSchedule() async throws {
        let setting = try await Setting()
        try await setting.test()
        let transport = FakeTransport { _ in throw FakeTransport.Unreachable() }
        let deliverer = setting.deliverer(transport)
        for delay in RetrySchedule.delays {
            try await setting.round(deliverer)
            #expect(try await setting.latest().nextAt == setting.clock.milliseconds + delay * 1_000)
            setting.clock.advance(seconds: delay - 1)
            try await setting.round(deliverer)
            setting.clock.advance(seconds: 1)
        }
        try await setting.round(deliverer)
        let record = try await setting.latest()
        #expect(record.state == .failed)
        #expect(record.attempts.count == RetrySchedule.attempts)
        #expect(Set(record.attempts.map(\.error)) == ["nobody there"])
        let posts = transport.posts.withLock { $0 }
        #expect(posts.count == RetrySchedule.attempts)
        #expect(Set(posts.map { $0.headers["webhook-id"] }) == [record.event], "the same name at every attempt")
        #expect(Set(posts.map { $0.headers["webhook-timestamp"] }).count == posts.count, "another time at each")
        #expect(try await setting.webhooks.find(setting.webhook.id)?.disabledAt == nil, "not five days yet")
    }

    @Test func goneDisables() async throws {
        let setting = try await Setting()
        try await setting.test()
        try await setting.test()
        let transport = FakeTransport { _ in WebhookAnswer(status: 410) }
        let deliverer = setting.deliverer(transport)
        for claim in try await deliverer.claim().prefix(1) { await deliverer.deliver(claim) }
        #expect(try await setting.webhooks.find(setting.webhook.id)?.disabledReason == .gone)
        setting.clock.advance(seconds: 100)
        #expect(try await deliverer.claim().isEmpty)
    }

    @Test func anEndpointThatNeverAnswersDelaysNoOther() async throws {
        let setting = try await Setting()
        for _ in 0..<20 { try await setting.test() }
        let other = try await setting.webhooks.create(
            tenant: .main, url: "https://other.example/", events: [.ruleChanged], description: nil, now: 0
        ).webhook.id
        let transport = FakeTransport { _ in WebhookAnswer(status: 200) }
        let deliverer = setting.deliverer(transport)
        let stuck = try await deliverer.claim()
        #expect(stuck.count == 8, "and these are still under way")
        _ = try await setting.webhooks.test(other, milliseconds: setting.clock.milliseconds)
        #expect(try await deliverer.claim().map(\.webhook) == [other])
        #expect(try await deliverer.claim().isEmpty)
        await deliverer.deliver(stuck[0])
        #expect(try await deliverer.claim().count == 1, "one place is free again")
    }

    @Test func aFailingOneIsProbedOnceASecond() async throws {
        let setting = try await Setting()
        for _ in 0..<20 { try await setting.test() }
        let isBack = Mutex(false)
        let transport = FakeTransport { _ in WebhookAnswer(status: isBack.withLock { $0 } ? 200 : 500) }
        let deliverer = setting.deliverer(transport)
        try await setting.round(deliverer)
        #expect(transport.posts.withLock { $0.count } == 8)
        try await setting.round(deliverer)
        #expect(transport.posts.withLock { $0.count } == 8, "it rests")
        for second in 1...3 {
            setting.clock.advance(seconds: 1)
            try await setting.round(deliverer)
            #expect(transport.posts.withLock { $0.count } == 8 + second)
        }
        isBack.withLock { $0 = true }
        setting.clock.advance(seconds: 1)
        try await setting.round(deliverer)
        #expect(transport.posts.withLock { $0.count } == 12)
        try await setting.round(deliverer)
        #expect(transport.posts.withLock { $0.count } == 20, "at full pace again")
    }

    @Test func placesAreSharedOut() async throws {
        let setting = try await Setting()
        for number in 0..<15 {
            let webhook = try await setting.webhooks.create(
                tenant: .main, url: "https://chat.example/\(number)", events: [.ruleChanged], description: nil, now: 0
            ).webhook.id
            for _ in 0..<9 { _ = try await setting.webhooks.test(webhook, milliseconds: 0) }
        }
        let deliverer = setting.deliverer(FakeTransport { _ in WebhookAnswer(status: 200) })
        let claims = try await deliverer.claim()
        #expect(claims.count == 64)
        let counts = Dictionary(grouping: claims, by: \.webhook).mapValues(\.count)
        #expect(counts.count == 15)
        #expect(counts.values.allSatisfy { (4...5).contains($0) }, "\(counts)")
    }

    @Test(arguments: [
        ("120", 120), ("0", 0), ("-1", nil), ("", nil), ("soon", nil), ("1.5", nil),
        ("Fri, 17 Sep 2021 08:41:00 GMT", 60), ("Fri, 17 Sep 2021 08:39:00 GMT", 0), ("17 Sep 2021", nil),
    ])
    func retryAfterIsRead(_ field: String, _ seconds: Int64?) {
        #expect(RetryAfter.seconds(field, now: 1_631_868_000) == seconds)
    }

    @Test func aWishIsHonoured() async throws {
        let setting = try await Setting()
        try await setting.test()
        let transport = FakeTransport { _ in WebhookAnswer(status: 429, retryAfter: "90") }
        try await setting.round(setting.deliverer(transport))
        #expect(try await setting.latest().nextAt == setting.clock.milliseconds + 90_000)
    }

    @Test func whatAShutdownCutsOffIsMadeAgain() async throws {
        let setting = try await Setting()
        try await setting.test()
        let transport = FakeTransport { _ in
            try await Task.sleep(for: .seconds(3_600))
            return WebhookAnswer(status: 200)
        }
        let deliverer = setting.deliverer(transport)
        let claim = try #require(try await deliverer.claim().first)
        let attempt = Task { await deliverer.deliver(claim) }
        while transport.posts.withLock({ $0.isEmpty }) { await Task.yield() }
        attempt.cancel()
        await attempt.value
        #expect(try await setting.latest().attempts.isEmpty)
        setting.clock.advance(seconds: 20)
        #expect(try await deliverer.claim().map(\.event) == [claim.event])
    }
}
