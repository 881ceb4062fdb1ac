import Foundation
import LinkPolicy
import Testing
import ThreatIntel
import URLStandard

@testable import Persistence

@Suite struct ThreatStoreTests {
    let folder = TemporaryFolder()
    private var store: ThreatStore { ThreatStore(data: folder.path) }

    private func incoming(
        _ id: String, _ text: String, _ threatClass: ThreatClass = .phishing, at now: Int64 = 1000
    ) throws -> ThreatStore.Incoming {
        try FileManager.default.createDirectory(atPath: folder.path, withIntermediateDirectories: true)
        let file = folder.path + "/\(id).txt"
        try text.write(toFile: file, atomically: true, encoding: .utf8)
        let record = FeedRecord(
            id: id, format: .domains, threatClass: threatClass, confidence: 70, source: file, readAt: now)
        return ThreatStore.Incoming(record: try #require(record), file: file)
    }

    @discardableResult
    private func update(
        _ incoming: [ThreatStore.Incoming], forgetting: Set<String> = [], forced: Bool = false, at now: Int64 = 1000
    ) throws -> [FeedTally] {
        try store.update(
            incoming, forgetting: forgetting, forced: forced, publicSuffixes: .builtin, now: now)
    }

    private func listed(_ name: String, by store: ThreatStore? = nil) throws -> [String] {
        guard let set = try (store ?? self.store).open()?.set else { return [] }
        return set.hits(try WebURL("http://\(name)/")).flatMap(\.listings).map { set.feeds[Int($0.feed)] }
    }

    @Test func listsStandBesideOneAnother() throws {
        #expect(try store.open() == nil)
        let tally = try update([incoming("a", "x.example\ny.example\ncom\n")])
        #expect(tally.first?.names == 2)
        #expect(tally.first?.refused == 1)
        try update([incoming("b", "y.example\nz.example\n", .malware)])
        #expect(try listed("x.example") == ["a"])
        #expect(try Set(listed("y.example")) == ["a", "b"])
        #expect(try store.feeds().map(\.entries) == [2, 2])
        try update([], forgetting: ["a"])
        #expect(try listed("x.example") == [])
        #expect(try listed("z.example") == ["b"])
        #expect(try store.feeds().map(\.id) == ["b"])
        #expect(try leftovers() == [])
    }

    @Test func aBadUpdateChangesNothing() throws {
        try update([incoming("a", "v.example\nw.example\nx.example\ny.example\n")])
        for text in ["", "# nothing\n", "com\n", "x.example\n"] {
            #expect(throws: PersistenceError.self) { try update([incoming("a", text)]) }
            #expect(try listed("v.example") == ["a"])
            #expect(try store.feeds().map(\.entries) == [4])
            #expect(try leftovers() == [])
        }
        try update([incoming("a", "x.example\n")], forced: true)
        #expect(try listed("v.example") == [])
        #expect(try listed("x.example") == ["a"])
    }

    @Test func anEntryKeepsTheTimeOfItsFirstImport() throws {
        try update([incoming("a", "x.example\n")], at: 1000)
        try update([incoming("a", "x.example\ny.example\n")], at: 2000)
        let set = try #require(try store.open()?.set)
        #expect(set.hits(try WebURL("http://x.example/")).first?.listings.first?.firstSeen == 1000)
        #expect(set.hits(try WebURL("http://y.example/")).first?.listings.first?.firstSeen == 2000)
    }

    @Test func whoHasASetOpenKeepsIt() throws {
        try update([incoming("a", "x.example\n")])
        let (old, identity) = try #require(try store.open())
        try update([incoming("a", "y.example\n")])
        #expect(MappedFile.Identity(path: store.path) != identity)
        #expect(!old.hits(try WebURL("http://x.example/")).isEmpty)
        try old.verify()
        #expect(try listed("x.example") == [])
    }

    @Test func aDamagedSetIsRefusedAndBuiltAnew() throws {
        try update([incoming("a", "x.example\n")])
        try "not a set".write(toFile: store.path, atomically: true, encoding: .utf8)
        #expect(throws: PersistenceError.self) { try store.open() }
        #expect(try store.isBehind())
        try update([incoming("b", "y.example\n")])
        #expect(try listed("x.example") == ["a"])
    }

    @Test func aSetThatIsNotThatOfItsListsIsNoticed() throws {
        #expect(try !store.isBehind())
        try update([incoming("a", "x.example\n"), incoming("a-b", "y.example\n")])
        #expect(try !store.isBehind())
        let former = try #require(FileManager.default.contents(atPath: store.path))
        try update([incoming("c", "z.example\n")])
        try former.write(to: URL(fileURLWithPath: store.path))
        #expect(try store.isBehind(), "a list that the set has not")
        try update([])
        #expect(try !store.isBehind())
        try update([incoming("c", "z.example\n", at: 5000)], at: 5000)
        try former.write(to: URL(fileURLWithPath: store.path))
        #expect(try store.isBehind(), "a list that was read after the set was built")
        // A feed that has never been read is no list.
        let none = try #require(
            FeedRecord(id: "none", format: .hosts, threatClass: .scam, confidence: 1, source: "", readAt: 0))
        try store.keep(none)
        try update([], at: 5000)
        #expect(try !store.isBehind())
        #expect(try store.feeds().map(\.id).contains("none"))
    }

    @Test func aRecordIsReadAsItWasWritten() throws {
        var record = try #require(
            FeedRecord(id: "a", format: .csv, threatClass: .scam, confidence: 1, source: "https://x/", readAt: 7))
        record.entriesEndAfter = 90
        record.etag = "\"x\""
        record.lastModified = "Fri, 17 Sep 2021 08:41:00 GMT"
        record.confirmedAt = 8
        record.triedAt = 9
        record.lastError = "no"
        record.failures = 3
        record.nextTryAt = 10
        try store.keep(record)
        #expect(try store.feeds() == [record])
    }

    @Test(arguments: ["", "A", ".x", "a/b", "a b", "ä", String(repeating: "a", count: 65)])
    func isNoID(_ id: String) { #expect(!FeedRecord.isID(id)) }

    /// Files that neither belong to a list nor to the set.
    private func leftovers() throws -> [String] {
        let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path + "/threats")
        return names.filter { $0.hasSuffix(".partial") || $0.contains(".building") }
    }
}
