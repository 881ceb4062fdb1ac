// Tokenization as in the HTML Standard, section 13.2.5, so that a filter's reading is the browser's. Every byte is
// looked at a bounded number of times: a comment, tag or script without an end takes the rest of the page once.
//
// Tags make no tree. What a card needs stands in single tags, but for microdata, whose nesting PageScanner follows.

/// Cuts a page into tags and text. The page is UTF-8; O(n) in its length.
struct HTMLTokenizer: Sendable {
    let bytes: [UInt8]
    private var index = 0
    /// The element whose text is no markup and whose start tag was just given.
    private var rawElement: String?

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The next token, or `nil` at the end.
    mutating func next() -> HTMLToken? {
        if let element = rawElement {
            rawElement = nil
            return rawText(of: element)
        }
        var textStart = index
        while index < bytes.count {
            guard let lt = bytes[index...].firstIndex(of: UInt8(ascii: "<")) else {
                index = bytes.count
                break
            }
            index = lt
            guard let kind = markup(at: lt + 1) else {
                index += 1
                continue
            }
            if lt > textStart { return .text(textStart..<lt) }
            switch kind {
            case .startTag:
                index += 1
                guard let tag = tag() else { return nil }
                if !tag.name.isEmpty, Self.rawElements.contains(tag.name) { rawElement = tag.name }
                return .start(tag)
            case .endTag:
                index += 2
                guard let tag = tag() else { return nil }
                return .end(tag.name)
            case .comment:
                skipComment()
                textStart = index
            case .bogusComment:
                skip(behind: UInt8(ascii: ">"))
                textStart = index
            }
        }
        return index > textStart ? .text(textStart..<index) : nil
    }

    /// Text up to the end tag is no markup in these (section 13.2.6.2); with scripting on, as browsers have it,
    /// "noscript" is one of them.
    private static let rawElements: Set<String> = [
        "script", "style", "title", "textarea", "xmp", "iframe", "noembed", "noframes", "noscript", "plaintext",
    ]

    private enum Markup {
        case startTag
        case endTag
        case comment
        case bogusComment
    }

    /// What begins with the byte after "<"; `nil` when it is text after all.
    private func markup(at index: Int) -> Markup? {
        guard index < bytes.count else { return nil }
        switch bytes[index] {
        case let byte where isLetter(byte): return .startTag
        case UInt8(ascii: "!"):
            return matches("--", at: index + 1) ? .comment : .bogusComment
        case UInt8(ascii: "?"): return .bogusComment
        case UInt8(ascii: "/"):
            guard index + 1 < bytes.count else { return nil }
            return isLetter(bytes[index + 1]) ? .endTag : .bogusComment
        default: return nil
        }
    }

    private mutating func skip(behind byte: UInt8) {
        index = bytes[index...].firstIndex(of: byte).map { $0 + 1 } ?? bytes.count
    }

    /// Sections 13.2.5.43 to 52: "-->" and "--!>" end a comment, and ">" or "->" right behind its start.
    private mutating func skipComment() {
        index += 4
        if index < bytes.count, bytes[index] == UInt8(ascii: ">") {
            index += 1
            return
        }
        if matches("->", at: index) {
            index += 2
            return
        }
        while let gt = bytes[min(index, bytes.count)...].firstIndex(of: UInt8(ascii: ">")) {
            index = gt + 1
            if matches("--", at: gt - 2) || matches("--!", at: gt - 3) { return }
        }
        index = bytes.count
    }

    // MARK: Raw text

    private mutating func rawText(of element: String) -> HTMLToken {
        let start = index
        let end = element == "script" ? endOfScript() : endTag(of: element, from: start) ?? bytes.count
        index = end
        return .raw(element: element, start..<end)
    }

    /// Offset of the "<" of the end tag, or `nil`.
    private func endTag(of element: String, from start: Int) -> Int? {
        guard element != "plaintext" else { return nil }
        var search = start
        while let lt = bytes[search...].firstIndex(of: UInt8(ascii: "<")) {
            if lt + 1 < bytes.count, bytes[lt + 1] == UInt8(ascii: "/"), isName(element, at: lt + 2) { return lt }
            search = lt + 1
        }
        return nil
    }

