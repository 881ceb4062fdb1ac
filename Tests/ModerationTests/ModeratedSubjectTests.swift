import Moderation
import Testing

@Suite struct ModeratedSubjectTests {
    @Test(arguments: [
        (ModeratedSubject.Kind.link, "https://A.example:443/x/?q=1", "a.example/x?q=1"),
        (.link, "a.example/x", "a.example/x"),
        (.path, "http://a.example/shop/", "a.example/shop"),
        (.domain, "EXAMPLE.org.", "example.org"),
        (.domain, "https://例子.测试/", "xn--fsqu00a.xn--0zwm56d"),
        (.platform, "taobao", "taobao"),
        (.sender, "u-1", "u-1"),
        (.group, "群 1", "群 1"),
    ])
    func normalForms(kind: ModeratedSubject.Kind, text: String, key: String) {
        #expect(ModeratedSubject(kind, text)?.key == key)
    }

    @Test(arguments: [
        (ModeratedSubject.Kind.link, "not a link"), (.path, "a.example"), (.path, "a.example/x?q=1"),
        (.domain, "a.example/x"), (.domain, "a..b"), (.platform, "Tao Bao"), (.sender, ""),
        (.group, String(repeating: "x", count: 257)),
    ])
    func noSubject(kind: ModeratedSubject.Kind, text: String) {
        #expect(ModeratedSubject(kind, text) == nil)
    }

    @Test(arguments: [
        (ModeratedSubject.Kind.domain, "a.example", ModeratedSubject.Kind.link, "www.a.example/x?q=1", true),
        (.domain, "a.example", .domain, "b.a.example", true),
        (.domain, "a.example", .link, "nota.example/x", false),
        (.path, "a.example/shop", .link, "a.example/shop/1?q", true),
        (.path, "a.example/shop", .link, "a.example/shopping", false),
        (.path, "a.example/shop", .domain, "a.example", false),
        (.link, "a.example/x", .link, "a.example/x/y", false),
        (.platform, "taobao", .link, "item.taobao.com/item.htm?id=1", true),
        (.sender, "u", .sender, "u", true), (.sender, "u", .group, "u", false),
    ])
    func parts(
        kind: ModeratedSubject.Kind, key: String, otherKind: ModeratedSubject.Kind, other: String, isPart: Bool
    ) throws {
        let whole = try #require(ModeratedSubject(kind, key))
        #expect(whole.covers(try #require(ModeratedSubject(otherKind, other))) == isPart)
    }
}
