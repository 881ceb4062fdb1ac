import LinkRecognition
import Testing

/// Share codes, cues and schemes with a lexicon of made-up platforms.
@Suite struct ShareCodeTests {
    private static let lexicon: RecognitionLexicon = {
        var lexicon = RecognitionLexicon()
        lexicon.domains = [
            .init(host: "red.example", owner: "red"), .init(host: "r.example", owner: "red", standsAlone: false),
            .init(host: "blue.example", owner: "blue", forms: [.init(prefix: "/pay", form: .payment)]),
        ]
        lexicon.schemes = [
            .init(scheme: "red", owner: "red"), .init(scheme: "a.b1", owner: "blue"),
            .init(scheme: "mailto", owner: "all", form: .web, allowsOpaque: true),
            .init(scheme: "#mini", owner: "blue", form: .miniProgram),
        ]
        lexicon.codes = [
            .init(owner: "red", frame: .delimited(others: ["()《》/！%"]), length: 11...13, words: ["红色"], kind: "item"),
            .init(owner: "blue", frame: .delimited(others: ["()！%"]), length: 13...13, needsWords: true, words: ["蓝色"]),
            .init(owner: "blue", frame: .delimited(others: ["()！%"]), length: 16...16, words: ["蓝色"]),
            .init(owner: "green", frame: .pictographs, length: 15...15, needsWords: true, words: ["绿色"]),
            .init(owner: "green", frame: .after(["首页搜索"]), alphabet: .digits, length: 6...9, kind: "gift"),
            .init(owner: "green", frame: .wrapped(open: "Z:/", close: "#"), length: 12...12, form: .payment),
            .init(owner: "grey", frame: .prefixed("BV1"), alphabet: .base58, length: 9...9),
        ]
        lexicon.cues = [
            .init(text: "【蓝】", owner: "red", place: .before, means: "blue"),
            .init(text: "直播中", owner: "red", kind: "live"),
            .init(text: "领券：", owner: "red", place: .adjacent, kind: "coupon"),
            .init(text: "扫出来", owner: "red", place: .before, form: .qr),
        ]
        return lexicon
    }()

    private static let finder = LinkFinder(lexicon: lexicon)

    private func described(_ text: String) -> [String] {
        Self.finder.findings(in: text).map { finding in
            "\(finding.form.rawValue) \(finding.owner ?? "-") \(finding.code ?? "-") \(finding.kind ?? "-")"
        }
    }

    @Test(
        arguments: [
            ("抢￥aB3dE5fG7hI￥", ["share_code red aB3dE5fG7hI item"]),
            ("抢$aB3dE5fG7hI$:// HU7709", ["share_code red aB3dE5fG7hI item"]),
            ("（aB3dE5fG7hI）", []), ("(aB3dE5fG7hI)", []), ("复制(aB3dE5fG7hI)", ["share_code red aB3dE5fG7hI item"]),
            ("( CZ3457 aB3dE5fG7hI)", ["share_code red aB3dE5fG7hI item"]),
            ("《aB3dE5fG7hI《 打开红色", ["share_code red aB3dE5fG7hI item"]),
            ("！aB3dE5fG7hI！ ZH1997", ["share_code red aB3dE5fG7hI item"]),
            ("￥aB3dE5fG7hIjk￥", ["share_code red aB3dE5fG7hIjk item"]),
            ("蓝色￥aB3dE5fG7hIjk￥", ["share_code blue aB3dE5fG7hIjk -"]),
            ("蓝色在远处，红色￥aB3dE5fG7hIjk￥", ["share_code red aB3dE5fG7hIjk item"]),
            ("￥aB3dE5fG7hIjkLmN%", []), ("助力码￥aB3dE5fG7hIjkLmN%", ["share_code blue aB3dE5fG7hIjkLmN -"]),
            ("绿色 😆 aB3dE5fG7hIjkLm 😆", ["share_code green aB3dE5fG7hIjkLm -"]), ("😆 aB3dE5fG7hIjkLm 😆", []),
            ("首页搜索“535733932”", ["share_code green 535733932 gift"]), ("首页搜索“天气”", []),
            ("首页搜索 535733932", ["share_code green 535733932 gift"]),
            ("首页搜索 535733932.", ["share_code green 535733932 gift"]),
            ("首页搜索 535733932 领取", ["share_code green 535733932 gift"]), ("首页搜索 535", []), ("首页 535733932", []),
            ("首页搜索 535733932-1", []), ("首页搜索 ", []), ("首页搜索 535733932/x", []),
            ("Z:/aB3dE5fG7hIj# W:/j", ["payment green aB3dE5fG7hIj -"]),
            ("看BV1aBcDe1FgH，", ["share_code grey BV1aBcDe1FgH -"]),
            ("看 BV1aBcDe1FgH 吧", ["share_code grey BV1aBcDe1FgH -"]),
            ("/BV1aBcDe1FgH", []), ("BV1aBcDe0FgH", []), ("xBV1aBcDe1FgH", []),
            ("￥13800138000￥", []), ("$alphabetaxy$", []), ("$HOME/aB3dE5fG7hI/x", []), ("call(aB3dE5fG7hI) 复制", []),
            ("复制(getUserInfo)", []), ("复制/usr/aB3dE5fG7hI/", []),
        ] as [(String, [String])])
    func codes(_ text: String, _ expected: [String]) {
        #expect(described(text) == expected)
    }