    /// Section 13.2.5.15 to 31: within "<!--" a "<script" must be closed before the script's own end counts.
    private func endOfScript() -> Int {
        var search = index
        var isEscaped = false
        var isDoubleEscaped = false
        while search < bytes.count {
            let byte = bytes[search]
            if byte == UInt8(ascii: "<") {
                if matches("<!--", at: search) {
                    // The two dashes may be those of "-->" too.
                    isEscaped = true
                    search += 2
                    continue
                }
                let isEnd = search + 1 < bytes.count && bytes[search + 1] == UInt8(ascii: "/")
                if isName("script", at: search + (isEnd ? 2 : 1)) {
                    if isEnd, !isDoubleEscaped { return search }
                    if isEscaped { isDoubleEscaped = !isEnd }
                }
            } else if byte == UInt8(ascii: "-"), matches("-->", at: search) {
                isEscaped = false
                isDoubleEscaped = false
            }
            search += 1
        }
        return bytes.count
    }

    /// Whether a tag's name stands at `start`, ended by a space, "/" or ">".
    private func isName(_ name: String, at start: Int) -> Bool {
        let end = start + name.utf8.count
        guard end < bytes.count else { return false }
        let follower = bytes[end]
        guard isSpace(follower) || follower == UInt8(ascii: "/") || follower == UInt8(ascii: ">") else { return false }
        return zip(bytes[start..<end], name.utf8).allSatisfy { $0 | 0x20 == $1 }
    }

    private func matches(_ text: StaticString, at start: Int) -> Bool {
        guard start >= 0, start + text.utf8CodeUnitCount <= bytes.count else { return false }
        return text.withUTF8Buffer { wanted in
            wanted.indices.allSatisfy { bytes[start + $0] == wanted[$0] }
        }
    }

    // MARK: Tags

    /// A tag from its name on; `nil` when the page ends within it.
    private mutating func tag() -> HTMLTag? {
        let start = index
        while index < bytes.count, !isSpace(bytes[index]), bytes[index] != UInt8(ascii: "/"),
            bytes[index] != UInt8(ascii: ">")
        {
            index += 1
        }
        var tag = HTMLTag(name: lowercased(start..<index))
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: ">"):
                index += 1
                return tag
            case UInt8(ascii: "/"):
                index += 1
                tag.isSelfClosing = index < bytes.count && bytes[index] == UInt8(ascii: ">")
            case let byte where isSpace(byte): index += 1
            default: attribute(of: &tag)
            }
        }
        return nil
    }

    private mutating func attribute(of tag: inout HTMLTag) {
        let nameStart = index
        // A "=" in front belongs to the name (section 13.2.5.32).
        index += 1
        while index < bytes.count, !isSpace(bytes[index]), !"/>=".utf8.contains(bytes[index]) { index += 1 }
        let name = nameStart..<index
        skipSpace()
        var value = index..<index
        if index < bytes.count, bytes[index] == UInt8(ascii: "=") {
            index += 1
            skipSpace()
            value = attributeValue()
        }
        guard tag.attributes.count < HTMLTag.attributeLimit, name.count <= HTMLTag.nameLimit else { return }
        let key = lowercased(name)
        guard tag[key] == nil else { return }
        let bounded = value.prefix(HTMLTag.valueLimit)
        tag.attributes.append((key, CharacterReferences.decode(bytes[bounded], isAttribute: true)))
    }

    private mutating func attributeValue() -> Range<Int> {
        guard index < bytes.count else { return index..<index }
        let quote = bytes[index]
        if quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
            let start = index + 1
            let end = bytes[start...].firstIndex(of: quote) ?? bytes.count
            index = min(end + 1, bytes.count)
            return start..<end
        }
        let start = index
        while index < bytes.count, !isSpace(bytes[index]), bytes[index] != UInt8(ascii: ">") { index += 1 }
        return start..<index
    }

    private mutating func skipSpace() {
        while index < bytes.count, isSpace(bytes[index]) { index += 1 }
    }

    private func lowercased(_ range: Range<Int>) -> String {
        String(decoding: bytes[range].prefix(HTMLTag.nameLimit), as: UTF8.self).lowercased()
    }

    private func isLetter(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) }

    private func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0C || byte == 0x0D
    }
}
