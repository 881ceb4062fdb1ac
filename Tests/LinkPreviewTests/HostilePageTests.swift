import LinkPreview
import Testing
import URLStandard

/// Pages made to cost time or memory. Each ends, and what stands in front of the trick is read.
struct HostilePageTests {
    private static let size = 512 << 10

    static let tricks: [(name: String, unit: String)] = [
        ("deep", "<b>"), ("closed deep", "<b></i>"), ("comments", "<!--"), ("bogus", "<!>"), ("starts", "<a"),
        ("attributes", "<a x1 x2 x3 x4 "), ("quotes", "<a b='"), ("references", "&am"), ("numbers", "&#99999999"),
        ("scripts", "<script>"), ("double escaped", "<script><!--<script>"), ("titles", "<title>"), ("svg", "<svg>"),
        ("items", "<p itemscope itemprop=name itemtype=https://schema.org/Product>x"),
        ("metas", "<meta name=a content=b>"),
        ("links", "<link rel=icon href=a>"), ("headings", "<h1>a"), ("closings", "</p>"), ("letters", "<"),
        ("dashes", "<!-- - -- "), ("json", "<script type=application/ld+json>{\"@graph\":[{\"@type\":\"Product\"},"),
    ]

    @Test(arguments: tricks)
    func ends(_ trick: (name: String, unit: String)) throws {
        let text =
            "<meta property=og:title content=kept>"
            + String(repeating: trick.unit, count: Self.size / trick.unit.utf8.count)
        #expect(try preview(text).card.title == "kept")
    }

    @Test func manyDifferentAttributes() throws {
        var tag = "<title>kept</title><meta "
        for number in 0..<60_000 { tag += "a\(number) " }
        #expect(try preview(tag + ">").card.title == "kept")
    }

    @Test func nestedJSON() throws {
        for unit in ["[", "{\"a\":", "{\"@graph\":["] {
            let script = String(repeating: unit, count: 100_000)
            let page = "<script type=application/ld+json>\(script.prefix(250_000))</script><title>kept</title>"
            #expect(try preview(page).card.title == "kept")
        }
    }

    /// Pages are torn, joined and changed by chance: none crashes, and what comes out keeps its bounds.
    @Test func changedByChance() throws {
        var random = SplitMix(state: 7)
        let pieces =
            CardTests.pages.map(\.html) + NextAddressTests.pages.map(\.html) + HostilePageTests.tricks.map(\.unit)
            + HealthTests.pages.map { String($0.html.prefix(200)) }
        let types = [
            "text/html", "text/html; charset=gbk", "text/html; charset=utf-16le", "text/html; charset=big5", "a/b",
        ]
        for _ in 0..<20_000 {
            var body: [UInt8] = []
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                body += Array(pieces.randomElement(using: &random)?.utf8 ?? "".utf8)
            }
            for _ in 0..<Int.random(in: 0...8, using: &random) where !body.isEmpty {
                let place = Int.random(in: 0..<body.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: body[place] = UInt8.random(in: 0...255, using: &random)
                case 1: body.remove(at: place)
                default: body.removeSubrange(place..<min(body.count, place + 20))
                }
            }
            let type = types.randomElement(using: &random)
            let preview = try preview(body, type: type)
            for text in [preview.card.title, preview.card.description, preview.card.siteName, preview.card.author] {
                guard let text else { continue }
                #expect(!text.isEmpty && text.unicodeScalars.count <= 1_001)
                #expect(!text.unicodeScalars.contains { $0.properties.generalCategory == .control })
            }
            for url in [preview.card.picture?.url, preview.card.canonical, preview.card.icon, preview.next?.url] {
                #expect(url.map { $0.scheme == "https" || $0.scheme == "http" } != false)
            }
        }
    }

    private struct SplitMix: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
    }
}