    @Test(
        arguments: [
            ("【蓝】https://r.example/x", ["web blue - -"]), ("https://r.example/x【蓝】", ["web - - -"]),
            ("https://r.example/x 直播中", ["web - - live"]), ("满减领券：https://r.example/x", ["web - - coupon"]),
            ("领券：看 https://r.example/x", ["web - - -"]), ("扫出来是 https://r.example/x", ["qr - - -"]),
            ("https://blue.example/pay/1", ["payment - - -"]),
            ("https://r.example/x 和￥aB3dE5fG7hI￥", ["web - aB3dE5fG7hI -", "share_code red aB3dE5fG7hI item"]),
            (
                "https://r.example/x ￥aB3dE5fG7hI￥ ￥aB3dE5fG7hJ￥",
                ["web - - -", "share_code red aB3dE5fG7hI item", "share_code red aB3dE5fG7hJ item"]
            ),
            ("red://x/1", ["app_link - - -"]), ("a.b1://x", ["app_link - - -"]), ("看red://开头", []),
            ("mailto:a@b.example", ["web - - -"]),
            ("#mini://名字/aBcDe1fGh", ["mini_program - aBcDe1fGh -"]), ("#mini 开发", []), ("xred://x", []),
            ("red.example", ["web - - -"]), ("r.example", []), ("r.example/x", ["web - - -"]), ("a@red.example", []),
            ("red.example.org", []), ("com.red.example.app", []), ("src/red.example", []),
        ] as [(String, [String])])
    func contextsAndSchemes(_ text: String, _ expected: [String]) {
        #expect(described(text) == expected)
    }

    @Test func textWithoutTriggersFindsNothing() {
        #expect(Self.finder.findings(in: "今天天气不错，下午三点见！").isEmpty)
        #expect(Self.finder.findings(in: "").isEmpty)
        #expect(Self.finder.findings(in: "x").isEmpty)
    }

    /// What stands before and after a finding moves it and changes nothing else.
    @Test(arguments: 0..<40)
    func findingsDoNotDependOnTheirOffset(_ padding: Int) {
        let core = "抢￥aB3dE5fG7hI￥ https://red.example/a?b=c 看BV1aBcDe1FgH，"
        let alone = Self.finder.findings(in: core)
        let moved = Self.finder.findings(
            in: String(repeating: "字", count: padding / 2) + String(repeating: " ", count: padding % 2) + core
                + String(repeating: "x", count: padding % 7))
        #expect(moved.map(\.address) == alone.map(\.address))
        #expect(moved.map(\.form) == alone.map(\.form))
    }
}

@Suite struct HostIndexTests {
    @Test(
        arguments: [
            ("a.example", 1), ("x.a.example", 1), ("x.y.a.example", 1), ("A.EXAMPLE", 1), ("b.a.example", 2),
            ("x.b.a.example", 2),
            ("xa.example", nil), ("a.example.org", nil), ("example", nil), ("", nil),
        ] as [(String, Int?)])
    func longestSuffix(_ host: String, _ expected: Int?) {
        let index = HostIndex([("a.example", 1), ("b.a.example", 2), ("a.example", 3)])
        let text = Array(host.utf8)
        #expect(index.longestSuffix(of: text.span, in: 0..<text.count)?.value == expected)
    }

    @Test func holdsManyNames() {
        let names = (0..<5_000).map { "host\($0).example" }
        let index = HostIndex(names.enumerated().map { ($0.element, $0.offset) })
        for (number, name) in names.enumerated() {
            let text = Array(("www." + name).utf8)
            #expect(index.longestSuffix(of: text.span, in: 0..<text.count)?.value == number)
            #expect(index.exact(text.span, 4..<text.count) == number)
            #expect(index.exact(text.span, 0..<text.count) == nil)
        }
    }
}
