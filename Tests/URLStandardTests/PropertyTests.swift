import Foundation
import Testing
import URLStandard

/// What holds of every URL, tried on texts put together at random from the pieces that matter to a URL parser.
@Suite struct PropertyTests {
    private static let pieces: [String] = [
        "https:", "http:", "HTTP:", "file:", "ws:", "mailto:", "custom:", "blob:", "//", "/", "\\", "///", ":", "@",
        "?",
        "#", ".", "..", "%2e", "%2E%2e", "%", "%zz", "%00", "%41", "a", "Z", "0", "9", "0x", "0x7f", "127.0.0.1", "256",
        "example.com", "EXAMPLE", "xn--", "xn--a", "xn--fiqs8s", "中国", "ß", "İ", "\u{200D}", "\u{AD}", "。", "\u{301}",
        "é", "😀", "אב", "[", "]", "[::1]", "[1:2::3]", ":80", ":443", ":65536", ":08", "c:", "C|", "localhost", " ",
        "\t", "\n", "\u{0}", "\u{1F}", "\"", "<", ">", "^", "|", "`", "{", "}", "'", "=", "&", "+", "~", "_", "-", ";",
    ]

    private static let texts: [String] = {
        var generator = SplitMix64(state: 20_260_917)
        return (0..<20_000).map { index in
            let start = index.isMultiple(of: 2) ? "https://" : ""
            return (0..<Int.random(in: 1...9, using: &generator)).reduce(into: start) { text, _ in
                text += pieces.randomElement(using: &generator) ?? ""
            }
        }
    }()

    private static let bases = [
        nil, try? WebURL("https://u:p@example.com:81/a/b?c#d"), try? WebURL("file:///C:/a"),
        try? WebURL("custom:/.//a/b"),
        try? WebURL("mailto:a@b"),
    ]

    /// Everything the two are made of, so that offsets are compared and not only the text.
    private func components(_ url: WebURL) -> [String?] {
        [
            url.href, url.scheme, url.username, url.password, url.hostname, url.port.map(String.init), url.path,
            url.query, url.fragment, "\(url.hasOpaquePath)", url.host.map { "\($0)" },
        ]
    }

    @Test func serialisationParsesToItself() throws {
        var parsed = 0
        for (index, text) in Self.texts.enumerated() {
            guard let url = try? WebURL(text, base: Self.bases[index % Self.bases.count]) else { continue }
            parsed += 1
            let again = try WebURL(url.href)
            #expect(components(again) == components(url), "\(text.debugDescription)")
            #expect(url.href.utf8.allSatisfy { $0 < 0x80 })
            #expect(url.host?.serialized ?? "" == url.hostname)
        }
        #expect(parsed > 3_000)
    }

    /// The fast path, which only some of these take, gives what the full parser gives.
    @Test func bothPathsAgree() {
        for (index, text) in Self.texts.enumerated() {
            let base = Self.bases[index % Self.bases.count]
            let quick = try? WebURL(text, base: base)
            let (full, errors) = WebURL.parse(text, base: base)
            #expect(quick.map(components) == full.map(components), "\(text.debugDescription)")
            #expect(full != nil || !errors.isEmpty, "\(text.debugDescription)")
            #expect(errors.allSatisfy { (0...text.utf8.count).contains($0.position) })
        }
    }

    @Test func bothPathsAgreeOnRealURLs() throws {
        guard SharedData.available() else { return }
        let lines = try SharedData.lines("threat-lists/ordinary-urls.txt").enumerated()
        for (_, text) in lines where text.utf8.count % 5 == 0 {
            let quick = try? WebURL(text)
            #expect(quick.map(components) == WebURL.parse(text).url.map(components), "\(text)")
        }
    }

