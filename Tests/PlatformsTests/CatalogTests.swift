import Foundation
import LinkPolicy
import LinkRecognition
import Platforms
import Testing

@Suite struct CatalogTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../config/platforms").standardized.path

    private static let catalog = Result { try PlatformCatalog.load(directory: folder) }

    @Test func everyExampleHolds() throws {
        let catalog = try Self.catalog.get()
        #expect(catalog.descriptors.count >= 45)
        #expect(catalog.runExamples().map(\.description) == [])
        let without = catalog.descriptors.filter { $0.examples.isEmpty }.map(\.slug)
        #expect(without.isEmpty)
    }

    /// A message, and of its first finding: form, platform, kind, id.
    @Test(
        arguments: [
            ("https://item.taobao.com/item.htm?id=612345678901&spm=a1", "web", "taobao", "item", "612345678901"),
            ("https://detail.tmall.com/item.htm?id=612345678901", "web", "tmall", "item", "612345678901"),
            ("https://item.jd.com/100012043978.html", "web", "jd", "item", "100012043978"),
            ("https://www.bilibili.com/video/BV17x411w7KC/?p=2", "web", "bilibili", "video", "BV17x411w7KC"),
            ("https://youtu.be/dQw4w9WgXcQ?si=abc", "web", "youtube", "video", "dQw4w9WgXcQ"),
            ("https://www.douyin.com/video/7212345678901234567", "web", "douyin", "video", "7212345678901234567"),
            (
                "https://www.xiaohongshu.com/explore/64a1b2c3d4e5f60718293a4b", "web", "xiaohongshu", "note",
                "64a1b2c3d4e5f60718293a4b"
            ),
            ("https://item.taobao.com.evil.example/item.htm?id=1", "web", nil, "unknown", nil),
            ("https://www.taobao.com@evil.example/item.htm?id=1", "web", nil, "unknown", nil),
            ("https://dropbox.com/x", "web", nil, "unknown", nil),
            ("https://nottaobao.com/", "web", nil, "unknown", nil),
            ("#小程序://美团/AbCdEfGhIjKlMnO", "mini_program", "wechat-miniprogram", "app", nil),
            ("weixin://wxpay/bizpayurl?pr=AbCd123", "payment", "wechat-pay", "payment", nil),
        ] as [(String, String, String?, String, String?)])
    func identifies(_ text: String, _ form: String, _ platform: String?, _ kind: String, _ id: String?) throws {
        let catalog = try Self.catalog.get()
        let finding = try #require(LinkFinder(lexicon: catalog.lexicon).findings(in: text).first)
        let target = catalog.identify(finding)
        #expect(finding.form.rawValue == form)
        #expect(target.platform?.rawValue == platform)
        #expect(target.kind.rawValue == kind)
        if let id { #expect(target.id == id) }
    }

    /// An address, a parameter that earns somebody money or opens the page, and whether cleaning keeps it.
    @Test(arguments: [
        ("https://item.taobao.com/item.htm?id=1&pid=mm_1_2_3&spm=a", "pid=mm_1_2_3", true),
        ("https://item.taobao.com/item.htm?id=1&ali_trackid=2:mm_1_2_3", "ali_trackid=2:mm_1_2_3", true),
        (
            "https://item.jd.com/1.html?cu=true&utm_source=kong&utm_medium=jingfen&utm_campaign=t_1_2",
            "utm_campaign=t_1_2", true
        ),
        ("https://item.jd.com/1.html?utm_source=x&utm_medium=appshare&utm_campaign=t_335139774", "utm_campaign", false),
        ("https://item.taobao.com/item.htm?id=1&spm=a1z10", "spm", false),
        ("https://mobile.yangkeduo.com/goods.html?goods_id=1&pid=1_2&refer_share_id=x", "pid=1_2", true),
        (
            "https://www.xiaohongshu.com/explore/64a1b2c3d4e5f60718293a4b?xsec_token=AB%3D&xhsshare=QQ",
            "xsec_token=AB%3D", true
        ),
        ("https://www.amazon.com/dp/B000000000?tag=me-20&ref=x", "tag=me-20", true),
        ("https://www.youtube.com/watch?v=dQw4w9WgXcQ&si=abc&t=42", "t=42", true),
        ("https://www.youtube.com/watch?v=dQw4w9WgXcQ&si=abc&t=42", "si=abc", false),
        ("https://x.com/a/status/1?t=abc&s=20", "t=abc", false),
    ])
    func cleaningKeepsWhatEarnsAndDropsWhatTracks(_ address: String, _ part: String, _ isKept: Bool) throws {
        let target = try Self.catalog.get().identify(address: address, form: .web)
        #expect(target.cleanAddress.contains(part) == isKept, "\(target.cleanAddress)")
        #expect(target.address == address, "the canonical address is never cleaned")
    }

    @Test func aRedirectorShowsWhereItLeads() throws {
        let address = "https://link.zhihu.com/?target=https%3A%2F%2Fitem.jd.com%2F100012043978.html"
        let target = try Self.catalog.get().identify(address: address, form: .web)
        #expect(target.unwrapped?.platform?.rawValue == "jd")
        #expect(target.unwrapped?.id == "100012043978")
    }

    @Test(arguments: [
        ("slug: Tao Bao\n", ":1: "), ("nonsense", ":1: "), ("slug: x\nnmes: {}\n", "nmes"), ("", "empty"),
    ])
    func aWrongFileIsNamedWithItsLine(_ text: String, _ words: String) throws {
        let folder = NSTemporaryDirectory() + "hutong-platforms-\(UInt64.random(in: .min ... .max))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try text.write(toFile: folder + "/x.yaml", atomically: true, encoding: .utf8)
        #expect { try PlatformCatalog.load(directory: folder) } throws: { error in
            "\(error)".contains("x.yaml:") && "\(error)".contains(words)
        }
    }

    @Test func aDomainClaimedTwiceIsRefused() throws {
        let source = try String(contentsOfFile: Self.folder + "/weibo.yaml", encoding: .utf8)
        let folder = NSTemporaryDirectory() + "hutong-platforms-\(UInt64.random(in: .min ... .max))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try source.write(toFile: folder + "/a.yaml", atomically: true, encoding: .utf8)
        let other = source.replacing("slug: weibo", with: "slug: other")
            .replacing("platform: weibo", with: "platform: other")
        try other.write(toFile: folder + "/b.yaml", atomically: true, encoding: .utf8)
        #expect(throws: CatalogProblems.self) { try PlatformCatalog.load(directory: folder) }
    }
}
