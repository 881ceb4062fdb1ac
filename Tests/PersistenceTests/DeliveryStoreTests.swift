import Attribution
import Foundation
import LinkPolicy
import Testing
import Webhooks

@testable import Persistence

@Suite struct DeliveryStoreTests {
    private let folder = TemporaryFolder()

    private func stores() async throws -> (SQLiteDatabase, WebhookStore, DeliveryStore) {
        let database = try await SQLiteDatabase(folder: folder.path)
        let master = try MasterKey(folder: folder.path)
        return (database, WebhookStore(database, master: master), DeliveryStore(database, master: master))
    }

    private func make(_ store: WebhookStore, _ path: String = "") async throws -> String {
        try await store.create(
            tenant: .main, url: "https://chat.example/" + path, events: [.ruleChanged], description: nil, now: 0
        ).webhook.id
    }

    private func attempt(_ status: Int?, at: Int64) -> DeliveryStore.Attempt {
        DeliveryStore.Attempt(at: at, status: status, error: status == nil ? "no answer" : nil, duration: 12)
    }

    @Test func whatIsClaimedIsNobodyElsesUntilItsTime() async throws {
        let (_, store, deliveries) = try await stores()
        let webhook = try await make(store)
        _ = try await store.test(webhook, milliseconds: 1_000)
        #expect(try await deliveries.due(now: 999) == [])
        #expect(try await deliveries.due(now: 1_000) == [.init(webhook: webhook, isFailing: false)])
        let claims = try await deliveries.claim([webhook: 5], now: 1_000, until: 21_000)
        #expect(claims.count == 1)
        #expect(claims.first?.attempt == 1)
        #expect(claims.first?.url == "https://chat.example/")
        #expect(try await deliveries.due(now: 20_999) == [])
        #expect(try await deliveries.claim([webhook: 5], now: 20_999, until: 40_000).isEmpty)
        let again = try await deliveries.claim([webhook: 5], now: 21_000, until: 41_000)
        #expect(again.map(\.event) == claims.map(\.event), "a crash cut it off; it is made again under its name")
    }

    @Test func limitsHoldByWebhook() async throws {
        let (_, store, deliveries) = try await stores()
        let (first, second) = (try await make(store, "1"), try await make(store, "2"))
        for time in 1...5 {
            _ = try await store.test(first, milliseconds: Int64(time))
            _ = try await store.test(second, milliseconds: Int64(time))
        }
        #expect(try await deliveries.due(now: 5).map(\.webhook) == [first, second].sorted())
        #expect(try await deliveries.pendingCount() == 10)
        let claims = try await deliveries.claim([first: 2, second: 1], now: 5, until: 100)
        #expect(claims.count { $0.webhook == first } == 2)
        #expect(claims.count { $0.webhook == second } == 1)
    }

    @Test func attemptsAreLogged() async throws {
        let (_, store, deliveries) = try await stores()
        let webhook = try await make(store)
        let name = try #require(try await store.test(webhook, milliseconds: 0))
        var claim = try #require(try await deliveries.claim([webhook: 1], now: 0, until: 50).first)
        let first = attempt(nil, at: 0)
        #expect(try await deliveries.record(first, of: claim, decision: .retry(after: 5_000), now: 20) == nil)
        var record = try #require(try await deliveries.deliveries(to: webhook, limit: 9).first)
        #expect(record.id == name)
        #expect(record.state == .pending)
        #expect(record.nextAt == 5_020)
        #expect(record.attempts == [first])
        #expect(try await store.find(webhook)?.failingSince == 0)
        #expect(try await deliveries.due(now: 5_020) == [.init(webhook: webhook, isFailing: true)])
        claim = try #require(try await deliveries.claim([webhook: 1], now: 5_020, until: 9_000).first)
        #expect(claim.attempt == 2)
        let second = attempt(200, at: 5_020)
        #expect(try await deliveries.record(second, of: claim, decision: .delivered, now: 5_032) == nil)
        record = try #require(try await deliveries.deliveries(to: webhook, limit: 9).first)
        #expect(record.state == .delivered)
        #expect(record.nextAt == nil)
        #expect(record.endedAt == 5_032)
        #expect(record.attempts == [first, second])
        #expect(try await store.find(webhook)?.failingSince == nil)
        #expect(try await deliveries.record(second, of: claim, decision: .failed, now: 6_000) == nil)
        #expect(try await deliveries.deliveries(to: webhook, limit: 9) == [record], "it has arrived, whoever says else")
    }

    @Test func goneDisables() async throws {
        let (database, store, deliveries) = try await stores()
        let webhook = try await make(store)
        _ = try await store.test(webhook, milliseconds: 0)
        _ = try await store.test(webhook, milliseconds: 0)
        let before = try await RevisionStore(database).latest()
        let claim = try #require(try await deliveries.claim([webhook: 1], now: 0, until: 50).first)
        #expect(try await deliveries.record(attempt(410, at: 0), of: claim, decision: .gone, now: 2_000) == .gone)
        let record = try #require(try await store.find(webhook))
        #expect(record.disabledReason == .gone)
        #expect(record.disabledAt == 2)
        #expect(try await RevisionStore(database).latest() > before)
        #expect(try await deliveries.due(now: .max) == [], "what waits for a disabled webhook is not sent")
        _ = try await store.change(webhook, WebhookChange(isEnabled: true), now: 3)
        #expect(try await deliveries.due(now: 3_000) == [.init(webhook: webhook, isFailing: false)])
    }

