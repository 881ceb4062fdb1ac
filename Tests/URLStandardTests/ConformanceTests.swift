import Testing
import URLStandard

/// The web-platform-tests for URLs, whole. The counts are those of the files: a file that shrinks is a failure too.
@Suite struct ConformanceTests {
    @Test(arguments: [("urltestdata.json", 891), ("urltestdata-javascript-only.json", 1)])
    func parsing(file: String, count: Int) throws {
        guard SharedData.available() else { return }
        var tally = Tally(file)
        for test in try SharedData.objects("url-conformance/\(file)") {
            tally.record(passes(test), "\(test["input"] ?? "") against \(test["base"] ?? "null")")
        }
        tally.report()
        #expect(tally.total == count)
        #expect(tally.failures.isEmpty)
    }

    private func passes(_ test: [String: Any]) -> Bool {
        guard let input = test["input"] as? String else { return false }
        var url: WebURL?
        if let baseText = test["base"] as? String {
            url = (try? WebURL(baseText)).flatMap { try? WebURL(input, base: $0) }
            let reported = (try? WebURL(baseText)).flatMap { WebURL.parse(input, base: $0).url }
            if reported != url { return false }
        } else {
            url = try? WebURL(input)
            if WebURL.parse(input).url != url { return false }
        }
        if test["failure"] as? Bool == true { return url == nil }
        guard let url, let again = try? WebURL(url.href), again == url else { return false }
        return differences(url, test).isEmpty && differences(again, test).isEmpty
    }

    @Test func setters() throws {
        guard SharedData.available() else { return }
        var tally = Tally("setters_tests.json")
        let groups = try #require(SharedData.json("url-conformance/setters_tests.json") as? [String: Any])
        for (attribute, value) in groups where attribute != "comment" {
            for test in value as? [[String: Any]] ?? [] {
                let href = test["href"] as? String ?? ""
                let newValue = test["new_value"] as? String ?? ""
                var wrong = ["does not parse"]
                if var url = try? WebURL(href), let expected = test["expected"] as? [String: Any] {
                    set(attribute, of: &url, to: newValue)
                    wrong = differences(url, expected)
                    if (try? WebURL(url.href)) != url { wrong.append("does not parse to itself: \(url)") }
                }
                tally.record(wrong.isEmpty, "\(href).\(attribute) = \(newValue): \(wrong)")
            }
        }
        tally.report()
        #expect(tally.total == 278)
        #expect(tally.failures.isEmpty)
    }

    private func set(_ attribute: String, of url: inout WebURL, to value: String) {
        switch attribute {
        case "href": try? url.setHref(value)
        case "protocol": url.setProtocol(value)
        case "username": url.setUsername(value)
        case "password": url.setPassword(value)
        case "host": url.setHost(value)
        case "hostname": url.setHostname(value)
        case "port": url.setPort(value)
        case "pathname": url.setPathname(value)
        case "search": url.setSearch(value)
        case "hash": url.setHash(value)
        default: Issue.record("unknown attribute \(attribute)")
        }
    }

    /// The attributes of the URL API in which `url` is not as `expected`.
    private func differences(_ url: WebURL, _ expected: [String: Any]) -> [String] {
        let actual: [String: String] = [
            "href": url.href, "origin": url.origin, "protocol": url.protocol_, "username": url.username,
            "password": url.password, "host": url.hostAndPort, "hostname": url.hostname,
            "port": url.port.map(String.init) ?? "", "pathname": url.pathname, "search": url.search,
            "hash": url.hash, "searchParams": FormURLEncoded.serialize(url.queryParameters),
        ]
        return actual.compactMap { name, value in
            guard let wanted = expected[name] as? String, wanted != value else { return nil }
            return "\(name) is \(value), not \(wanted)"
        }
    }

    /// The gateway reads text as UTF-8 and nothing else; the other encodings of the file belong to HTML forms.
    @Test func percentEncodingOfUTF8() throws {
        guard SharedData.available() else { return }
        var tally = Tally("percent-encoding.json, utf-8")
        for test in try SharedData.objects("url-conformance/percent-encoding.json") {
            guard let input = test["input"] as? String, let output = (test["output"] as? [String: String])?["utf-8"]
            else { continue }
            let url = try WebURL("https://doesnotmatter.invalid/?\(input)#\(input)")
            tally.record(url.query == output && url.fragment == output, "\(input): \(url)")
        }
        tally.report()
        #expect(tally.total == 7)
        #expect(tally.failures.isEmpty)
    }

    @Test(arguments: [("toascii.json", 70), ("IdnaTestV2.json", 2671), ("IdnaTestV2-removed.json", 20)])
    func domainToASCII(file: String, count: Int) throws {
        guard SharedData.available() else { return }
        var tally = Tally(file)
        for test in try SharedData.objects("url-conformance/\(file)") {
            guard let input = test["input"] as? String else { continue }
            let wanted = test["output"] as? String
            let actual = try? WebURL("https://\(input)/x").hostname
            if input.isEmpty {
                // ToASCII gives back the empty string, which the host parser never hands it.
                tally.record(wanted == "" && (try? Host(parsing: input)) == nil, "the empty string")
                continue
            }
            tally.record(actual == wanted, "\(input.debugDescription): \(actual ?? "failure")")
        }
        tally.report()
        #expect(tally.total == count)
        #expect(tally.failures.isEmpty)
    }
}
