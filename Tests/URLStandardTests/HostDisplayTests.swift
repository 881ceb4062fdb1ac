import Testing
import URLStandard

@Suite struct HostDisplayTests {
    @Test func conformance() throws {
        guard SharedData.available() else { return }
        var tally = Tally("idn-display.json")
        let all = try #require(SharedData.json("unicode/idn-display.json") as? [String: Any])
        for test in try #require(all["cases"] as? [[String: Any]]) {
            guard let input = test["input"] as? String, let wanted = test["display"] as? String else { continue }
            let display = (try? Host(parsing: input)).map { HostDisplay($0) }
            tally.record(display?.text == wanted, "\(input): \(display?.text ?? "nil")")
        }
        tally.report()
        #expect(tally.total == 34)
        #expect(tally.total - tally.failures.count >= 34)
    }

    @Test(arguments: [
        "例子.测试", "淘宝网.中国", "bücher.example", "пример.рф", "москва.ru", "ελλάδα.gr", "日本語.jp", "スーパー.jp",
        "한국.kr", "naver한글.kr", "ไทย.th", "हिन्दी.भारत", "xn--0zwm56d.cn", "faß.de", "straße.example", "עברית.co.il",
    ])
    func showsInUnicode(host: String) throws {
        let display = HostDisplay(try Host(parsing: host))
        #expect(display.isUnicode)
        #expect(display.refusal == nil)
        #expect(try Host(parsing: display.text) == Host(parsing: host))
    }

    @Test(arguments: [
        ("аррӏе.com", HostDisplay.Refusal.wholeScriptConfusable),
        ("сосо.com", .wholeScriptConfusable),
        ("раураl.com", .mixedScripts),
        ("gооgle.com", .mixedScripts),
        ("例éa.com", .mixedScripts),
        ("☕.example", .restrictedCharacter),
        ("a\u{2044}b.example", .restrictedCharacter),
        ("क्\u{200D}ष.example", .restrictedCharacter),
        ("16კ.com", .digitLookalike),
        ("2о24.com", .digitLookalike),
        ("१2.com", .mixedDigits),
        ("a・b.com", .misplacedCharacter),
        ("pel·lícula.com", .misplacedCharacter),
        ("bücher..example", .emptyLabel),
        ("xn--a.example", .invalidIDNA),
        ("xn--8i7caa.example", .invalidIDNA),
    ])
    func refusesUnicode(host: String, refusal: HostDisplay.Refusal) throws {
        let parsed = try Host(parsing: host)
        let display = HostDisplay(parsed)
        #expect(!display.isUnicode)
        #expect(display.text == parsed.serialized)
        #expect(display.refusal == refusal)
    }

    @Test(arguments: ["googlé.com", "gοοgle.com", "ġoogle.net", "www.tаobао.com", "xn--ggle-55da.com"])
    func protectsNames(host: String) throws {
        let names = ProtectedNames(["google.com", "taobao"])
        let display = HostDisplay(try Host(parsing: host), protectedNames: names)
        #expect(!display.isUnicode)
    }

    @Test func protectedNameIsTheReason() throws {
        let host = try Host(parsing: "googlé.com")
        #expect(HostDisplay(host).isUnicode)
        #expect(HostDisplay(host, protectedNames: ProtectedNames(["google.com"])).refusal == .protectedName)
    }

    @Test(arguments: [
        ("a.b.example.co.uk", "example.co.uk"), ("www.例子.中国", "例子.中国"), ("例子.中国.", "例子.中国"),
        ("www.аррӏе.com", "xn--80ak6aa92e.com"), ("user.github.io", "user.github.io"),
    ])
    func marksTheRegistrableDomain(host: String, domain: String) throws {
        let display = HostDisplay(try Host(parsing: host))
        let range = try #require(display.registrableRange)
        #expect(String(decoding: Array(display.text.utf8)[range], as: UTF8.self) == domain)
    }

    @Test(arguments: ["127.0.0.1", "[::1]", "localhost", "github.io"])
    func marksNothing(host: String) throws {
        let display = HostDisplay(try Host(parsing: host))
        #expect(display.registrableRange == nil)
        #expect(display.refusal == nil)
        #expect(display.text == host)
    }
}