    @Test(arguments: [(4 * 86_400, nil as WebhookRecord.DisabledReason?), (5 * 86_400, .failing)])
    func fiveDaysOfFailureDisable(_ seconds: Int64, _ reason: WebhookRecord.DisabledReason?) async throws {
        let (_, store, deliveries) = try await stores()
        let webhook = try await make(store)
        for now in [0, seconds * 1_000] {
            _ = try await store.test(webhook, milliseconds: now)
            let claim = try #require(try await deliveries.claim([webhook: 1], now: now, until: now + 1).first)
            let disabled = try await deliveries.record(
                attempt(500, at: now), of: claim, decision: .retry(after: seconds * 2_000), now: now)
            #expect(disabled == (now == 0 ? nil : reason))
        }
        #expect(try await store.find(webhook)?.disabledReason == reason)
    }

    @Test func pages() async throws {
        let (_, store, deliveries) = try await stores()
        let (webhook, other) = (try await make(store), try await make(store, "other"))
        var names: [String] = []
        for time in 0..<7 {
            names.append(try #require(try await store.test(webhook, milliseconds: Int64(time))))
            _ = try await store.test(other, milliseconds: Int64(time))
        }
        var found: [String] = []
        var cursor: String?
        repeat {
            let page = try await deliveries.deliveries(to: webhook, before: cursor, limit: 3)
            found += page.map(\.id)
            cursor = page.count == 3 ? page.last?.id : nil
        } while cursor != nil
        #expect(found == names.reversed())
        #expect(try await deliveries.deliveries(to: webhook, before: "dlv_forgotten", limit: 3).isEmpty)
        #expect(try await deliveries.deliveries(to: webhook, state: .failed, limit: 3).isEmpty)
        #expect(try await deliveries.deliveries(to: webhook, state: .pending, limit: 9).count == 7)
    }

    @Test func replays() async throws {
        let (_, store, deliveries) = try await stores()
        let (webhook, other) = (try await make(store), try await make(store, "other"))
        let name = try #require(try await store.test(webhook, milliseconds: 0))
        let claim = try #require(try await deliveries.claim([webhook: 1], now: 0, until: 50).first)
        _ = try await deliveries.record(attempt(500, at: 0), of: claim, decision: .failed, now: 100)
        #expect(try await deliveries.replay(name, to: other, now: 200) == false)
        #expect(try await deliveries.replayFailed(to: webhook, since: 101, now: 200) == 0)
        #expect(try await deliveries.replayFailed(to: other, since: 0, now: 200) == 0)
        #expect(try await deliveries.replayFailed(to: webhook, since: 100, now: 200) == 1)
        var again = try #require(try await deliveries.claim([webhook: 1], now: 200, until: 300).first)
        #expect(again.event == claim.event)
        #expect(again.attempt == 1, "with a schedule of its own")
        _ = try await deliveries.record(attempt(200, at: 200), of: again, decision: .delivered, now: 200)
        #expect(try await deliveries.replay(name, to: webhook, now: 400))
        again = try #require(try await deliveries.claim([webhook: 1], now: 400, until: 500).first)
        #expect(again.event == claim.event)
        #expect(try await deliveries.deliveries(to: webhook, limit: 1).first?.attempts.count == 2, "the log is kept")
        #expect(try await deliveries.webhook(of: name) == webhook)
    }

    @Test func oldEventsAreForgottenUnlessTheyAreStillToBeSent() async throws {
        let (database, store, deliveries) = try await stores()
        let webhook = try await make(store)
        for time in 0..<4 { _ = try await store.test(webhook, milliseconds: Int64(time)) }
        for _ in 0..<3 {
            let claim = try #require(try await deliveries.claim([webhook: 1], now: 10, until: 50).first)
            _ = try await deliveries.record(attempt(200, at: 10), of: claim, decision: .delivered, now: 10)
        }
        #expect(try await deliveries.purge(before: 1, atMost: 9) == 1)
        #expect(try await deliveries.purge(before: 99, atMost: 1) == 1)
        #expect(try await deliveries.purge(before: 99, atMost: 9) == 1)
        #expect(try await deliveries.deliveries(to: webhook, limit: 9).map(\.state) == [.pending])
        let attempts = try await database.read { try $0.rows("SELECT id FROM delivery_attempt").count }
        #expect(attempts == 0)
        _ = try await store.change(webhook, WebhookChange(isEnabled: false), now: 1)
        #expect(try await deliveries.purge(before: 99, atMost: 9) == 1, "nobody waits for it")
    }
}
