import LinkRecognition
import Testing

/// The findings of texts in which `⟦` and `⟧` mark what is to be found. The lexicon is a small one of its own, so that
/// the table does not depend on the platforms' files.
@Suite struct SpanTests {
    private static let finder: LinkFinder = LinkFinder(lexicon: RecognitionLexicon())

    private func marked(_ text: String) -> String {
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        var position = 0
        for finding in Self.finder.findings(in: text) {
            result += bytes[position..<finding.range.lowerBound] + Array("⟦".utf8) + bytes[finding.range]
            result += Array("⟧".utf8)
            position = finding.range.upperBound
        }
        return String(decoding: result + bytes[position...], as: UTF8.self)
    }

    @Test(arguments: [
        "no link at all", "", "看⟦https://a.example/x⟧，好吗", "（⟦https://a.example/x⟧）", "(⟦https://a.example/x⟧)",
        "⟦https://a.example/x_(y)⟧", "<⟦https://a.example/x⟧>", "\"⟦https://a.example/x⟧\"", "⟦https://a.example/x⟧。",
        "⟦https://a.example/x⟧, and ⟦https://b.example/y⟧.", "⟦https://a.example/?a=b&c=d#e⟧",
        "⟦http://203.0.113.7:8080/x⟧",
        "⟦http://[2001:db8::1]/⟧", "⟦HTTPS://A.EXAMPLE/⟧", "⟦https://例子.测试/路径⟧", "写信给 someone@a.example 吧",
        "⟦www.a.example.com⟧ 在此", "README.md 和 main.swift", "version 1.2.3 of socket.io", "at 10:30, 3.14 and 1/2",
        "⟦https://a.example/x⟧\n⟦https://b.example/y⟧", "https://", "http:// nothing",
        "⟦https://user:pass@a.example/⟧", "com.example.app.Main", "「⟦https://a.example/x⟧」",
    ])
    func spans(_ expected: String) {
        let text = expected.replacing("⟦", with: "").replacing("⟧", with: "")
        #expect(marked(text) == expected)
    }

    @Test(arguments: [
        "hxxps://a.example/x", "https://a[.]example/x", "https://a\u{200B}.example/x", "ｈｔｔｐｓ：／／ａ．ｅｘａｍｐｌｅ／ｘ",
    ])
    func disguises(_ text: String) {
        let findings = Self.finder.findings(in: "look " + text)
        #expect(findings.count == 1)
        #expect(findings.first?.marks.contains(.obfuscated) == true)
        #expect(findings.first?.address == "https://a.example/x")
    }

    @Test(arguments: [
        ("[https://bank.example](https://evil.example/x)", true), ("[our site](https://a.example/x)", false),
        ("<a href=\"https://evil.example/x\">https://bank.example</a>", true),
    ])
    func shownTextThatNamesAnotherHost(_ text: String, _ isMisleading: Bool) {
        let findings = Self.finder.findings(in: text)
        #expect(findings.contains { $0.marks.contains(.misleadingText) } == isMisleading)
    }
}

@Suite struct FindingPropertyTests {
    private static let finder = LinkFinder(lexicon: RecognitionLexicon())

    /// Pieces that set recognisers off, joined at random.
    private static let pieces = [
        "https://", "http:/", "www.", "a.example", ".com", "/", "?", "=", "@", "(", ")", "￥", "【", "】", "“", "中", "文 ",
        " ",
        "\n", "。", "😀", "\u{200B}", "[.]", "hxxp", "xn--", "::", "1.2.3.4", "#", "&", "%E4", "\u{0}", "ﬁ", "．",
    ]

    @Test func rangesAreSortedApartAndOnCharacters() {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<3_000 {
            let count = Int.random(in: 0..<30, using: &generator)
            let text = (0..<count).compactMap { _ in Self.pieces.randomElement(using: &generator) }.joined()
            var end = 0
            for finding in Self.finder.findings(in: text) {
                #expect(finding.range.lowerBound >= end && !finding.range.isEmpty)
                end = finding.range.upperBound
                let bytes = Array(text.utf8)[finding.range]
                #expect(String(validating: bytes, as: UTF8.self) != nil, "\(text.debugDescription)")
            }
            #expect(end <= text.utf8.count)
        }
    }

    @Test func anyBytesAreJudged() {
        for _ in 0..<2_000 {
            let bytes = (0..<Int.random(in: 0..<80)).map { _ in UInt8.random(in: 0...255) }
            let noise = Array("https://a.example/".utf8) + bytes
            #expect(Self.finder.findings(in: noise.span).allSatisfy { $0.range.upperBound <= noise.count })
        }
    }

    /// Inputs that once stopped the recogniser.
    @Test(
        arguments: [
            [
                0x23, 0xF0, 0x01, 0xF0, 0x01, 0xF0, 0xF0, 0x20, 0x2E, 0x64, 0x20, 0x64, 0x20, 0x2E, 0x64, 0xF0, 0x20,
                0x2E, 0x64, 0x20, 0x64, 0x20, 0x2E, 0x64, 0x25, 0x32, 0x23, 0x23, 0x23, 0xF0, 0x20, 0x2E, 0x64, 0x20,
                0x64, 0x20, 0x2E, 0x64, 0xF0, 0x20, 0x2E, 0x64, 0x2E, 0x2E, 0x2E, 0x2E, 0x2E, 0x2E, 0x2E, 0x2E, 0x2E,
                0x2E, 0x2E, 0x2E, 0x2E, 0x2E, 0x2E, 0x2E, 0x2E, 0x2E, 0x2E, 0x2E, 0x2E, 0x2E, 0x2E, 0x2E, 0x2E, 0x2E,
                0x2E, 0x2E, 0x2E, 0x74, 0xCD, 0x8F, 0x76, 0x2E, 0x2E, 0xA4, 0x74, 0x65, 0x4D, 0x65, 0x4D, 0x75, 0x74,
                0x20, 0x64,
            ]
        ] as [[UInt8]])
    func foundByFuzzing(_ bytes: [UInt8]) {
        #expect(Self.finder.findings(in: bytes.span).allSatisfy { $0.range.upperBound <= bytes.count })
    }

    @Test(arguments: ["a", "https://", "(", "￥", "【", ".", "a.", "@", "www.", "[.]", "中", "😀", "%", "\u{200B}", "a b "])
    func longTextsOfOnePatternEnd(_ piece: String) {
        let text = String(repeating: piece, count: 40_000 / piece.utf8.count)
        #expect(Self.finder.findings(in: text).allSatisfy { $0.range.upperBound <= text.utf8.count })
    }
}

@Suite struct TextRangeTests {
    @Test(arguments: [
        ("abc", 0..<3, 0..<3, 0..<3), ("看abc", 3..<6, 1..<4, 1..<4), ("😀abc", 4..<7, 2..<5, 1..<4),
        ("é😀中x", 9..<10, 4..<5, 3..<4),
    ])
    func units(_ text: String, _ utf8: Range<Int>, _ utf16: Range<Int>, _ scalars: Range<Int>) {
        #expect(TextRange.convert([utf8], in: text) == [TextRange(utf8: utf8, utf16: utf16, scalars: scalars)])
    }
}
