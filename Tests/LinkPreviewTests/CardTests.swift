import LinkPreview
import Testing
import URLStandard

struct CardTests {
    /// Markup and the title, description, price, kind or picture read from it: "title=…|price=…".
    static let pages: [(html: String, card: String)] = [
        ("<title> A\n\t B &amp; C&#x4E00;&hellip;</title>", "title=A B & C一…"),
        ("<title>a<b>c</title>", "title=a<b>c"),
        ("<title>one</title><title>two</title>", "title=one"),
        ("<svg><title>drawing</title></svg><title>page</title>", "title=page"),
        ("<!-- <title>no</title> --><title>yes</title>", "title=yes"),
        ("<!--><title>yes</title>", "title=yes"),
        ("<script>'<title>no</title>'</script><title>yes</title>", "title=yes"),
        ("<script><!-- <script> </script> <title>no</title> --></script><title>yes</title>", "title=yes"),
        ("<noscript><title>no</title></noscript><title>yes</title>", "title=yes"),
        ("<textarea><title>no</title></textarea><title>yes</title>", "title=yes"),
        ("<h1>Only <i>this</i></h1><h1>not</h1>", "title=Only this"),
        ("<title>t</title><meta property=og:title content='  '><meta property=og:title content=og>", "title=og"),
        ("<meta name=og:title content=name><meta property=og:title content=property>", "title=property"),
        ("<META NAME=Description CONTENT=\"d&quot;e\">", "description=d\"e"),
        ("<meta content=\"a?b=1&copy=2&lt;\" name=description>", "description=a?b=1&copy=2<"),
        ("<meta property=og:title content='&#8238;evil&#x202e;'>", "title=evil|sign=hidden"),
        ("<meta property=og:image content='data:image/png;base64,AA'>", ""),
        (
            "<meta property=og:image content=/a.png><meta property=og:image:width content=800>",
            "picture=https://shop.example/a.png"
        ),
        (
            "<meta property=og:image content=//cdn.example/a.png><meta property=og:image:width content=800>"
                + "<meta property=og:image:height content=600px>", "picture=https://cdn.example/a.png 800x600"
        ),
        ("<meta property=og:image content='https://u:p@cdn.example/a.png'>", ""),
        ("<meta property=og:image content='javascript:alert(1)'>", ""),
        ("<base href=https://cdn.example/x/><link rel=image_src href=y.png>", "picture=https://cdn.example/x/y.png"),
        // A shop in mainland China: nested offer, number, text in escapes, an array of pictures.
        (
            """
            <script type="application/ld+json">{"@context":"https://schema.org","@type":"Product",
            "name":"\\u7fbd\\u7ed2\\u670d","image":["//img.shop.example/1.jpg","//img.shop.example/2.jpg"],
            "offers":{"@type":"Offer","price":399.00,"priceCurrency":"CNY"}}</script><title>t</title>
            """, "title=羽绒服|picture=https://img.shop.example/1.jpg|price=399.00 CNY|kind=product"
        ),
        (
            """
            <script type='application/ld+json'>[{"@type":"BreadcrumbList","name":"no"},{"@graph":[{"@type":["Thing",
            "Product"],"name":"Deep","offers":[{"price":""},{"@type":"AggregateOffer","lowPrice":"12.5",
            "priceCurrency":"usd"}]}]}]</script>
            """, "title=Deep|price=12.5 USD|kind=product"
        ),
        (
            """
            <script type="application/ld+json">{"@type":"Product","name":"P","offers":{"priceSpecification":
            {"price":"7","priceCurrency":"EUR"}}}</script>
            """, "title=P|price=7 EUR|kind=product"
        ),
        // A video's page.
        (
            """
            <title>Clip - Site</title><script type="application/ld+json">/* c */ {"@type":"VideoObject","name":"Clip",
            "thumbnailUrl":["https://i.example/t.jpg"],"uploadDate":"2024-01-02","author":{"name":"Ann"},}</script>
            """, "title=Clip - Site|picture=https://i.example/t.jpg|kind=video|author=Ann|published=2024-01-02"
        ),
        (
            """
            <script type="application/ld+json">{"@type":"NewsArticle","headline":"H","description":"line 1
            line 2","author":[{"@type":"Person","name":"Bo"}],"publisher":{"name":"Pub"}}</script>
            """, "title=H|description=line 1 line 2|kind=article|author=Bo|site=Pub"
        ),
        (
            """
            <div itemscope itemtype=https://schema.org/Product><span itemprop=name>Cup</span><div itemprop=offers
            itemscope itemtype=https://schema.org/Offer><b itemprop=price>￥1,288.8 起</b></div></div>
            """, "title=Cup|price=1,288.8 CNY|kind=product"
        ),
        (
            "<meta property=product:price:amount content='1,299.00'><meta property=product:price:currency content=RMB>",
            "price=1,299.00 CNY"
        ),
        ("<meta property=og:price:amount content='ask us'>", ""),
        ("<link rel=canonical href=/item/1>", "canonical=https://shop.example/item/1"),
        ("<link rel=canonical href=https://m.shop.example/i>", "canonical=https://m.shop.example/i"),
        ("<meta property=og:url content=https://bank.example/>", "sign=foreign bank.example"),
        ("<html lang=zh-CN><link rel='shortcut icon' href=/f.ico>", "language=zh-CN|icon=https://shop.example/f.ico"),
        ("<meta property=og:locale content=zh_TW>", "language=zh-TW"),
        ("<html lang='\"><script>'>", ""),
        ("<link type=application/json+oembed href='/o?u=1'>", "oembed=https://shop.example/o?u=1"),
    ]

    @Test(arguments: pages)
    func fields(_ html: String, _ expected: String) throws {
        #expect(describe(try preview(html).card) == expected)
    }

    private func describe(_ card: LinkCard) -> String {
        var parts: [String] = []
        func add(_ name: String, _ value: String?) { if let value { parts.append("\(name)=\(value)") } }
        add("title", card.title)
        add("description", card.description)
        add(
            "picture",
            card.picture.map { picture in
                picture.url.href + (picture.width.map { " \($0)x\(picture.height ?? 0)" } ?? "")
            })
        add("price", card.price.map { $0.amount + ($0.currency.map { " " + $0 } ?? "") })
        add("kind", card.kind)
        add("author", card.author)
        add("published", card.published)
        add("site", card.siteName)
        add("language", card.language)
        add("icon", card.icon?.href)
        add("canonical", card.canonical?.href)
        add("oembed", card.oEmbed?.href)
        for sign in card.signs {
            switch sign {
            case .foreignAddress(let host): add("sign", "foreign \(host)")
            case .hiddenCharacters: add("sign", "hidden")
            }
        }
        return parts.joined(separator: "|")
    }

    @Test func textsAreBounded() throws {
        let long = String(repeating: "长", count: 5_000)
        let card = try preview("<title>\(long)</title><meta name=description content=\(long)>").card
        #expect(card.title?.unicodeScalars.count == 301)
        #expect(card.title?.hasSuffix("…") == true)
        #expect((card.description?.unicodeScalars.count ?? 0) <= 1_001)
    }

    @Test func whatIsNoPageHasItsNameAndKind() throws {
        let picture = try preview([1], url: "https://a.example/x/%E7%8C%AB.png", type: "image/png")
        #expect(picture.card.title == "猫.png")
        #expect(picture.card.picture?.url.href == "https://a.example/x/%E7%8C%AB.png")
        #expect(picture.health.health == .ok)
        let file = try preview([1], url: "https://a.example/%FF", type: "application/pdf")
        #expect(file.card.title == nil)
        #expect(file.card.picture == nil)
    }
}
