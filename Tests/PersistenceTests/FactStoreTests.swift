import Attribution
import LinkPolicy
import LinkRecognition
import Testing

@testable import Persistence

@Suite struct FactStoreTests {
    let folder = TemporaryFolder()
    private static let hour: Int64 = 1_631_836_800

    private static let whole: Facts = {
        var facts = Facts(
            scene: .group, form: .qr, kind: .item, platform: PlatformSlug("taobao"), service: "shopping",
            host: "example.org", risks: RiskSet([.credentials, .plainHTTP]),
            threats: [ThreatFact(threatClass: .scam, confidence: 70, feeds: [], subject: "")], canRedirect: false,
            client: ClientFacts(os: "ios", version: ClientVersion("8.0.13"), capabilities: ["interstitial"]),
            operatorRule: OperatorRule(id: 0, action: .allow, subject: "", reason: ""), reputation: .watched,
            readerRole: .stranger, postedAt: hour - 7_200, now: hour, degraded: [.counters])
        facts.posting = PostingFacts(
            role: .admin, tier: .new, counts: SenderCounts(minute: 1, hour: 2, day: 3, groups: 4), patterns: ["lure"])
        return facts
    }()

    @Test(arguments: [Facts(now: 0), whole]) func whatIsWrittenIsReadAgain(_ facts: Facts) throws {
        #expect(try Facts(recorded: facts.recorded) == facts)
    }

    @Test func nothingThatTellsAPersonOrAnAddressIsWritten() {
        var facts = Self.whole
        facts.host = "ann.shop.example.co.uk"
        facts.person = "ann-the-person"
        facts.threats[0].subject = "ann.shop.example.co.uk/secret"
        facts.operatorRule?.reason = "a secret reason"
        facts.operatorRule?.subject = "secret.example"
        facts.now += 1_234
        let text = facts.recorded
        for secret in ["ann", "secret", "shop."] { #expect(!text.contains(secret), "\(secret) in \(text)") }
        #expect(text.contains("\"site\":\"example.co.uk\""))
        #expect(text.contains("\"now\":\(Self.hour / 3_600)"))
    }

    @Test(arguments: ["", "{", "{}x", #"{"form":"x"}"#, #"{"counts":[1]}"#, #"{"new":1}"#])
    func whatCannotBeReadIsRefused(_ text: String) { #expect((try? Facts(recorded: text)) == nil) }

    @Test func recordsArePagedInOrder() async throws {
        let database = try await SQLiteDatabase(folder: folder.path)
        var batch = ObservationBatch()
        for number in 0..<5 {
            var facts = Self.whole
            facts.now += Int64(number) * 3_600
            batch.facts.append(
                FactRecord(
                    tenant: number == 4 ? .playground : .main, event: .click, disposition: .warn,
                    person: number == 0 ? nil : .max - UInt64(number), facts: facts))
        }
        try await ObservationStore(database).commit(batch)
        let store = FactStore(database)
        let first = try await store.page(tenant: .main, since: Self.hour + 3_600, limit: 2)
        #expect(first.rows.map(\.record.person) == [.max - 1, .max - 2])
        #expect(first.rows.map(\.record.facts.now) == [Self.hour + 3_600, Self.hour + 7_200])
        let second = try await store.page(tenant: .main, since: Self.hour, after: try #require(first.last), limit: 2)
        #expect(second.rows.count == 1)
        #expect(second.last == nil)
    }

    @Test func differencesOfTheShadowAddUp() async throws {
        let database = try await SQLiteDatabase(folder: folder.path)
        for day in [1, 2, 2] {
            var batch = ObservationBatch()
            let key = ShadowKey(
                tenant: .main, day: Day(number: day), policy: "p", event: .posting, scene: .group, platform: nil,
                former: .open, present: .copy)
            for _ in 0..<3 { batch.add(key) { "example" } }
            try await ObservationStore(database).commit(batch)
        }
        let store = ShadowStore(database)
        #expect(
            try await store.differences(tenant: .main, since: Day(number: 1)).map(\.tally)
                == [ShadowTally(count: 9, example: "example")])
        #expect(try await store.differences(tenant: .main, since: Day(number: 2)).map(\.tally.count) == [6])
        #expect(try await store.differences(tenant: .playground, since: Day(number: 1)).isEmpty)
    }
}
