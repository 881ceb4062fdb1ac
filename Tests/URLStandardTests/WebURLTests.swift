import Testing
import URLStandard

@Suite struct WebURLTests {
    /// The module's own table, for when the conformance files are absent: input, base, serialisation or failure.
    @Test(
        arguments: [
            ("https://Example.COM/a b?c d#e f", nil, "https://example.com/a%20b?c%20d#e%20f"),
            ("https://example.com", nil, "https://example.com/"),
            ("https://example.com?x", nil, "https://example.com/?x"),
            ("https://example.com#x", nil, "https://example.com/#x"),
            ("http://example.com:80/", nil, "http://example.com/"),
            ("http://example.com:0080/", nil, "http://example.com/"),
            ("http://example.com:8080/", nil, "http://example.com:8080/"),
            ("http://example.com:65536/", nil, nil),
            ("http://example.com:8x/", nil, nil),
            ("  https://example.com/\t\u{1F}", nil, "https://example.com/"),
            ("ht\ntps://exa\tmple.com/\r", nil, "https://example.com/"),
            ("https:\\\\example.com\\a\\b", nil, "https://example.com/a/b"),
            ("https:/example.com/", nil, "https://example.com/"),
            ("https:example.com", nil, "https://example.com/"),
            ("https:////example.com", nil, "https://example.com/"),
            ("https://user:pa:ss@w@example.com/", nil, "https://user:pa%3Ass%40w@example.com/"),
            ("https://@example.com/", nil, "https://example.com/"),
            ("https://user@/", nil, nil),
            ("https:///", nil, nil),
            ("https://a/../../b/./c/%2e%2E/d/.", nil, "https://a/b/d/"),
            ("https://a/%2", nil, "https://a/%2"),
            ("https://exa%6Dple.com/", nil, "https://example.com/"),
            ("https://exa%25mple.com/", nil, nil),
            ("https://a b/", nil, nil),
            ("https://ex^ample.com/", nil, nil),
            ("http://0x7F.1/", nil, "http://127.0.0.1/"),
            ("http://017700000001/", nil, "http://127.0.0.1/"),
            ("http://2130706433/", nil, "http://127.0.0.1/"),
            ("http://１２７．０．０．１/", nil, "http://127.0.0.1/"),
            ("http://127.0.0.1./", nil, "http://127.0.0.1/"),
            ("http://256.0.0.1/", nil, nil),
            ("http://1.2.3.4.5/", nil, nil),
            ("http://a.09/", nil, nil),
            ("http://a.0x/", nil, nil),
            ("http://a.0xg/", nil, "http://a.0xg/"),
            ("http://1.2.3.4a/", nil, "http://1.2.3.4a/"),
            ("http://[1:0:0:2:0:0:0:3]/", nil, "http://[1:0:0:2::3]/"),
            ("http://[::127.0.0.1]/", nil, "http://[::7f00:1]/"),
            ("http://[::1", nil, nil),
            ("http://[1:2:3:4:5:6:7:8:9]/", nil, nil),
            ("http://[::1%25eth0]/", nil, nil),
            ("https://FAẞ.de/", nil, "https://xn--fa-hia.de/"),
            (
                "https://例子。测试/路径?查询=值#片段", nil,
                "https://xn--fsqu00a.xn--0zwm56d/%E8%B7%AF%E5%BE%84?%E6%9F%A5%E8%AF%A2=%E5%80%BC#%E7%89%87%E6%AE%B5"
            ),
            ("https://xn--a.example/", nil, "https://xn--a.example/"),
            ("https://a\u{AD}b.example/", nil, "https://ab.example/"),
            ("https://\u{AD}/", nil, nil),
            ("mailto:somebody@example.com?subject=a b", nil, "mailto:somebody@example.com?subject=a%20b"),
            ("javascript:alert(1) #x", nil, "javascript:alert(1)%20#x"),
            ("weixin://dl/business/?t=AbC", nil, "weixin://dl/business/?t=AbC"),
            ("taobao://Item.Taobao.com/x", nil, "taobao://Item.Taobao.com/x"),
            ("custom:/..//path", nil, "custom:/.//path"),
            ("custom:/.//a/../b", nil, "custom:/.//b"),
            ("custom://host:80/x", nil, "custom://host:80/x"),
            ("custom://[::1]/x", nil, "custom://[::1]/x"),
            ("custom://a b/", nil, nil),
            ("file:c|/x", nil, "file:///c:/x"),
            ("file://localhost/etc/passwd", nil, "file:///etc/passwd"),
            ("file://host/c:/../..", nil, "file://host/c:/"),
            ("blob:https://example.com/uuid", nil, "blob:https://example.com/uuid"),
            ("no scheme", nil, nil),
            ("", nil, nil),
            ("", "https://example.com/a?b#c", "https://example.com/a?b"),
            ("x", "https://example.com/a/b?c#d", "https://example.com/a/x"),
            ("/x", "https://u:p@example.com:81/a/b", "https://u:p@example.com:81/x"),
            ("//other/x", "https://u:p@example.com:81/a", "https://other/x"),
            ("?x", "https://example.com/a?b#c", "https://example.com/a?x"),
            ("#x", "https://example.com/a?b#c", "https://example.com/a?b#x"),
            ("../../x", "https://example.com/a/b/c/d", "https://example.com/a/x"),
            ("https:x", "https://example.com/a/b", "https://example.com/a/x"),
            ("http:x", "https://example.com/a/b", "http://x/"),
            ("#x", "mailto:a@b", "mailto:a@b#x"),
            ("x", "mailto:a@b", nil),
            ("/..//x", "custom:/a/b", "custom:/.//x"),
            ("x", "custom:/.//a/b", "custom:/.//a/x"),
            ("../x", "custom:/.//a", "custom:/x"),
            ("/x", "file:///C:/a/b", "file:///C:/x"),
            ("..", "file:///C:/", "file:///C:/"),
        ] as [(String, String?, String?)])
    func parses(input: String, base: String?, href: String?) throws {
        let base = try base.map { try WebURL($0) }
        #expect((try? WebURL(input, base: base))?.href == href)
        #expect((try? WebURL(utf8: Array(input.utf8).span, base: base))?.href == href)
        #expect(WebURL.parse(input, base: base).url?.href == href)
    }

