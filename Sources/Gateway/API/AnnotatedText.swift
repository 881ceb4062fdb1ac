import Gate
import LinkPolicy
import LinkRecognition

/// A message's text with its links replaced, plain and as HTML.
struct AnnotatedText {
    let text: String
    /// Escaped, so that it can be put into a page as it is; each link is an anchor with its disposition and form as
    /// `data-` attributes and its former text inside.
    let html: String

    init(_ message: CheckedMessage, links: [String?]) {
        var plain = ""
        var html = ""
        var position = 0
        let source = message.posting.text.utf8
        func slice(_ range: Range<Int>) -> String {
            String(source.dropFirst(range.lowerBound).prefix(range.count)) ?? ""
        }
        for (checked, link) in zip(message.findings, links) {
            let range = checked.finding.range
            let between = slice(position..<range.lowerBound)
            let shown = slice(range)
            plain += between + (link ?? shown)
            html += Self.escaped(between)
            if let link {
                html += "<a href=\"\(Self.escaped(link))\" rel=\"nofollow noopener noreferrer\""
                html += " data-hutong-disposition=\"\(checked.verdict.disposition.rawValue)\""
                html += " data-hutong-form=\"\(checked.finding.form.rawValue)\">\(Self.escaped(shown))</a>"
            } else {
                html += Self.escaped(shown)
            }
            position = range.upperBound
        }
        let rest = slice(position..<source.count)
        text = plain + rest
        self.html = html + Self.escaped(rest)
    }

    /// Text as HTML: what could end it, or begin a tag, as character references.
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
