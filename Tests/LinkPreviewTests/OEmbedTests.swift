import LinkPreview
import Testing
import URLStandard

@Suite struct OEmbedTests {
    private func read(_ json: String) throws -> OEmbedReading? {
        OEmbedReading(json: Array(json.utf8), url: try WebURL("https://video.example/oembed?url=x"))
    }

    @Test func aVideo() throws {
        let reading = try #require(
            try read(
                #"{"type":"video","version":"1.0","title":"A \u003cb\u003e title\n","author_name":"Who","#
                    + #""provider_name":"Video","thumbnail_url":"/t.jpg","thumbnail_width":480,"thumbnail_height":"360","#
                    + #""html":"<script>"}"#))
        #expect(reading.title == "A <b> title" && reading.author == "Who" && reading.provider == "Video")
        #expect(reading.kind == "video")
        #expect(reading.picture?.url.href == "https://video.example/t.jpg")
        #expect(reading.picture?.width == 480 && reading.picture?.height == 360)
    }

    @Test func aPhotosPictureIsItself() throws {
        let reading = try read(#"{"type":"photo","url":"https://p.example/p.jpg","thumbnail_url":"/t.jpg"}"#)
        #expect(reading?.picture?.url.href == "https://p.example/p.jpg")
    }

    @Test(
        arguments: [
            "", "<html>", "[]", "{", "{}", #"{"type":"link"}"#, #"{"title":""}"#, #"{"title":7,"x":"#,
            #"{"type":"photo","url":"javascript:alert(1)"}"#, #"{"thumbnail_url":"https://a:b@c.example/"}"#,
        ])
    func whatTellsNothing(_ json: String) throws {
        let reading = try read(json)
        #expect(reading == nil || reading?.picture == nil && reading?.title == "7")
    }

    /// The page's own words go before.
    @Test func aCardTakesOnlyWhatItLacks() throws {
        let reading = try #require(
            try read(#"{"type":"photo","title":"Theirs","author_name":"Them","url":"https://p.example/p.jpg"}"#))
        var card = LinkCard()
        card.title = "Ours"
        #expect(card.wantsOEmbed)
        card.fill(from: reading)
        #expect(card.title == "Ours" && card.author == "Them" && card.kind == "photo")
        #expect(card.picture?.url.href == "https://p.example/p.jpg")
        #expect(!card.wantsOEmbed)
    }
}
