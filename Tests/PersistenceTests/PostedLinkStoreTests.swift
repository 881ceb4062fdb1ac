import Attribution
import Foundation
import LinkPolicy
import LinkRecognition
import LinkTokens
import Testing
import Webhooks

@testable import Persistence

@Suite struct PostedLinkStoreTests {
    private let folder = TemporaryFolder()

    private func context(_ number: Int, expiresAt: Int64) -> LinkContext {
        LinkContext(
            purpose: .message, tenant: .main, linkID: UInt64(number), issuedAt: 1, expiresAt: expiresAt, scene: .direct,
            finding: Finding(range: 0..<0, form: .web, address: "https://a.example/\(number)"), message: "m",
            sender: nil,
            group: nil)
    }

    private func commit(_ database: SQLiteDatabase, _ ends: [Int64], client: ClientFacts? = nil) async throws {
        var batch = ObservationBatch()
        for (number, end) in ends.enumerated() {
            batch.postedLinks.append(
                PostedLink(
                    tenant: .main, expiresAt: end, context: context(number, expiresAt: end).encoded(), client: client,
                    told: .open))
        }
        #expect(batch.count == ends.count)
        try await ObservationStore(database).commit(batch)
    }

    private func watch(_ database: SQLiteDatabase) async throws {
        let store = WebhookStore(database, master: try MasterKey(folder: folder.path))
        _ = try await store.create(
            tenant: .main, url: "https://chat.example/", events: [.linkVerdictChanged], description: nil, now: 0)
    }

    @Test func pagesGoBackFromTheLatest() async throws {
        let database = try await SQLiteDatabase(folder: folder.path)
        let store = PostedLinkStore(database)
        try await commit(database, [50, 50, 10, 50, 50])
        let first = try await store.page(before: .max, after: 0, now: 10, limit: 3)
        #expect(first.rows.map(\.context.linkID) == [4, 3], "the one between has expired")
        let second = try await store.page(before: try #require(first.last), after: 0, now: 10, limit: 3)
        #expect(second.rows.map(\.context.linkID) == [1, 0])
        #expect(second.last == nil)
        let late = try await store.page(before: .max, after: try #require(first.rows.last?.id), now: 10, limit: 3)
        #expect(late.rows.map(\.context.linkID) == [4])
    }

    @Test(arguments: [
        nil, ClientFacts(), ClientFacts(os: "ios", version: ClientVersion("8.0.13"), capabilities: ["interstitial"]),
        ClientFacts(capabilities: []),
    ])
    func theClientIsKept(_ client: ClientFacts?) async throws {
        let database = try await SQLiteDatabase(folder: folder.path)
        try await commit(database, [50], client: client)
        let row = try #require(
            try await PostedLinkStore(database).page(before: .max, after: 0, now: 1, limit: 1).rows.first)
        #expect(row.client == client)
        #expect(row.context == context(0, expiresAt: 50))
        #expect(row.told == .open)
    }

    @Test func eachChangeIsToldOnce() async throws {
        let database = try await SQLiteDatabase(folder: folder.path)
        try await watch(database)
        try await commit(database, [50])
        let store = PostedLinkStore(database)
        let id = try #require(try await store.page(before: .max, after: 0, now: 1, limit: 1).rows.first?.id)
        func change(_ former: Disposition, _ present: Disposition) -> PostedLinkStore.Change {
            PostedLinkStore.Change(
                link: id, tenant: .main, former: former, present: present, event: .test(webhook: "", at: 5))
        }
        #expect(try await store.tell([change(.open, .block)]) == 1)
        #expect(try await store.tell([change(.open, .block)]) == 0, "another gateway was faster")
        #expect(try await store.tell([change(.block, .open)]) == 1)
        #expect(try await store.page(before: .max, after: 0, now: 1, limit: 1).rows.first?.told == .open)
    }

    @Test func theExpiredAndTheUnwatchedAreForgotten() async throws {
        let database = try await SQLiteDatabase(folder: folder.path)
        try await commit(database, [10, 20, 30])
        let store = PostedLinkStore(database)
        #expect(try await store.purge(now: 10, atMost: 2) == 2, "nobody watches")
        try await watch(database)
        #expect(try await store.purge(now: 10, atMost: 9) == 0)
        #expect(try await store.purge(now: 30, atMost: 9) == 1)
    }

    @Test func oneHoldsALease() async throws {
        let leases = LeaseStore(try await SQLiteDatabase(folder: folder.path))
        #expect(try await leases.hold("work", by: "a", now: 0, until: 10))
        #expect(try await leases.hold("work", by: "b", now: 9, until: 19) == false)
        #expect(try await leases.hold("other", by: "b", now: 9, until: 19))
        #expect(try await leases.hold("work", by: "a", now: 9, until: 19))
        #expect(try await leases.hold("work", by: "b", now: 18, until: 28) == false)
        #expect(try await leases.hold("work", by: "b", now: 19, until: 29))
        try await leases.release("work", by: "a")
        #expect(try await leases.hold("work", by: "a", now: 20, until: 30) == false)
        try await leases.release("work", by: "b")
        #expect(try await leases.hold("work", by: "a", now: 20, until: 30))
    }
}
