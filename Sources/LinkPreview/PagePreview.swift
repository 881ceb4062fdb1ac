public import URLStandard

/// An answer to read a card from.
public struct PageAnswer: Sendable {
    /// The address that gave the answer.
    public var url: WebURL
    public var status: Int
    /// The header field `Content-Type`.
    public var contentType: String?
    /// The header field `Refresh`.
    public var refresh: String?
    public var body: [UInt8]

    public init(url: WebURL, status: Int, contentType: String?, refresh: String? = nil, body: [UInt8]) {
        self.url = url
        self.status = status
        self.contentType = contentType
        self.refresh = refresh
        self.body = body
    }
}

/// What an answer says: a card, the health of the page, and where it sends its reader on.
public struct PagePreview: Sendable {
    /// Bytes of a body that are read; the rest is not looked at.
    public static let bodyLimit = 512 << 10

    public var card: LinkCard
    public var health: HealthReading
    public var next: NextAddress?
    /// The character set the page was read in, by the Encoding Standard's name in lower case.
    public var encoding: String?

    /// Reads an answer. Pure, and O(n) in the length of the body.
    ///
    /// Something else than a page, as a picture or a document, has a card with a title from its address and is ``PageHealth/ok``.
    ///
    /// - Parameter list: Tells which addresses are of one site.
    public init(_ answer: PageAnswer, list: PublicSuffixList = .builtin) {
        let body = answer.body.prefix(Self.bodyLimit)
        self = Self.isPage(answer.contentType, body) ? Self(page: answer, body, list) : Self(other: answer)
    }

    private init(page answer: PageAnswer, _ body: ArraySlice<UInt8>, _ list: PublicSuffixList) {
        let text = PageText(body, contentType: answer.contentType)
        let facts = PageScanner.scan(text.utf8)
        card = CardBuilder(facts, url: answer.url, list: list).card
        health = HealthReader(status: answer.status, url: answer.url, facts: facts).reading
        next = NextAddress.read(facts, refreshHeader: answer.refresh, url: answer.url)
        encoding = text.encoding
    }

    private init(other answer: PageAnswer) {
        var card = LinkCard()
        let type = answer.contentType?.lowercased().prefix { $0 != ";" && !$0.isWhitespace } ?? ""
        // A name of a file says more than nothing.
        let name = answer.url.path.split(separator: "/").last.map(String.init)
        card.title = name.flatMap { $0.removingPercentEncoding }.flatMap { PlainText.line($0, atMost: 200) }
        if type.hasPrefix("image/") { card.picture = LinkCard.Picture(url: answer.url) }
        card.kind = type.split(separator: "/").first.flatMap { PlainText.line($0, atMost: 40) }
        self.card = card
        health =
            (200..<300).contains(answer.status)
            ? HealthReading(answer.body.isEmpty ? .blank : .ok, "type: \(PlainText.line(type, atMost: 80) ?? "none")")
            : HealthReader(status: answer.status, url: answer.url, facts: PageFacts()).reading
        next = nil
        encoding = nil
    }

    private static func isPage(_ contentType: String?, _ body: ArraySlice<UInt8>) -> Bool {
        let type = (contentType ?? "").lowercased().prefix { $0 != ";" }.filter { !$0.isWhitespace }
        switch type {
        case "text/html", "application/xhtml+xml": return true
        // No type, or one that servers send for what they do not know: markup is told by its first byte.
        case "", "application/octet-stream", "text/plain", "application/xml", "text/xml":
            return body.isEmpty || (type != "text/plain" && body.first { $0 > 0x20 && $0 < 0x80 } == UInt8(ascii: "<"))
        default: return false
        }
    }
}

extension StringProtocol {
    /// `nil` when the bytes are no UTF-8.
    fileprivate var removingPercentEncoding: String? {
        var bytes: [UInt8] = []
        var rest = Array(utf8)[...]
        while let byte = rest.first {
            if byte == UInt8(ascii: "%"), rest.count >= 3,
                let value = UInt8(String(decoding: rest.dropFirst().prefix(2), as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(3)
            } else {
                bytes.append(byte)
                rest = rest.dropFirst()
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
