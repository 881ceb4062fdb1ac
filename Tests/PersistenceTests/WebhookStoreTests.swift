import Attribution
import Foundation
import LinkPolicy
import Moderation
import Testing
import Webhooks

@testable import Persistence

@Suite struct WebhookStoreTests {
    private let folder = TemporaryFolder()
    private let other = TenantID("other") ?? .playground

    private func stores() async throws -> (SQLiteDatabase, WebhookStore, DeliveryStore) {
        let database = try await SQLiteDatabase(folder: folder.path)
        let master = try MasterKey(folder: folder.path)
        return (database, WebhookStore(database, master: master), DeliveryStore(database, master: master))
    }

    private func make(
        _ store: WebhookStore, _ url: String = "https://chat.example/hook", tenant: TenantID = .main,
        events: Set<WebhookEventType> = Set(WebhookEventType.subscribable), now: Int64 = 100
    ) async throws -> WebhookRecord {
        try await store.create(tenant: tenant, url: url, events: events, description: nil, now: now).webhook
    }

    @Test func aWebhookIsKeptAndItsSecretSealed() async throws {
        let (database, store, _) = try await stores()
        let made = try await store.create(
            tenant: .main, url: "https://chat.example/hook", events: [.ruleChanged], description: "机器人", now: 100)
        #expect(made.revision > 0)
        #expect(try await store.all() == [made.webhook])
        #expect(try await store.find(made.webhook.id) == made.webhook)
        #expect(try await store.find(made.webhook.id, tenant: other) == nil)
        #expect(try await store.all(tenant: other) == [])
        let sealed = try await database.read { try $0.rows("SELECT secret FROM webhook").first?.blob(0) }
        #expect(sealed?.count == 12 + 32 + 16)
        #expect(sealed.map { $0.firstRange(of: made.secret.bytes) == nil } == true)
    }

