import LinkPolicy
import Testing
import URLStandard

@testable import ThreatIntel

@Suite struct ThreatSetTests {
    private static func name(_ text: String, _ covers: Bool = false) -> ThreatSubject {
        .name(text, coversSubdomains: covers)
    }

    private static let set = Result {
        try makeSet([
            (name("evil.example", true), listing()),
            (name("exact.example"), listing()),
            (name("deep.one.example", true), listing()),
            (.address(host: "host.example", path: "/login"), listing()),
            (.address(host: "host.example", path: "/kit/"), listing()),
            (.address(host: "host.example", path: "/q?id=7"), listing()),
            (.address(host: "root.example", path: "/"), listing()),
            (.address(host: "203.0.113.9", path: "/x"), listing()),
            (.network(try network("198.51.100.0/24")), listing()),
            (.network(try network("198.51.100.7")), listing()),
            (.network(try network("2001:db8::/32")), listing()),
        ])
    }

    @Test(arguments: [
        ("http://evil.example/", ["*.evil.example"]),
        ("https://a.b.EVIL.example./x", ["*.evil.example"]),
        ("http://notevil.example/", []), ("http://evil.example.org/", []),
        ("http://exact.example/", ["exact.example"]), ("http://www.exact.example/", []),
        ("http://one.example/", []), ("http://x.deep.one.example/", ["*.deep.one.example"]),
        ("http://x..evil.example/", ["*.evil.example"]), ("http://.evil.example/", ["*.evil.example"]),
        ("http://host.example/", []), ("http://host.example/login", ["host.example/login"]),
        ("http://host.example/login?next=1#f", ["host.example/login"]), ("http://host.example/login/", []),
        ("https://user@host.example:8443/%6Cogin", ["host.example/login"]), ("http://www.host.example/login", []),
        ("http://host.example/kit/", ["host.example/kit/"]), ("http://host.example/kit/a/b?c", ["host.example/kit/"]),
        ("http://host.example/kit", []), ("http://host.example/q", []), ("http://host.example/q?id=8", []),
        ("http://host.example/q?id=7", ["host.example/q?id=7"]),
        ("http://root.example/any/where", ["root.example/"]), ("http://a.root.example/", []),
        ("http://203.0.113.9/x", ["203.0.113.9/x"]), ("http://203.0.113.9/y", []),
        ("http://198.51.100.7/", ["198.51.100.7", "198.51.100.0/24"]), ("http://198.51.100.8/", ["198.51.100.0/24"]),
        ("http://0xC6.0x33.0x64.8/", ["198.51.100.0/24"]), ("http://198.51.101.7/", []),
        ("http://[::ffff:198.51.100.9]/", ["198.51.100.0/24"]), ("http://[2001:db8:1::5]/", ["2001:db8::/32"]),
        ("http://[2001:db9::5]/", []), ("weixin://evil.example/", []), ("mailto:a@evil.example", []),
    ])
    func findsWhatIsListed(_ address: String, _ expected: [String]) throws {
        let url = try WebURL(address)
        #expect(try Self.set.get().hits(url).map(\.subject.description) == expected)
    }

    @Test func listingsOfOneKeyAreMerged() throws {
        let set = try makeSet(
            [
                (Self.name("a.example", true), listing(0, .phishing, 60, since: 900, until: 2000)),
                (Self.name("a.example"), listing(0, .phishing, 70, since: 800, until: 3000)),
                (Self.name("a.example"), listing(0, .malware, 20)),
                (Self.name("a.example"), listing(1, .phishing, 90, since: 100)),
            ], feeds: ["one", "two"])
        let url = try WebURL("http://a.example/")
        let hit = try #require(set.hits(url).first)
        #expect(hit.listings.map(\.confidence) == [90, 70, 20])
        #expect(hit.listings[1].scope == .nameWithSubdomains)
        #expect(hit.listings[1].firstSeen == 800)
        #expect(hit.listings[1].until == 3000)
        #expect(set.counts.names == 1)
        let facts = set.facts(url, at: 1000)
        #expect(facts.map(\.threatClass) == [.phishing, .malware])
        #expect(facts.first?.feeds == ["two", "one"])
        // What has ended is no fact, though the list still names it.
        #expect(set.facts(url, at: 3000).first?.feeds == ["two"])
        // The name alone is what the others list.
        #expect(set.facts(try WebURL("http://x.a.example/"), at: 1000).map(\.confidence) == [70])
    }

