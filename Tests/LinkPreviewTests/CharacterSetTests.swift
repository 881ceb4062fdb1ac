import LinkPreview
import Testing

struct CharacterSetTests {
    struct Case: Sendable {
        var bytes: [UInt8]
        var header: String
        var meta = ""
        var title: String
        var encoding: String
    }

    private static let gbk: [UInt8] = [0xCC, 0xD4, 0xB1, 0xA6, 0xC9, 0xCC, 0xC6, 0xB7]
    private static let labelless: [UInt8] = [
        0xD5, 0xE2, 0xCA, 0xC7, 0xD2, 0xBB, 0xB8, 0xF6, 0xC3, 0xBB, 0xD3, 0xD0, 0xB1, 0xEA, 0xC7, 0xA9, 0xB5, 0xC4,
        0xCD, 0xF8, 0xD2, 0xB3,
    ]
    private static let labellessBig5: [UInt8] = [
        0xB3, 0x6F, 0xAC, 0x4F, 0xA4, 0x40, 0xAD, 0xD3, 0xA8, 0x53, 0xA6, 0xB3, 0xBC, 0xD0, 0xC5, 0xD2, 0xAA, 0xBA,
        0xBA, 0xF4, 0xAD, 0xB6,
    ]

    static let cases: [Case] = [
        Case(bytes: gbk, header: "text/html; charset=GBK", title: "淘宝商品", encoding: "gb18030"),
        Case(bytes: gbk, header: "text/html;charset=\"gb2312\"", title: "淘宝商品", encoding: "gb18030"),
        Case(bytes: gbk, header: "text/html", meta: "<meta charset=gbk>", title: "淘宝商品", encoding: "gb18030"),
        Case(
            bytes: gbk, header: "text/html",
            meta: "<META HTTP-EQUIV=Content-Type CONTENT='text/html; charset = gb2312'>", title: "淘宝商品",
            encoding: "gb18030"),
        Case(
            bytes: [0x94, 0x39, 0xFC, 0x36], header: "text/html; charset=gb18030", title: "😀", encoding: "gb18030"),
        Case(bytes: [0xA5, 0x78, 0xC6, 0x57], header: "text/html; charset=big5", title: "台灣", encoding: "big5"),
        Case(
            bytes: [0x93, 0xFA, 0x96, 0x7B], header: "text/html; charset=Shift_JIS", title: "日本",
            encoding: "shift_jis"),
        Case(bytes: [0xC6, 0xFC, 0xCB, 0xDC], header: "text/html; charset=EUC-JP", title: "日本", encoding: "euc-jp"),
        Case(bytes: [0xC7, 0xD1, 0xB1, 0xB9], header: "text/html; charset=euc-kr", title: "한국", encoding: "euc-kr"),
        Case(
            bytes: [0xCF, 0xF0, 0xE8, 0xE2, 0xE5, 0xF2], header: "text/html; charset=windows-1251", title: "Привет",
            encoding: "windows-1251"),
        Case(bytes: labelless, header: "text/html", title: "这是一个没有标签的网页", encoding: "gb18030"),
        Case(bytes: labellessBig5, header: "text/html", title: "這是一個沒有標籤的網頁", encoding: "big5"),
        Case(bytes: [0xE9, 0x74, 0xE9], header: "text/html", title: "été", encoding: "windows-1252"),
        // UTF-8 wins over a wrong label, and over no label.
        Case(bytes: Array("淘宝".utf8), header: "text/html; charset=gbk", title: "淘宝", encoding: "utf-8"),
        Case(bytes: Array("淘宝".utf8), header: "text/html", title: "淘宝", encoding: "utf-8"),
        // What is malformed is replaced, and takes nothing with it.
        Case(bytes: [0x41, 0xFF, 0x42], header: "text/html; charset=utf-8", title: "A\u{FFFD}B", encoding: "utf-8"),
        // A set no browser knows, and one in which markup could hide.
        Case(bytes: Array("ok".utf8), header: "text/html; charset=utf-7", title: "ok", encoding: "utf-8"),
        Case(
            bytes: Array("ok".utf8), header: "text/html", meta: "<meta charset=utf-16>", title: "ok", encoding: "utf-8"),
    ]

    @Test(arguments: cases)
    func titleIsDecoded(_ test: Case) throws {
        let body = Array((test.meta + "<title>").utf8) + test.bytes + Array("</title>".utf8)
        let preview = try preview(body, type: test.header)
        #expect(preview.card.title == test.title)
        #expect(preview.encoding == test.encoding)
    }

    @Test func aByteOrderMarkGoesBeforeEveryLabel() throws {
        let html = "<meta charset=gbk><title>价格</title>"
        let utf8 = [0xEF, 0xBB, 0xBF] + Array(html.utf8)
        #expect(try preview(utf8, type: "text/html; charset=big5").card.title == "价格")
        let little: [UInt8] = [0xFF, 0xFE] + html.utf16.flatMap { unit in [UInt8(unit & 0xFF), UInt8(unit >> 8)] }
        let wide = try preview(little, type: "text/html; charset=gbk")
        #expect(wide.card.title == "价格")
        #expect(wide.encoding == "utf-16le")
    }

    @Test func aPageCutWithinACharacterIsStillUTF8() throws {
        let body = Array("<title>淘宝</title>商".utf8).dropLast()
        #expect(try preview(Array(body), type: "text/html; charset=gbk").card.title == "淘宝")
    }
}
