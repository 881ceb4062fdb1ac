import Gate
import LinkPolicy
import LinkRecognition

/// A message's text with its links replaced, plain and as HTML, in UTF-8.
struct AnnotatedText {
    private(set) var text: [UInt8] = []
    /// Escaped, so that it can be put into a page as it is; each link is an anchor with its disposition and form as
    /// `data-` attributes and its former text inside.
    private(set) var html: [UInt8] = []

    init(_ message: CheckedMessage, links: [String?]) {
        let source = message.posting.text.utf8.span
        text.reserveCapacity(source.count + 256)
        html.reserveCapacity(source.count + 512)
        var position = 0
        for (checked, link) in zip(message.findings, links) where checked.code == nil {
            let range = checked.finding.range
            append(source.extracting(position..<range.lowerBound))
            if let link {
                text.append(contentsOf: link.utf8)
                html.append(contentsOf: "<a href=\"".utf8)
                Self.appendEscaped(link.utf8.span, to: &html)
                html.append(contentsOf: "\" rel=\"nofollow noopener noreferrer\" data-hutong-disposition=\"".utf8)
                html.append(contentsOf: checked.verdict.disposition.rawValue.utf8)
                html.append(contentsOf: "\" data-hutong-form=\"".utf8)
                html.append(contentsOf: checked.finding.form.rawValue.utf8)
                html.append(contentsOf: "\">".utf8)
                Self.appendEscaped(source.extracting(range), to: &html)
                html.append(contentsOf: "</a>".utf8)
            } else {
                append(source.extracting(range))
            }
            position = range.upperBound
        }
        append(source.extracting(position..<source.count))
    }

    private mutating func append(_ bytes: Span<UInt8>) {
        bytes.withUnsafeBufferPointer { text.append(contentsOf: $0) }
        Self.appendEscaped(bytes, to: &html)
    }

    /// Text as HTML: what could end it, or begin a tag, as character references.
    private static func appendEscaped(_ text: Span<UInt8>, to html: inout [UInt8]) {
        text.withUnsafeBufferPointer { text in
            let raw = UnsafeRawBufferPointer(text)
            var plainStart = 0
            var index = 0
            while index < text.count {
                if index + 8 <= text.count,
                    !isReferred(anyOf: raw.loadUnaligned(fromByteOffset: index, as: UInt64.self))
                {
                    index += 8
                    continue
                }
                if let reference = reference(for: text[index]) {
                    html.append(contentsOf: text[plainStart..<index])
                    reference.withUTF8Buffer { html.append(contentsOf: $0) }
                    plainStart = index + 1
                }
                index += 1
            }
            html.append(contentsOf: text[plainStart...])
        }
    }

    private static func reference(for byte: UInt8) -> StaticString? {
        switch byte {
        case UInt8(ascii: "&"): "&amp;"
        case UInt8(ascii: "<"): "&lt;"
        case UInt8(ascii: ">"): "&gt;"
        case UInt8(ascii: "\""): "&quot;"
        case UInt8(ascii: "'"): "&#39;"
        default: nil
        }
    }

    /// Whether any of eight bytes is one that has a reference.
    private static func isReferred(anyOf eight: UInt64) -> Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        // The highest bit of a byte that is zero is set in the result, and of no byte if none is zero.
        func zeros(_ bytes: UInt64) -> UInt64 { (bytes &- ones) & ~bytes }
        let found =
            zeros(eight & ~ones ^ 0x26 * ones) | zeros(eight & ~(0x02 * ones) ^ 0x3C * ones)
            | zeros(eight ^ 0x22 * ones)
        return found & (0x80 * ones) != 0
    }
}