    @Test func aListRemembersSinceWhenItNamesSomething() throws {
        let first = try makeSet([(Self.name("a.example"), listing(since: 500))], feeds: ["b"])
        let second = try makeSet(
            [(Self.name("a.example"), listing(1, since: 900)), (Self.name("c.example"), listing(1, since: 900))],
            feeds: ["a", "b"], previous: first)
        #expect(second.hits(try WebURL("http://a.example/")).first?.listings.map(\.firstSeen) == [500])
        #expect(second.hits(try WebURL("http://c.example/")).first?.listings.map(\.firstSeen) == [900])
    }

    @Test func anEmptySetHoldsNothing() throws {
        let set = try makeSet([], feeds: [])
        #expect(set.keyCount == 0)
        #expect(set.hits(try WebURL("http://a.example/")).isEmpty)
        try set.verify()
    }

    @Test(arguments: [1, 2, 3, 10, 30, 31, 300, 1_000, 70_000, 600_000])
    func everythingPutInIsFoundAndNothingElseIsConfirmed(_ count: Int) throws {
        let set = try makeSet((0..<count).map { (Self.name("n\($0).example", true), listing()) })
        try set.verify()
        #expect(set.counts.names == count)
        func key(_ name: String) -> KeyedHash.Begun { set.keys.name(name) }
        #expect((0..<count).allSatisfy { set.reference(key("n\($0).example")) != nil })
        var passed = 0
        for index in 0..<500_000 {
            let key = key("m\(index).example")
            if set.filter.mayHold(key.high) { passed += 1 }
            if set.reference(key) != nil { Issue.record("m\(index).example is confirmed") }
        }
        // 32 places of 16 bits let 244 of 500,000 through, full spare lines some more. The key is fixed, so the count is too.
        #expect(passed < 1_200, "\(passed)")
    }

    /// Hosts of every length and number of labels, looked up the short way and, where they are long, the other.
    @Test(arguments: 1...40)
    func aNameIsFoundFromHoweverFarBelow(_ labels: Int) throws {
        let set = try makeSet([(Self.name("evil.example", true), listing())])
        for label in ["a", "ab", "abcdefg"] {
            let below = String(repeating: label + ".", count: labels)
            guard below.utf8.count < 240 else { continue }
            #expect(set.hits(try WebURL("http://\(below)evil.example/")).count == 1)
            #expect(set.hits(try WebURL("http://\(below)evil.example./")).count == 1)
            #expect(set.hits(try WebURL("http://\(below)evil.example.com/")).isEmpty)
        }
    }

    /// Made with another program from the description of SipHash; sets that are on disk hold such digests.
    @Test(
        arguments: [
            (1, "", 0xF2BB_34AD_9395_6C77, 0x59BB_79D1_AB19_9059),
            (1, "a.com", 0xCAF9_D2FA_2098_2DC1, 0xC18F_3DE1_0441_B5B8),
            (1, "evil.exa", 0xE735_80CF_9D47_F3C1, 0xD339_D3F0_42AB_0E98),
            (1, "www.evil.example", 0x571D_C514_55EA_6A39, 0xFB86_0B29_2206_F741),
            (2, "host.example/login", 0xC419_5AEE_50E4_D0A1, 0xADC0_4B5C_D06E_95CF),
            (1, String(repeating: "x", count: 253), 0xA136_B814_A074_93E4, 0xFBDB_ED70_4122_D6C3),
        ] as [(UInt8, String, UInt64, UInt64)])
    func digestsStayTheSame(_ tag: UInt8, _ text: String, _ high: UInt64, _ low: UInt64) {
        let digest = KeyedHash(key0: 1, key1: 2).tagged(tag).begin(text).digest
        #expect(digest == Digest(high: high, low: low))
    }

    @Test func checksumsAndHashesAreThoseOfTheirSpecifications() {
        func checksum(_ text: String) -> UInt64 { Array(text.utf8).withUnsafeBytes(Checksum.of) }
        #expect(checksum("") == 0xEF46_DB37_51D8_E999)
        #expect(checksum("abc") == 0x44BC_2CF5_AD77_0999)
        let text = Array("Nobody inspects the spammish repetition, and so on and so on.".utf8)
        let whole = text.withUnsafeBytes(Checksum.of)
        for cut in 0...text.count {
            var checksum = Checksum()
            text[..<cut].withUnsafeBytes { checksum.update($0) }
            text[cut...].withUnsafeBytes { checksum.update($0) }
            #expect(checksum.value == whole)
        }
    }
}
