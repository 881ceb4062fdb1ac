import Foundation
import LinkPolicy
import Persistence
import Synchronization
import Testing
import ThreatIntel
import URLStandard

@testable import Gateway

/// Answers as it is told, and remembers what was asked.
private final class FakeSource: FeedTransport {
    struct Unreachable: Error, CustomStringConvertible {
        var description: String
    }

    let asked = Mutex<[FeedRequest]>([])
    private let reply: Mutex<@Sendable (FeedRequest) async throws -> FeedAnswer>

    init(_ reply: @escaping @Sendable (FeedRequest) async throws -> FeedAnswer) { self.reply = Mutex(reply) }

    func say(_ reply: @escaping @Sendable (FeedRequest) async throws -> FeedAnswer) {
        self.reply.withLock { $0 = reply }
    }

    func get(_ request: FeedRequest) async throws -> FeedAnswer {
        asked.withLock { $0.append(request) }
        return try await reply.withLock { $0 }(request)
    }
}

private func listing(_ names: Int, etag: String? = nil) -> FeedAnswer {
    let text = (0..<names).map { "bad\($0).example\n" }.joined()
    return FeedAnswer(status: 200, etag: etag, body: Array(text.utf8))
}

@Suite struct FeedUpdaterTests {
    /// A folder, a clock and an updater on a source.
    private final class Setting: Sendable {
        let folder = NSTemporaryDirectory() + "hutong-test-\(UInt64.random(in: .min ... .max))"
        let clock = TestClock()
        let source: FakeSource
        let store: ThreatStore

        init(_ reply: @escaping @Sendable (FeedRequest) async throws -> FeedAnswer) {
            source = FakeSource(reply)
            store = ThreatStore(data: folder)
        }

        deinit { try? FileManager.default.removeItem(atPath: folder) }

        func update(_ feeds: FeedDefinition..., forced: Bool = false) async throws -> [FeedUpdater.Outcome] {
            let updater = FeedUpdater(
                store: store, fetcher: FeedFetcher(store: store, transport: source), publicSuffixes: .builtin,
                clock: clock, random: { 0 })
            return try await updater.update(feeds, forced: forced).map(\.outcome)
        }

        func lists(_ name: String) throws -> Bool {
            try store.open()?.set.hits(WebURL("http://\(name)/")).isEmpty == false
        }

        func record(_ id: String) throws -> FeedRecord { try #require(store.feeds().first { $0.id == id }) }
    }

    private static func feed(
        _ id: String = "names", _ change: (inout FeedDefinition) -> Void = { _ in }
    ) -> FeedDefinition {
        var feed = FeedDefinition(id: id, address: "https://lists.example/\(id)")
        feed.format = .domains
        change(&feed)
        return feed
    }

    private func reason(_ outcomes: [FeedUpdater.Outcome]) -> String? {
        if case .failed(let reason)? = outcomes.first { reason } else { nil }
    }

    @Test func aListIsAskedForWithItsValidators() async throws {
        let setting = Setting { _ in listing(10, etag: "\"one\"") }
        _ = try await setting.update(Self.feed())
        #expect(setting.source.asked.withLock { $0.last?.headers.isEmpty } == true)
        let first = try setting.record("names")
        #expect(first.nextTryAt == setting.clock.seconds + 3_600)
        setting.clock.advance(seconds: 100)
        setting.source.say { _ in FeedAnswer(status: 304) }
        guard case .unchanged? = try await setting.update(Self.feed()).first else {
            Issue.record("a list that has not changed")
            return
        }
        let sent = setting.source.asked.withLock { $0.last?.headers.map(\.value) }
        #expect(sent == ["\"one\""])
        let second = try setting.record("names")
        #expect(second.confirmedAt == first.confirmedAt + 100)
        #expect(second.readAt == first.readAt)
    }

    /// What the source sends, and the words of the refusal; the list held has ten entries.
    @Test(arguments: [
        ("", "is empty"), (" \n\t", "is empty"), ("<?xml version='1.0'?>", "is a page"), ("# soon\n", "no entry"),
        ("bad1.example\nbad2.example\nbad3.example\nbad4.example\n", "holds 4 entries where the list held 10"),
        ("a.example\nb_c.example d\n%%%\n{\n}\n", "is no list in the format domains: it fits 2 of 5 lines"),
    ])
    func aBadListIsRefused(_ text: String, _ words: String) async throws {
        let setting = Setting { _ in listing(10) }
        _ = try await setting.update(Self.feed())
        setting.source.say { _ in FeedAnswer(status: 200, body: Array(text.utf8)) }
        let reason = try #require(try await reason(setting.update(Self.feed())))
        #expect(reason.contains(words), "\(reason)")
        #expect(try setting.lists("bad9.example"))
        #expect(try setting.record("names").lastError == reason)
        #expect(try setting.record("names").entries == 10)
    }

    @Test func whatIsNotWholeIsRefused() async throws {
        let setting = Setting { _ in listing(10) }
        _ = try await setting.update(Self.feed())
        for answer in [
            FeedAnswer(status: 200, body: listing(10).body, isTruncated: true),
            FeedAnswer(status: 200, coding: "br"), FeedAnswer(status: 206, body: listing(10).body),
            FeedAnswer(status: 304),
        ] {
            setting.source.say { _ in answer }
            #expect(try await reason(setting.update(Self.feed(), forced: true)) != nil)
        }
        #expect(try setting.record("names").failures == 4)
        setting.source.say { _ in listing(11) }
        _ = try await setting.update(Self.feed())
        #expect(try setting.record("names").failures == 0)
        #expect(try setting.record("names").lastError == nil)
    }