    @Test func anotherWebhooksSecretDoesNotOpen() async throws {
        let (database, store, deliveries) = try await stores()
        let first = try await make(store)
        let second = try await make(store, "https://chat.example/other")
        try await database.write { connection in
            try connection.run(
                "UPDATE webhook SET secret = (SELECT secret FROM webhook WHERE id = $1) WHERE id = $2",
                [.text(first.id), .text(second.id)])
        }
        _ = try await store.test(second.id, milliseconds: 1)
        await #expect(throws: PersistenceError.self) {
            try await deliveries.claim([second.id: 1], now: 1, until: 2)
        }
    }

    @Test func theSameAddressIsRefusedWithinATenant() async throws {
        let (_, store, _) = try await stores()
        let first = try await make(store)
        await #expect(throws: WebhookRefusal.duplicateURL(webhook: first.id)) { try await make(store) }
        _ = try await make(store, tenant: other)
        let second = try await make(store, "https://chat.example/other")
        await #expect(throws: WebhookRefusal.duplicateURL(webhook: first.id)) {
            try await store.change(second.id, WebhookChange(url: first.url), now: 1)
        }
        #expect(try await store.change(first.id, WebhookChange(url: first.url), now: 1) != nil)
    }

    @Test func aTenantHasSoManyAtMost() async throws {
        let (_, store, _) = try await stores()
        for number in 0..<WebhookStore.limit { _ = try await make(store, "https://chat.example/\(number)") }
        await #expect(throws: WebhookRefusal.tooMany(limit: 20)) { try await make(store, "https://chat.example/more") }
        _ = try await make(store, tenant: other)
    }

    @Test func changes() async throws {
        let (_, store, _) = try await stores()
        let made = try await make(store)
        var change = WebhookChange(url: "https://b.example/", events: [.complaintReceived], description: "x")
        let changed = try #require(try await store.change(made.id, change, now: 5))
        #expect(changed.webhook.url == "https://b.example/")
        #expect(changed.webhook.events == [.complaintReceived])
        #expect(changed.webhook.description == "x")
        change = WebhookChange(description: .some(nil), isEnabled: false)
        let disabled = try #require(try await store.change(made.id, change, now: 6))
        #expect(disabled.revision > changed.revision)
        #expect(disabled.webhook.description == nil)
        #expect(disabled.webhook.disabledAt == 6)
        #expect(disabled.webhook.disabledReason == .operated)
        let enabled = try await store.change(made.id, WebhookChange(isEnabled: true), now: 7)
        #expect(enabled?.webhook.disabledAt == nil)
        #expect(try await store.change(made.id, tenant: other, WebhookChange(isEnabled: false), now: 8) == nil)
        #expect(try await store.change("wh_none", WebhookChange(), now: 8) == nil)
    }

    @Test func onlyWatchersAreWatched() async throws {
        let (_, store, _) = try await stores()
        #expect(try await store.watchedTenants() == [])
        _ = try await make(store, events: [.ruleChanged])
        let watching = try await make(store, tenant: other, events: [.linkVerdictChanged, .ruleChanged])
        #expect(try await store.watchedTenants() == [other])
        _ = try await store.change(watching.id, WebhookChange(isEnabled: false), now: 1)
        #expect(try await store.watchedTenants() == [])
    }

    @Test func aRotationOverlaps() async throws {
        let (_, store, deliveries) = try await stores()
        let made = try await store.create(
            tenant: .main, url: "https://a.example/", events: [.ruleChanged], description: nil, now: 100)
        let rotated = try #require(try await store.rotate(made.webhook.id, now: 1_000))
        #expect(rotated.previousUntil == 1_000 + 86_400)
        #expect(try await store.rotate(made.webhook.id, tenant: other, now: 1_000) == nil)
        for (now, secrets) in [
            (rotated.previousUntil * 1_000 - 1, [rotated.secret, made.secret]),
            (rotated.previousUntil * 1_000, [rotated.secret]),
        ] {
            _ = try await store.test(made.webhook.id, milliseconds: now)
            let claims = try await deliveries.claim([made.webhook.id: 9], now: now, until: .max)
            #expect(claims.map(\.secrets) == [secrets])
        }
    }

    @Test func removingForgetsEverything() async throws {
        let (database, store, _) = try await stores()
        let made = try await make(store)
        _ = try await store.test(made.id, milliseconds: 5)
        #expect(try await store.remove(made.id, tenant: other, now: 6) == nil)
        #expect(try await store.remove(made.id, now: 6) != nil)
        #expect(try await store.remove(made.id, now: 6) == nil)
        for table in ["webhook", "webhook_event", "outbox", "delivery"] {
            let count = try await database.read { try $0.rows("SELECT COUNT(*) FROM \(table)").first?.integer(0) }
            #expect(count == 0, "\(table)")
        }
    }

    @Test func eventsGoToThoseWhoSubscribe() async throws {
        let (database, store, deliveries) = try await stores()
        let mine = try await make(store)
        let second = try await make(store, "https://chat.example/rules", events: [.ruleChanged])
        let theirs = try await make(store, tenant: other)
        let disabled = try await make(store, "https://chat.example/disabled")
        _ = try await store.change(disabled.id, WebhookChange(isEnabled: false), now: 1)
        let rules = OperatorRuleStore(database)
        _ = try await rules.set(
            tenant: nil, action: .block, subject: "a.example", reason: "r", until: nil, now: 10)
        _ = try await rules.set(tenant: .main, action: .allow, subject: "b.example", reason: "r", until: 99, now: 11)
        _ = try await rules.lift(tenant: .main, subject: "b.example", now: 12)
        _ = try await rules.lift(tenant: .main, subject: "nothing.example", now: 13)
        let complaint = ComplaintRecord(
            id: "C-1", tenant: other, at: 14, linkID: 1, address: "https://a.example/", scene: .direct,
            category: "fraud", statement: "", person: nil, reader: nil)
        _ = try await ComplaintStore(database).file(
            ComplaintFiling(complaint, on: .domain, "a.example"), rules: ComplaintRules())
        func log(_ webhook: WebhookRecord) async throws -> [String] {
            try await deliveries.deliveries(to: webhook.id, limit: 99).map(\.type.rawValue)
        }
        #expect(try await log(mine) == ["rule.changed", "rule.changed", "rule.changed"])
        #expect(try await log(second) == ["rule.changed", "rule.changed", "rule.changed"])
        #expect(try await log(theirs) == ["complaint.received", "case.opened", "rule.changed"])
        #expect(try await log(disabled) == [])
        let events = try await database.read { try $0.rows("SELECT id FROM outbox").count }
        #expect(events == 6, "one for each tenant that is told")
    }

    @Test func nothingIsKeptWhenNobodySubscribes() async throws {
        let (database, _, _) = try await stores()
        _ = try await OperatorRuleStore(database).set(
            tenant: nil, action: .block, subject: "a.example", reason: "r", until: nil, now: 10)
        #expect(try await database.read { try $0.rows("SELECT id FROM outbox").isEmpty })
    }
}
