import LinkPreview
import Testing
import URLStandard

struct NextAddressTests {
    static let pages: [(html: String, next: String?)] = [
        ("<meta http-equiv=refresh content='0; url=/b'>", "refresh https://shop.example/b"),
        ("<meta http-equiv=Refresh content=\"3;URL='https://b.example/?a=1;2'\">", "refresh https://b.example/?a=1;2"),
        ("<meta http-equiv=refresh content='0,https://b.example/'>", "refresh https://b.example/"),
        ("<meta http-equiv=refresh content='0.5;url=https://b.example/'>", "refresh https://b.example/"),
        ("<meta http-equiv=refresh content='60; url=/b'>", nil),
        ("<meta http-equiv=refresh content='99999999999999999999; url=/b'>", nil),
        ("<meta http-equiv=refresh content='5'>", nil),
        ("<meta http-equiv=refresh content='0; url=javascript:alert(1)'>", nil),
        ("<meta http-equiv=refresh content='0; url=https://shop.example/item/1?a=b#x'>", nil),
        ("<noscript><meta http-equiv=refresh content='0; url=/b'></noscript>", nil),
        ("<script>location.href=\"https:\\/\\/b.example\\/\"</script>", "script https://b.example/"),
        ("<script>window.location = '/b'</script>", "script https://shop.example/b"),
        ("<script>top.location.replace( '\\u002fb' )</script>", "script https://shop.example/b"),
        ("<script>document.location.assign(`/b`);</script>", "script https://shop.example/b"),
        ("<script>if (location == 'x') {}</script>", nil),
        ("<script>location.href = '/b?x=' + y</script>", nil),
        ("<script>location.href = base</script>", nil),
        ("<script>mylocation='/b'</script>", nil),
        ("<script>location.hash='#b'</script>", nil),
        ("<script>location='/b'</script>" + String(repeating: "words ", count: 60), nil),
    ]

    @Test(arguments: pages)
    func next(_ html: String, _ expected: String?) throws {
        let next = try preview(html).next
        #expect(next.map { "\($0.way.rawValue) \($0.url.href)" } == expected)
    }

    @Test func aHeaderFieldRefreshesToo() throws {
        let next = try preview("", refresh: "0;url=/b").next
        #expect(next?.url.href == "https://shop.example/b")
    }
}

struct HealthTests {
    private static let article = String(repeating: "一篇正常的文章说到了页面不存在和请登录的事情。", count: 40)

    static let pages: [(status: Int, html: String, health: PageHealth)] = [
        (200, "<title>t</title>" + article, .ok),
        (200, "<title>t</title><p>short but something</p>", .ok),
        (200, "<title>t</title><img src=a>", .ok),
        (200, "", .blank),
        (200, "<html><body> \n </body></html>", .blank),
        (200, "<div id=app></div><script src=a.js></script>", .needsScript),
        (200, "<meta property=og:title content=T><div id=app></div><script src=a.js></script>", .ok),
        (200, "<template>hidden words that nobody sees</template>", .blank),
        (404, article, .gone), (410, "", .gone), (451, "", .regionWall), (401, "", .loginWall),
        (500, article, .serverError), (503, article, .serverError),
        (503, "<title>Just a moment...</title>", .botCheck),
        (403, "<title>t</title>Access denied", .serverError),
        (200, "<title>Just a moment...</title><form id=challenge-form></form>", .botCheck),
        (200, "<title>验证</title><script src=https://g.alicdn.com/_____tmd_____/punish.js></script>", .botCheck),
        (200, "<title>t</title>" + article + "<script src=https://hcaptcha.com/1/api.js></script>", .ok),
        (200, "<title>淘宝</title>很抱歉，您查看的宝贝不存在", .gone),
        (200, "<title>t</title>404 Not Found", .gone),
        (200, "<title>t</title>该内容已被发布者删除", .gone),
        (200, "<title>t</title>This video is not available in your country.", .regionWall),
        (200, "<title>t</title><p>请在微信客户端打开链接</p>", .appOnly),
        (200, "<title>登录</title><form><input type=password></form>", .loginWall),
        (200, "<title>t</title><form>name <input type=PassWord></form>", .loginWall),
        (200, "<title>t</title>请先登录", .loginWall),
        (200, "<title>t</title>" + article + "<input type=password>", .ok),
    ]

    @Test(arguments: pages)
    func health(_ page: (status: Int, html: String, health: PageHealth)) throws {
        let reading = try preview(page.html, status: page.status).health
        #expect(reading.health == page.health, "\(reading.evidence)")
        #expect(!reading.evidence.isEmpty)
    }
}
