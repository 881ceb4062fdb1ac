import LinkPreview
import URLStandard

/// The reading of a page given as text.
func preview(
    _ html: String, url: String = "https://shop.example/item/1?a=b", status: Int = 200,
    type: String? = "text/html; charset=utf-8", refresh: String? = nil
) throws -> PagePreview {
    try preview(Array(html.utf8), url: url, status: status, type: type, refresh: refresh)
}

func preview(
    _ body: [UInt8], url: String = "https://shop.example/item/1?a=b", status: Int = 200, type: String?,
    refresh: String? = nil
) throws -> PagePreview {
    PagePreview(PageAnswer(url: try WebURL(url), status: status, contentType: type, refresh: refresh, body: body))
}
