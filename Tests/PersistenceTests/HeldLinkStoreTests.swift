import Foundation
import LinkPolicy
import LinkRecognition
import LinkTokens
import Testing
import Webhooks

@testable import Persistence

@Suite struct HeldLinkStoreTests {
    private let folder = TemporaryFolder()

    private func ground(_ code: String, _ origin: Origin) -> HeldGround {
        HeldGround(
            code: code, origin: origin, title: LocalizedText(zh: "题", en: "Title"),
            explanation: LocalizedText(zh: "说明", en: "\"Words\""))
    }

    private func link(
        _ number: UInt64, tenant: TenantID = .main, grounds: [(String, Origin)] = [("asks", .group)],
        expiresAt: Int64 = 100, linkEnd: Int64 = 1_000
    ) -> HeldLink {
        let context = LinkContext(
            purpose: .message, tenant: tenant, linkID: number, issuedAt: 1, expiresAt: linkEnd, scene: .direct,
            finding: Finding(range: 0..<0, form: .web, address: "https://a.example/\(number)"), message: "m",
            sender: "u\(number % 2)", group: "g")
        return HeldLink(
            context: context, host: "a.example", grounds: grounds.map { ground($0.0, $0.1) }, expiresAt: expiresAt)
    }

    private func decide(
        _ store: HeldLinkStore, _ number: UInt64, _ action: HeldDecision.Action, by origin: Origin = .operator,
        reason: String = "r", tenant: TenantID? = .main, seen: HeldLink.State? = nil
    ) async throws -> HeldLinkStore.Outcome {
        let request = HoldRequest(linkID: number, action: action, origin: origin, reason: reason, seen: seen)
        return try #require(
            try await store.decide([request], tenant: tenant, apiKey: "k", now: 50).outcomes.first)
    }

    private func word(_ outcome: HeldLinkStore.Outcome) -> String {
        switch outcome {
        case .decided(let link, _): link.state.rawValue
        case .unchanged: "unchanged"
        case .refused(.moderatorDecided): "moderator decided"
        case .refused(.decidedMeanwhile): "decided meanwhile"
        case .refused(.notTheGroups(let codes)): "not the group's: " + codes.joined(separator: " ")
        case .unknown: "unknown"
        }
    }

    @Test func whatIsKeptComesBack() async throws {
        let store = HeldLinkStore(try await SQLiteDatabase(folder: folder.path))
        // The highest bit is a sign to SQL.
        let held = link(.max, grounds: [("asks", .group), ("fast", .policy)])
        try await store.insert([held])
        let found = try #require(try await store.find(.max, tenant: .main))
        #expect(found.link == held && found.history.isEmpty)
        #expect(try await store.find(.max, tenant: TenantID("other")) == nil)
        #expect(try await store.waitingCount() == 1)
    }

    /// Who decides what, one decision after the other.
    @Test(arguments: [
        ([("asks", Origin.group)], ["release group released", "refuse group refused", "release group released"]),
        (
            [("asks", .group)],
            ["refuse operator refused", "release group moderator decided", "release operator released"]
        ),
        ([("fast", .policy)], ["release group not the group's: fast", "refuse group not the group's: fast"]),
        (
            [("asks", .group), ("fast", .policy)],
            ["release group not the group's: fast", "refuse group refused", "release operator released"]
        ),
        ([("fast", .policy)], ["release operator released", "release operator unchanged", "refuse operator refused"]),
        ([("asks", .group)], ["expire operator expired", "release group released"]),
    ])
    func decisions(_ grounds: [(String, Origin)], _ steps: [String]) async throws {
        let store = HeldLinkStore(try await SQLiteDatabase(folder: folder.path))
        try await store.insert([link(7, grounds: grounds)])
        for step in steps {
            let parts = step.split(separator: " ", maxSplits: 2).map(String.init)
            let action = try #require(HeldDecision.Action(rawValue: parts[0]))
            let origin = try #require(Origin(rawValue: parts[1]))
            #expect(word(try await decide(store, 7, action, by: origin)) == parts[2], "\(step)")
        }
    }

    @Test func whoHasSeenAnotherStateDecidesNothing() async throws {
        let store = HeldLinkStore(try await SQLiteDatabase(folder: folder.path))
        try await store.insert([link(7), link(8)])
        #expect(word(try await decide(store, 7, .refuse, by: .group, seen: .waiting)) == "refused")
        #expect(word(try await decide(store, 7, .release, by: .group, seen: .waiting)) == "decided meanwhile")
        #expect(
            word(try await decide(store, 7, .refuse, by: .group, reason: "s", seen: .waiting)) == "decided meanwhile")
        #expect(word(try await decide(store, 7, .refuse, by: .group, seen: .waiting)) == "unchanged", "tapped twice")
        let last = try await store.lastDecisions(on: [7, 8, 9])
        #expect(last.mapValues(\.reason) == [7: "r"])
        #expect(word(try await decide(store, 7, .release, by: .group, seen: .refused)) == "released")
    }

    @Test(arguments: [
        ([("asks", Origin.group)], [true, true]), ([("asks", .group), ("fast", .policy)], [false, true]),
        ([("fast", .policy)], [false, false]), ([("asks", .operator)], [false, false]),
    ])
    func whatIsLeftToTheGroup(_ grounds: [(String, Origin)], _ wanted: [Bool]) {
        let held = link(7, grounds: grounds)
        #expect([HeldDecision.Action.release, .refuse].map { held.leaves($0, to: .group) } == wanted)
        #expect(held.leaves(.release, to: .operator))
    }

    @Test func anotherTenantsLinkIsUnknown() async throws {
        let store = HeldLinkStore(try await SQLiteDatabase(folder: folder.path))
        try await store.insert([link(7)])
        #expect(word(try await decide(store, 7, .release, tenant: TenantID("other"))) == "unknown")
        #expect(word(try await decide(store, 8, .release)) == "unknown")
        #expect(try await store.find(7, tenant: .main)?.link.state == .waiting)
    }

    @Test func gatewaysReadWhatIsNewOnLinksThatWork() async throws {
        let store = HeldLinkStore(try await SQLiteDatabase(folder: folder.path))
        try await store.insert([link(1), link(2), link(3, linkEnd: 60)])
        #expect(try await store.decisions(after: 0, now: 50).isEmpty)
        _ = try await decide(store, 1, .refuse)
        _ = try await decide(store, 3, .release)
        let first = try await store.decisions(after: 0, now: 60)
        #expect(first.map(\.linkID) == [1], "the third has ended")
        #expect(first.first?.decision == HeldDecision(.refuse, of: ["asks"], by: .operator, reason: "r"))
        let seen = try #require(first.first?.revision)
        _ = try await decide(store, 1, .release, reason: "s")
        _ = try await decide(store, 2, .release)
        let next = try await store.decisions(after: seen, now: 50)
        #expect(Set(next.map(\.linkID)) == [1, 2] || Set(next.map(\.linkID)) == [1, 2, 3])
        #expect(next.first { $0.linkID == 1 }?.decision.action == .release, "the last decision holds")
    }

    @Test func aWaitEndsOnce() async throws {
        let database = try await SQLiteDatabase(folder: folder.path)
        let store = HeldLinkStore(database)
        try await store.insert((0..<5).map { link($0, expiresAt: Int64(100 + $0)) })
        _ = try await decide(store, 0, .release)
        #expect(try await store.expire(now: 99, limit: 9) == 0)
        #expect(try await store.expire(now: 103, limit: 2) == 2)
        #expect(try await store.expire(now: 103, limit: 2) == 1)
        #expect(try await store.expire(now: 103, limit: 2) == 0)
        #expect(try await store.links(tenant: .main, state: .expired, limit: 9).map(\.context.linkID) == [3, 2, 1])
        #expect(try await store.find(1, tenant: .main)?.history.map(\.action) == [.expire])
        #expect(try await RevisionStore(database).subjects(after: 0) == [HeldLinkStore.subject])
    }

    @Test func holdsAreForgottenAfterTheirLink() async throws {
        let database = try await SQLiteDatabase(folder: folder.path)
        let store = HeldLinkStore(database)
        try await store.insert([link(1, linkEnd: 60), link(2, linkEnd: 60), link(3, linkEnd: 90)])
        _ = try await decide(store, 1, .release)
        _ = try await decide(store, 3, .release)
        let records = RetentionStore(database)
        #expect(try await records.purge(.holds, before: 80, limit: 9) == 1, "one waits, one works")
        #expect(try await store.links(tenant: nil, limit: 9).map(\.context.linkID) == [3, 2])
        let decisions = try await database.read { try $0.rows("SELECT link_id FROM held_decision") }
        #expect(decisions.count == 1, "decisions go with their link")
    }
}
