import Testing
import URLStandard

@Suite struct KeysAndDisplayTests {
    @Test(arguments: [
        ("HTTP://EXAMPLE.com:80/%7Ea/./b/../c", "http://example.com/~a/c"),
        ("https://example.com./x", "https://example.com/x"),
        ("https://example.com../x", "https://example.com/x"),
        ("https://user:pass@example.com/x#y", "https://example.com/x"),
        ("https://example.com/x?", "https://example.com/x"),
        ("https://example.com/%e4%b8%ad?a=%2f", "https://example.com/%E4%B8%AD?a=%2F"),
        ("https://example.com/%41%2d%2E%5f%7e", "https://example.com/A-._~"),
        ("https://example.com/%2541", "https://example.com/%2541"),
        ("https://example.com:8443/", "https://example.com:8443/"),
        ("custom:/.//x", "custom:/.//x"),
        ("mailto:a@b.example", "mailto:a@b.example"),
        ("https://./", "https://./"),
        ("file:///%43|", "file:///%43|"),
        ("https://0x7f../", "https://0x7f../"),
        ("https://example.com/%%3041", "https://example.com/%25041"),
    ])
    func equalityKey(input: String, key: String) throws {
        let url = try WebURL(input)
        #expect(url.equalityKey == key)
        #expect(try WebURL(key).equalityKey == key)
    }

    @Test(arguments: [
        ("https://example.com/", 40, "example.com"),
        ("http://example.com/", 40, "http://example.com"),
        ("https://user:pass@example.com/x", 40, "example.com/x"),
        ("https://example.com:8443/x?y#z", 40, "example.com:8443/x?y#z"),
        ("https://example.com/aaaaaaaaaa/bbbbbbbbbb/cccccccccc", 26, "example.com/aaaaaa…ccccccc"),
        ("https://a-rather-long-host-name.example.com/path/to/it", 10, "a-rather-long-host-name.example.com/…"),
        ("https://例子.测试/路径", 40, "例子.测试/路径"),
        ("https://аррӏе.com/x", 40, "xn--80ak6aa92e.com/x"),
        ("https://example.com/%D7%90%E2%80%AE%00%20x", 80, "example.com/%D7%90%E2%80%AE%00%20x"),
        ("mailto:a@b.example", 40, "mailto:a@b.example"),
        ("custom:///x", 40, "custom:///x"),
    ])
    func shortDisplay(input: String, maximum: Int, text: String) throws {
        #expect(try WebURL(input).shortDisplay(maxCharacters: maximum) == text)
    }

    @Test(arguments: [0, 1, 12, 20, 33, 60])
    func shortDisplayKeepsToItsLengthAndHost(maximum: Int) throws {
        let url = try WebURL("https://example.com/some/rather/long/path/with?a=query#andAFragment")
        let text = url.shortDisplay(maxCharacters: maximum)
        #expect(text.count <= max(maximum, "example.com/…".count))
        #expect(text.hasPrefix("example.com/"))
    }

    @Test(
        arguments: [
            ("a=b&c=d", [["a", "b"], ["c", "d"]]),
            ("&&a&=b&c=d=e", [["a", ""], ["", "b"], ["c", "d=e"]]),
            ("a+b=%20%2B&%zz=%", [["a b", " +"], ["%zz", "%"]]),
            ("%E4%B8%AD=%FF", [["中", "\u{FFFD}"]]),
            ("", []),
        ] as [(String, [[String]])])
    func formDecoding(text: String, pairs: [[String]]) {
        #expect(FormURLEncoded.parse(text).map { [$0.name, $0.value] } == pairs)
    }

    @Test func formEncoding() {
        #expect(
            FormURLEncoded.serialize([(name: "a b", value: "c&d="), (name: "中", value: "*-._~")])
                == "a+b=c%26d%3D&%E4%B8%AD=*-._%7E")
    }
}
