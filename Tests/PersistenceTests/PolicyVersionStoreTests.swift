import LinkPolicy
import Testing

@testable import Persistence

@Suite struct PolicyVersionStoreTests {
    let folder = TemporaryFolder()

    private func change(
        _ name: String = "p", _ text: String?, tenant: TenantID? = nil, restores: Int? = nil, over: Int? = nil
    ) -> PolicyChange {
        PolicyChange(
            tenant: tenant, name: name, text: text, author: "ann", reason: "why", restores: restores, over: over)
    }

    @Test func versionsCountUpAndTheLatestIsInForce() async throws {
        let database = try await SQLiteDatabase(folder: folder.path)
        let store = PolicyVersionStore(database)
        let first = try await store.add(change("p", "one"), now: 10)
        let second = try await store.add(change("p", "two", over: 1), now: 20)
        let other = try await store.add(change("q", "one", tenant: .main), now: 30)
        #expect([first.version.version, second.version.version, other.version.version] == [1, 2, 1])
        #expect(second.revision > first.revision)
        #expect(try await RevisionStore(database).latest() == other.revision)
        #expect(first.version.hash == "7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed")
        #expect(other.version.hash == first.version.hash)
        let inForce = try await store.inForce()
        #expect(inForce.map(\.name) == ["p", "q"])
        #expect(inForce.map(\.text) == ["two", "one"])
        #expect(inForce.map(\.tenant) == [nil, .main])
        let known = try await store.inForce { _, name, version in name == "p" && version == 2 }
        #expect(known.map(\.text) == [nil, "one"], "what is known is not read again")
    }

    @Test func aReturnToTheFileIsAVersionOfItsOwn() async throws {
        let store = PolicyVersionStore(try await SQLiteDatabase(folder: folder.path))
        _ = try await store.add(change("p", "one"), now: 10)
        _ = try await store.add(change("p", nil), now: 20)
        #expect(try await store.inForce().isEmpty)
        _ = try await store.add(change("p", "one", restores: 1), now: 30)
        #expect(try await store.inForce().map(\.version) == [3])
        let versions = try await store.versions(of: "p", tenant: nil)
        #expect(versions.map(\.version) == [3, 2, 1])
        #expect(versions.map(\.restores) == [1, nil, nil])
        #expect(versions[1].hash == nil)
        #expect(try await store.versions(of: "p", tenant: nil, before: 3, limit: 1).map(\.version) == [2])
        #expect(try await store.versions(of: "p", tenant: .main).isEmpty)
    }

    @Test func twoChangesOverTheSameVersionDoNotBothCount() async throws {
        let store = PolicyVersionStore(try await SQLiteDatabase(folder: folder.path))
        _ = try await store.add(change("p", "one", over: 0), now: 10)
        await #expect(throws: PolicyVersionStore.Conflict(latest: 1)) {
            try await store.add(change("p", "two", over: 0), now: 20)
        }
        #expect(try await store.inForce().map(\.text) == ["one"])
    }
}
