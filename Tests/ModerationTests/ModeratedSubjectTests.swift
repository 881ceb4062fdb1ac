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
}