    @Test(arguments: [
        "https://example.com/", "https://example.com", "https://example.com?q", "https://example.com#f",
        "http://example.com:8080/a", "https://127.0.0.1:1/", "https://a_b.example/.x/%2x/..y?'", "https://1.2.3.4",
        "http://example.com:80/", "https://example.com:0443/", "https://01.2.3.4/", "https://1.2.3.4.5/",
        "https://example.com/a/./b", "https://example.com/a/..", "https://example.com/%2e/x", "https://example.com/%2E",
        "https://example.com/...", "https://example.com/.%2e/", "https://example.com.", "https://example.com../",
        "https://example.5/", "https://example.5x/", "https://example.com:/", "https://.example.com/", "https://.../",
        "https://example.com/\u{7F}", "https://example.com/a^b", "https://example.com/?`", "https://example.com/#'{",
    ])
    func bothPathsAgreeAtTheEdges(text: String) {
        for padding in ["", "x", "?0123456789abcdef0123456789abcdef", "/0123456789abcdef/../"] {
            let padded = text + padding
            #expect((try? WebURL(padded)).map(components) == WebURL.parse(padded).url.map(components), "\(padded)")
        }
    }

    @Test func settersNeverMakeAnUnparseableURL() throws {
        let setters: [(String, (inout WebURL, String) -> Void)] = [
            ("protocol", { $0.setProtocol($1) }), ("username", { $0.setUsername($1) }),
            ("password", { $0.setPassword($1) }), ("host", { $0.setHost($1) }), ("hostname", { $0.setHostname($1) }),
            ("port", { $0.setPort($1) }), ("pathname", { $0.setPathname($1) }), ("search", { $0.setSearch($1) }),
            ("hash", { $0.setHash($1) }),
        ]
        for (index, text) in Self.texts.enumerated() {
            guard var url = Self.bases[index % Self.bases.count] ?? (try? WebURL(text)) else { continue }
            let (name, set) = setters[index / 7 % setters.count]
            set(&url, text)
            let again = try? WebURL(url.href)
            #expect(again.map(components) == components(url), "\(name) = \(text.debugDescription)")
        }
    }

    @Test func equalityKeyIsItsOwnKey() {
        for text in Self.texts {
            guard let url = try? WebURL(text), let key = try? WebURL(url.equalityKey) else { continue }
            #expect(key.equalityKey == url.equalityKey, "\(text.debugDescription)")
        }
    }

    @Test func formsRoundTrip() {
        for text in Self.texts {
            let pairs = [(name: text, value: ""), (name: "", value: text)]
            let read = FormURLEncoded.parse(FormURLEncoded.serialize(pairs))
            #expect(read.map(\.name) == pairs.map(\.name) && read.map(\.value) == pairs.map(\.value))
        }
    }

    @Test func displayedHostsAreTheSameHosts() throws {
        for text in Self.texts {
            guard let host = (try? WebURL(text))?.host else { continue }
            let display = HostDisplay(host)
            if display.isUnicode { #expect(try Host(parsing: display.text) == host) }
            if let range = display.registrableRange { #expect(range.upperBound <= display.text.utf8.count) }
        }
    }

    /// A quadratic parser takes hours for these, a linear one no time one would notice.
    @Test(arguments: [
        "a", "/", "../", "%2e%2e/", "@", ":", "\t", "\u{301}\u{327}", "中", "ß.", "xn--a.", "%25", "[", "\\", "?#", "ａ",
        "\u{200C}ب", "۰", "أ", "\u{AD}", "一丁丂七", "1.", ".", "&=",
    ])
    func longInputsDoNotStall(unit: String) {
        #if DEBUG
            let length = 20_000
        #else
            let length = 1_000_000
        #endif
        let long = String(repeating: unit, count: length / unit.utf8.count)
        for text in ["https://example.com/" + long, "https://" + long, "https://é" + long, long, "custom:" + long] {
            let (url, _) = WebURL.parse(text)
            #expect((try? WebURL(text)) == url)
            if let url {
                #expect((try? WebURL(url.href)) == url)
                _ = url.equalityKey
                _ = url.shortDisplay(maxCharacters: 40)
            }
            _ = SafeBrowsingURL(text)
        }
    }
}

/// A small generator with a fixed start, so that a failure comes back.
private struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
