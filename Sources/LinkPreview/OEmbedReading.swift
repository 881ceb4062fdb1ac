public import URLStandard

/// What an oEmbed answer (<https://oembed.com>, section 2.3.4) says of a page. Its markup is not looked at.
public struct OEmbedReading: Hashable, Sendable {
    /// Bytes of an answer that are read.
    public static let bodyLimit = 64 << 10

    public var title: String?
    public var author: String?
    public var provider: String?
    /// "photo" or "video"; `nil` for others.
    public var kind: String?
    public var picture: LinkCard.Picture?

    /// Reads an answer in JSON; `nil` for anything else. Pure, and O(n).
    ///
    /// - Parameter url: The address that gave the answer.
    public init?(json body: [UInt8], url: WebURL) {
        var reader = LooseJSONReader(body.prefix(Self.bodyLimit))
        guard let answer = reader.read(), case .object = answer else { return nil }
        func line(_ name: String, _ limit: Int) -> String? {
            answer[name]?.text.flatMap { PlainText.line($0, atMost: limit) }
        }
        title = line("title", 300)
        author = line("author_name", 100)
        provider = line("provider_name", 100)
        let type = line("type", 20)
        kind = type == "photo" || type == "video" ? type : nil
        func shown(_ name: String, _ width: String, _ height: String) -> LinkCard.Picture? {
            guard let text = answer[name]?.text, text.utf8.count <= 2_048, !text.isEmpty,
                let url = try? WebURL(text, base: url), url.scheme == "https" || url.scheme == "http",
                !url.hasCredentials
            else { return nil }
            let size = PictureSize.read(width: answer[width]?.text, height: answer[height]?.text)
            return LinkCard.Picture(url: url, width: size?.width, height: size?.height)
        }
        picture =
            (type == "photo" ? shown("url", "width", "height") : nil)
            ?? shown("thumbnail_url", "thumbnail_width", "thumbnail_height")
        guard title != nil || picture != nil else { return nil }
    }
}

extension LinkCard {
    /// Whether an oEmbed answer could tell what people look for first.
    public var wantsOEmbed: Bool { title == nil || picture == nil }

    /// Takes from an oEmbed answer what the page itself does not say.
    public mutating func fill(from reading: OEmbedReading) {
        title = title ?? reading.title
        author = author ?? reading.author
        siteName = siteName ?? reading.provider
        kind = kind ?? reading.kind
        picture = picture ?? reading.picture
    }
}
