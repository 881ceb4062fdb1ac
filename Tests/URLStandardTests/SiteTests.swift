import Foundation
import Testing
import URLStandard

@Suite struct SiteTests {
    @Test(arguments: [
        ("item.taobao.com", "taobao.com", "com"),
        ("taobao.com", "taobao.com", "com"),
        ("a.b.example.co.uk", "example.co.uk", "co.uk"),
        ("example.com.", "example.com", "com"),
        ("user.github.io", "user.github.io", "github.io"),
        ("www.食狮.公司.cn", "xn--85x722f.xn--55qx5d.cn", "xn--55qx5d.cn"),
        ("www.例子.中国", "xn--fsqu00a.xn--fiqs8s", "xn--fiqs8s"),
        ("www.example.nosuchtld", "example.nosuchtld", "nosuchtld"),
        ("www.city.kawasaki.jp", "city.kawasaki.jp", "kawasaki.jp"),
        ("a.b.c.kawasaki.jp", "b.c.kawasaki.jp", "c.kawasaki.jp"),
        ("WWW.Example.COM", "example.com", "com"),
    ])
    func registrable(host: String, domain: String, suffix: String) throws {
        let site = Site(try Host(parsing: host))
        #expect(site.registrableDomain == domain)
        #expect(site.publicSuffix == suffix)
    }

    @Test(arguments: [
        ("com", "com"), ("localhost", "localhost"), ("github.io", "github.io"), ("co.uk.", "co.uk"),
        ("example..com", nil), ("127.0.0.1", nil), ("[::1]", nil), ("com..", nil),
    ])
    func notRegistrable(host: String, suffix: String?) throws {
        let site = Site(try Host(parsing: host))
        #expect(site.registrableDomain == nil)
        #expect(site.publicSuffix == suffix)
    }

    @Test func noDomainNoSite() {
        for host in [Host.empty, .opaque("example.com"), .ipv4(1), .ipv6(1)] {
            #expect(Site(host).registrableDomain == nil)
            #expect(Site(host).publicSuffix == nil)
        }
    }

    @Test(arguments: [
        ("com", true), ("co.uk", true), ("github.io", true), ("nosuchtld", true), ("example.com", false),
        ("www.example.co.uk", false), ("c.kawasaki.jp", true), ("city.kawasaki.jp", false), ("xn--fiqs8s", true),
    ])
    func publicSuffixes(domain: String, isSuffix: Bool) {
        #expect(PublicSuffixList.builtin.contains(domain) == isSuffix)
        #expect(Array(domain.utf8).withUnsafeBufferPointer(PublicSuffixList.builtin.contains(utf8:)) == isSuffix)
    }

    @Test func loadsAList() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "hutong-psl-\(UUID()).dat").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let text = "// VERSION: 2026-01-02_03-04-05_UTC\n// ===BEGIN ICANN DOMAINS===\ncom\n*.made-up\n!known.made-up\n"
        try Data(text.utf8).write(to: URL(filePath: path))
        let list = try PublicSuffixList(contentsOfFile: path)
        #expect(list.date == "2026-01-02")
        #expect(Site(.domain("a.b.c.made-up"), list: list).registrableDomain == "b.c.made-up")
        #expect(Site(.domain("a.known.made-up"), list: list).registrableDomain == "known.made-up")
        #expect(Site(.domain("a.github.io"), list: list).registrableDomain == "github.io")
    }

    @Test func refusesNoList() {
        #expect(throws: PublicSuffixListError.unreadable(path: "/nonexistent/list")) {
            try PublicSuffixList(contentsOfFile: "/nonexistent/list")
        }
    }

    @Test func builtinListHasADate() throws {
        let date = try #require(PublicSuffixList.builtin.date)
        #expect(date.count == 10 && date.hasPrefix("20"))
    }
}