    @Test func oneBadListKeepsNoOtherBack() async throws {
        let setting = Setting { request in
            if request.url.path == "/bad" { throw FakeSource.Unreachable(description: "nobody\nthere") }
            return listing(5)
        }
        let outcomes = try await setting.update(Self.feed("bad"), Self.feed("good"))
        #expect(reason(outcomes) == "nobody there")
        #expect(try setting.lists("bad4.example"))
        #expect(try setting.store.open()?.set.feeds == ["good"])
        #expect(try setting.record("bad").hasList == false)
        // A list that never was is in nobody's way.
        setting.source.say { _ in listing(6) }
        _ = try await setting.update(Self.feed("good"))
        #expect(try setting.lists("bad5.example"))
    }

    @Test func aChangedDescriptionAsksForTheWholeList() async throws {
        let setting = Setting { request in
            request.headers.isEmpty ? listing(10, etag: "\"one\"") : FeedAnswer(status: 304)
        }
        _ = try await setting.update(Self.feed())
        let changed = Self.feed { $0.threatClass = .malware }
        #expect(FeedSchedule.isDue(changed, try setting.record("names"), now: setting.clock.seconds))
        _ = try await setting.update(changed)
        #expect(try setting.record("names").threatClass == .malware)
        let hits = try #require(try setting.store.open()?.set.hits(WebURL("http://bad1.example/")))
        #expect(hits.first?.listings.first?.threatClass == .malware)
    }

    @Test func entriesEndThatNobodyConfirms() async throws {
        let setting = Setting { _ in listing(10, etag: "\"one\"") }
        let feed = Self.feed { $0.entriesEndAfter = 10 * 86_400 }
        _ = try await setting.update(feed)
        let hits = try #require(try setting.store.open()?.set.hits(WebURL("http://bad1.example/")))
        #expect(hits.first?.listings.first?.until.map(Int64.init) == setting.clock.seconds + 10 * 86_400)
        #expect(feed.mayBeUnchanged(try setting.record("names"), now: setting.clock.seconds + 4 * 86_400))
        #expect(!feed.mayBeUnchanged(try setting.record("names"), now: setting.clock.seconds + 6 * 86_400))
        // Another list's update does not give them their time anew.
        setting.clock.advance(seconds: 86_400)
        _ = try await setting.update(Self.feed("other"))
        let later = try #require(try setting.store.open()?.set.hits(WebURL("http://bad1.example/")))
        let ends = later.flatMap(\.listings).compactMap(\.until).map(Int64.init)
        #expect(ends == [setting.clock.seconds + 9 * 86_400])
    }

    @Test func theWaitGrowsWithFailures() async throws {
        let setting = Setting { _ in FeedAnswer(status: 503) }
        var waits: [Int64] = []
        for _ in 0..<12 {
            _ = try await setting.update(Self.feed())
            let record = try setting.record("names")
            waits.append(record.nextTryAt - setting.clock.seconds)
            #expect(!FeedSchedule.isDue(Self.feed(), record, now: record.nextTryAt - 1))
            #expect(FeedSchedule.isDue(Self.feed(), record, now: record.nextTryAt))
        }
        #expect(waits == [60, 120, 240, 480, 960, 1_920, 3_840, 7_680, 15_360, 21_600, 21_600, 21_600])
    }

    @Test(arguments: [
        ("600", 600), ("30", 60), ("99999999", 86_400), ("soon", 60), ("Fri, 17 Sep 2021 08:50:00 GMT", 600),
    ])
    func aWishIsHonoured(_ field: String, _ wait: Int64) async throws {
        let setting = Setting { _ in FeedAnswer(status: 429, retryAfter: field) }
        _ = try await setting.update(Self.feed())
        #expect(try setting.record("names").nextTryAt - setting.clock.seconds == wait)
    }

    @Test func waitsKeepTheirBounds() {
        let feed = Self.feed { $0.interval = 86_400 }
        for failures in [0, 1, 2, 9, 10, 40, .max] {
            for random in [0, 0.5, 1] {
                let wait = FeedSchedule.wait(feed, failures: failures, wish: nil, random: random)
                #expect((60...(86_400 * 5 / 4)).contains(wait))
            }
        }
    }

    @Test func ofTwoHoldersOneWorks() async throws {
        let gateway = try await TestGateway()
        let leases = LeaseStore(gateway.database)
        let one = FeedLease(leases: leases, node: "one", clock: gateway.clock)
        let two = FeedLease(leases: leases, node: "two", clock: gateway.clock)
        let inner = try await one.holding { try await two.holding { true } == nil }
        #expect(inner == true)
        #expect(try await two.holding { true } == true)
    }

    /// Packed whole, then cut at every place, and with one bit turned.
    @Test func onlyWholeGzipIsUnpacked() throws {
        // "bad1.example\n" and "bad2.example\n", each a member of its own.
        let members = try [
            "H4sIAAAAAAACA0tKTDHUS61IzC3ISeUCAMnnCMgNAAAA", "H4sIAAAAAAACA0tKTDHSS61IzC3ISeUCAMpcPyMNAAAA",
        ]
        .flatMap { Array(try #require(Data(base64Encoded: $0))) }
        func unpacked(_ bytes: [UInt8], limit: Int = 100) throws -> String {
            var text: [UInt8] = []
            try Gunzip.unpack(bytes, limit: limit) { text += $0 }
            return String(decoding: text, as: UTF8.self)
        }
        #expect(try unpacked(members) == "bad1.example\nbad2.example\n")
        #expect(throws: Gunzip.Problem.self) { try unpacked(members, limit: 25) }
        for length in 0..<members.count where length != members.count / 2 {
            #expect(throws: Gunzip.Problem.self) { try unpacked(Array(members[..<length])) }
        }
    }
}