    @Test func components() throws {
        let url = try WebURL("https://user:pass@www.example.com:8443/a/b?c=d&e=f+g%20h#frag")
        #expect(url.scheme == "https" && url.isSpecial && url.protocol_ == "https:")
        #expect(url.username == "user" && url.password == "pass" && url.hasCredentials)
        #expect(url.host == .domain("www.example.com") && url.hostname == "www.example.com")
        #expect(url.port == 8443 && url.effectivePort == 8443 && url.hostAndPort == "www.example.com:8443")
        #expect(url.path == "/a/b" && url.query == "c=d&e=f+g%20h" && url.fragment == "frag")
        #expect(url.search == "?c=d&e=f+g%20h" && url.hash == "#frag")
        #expect(url.origin == "https://www.example.com:8443")
        #expect(url.hrefWithoutFragment == "https://user:pass@www.example.com:8443/a/b?c=d&e=f+g%20h")
        #expect(url.queryParameters.map(\.name) == ["c", "e"])
        #expect(url.queryParameters.map(\.value) == ["d", "f g h"])
        #expect(url.withUTF8Href { String(decoding: $0[url.hostRange], as: UTF8.self) } == "www.example.com")
    }

    @Test func absentComponents() throws {
        let url = try WebURL("https://example.com/")
        #expect(url.username == "" && url.password == "" && !url.hasCredentials)
        #expect(url.port == nil && url.effectivePort == 443)
        #expect(url.query == nil && url.fragment == nil && url.search == "" && url.hash == "")
        #expect(url.queryParameters.isEmpty && url.queryRange == nil && url.fragmentRange == nil)
        #expect(url.hrefWithoutFragment == url.href)
        let empty = try WebURL("https://example.com/?#")
        #expect(empty.query == "" && empty.fragment == "" && empty.search == "" && empty.hash == "")
        let mail = try WebURL("mailto:a@b.example")
        #expect(mail.host == nil && mail.hostname == "" && mail.hasOpaquePath && mail.path == "a@b.example")
        #expect(mail.port == nil && mail.effectivePort == nil && !mail.isSpecial && !mail.hasCredentials)
        #expect(mail.origin == "null")
    }

