import LinkPolicy
import Testing
import ThreatIntel

@Suite struct FeedReaderTests {
    typealias Reason = FeedRefusal.Reason

    /// A line, the subjects that it lists, and why it is refused.
    struct Case: Sendable, CustomTestStringConvertible {
        let format: FeedFormat
        let line: String
        let subjects: [String]
        let reason: Reason?
        var testDescription: String { "\(format.rawValue): \(line)" }

        init(_ format: FeedFormat, _ line: String, _ subjects: [String] = [], _ reason: Reason? = nil) {
            self.format = format
            self.line = line
            self.subjects = subjects
            self.reason = reason
        }
    }

    static let cases = [
        Case(.hosts, "0.0.0.0 evil.example", ["evil.example"]),
        Case(.hosts, "127.0.0.1\tEVIL.Example two.example # why", ["evil.example", "two.example"]),
        Case(.hosts, ":: evil.example", ["evil.example"]), Case(.hosts, "# nothing"), Case(.hosts, "   "),
        Case(.hosts, "127.0.0.1 localhost"), Case(.hosts, "::1 ip6-localhost ip6-loopback"),
        Case(.hosts, "203.0.113.7 printer.example", [], .notASinkhole), Case(.hosts, "0.0.0.0", [], .noSubject),
        Case(.hosts, "evil.example", [], .notANetwork), Case(.hosts, "0.0.0.0 com.cn", [], .publicSuffix),
        Case(.hosts, "0.0.0.0 10.0.0.1", [], .reserved),
        Case(.hosts, "0.0.0.0 203.0.113.5", ["203.0.113.5"]),
        Case(.domains, "evil.example", ["*.evil.example"]), Case(.domains, "*.evil.example", ["*.evil.example"]),
        Case(.domains, ".evil.example.", ["*.evil.example"]),
        Case(.domains, "bücher.example", ["*.xn--bcher-kva.example"]),
        Case(.domains, "evil.example # why", ["*.evil.example"]), Case(.domains, "! comment"),
        Case(.domains, "; comment"),
        Case(.domains, "github.io", [], .publicSuffix), Case(.domains, "me.github.io", ["*.me.github.io"]),
        Case(.domains, "under_score.evil.example", ["*.under_score.evil.example"]),
        Case(.domains, "evil", [], .publicSuffix),
        Case(.domains, "evil..example", [], .notAName), Case(.domains, "ev%il.example", [], .notAName),
        Case(.domains, String(repeating: "a", count: 64) + ".example", [], .notAName),
        Case(
            .domains, String(repeating: "a", count: 63) + ".example", ["*.\(String(repeating: "a", count: 63)).example"]
        ),
        Case(
            .domains, String(repeating: "a.", count: 122) + "example",
            ["*.\(String(repeating: "a.", count: 122))example"]),
        Case(
            .domains, String(repeating: "a.", count: 122) + "examples0",
            ["*.\(String(repeating: "a.", count: 122))examples0"]),
        Case(.domains, String(repeating: "a.", count: 123) + "examples", [], .notAName),
        Case(.domains, "EVIL-1.Example", ["*.evil-1.example"]), Case(.domains, "evil.example..", [], .notAName),
        Case(.domains, "evil.4example", ["*.evil.4example"]), Case(.domains, "[::1]x", [], .notANetwork),
        Case(.domains, "evil.example:80", [], .notANetwork), Case(.domains, "..", [], .notAName),
        Case(.domains, "1.2.3", [], .notANetwork), Case(.domains, "8.8.4.4", ["8.8.4.4"]),
        Case(.urls, "http://evil.example", ["evil.example/"]),
        Case(.urls, "HTTPS://u:p@EVIL.example:8443/a/../b?c#d", ["evil.example/b?c"]),
        Case(.urls, "evil.example/x", ["evil.example/x"]), Case(.urls, "http://198.51.100.4/x", ["198.51.100.4/x"]),
        Case(.urls, "mailto:a@b.example", [], .notAURL), Case(.urls, "http://", [], .notAURL),
        Case(.urls, "http://192.168.1.1/", [], .reserved), Case(.urls, "http://router/", [], .reserved),
        Case(.urls, "http://github.io/", [], .publicSuffix), Case(.urls, "http://github.io/x", ["github.io/x"]),
        Case(.adblock, "||evil.example^", ["*.evil.example"]),
        Case(.adblock, "||evil.example^$all", ["*.evil.example"]),
        Case(.adblock, "||evil.example^$document,popup", ["*.evil.example"]),
        Case(.adblock, "||evil.example", ["*.evil.example"]),
        Case(.adblock, "! comment"), Case(.adblock, "[Adblock Plus 2.0]"),
        Case(.adblock, "@@||good.example^", [], .exception),
        Case(.adblock, "||evil.example^$third-party", [], .restricted),
        Case(.adblock, "||evil.example/ads/*", [], .unknownRule), Case(.adblock, "evil.example##.ad", [], .unknownRule),
        Case(.adblock, "||*.evil.example^", [], .notAName),
        Case(.dnsmasq, "address=/evil.example/", ["*.evil.example"]),
        Case(.dnsmasq, "address=/a.example/b.example/0.0.0.0", ["*.a.example", "*.b.example"]),
        Case(.dnsmasq, "address=/evil.example/#", ["*.evil.example"]),
        Case(.dnsmasq, "server=/evil.example/", ["*.evil.example"]),
        Case(.dnsmasq, "local=/evil.example/", ["*.evil.example"]), Case(.dnsmasq, "# comment"),
        Case(.dnsmasq, "address=/nas.example/192.168.1.5", [], .notASinkhole),
        Case(.dnsmasq, "server=8.8.8.8", [], .unknownRule),
        Case(.addresses, "8.8.4.4", ["8.8.4.4"]), Case(.addresses, "198.51.100.77/24 ; SBL1", ["198.51.100.0/24"]),
        Case(.addresses, "2001:DB8::1", ["2001:db8::1"]), Case(.addresses, "2a00::/19", ["2a00::/19"]),
        Case(.addresses, "::ffff:198.51.100.1", ["198.51.100.1"]),
        Case(.addresses, "::ffff:198.51.100.0/120", ["198.51.100.0/24"]),
        Case(.addresses, "198.51.100.1,2026-01-01,x", ["198.51.100.1"]),
        Case(.addresses, "0.0.0.0/0", [], .tooWide), Case(.addresses, "::/0", [], .tooWide),
        Case(.addresses, "2000::/3", [], .tooWide),
        Case(.addresses, "8.8.4.4/33", [], .notANetwork), Case(.addresses, "8.8.4.4/", [], .notANetwork),
        Case(.addresses, "8.8.4.4/+8", [], .notANetwork), Case(.addresses, "8.8.4", [], .notANetwork),
        Case(.addresses, "08.8.4.4", [], .notANetwork), Case(.addresses, "8.8.4.256", [], .notANetwork),
        Case(.addresses, "10.0.0.0/8", [], .reserved), Case(.addresses, "127.0.0.1", [], .reserved),
        Case(.addresses, "192.0.0.0/8", [], .reserved), Case(.addresses, "fe80::1", [], .reserved),
        Case(.addresses, "::1", [], .reserved), Case(.addresses, "evil.example", [], .notANetwork),
    ]

