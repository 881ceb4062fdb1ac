// modules: URLStandard LinkPreview
//
// A libFuzzer target: scripts/fuzz-target Fuzz/LinkPreviewFuzzer.swift RUNS
//
// The first byte of an input chooses a content type, the rest is a page. No input may crash; texts are bounded lines
// without controls, and every address is a web address.

import LinkPreview
import URLStandard

private let types = [
    nil, "text/html", "text/html; charset=gbk", "text/html; charset=utf-16le", "text/html; charset=big5",
]

@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    guard let choice = bytes.first, let url = try? WebURL("https://a.example/b?c") else { return 0 }
    let answer = PageAnswer(
        url: url, status: 200, contentType: types[Int(choice) % types.count], body: Array(bytes.dropFirst()))
    let preview = PagePreview(answer)
    let card = preview.card
    for case let text? in [card.title, card.description, card.siteName, card.author, card.kind, card.published] {
        precondition(!text.isEmpty && text.unicodeScalars.count <= 1_001, "a text is empty or too long")
        precondition(
            !text.unicodeScalars.contains { $0.properties.generalCategory == .control }, "a text holds controls")
    }
    for case let url? in [card.picture?.url, card.icon, card.canonical, card.oEmbed, preview.next?.url] {
        precondition(url.scheme == "https" || url.scheme == "http", "an address leads out of the web")
    }
    return 0
}
