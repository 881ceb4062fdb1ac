import LinkPolicy
import Testing

@testable import Persistence

@Suite struct ChoiceStoreTests {
    private let folder = TemporaryFolder()
    private let group = ChoiceSubject(tenant: .main, kind: .group, id: "群 1")
    private let actor = ChoiceActor(.key, "abc", person: "u1", role: .owner, reason: "why")

    private func store() async throws -> (SQLiteDatabase, ChoiceStore) {
        let database = try await SQLiteDatabase(folder: folder.path)
        return (database, ChoiceStore(database))
    }

    @Test func aChoiceAndWhoMadeItAreKept() async throws {
        let (_, store) = try await store()
        #expect(try await store.find(group) == nil)
        let first = try await store.change(group, to: "{1}", by: actor, now: 100)
        let record = try #require(try await store.find(group))
        #expect(first == .set(record, isNew: true))
        #expect(record == ChoiceRecord(settings: "{1}", version: record.version, updatedAt: 100))
        #expect(try await store.change(group, to: "{1}", by: actor, now: 101) == .unchanged(record))
        guard case .set(let second, isNew: false) = try await store.change(group, to: "{2}", by: actor, now: 102) else {
            Issue.record("not changed")
            return
        }
        #expect(second.version > record.version)
        #expect(try await store.change(group, to: nil, by: actor, now: 103) == .removed)
        #expect(try await store.change(group, to: nil, by: actor, now: 104) == .unchanged(nil))
        let history = try await store.history(of: group, limit: 10)
        #expect(history.map(\.at) == [103, 102, 100])
        #expect(history.map(\.former) == ["{2}", "{1}", nil])
        #expect(history.map(\.present) == [nil, "{2}", "{1}"])
        #expect(history.allSatisfy { $0.actor == actor })
        #expect(try await store.history(of: group, before: history[1].id, limit: 1) == [history[2]])
    }

    @Test func choicesOfOthersAreOthers() async throws {
        let (_, store) = try await store()
        let others = [
            ChoiceSubject(tenant: .main, kind: .person, id: "群 1"),
            ChoiceSubject(tenant: .playground, kind: .group, id: "群 1"),
            ChoiceSubject(tenant: .main, kind: .group, id: "群 2"),
        ]
        _ = try await store.change(group, to: "{1}", by: actor, now: 100)
        for other in others {
            #expect(try await store.find(other) == nil)
            #expect(try await store.history(of: other, limit: 10).isEmpty)
        }
    }

    @Test func aConditionThatDoesNotHoldChangesNothing() async throws {
        let (_, store) = try await store()
        func outcome(_ condition: ChoiceCondition, _ settings: String) async throws -> ChoiceOutcome {
            try await store.change(group, to: settings, by: actor, if: [condition], now: 100)
        }
        #expect(try await outcome(.exists, "{0}") == .conditionFailed)
        #expect(try await outcome(.version([1]), "{0}") == .conditionFailed)
        guard case .set(let record, isNew: true) = try await outcome(.isAbsent, "{1}") else {
            Issue.record("not set")
            return
        }
        #expect(try await outcome(.isAbsent, "{2}") == .conditionFailed)
        #expect(try await outcome(.version([record.version + 1]), "{2}") == .conditionFailed)
        #expect(try await outcome(.versionIsNot([record.version]), "{2}") == .conditionFailed)
        #expect(try await store.find(group) == record)
        #expect(try await store.history(of: group, limit: 10).count == 1)
        #expect(try await outcome(.version([record.version, 999]), "{2}") != .conditionFailed)
    }

    @Test func changesSinceALookNameEachChoiceOnce() async throws {
        let (_, store) = try await store()
        let person = ChoiceSubject(tenant: .main, kind: .person, id: "u1")
        _ = try await store.change(group, to: "{1}", by: actor, now: 100)
        let (seen, all) = try await store.all()
        #expect(all.map(\.subject) == [group])
        #expect(try await store.latest() == seen)
        _ = try await store.change(group, to: "{2}", by: actor, now: 101)
        _ = try await store.change(group, to: "{3}", by: actor, now: 102)
        _ = try await store.change(person, to: "{4}", by: actor, now: 103)
        _ = try await store.change(person, to: nil, by: actor, now: 104)
        let (upTo, changes) = try await store.changes(since: seen)
        #expect(upTo == seen + 4)
        #expect(
            Dictionary(uniqueKeysWithValues: changes.map { ($0.subject, $0.settings) }) == [group: "{3}", person: nil])
        let none = try await store.changes(since: upTo)
        #expect(none.upTo == upTo && none.choices.isEmpty)
    }

    /// What is in force does not depend on the log, nor do versions begin anew when it is forgotten.
    @Test func aForgottenLogTakesNothingAway() async throws {
        let (database, store) = try await store()
        _ = try await store.change(group, to: "{1}", by: actor, now: 100)
        let record = try #require(try await store.find(group))
        #expect(try await RetentionStore(database).purge(.choiceChanges, before: 101, limit: 10) == 1)
        #expect(try await store.find(group) == record)
        guard case .set(let next, _) = try await store.change(group, to: "{2}", by: actor, now: 102) else {
            Issue.record("not set")
            return
        }
        #expect(next.version > record.version)
        #expect(try await store.changes(since: record.version).choices.count == 1)
    }

    @Test func aTokenIsUsedOnce() async throws {
        let (database, _) = try await store()
        let store = SignerStore(database)
        #expect(try await store.use(token: "a", issuer: "i", tenant: .main, expiresAt: 100))
        #expect(try await !store.use(token: "a", issuer: "i", tenant: .main, expiresAt: 100))
        #expect(try await store.use(token: "a", issuer: "other", tenant: .main, expiresAt: 100))
        #expect(try await store.use(token: "a", issuer: "i", tenant: .playground, expiresAt: 100))
        #expect(try await RetentionStore(database).purge(.usedTokens, before: 101, limit: 10) == 3)
    }

    @Test func signersAreKeptOnceAndRemoved() async throws {
        let (database, _) = try await store()
        let store = SignerStore(database)
        let key = SignerRecord(
            id: SignerRecord.newID(), tenant: .main, issuer: "i", algorithm: "ES256", source: .key(kid: "k", pem: "p"),
            createdAt: 1)
        let set = SignerRecord(
            id: SignerRecord.newID(), tenant: .main, issuer: "i", algorithm: "ES256", source: .set(address: "a"),
            createdAt: 2)
        #expect(try await store.insert(key) != nil)
        #expect(try await store.insert(set) != nil)
        var same = key
        same.id = SignerRecord.newID()
        #expect(try await store.insert(same) == nil)
        #expect(try await store.all() == [key, set])
        #expect(try await store.remove(id: key.id, now: 3) != nil)
        #expect(try await store.remove(id: key.id, now: 3) == nil)
        #expect(try await store.all() == [set])
    }
}