    @Test(arguments: cases)
    func reads(_ item: Case) throws {
        let (entries, refused) = try read("#\r\n\(item.line)\r\n", item.format)
        #expect(entries.map(\.subject.description) == item.subjects)
        #expect(refused.map(\.reason) == (item.reason.map { [$0] } ?? []))
        #expect((entries.map(\.line) + refused.map(\.line)).allSatisfy { $0 == 2 })
    }

    @Test func coverageOverridesTheFormat() throws {
        #expect(
            try read("0.0.0.0 a.example", .hosts, .subdomains).entries.map(\.subject.description) == ["*.a.example"])
        #expect(try read("a.example", .domains, .exact).entries.map(\.subject.description) == ["a.example"])
        #expect(try read("||a.example^", .adblock, .exact).entries.map(\.subject.description) == ["a.example"])
    }

    @Test func urlhausAsCSV() throws {
        let (entries, refused) = try read(
            #"""
            ################################################################
            # abuse.ch URLhaus Database Dump (CSV - recent URLs only)      #
            ################################################################
            #
            # id,dateadded,url,url_status,last_online,threat,tags,urlhaus_link,reporter
            "1","2026-07-06 00:40:29","http://198.51.100.9:8080/bin.sh","online","","malware_download","a,""b""","https://urlhaus.abuse.ch/url/1/","r"
            "2","2026-07-06 00:40:30","http://evil.example/x,y","offline","","malware_download","","https://urlhaus.abuse.ch/url/2/","r"
            "3","2026-07-06","broken
            "4","2026-07-06","http://10.0.0.1/","online","","malware_download","","","r"
            """#, .csv)
        #expect(entries.map(\.subject.description) == ["198.51.100.9/bin.sh", "evil.example/x,y"])
        #expect(entries.map(\.details.threatClass) == [.malware, .malware])
        #expect(entries.first?.details.firstSeen == 1_783_298_429)
        #expect(refused.map(\.line) == [8, 9])
        #expect(refused.map(\.reason) == [.columns, .reserved])
    }

    @Test func phishTankAsCSV() throws {
        let (entries, refused) = try read(
            """
            phish_id,url,phish_detail_url,submission_time,verified,verification_time,online,target
            1,http://evil.example/?a=1,http://www.phishtank.com/1,2026-07-06T02:40:29+02:00,yes,2026-07-06T01:00:00+00:00,yes,Other
            2,http://two.example/,http://www.phishtank.com/2,2026-07-06T00:40:29+00:00,no,,yes,Other
            """, .csv)
        #expect(entries.map(\.subject.description) == ["evil.example/?a=1"])
        #expect(entries.first?.details.firstSeen == 1_783_298_429)
        #expect(refused.map(\.reason) == [.notVerified])
    }

    @Test(arguments: [
        // URLhaus, PhishTank, OpenPhish a line each, and the answer of an API.
        #"{"1":[{"dateadded":"2026-07-06 00:40:29 UTC","url":"http://evil.example/x","threat":"malware_download","tags":["a"]}]}"#,
        #"[{"phish_id":1,"url":"http://evil.example/x","submission_time":"2026-07-06T00:40:29+00:00","details":[{"ip_address":"198.51.100.1"}]}]"#,
        "{\"url\":\"http:\\/\\/evil.example\\/x\",\"discover_time\":\"2026-07-06 00:40:29\"}\n",
        #"{"query_status":"ok","urls":[{"id":"1","url":"http://evil.example/x","dateadded":"2026-07-06 00:40:29"}]}"#,
    ])
    func jsonShapes(_ text: String) throws {
        let (entries, refused) = try read(text, .json)
        #expect(entries.map(\.subject.description) == ["evil.example/x"])
        #expect(entries.first?.details.firstSeen == 1_783_298_429)
        #expect(refused.isEmpty)
    }

    @Test func oneBrokenObjectDoesNotCostTheOthers() throws {
        let (entries, refused) = try read(
            """
            {"url":"http://a.example/","confidence":200}
            {"url":"http://b.example/" oops}
            {"ioc_value":"198.51.100.3:443","confidence_level":50,"until":"2020-01-01"}
            {"ioc_value":"198.51.100.3:443","confidence_level":50}
            {"nothing":1}
            {"url":"http://c.example/
            """, .json)
        #expect(entries.map(\.subject.description) == ["a.example/", "198.51.100.3"])
        #expect(entries.map(\.details.confidence) == [100, 50])
        #expect(refused.map(\.line) == [2, 3, 5, 6])
        #expect(refused.map(\.reason) == [.malformed, .ended, .noSubject, .malformed])
    }

    @Test func longLinesAndForeignBytesAreRefused() throws {
        #expect(try read(String(repeating: "a", count: 9000), .urls).refused.map(\.reason) == [.tooLong])
        #expect(try read([0xFF, 0xFE, 0x2E, 0x61], .domains).refused.map(\.reason) == [.notUTF8])
        #expect(try read([0xEF, 0xBB, 0xBF] + Array("a.example".utf8), .domains).entries.count == 1)
    }

    @Test(arguments: [
        ("# x\n0.0.0.0 a.example\n", FeedFormat.hosts), ("a.example\nb.example\n", .domains),
        ("http://a.example/x\n", .urls), ("! x\n||a.example^\n", .adblock), ("[Adblock Plus]\n||a.example^", .adblock),
        ("address=/a.example/\n", .dnsmasq), ("198.51.100.1\n198.51.100.0/24 ; x\n", .addresses),
        ("# id,dateadded,url,threat\n\"1\",\"2\",\"http://a.example/\",\"x\"\n", .csv), ("[{\"url\":\"x\"}]", .json),
    ])
    func detectsTheFormat(_ text: String, _ expected: FeedFormat) {
        #expect(Array(text.utf8).withUnsafeBytes(FeedFormat.detect) == expected)
    }

    @Test func theSharedListInThreeFormatsIsOneList() throws {
        guard let hosts = sharedList("scam.hosts"), let adblock = sharedList("scam.adblock.txt"),
            let dnsmasq = sharedList("scam.dnsmasq.conf")
        else { return }
        let lists = try [(hosts, FeedFormat.hosts), (adblock, .adblock), (dnsmasq, .dnsmasq)].map { bytes, format in
            let (entries, refused) = try read(bytes, format, .subdomains)
            #expect(entries.count + refused.count == 8527)
            #expect(bytes.withUnsafeBytes(FeedFormat.detect) == format)
            return entries.map(\.subject)
        }
        #expect(lists[0] == lists[1])
        #expect(lists[0] == lists[2])
    }

    /// Lines of every length around a word of the machine, ended in every way, have the numbers that they have.
    @Test func linesAreNumberedAsTheyStand() throws {
        for length in 1...40 {
            let name = String(repeating: "n", count: length) + ".example"
            for (end, empty) in [("\n", "\n"), ("\r\n", " \r\n"), ("\n\n", "\t\n")] {
                let before = name + end + empty
                let between = "%" + end
                func lineFeeds(_ text: String) -> Int { text.utf8.count { $0 == 0x0A } }
                let (entries, refused) = try read(before + between + name, .domains)
                #expect(refused.map(\.line) == [1 + lineFeeds(before)])
                #expect(entries.map(\.line) == [1, 1 + lineFeeds(before + between)])
            }
        }
    }
}