    @Test(arguments: [
        ("http://127.0.0.1/", Host.ipv4(0x7F00_0001)),
        ("http://[2001:db8::1]/", .ipv6(0x2001_0DB8 << 96 | 1)),
        ("http://[::ffff:1.2.3.4]/", .ipv6(0xFFFF_0102_0304)),
        ("custom://Some.Host/", .opaque("Some.Host")),
        ("custom:///x", .empty),
        ("file:///x", .empty),
        ("https://bücher.example/", .domain("xn--bcher-kva.example")),
    ])
    func hosts(input: String, host: Host) throws {
        let url = try WebURL(input)
        #expect(url.host == host)
        #expect(host.serialized == url.hostname)
    }

    @Test func failuresAreNamed() {
        #expect(throws: URLParseError.invalid(.missingSchemeNonRelativeURL)) { try WebURL("nothing") }
        #expect(throws: URLParseError.invalid(.hostMissing)) { try WebURL("https://") }
        #expect(throws: URLParseError.invalid(.domainToASCII)) { try WebURL("https://a b/") }
        #expect(throws: URLParseError.invalid(.portOutOfRange)) { try WebURL("https://a:99999/") }
        #expect(throws: URLParseError.invalid(.ipv4OutOfRangePart)) { try WebURL("https://1.2.3.256/") }
    }

    @Test func illFormedUTF8IsReplaced() throws {
        let bytes = Array("https://a.example/".utf8) + [0xFF, 0x41]
        #expect(try WebURL(utf8: bytes.span).href == "https://a.example/%EF%BF%BDA")
        let host = Array("https://a".utf8) + [0xC3] + Array(".example/".utf8)
        #expect(throws: URLParseError.invalid(.domainToASCII)) { try WebURL(utf8: host.span) }
    }

    /// Letters of Unicode 16 that compose, which the system's normalisation may not know.
    @Test(arguments: [
        ("\u{105D2}\u{307}", "\u{105C9}"), ("\u{105D2}\u{323}\u{307}", "\u{105C9}\u{323}"),
        ("a\u{113C2}\u{113C2}", "a\u{113C5}"), ("a\u{1611E}\u{1611E}\u{1611F}", "a\u{16126}"),
        ("\u{16D63}\u{16D67}\u{16D67}", "\u{16D6A}"),
    ])
    func newerCompositions(apart: String, composed: String) throws {
        let host = try Host(parsing: composed + ".example")
        #expect(try Host(parsing: apart + ".example") == host)
        #expect(host.serialized.hasPrefix("xn--"))
    }

    @Test func longDomainsAreBounded() throws {
        let ascii = String(repeating: "a", count: 100_000)
        #expect(try WebURL("https://\(ascii)/").hostname == ascii)
        #expect(throws: URLParseError.invalid(.domainToASCII)) { try WebURL("https://é\(ascii)/") }
    }

    @Test func equalityIsOfSerialisations() throws {
        #expect(try WebURL("HTTPS://EXAMPLE.com:443/a/../b") == WebURL("https://example.com/b"))
        #expect(try Set([WebURL("https://a.example"), WebURL("https://A.example/")]).count == 1)
    }
}
