import Testing

@testable import LinkRecognition

@Suite struct PhrasePatternTests {
    private let patterns = PhrasePatterns([
        PhrasePattern(
            name: "lured",
            alternatives: [
                .init(sets: [["分享", "转发"], ["红包", "抽奖"]], within: 10),
                .init(sets: [["share"], ["win cash"]], within: 30),
            ], unless: ["骗局"]),
        PhrasePattern(name: "cut", alternatives: [.init(sets: [["砍一刀", "一刀"]], within: .max)]),
    ])

    /// A text, and what it shows.
    @Test(arguments: [
        ("分享领红包", ["lured"]), ("红包！快转发", ["lured"]), ("分享好文", []), ("红包", []),
        ("分享一二三四五六七红包", []), ("分享一二三四五六红包", ["lured"]),
        ("分享 到 群 里 领 红 包", ["lured"]), ("分\u{200B}享领红\u{FEFF}包", ["lured"]),
        ("分享领红包是骗局", []), ("SHARE and Win Cash", ["lured"]), ("ｓｈａｒｅ ｗｉｎ ｃａｓｈ", ["lured"]),
        ("reshare and win cash", []), ("share and win cashmere", []), ("share,win-cash", []),
        ("帮我砍一刀，转发领红包", ["lured", "cut"]), ("", []), ("一刀", ["cut"]),
        ("转发转发转发转发转发转发红包", ["lured"]),
    ])
    func shows(_ text: String, _ names: [String]) {
        #expect(patterns.hits(in: text).map(\.name) == names)
    }

    @Test func hitsNameTheirWords() {
        #expect(patterns.hits(in: "转发抽奖").first?.words == ["转发", "抽奖"])
    }

    /// The automaton against a search for each phrase at each place.
    @Test func theAutomatonFindsWhatASearchFinds() {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<300 {
            let letters = Array("ab你".utf8)
            func text(_ length: Int) -> [UInt8] {
                (0..<length).map { _ in letters.randomElement(using: &random) ?? 97 }
            }
            let phrases = (0..<6).map { _ in text(Int.random(in: 1...4, using: &random)) }
            let whole = text(60)
            let unique = Array(Set(phrases))
            var found: Set<[Int]> = []
            PhraseAutomaton(unique).scan(whole.span) { found.insert([$0, $1]) }
            var expected: Set<[Int]> = []
            for (index, phrase) in unique.enumerated() {
                for start in whole.indices where whole[start...].starts(with: phrase) {
                    expected.insert([index, start + phrase.count])
                }
            }
            #expect(found == expected)
        }
    }
}

@Suite struct FoldedTextTests {
    @Test func theQuickFoldSaysTheSame() {
        for value in UInt32(0)...0x1_F9FF {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let text = "a\(Character(scalar))字\(Character(scalar))"
            #expect(FoldedText.bytes(of: text) == FoldedText(text).bytes)
        }
    }

    /// A letter whose lower case takes more bytes.
    @Test func growsWithTheText() {
        let text = String(repeating: "\u{23A}", count: 10_000)
        #expect(FoldedText.bytes(of: text) == FoldedText(text).bytes)
        #expect(FoldedText.bytes(of: text).count == 30_000)
    }
}
