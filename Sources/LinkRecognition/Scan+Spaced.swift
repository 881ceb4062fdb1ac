/// Longest spaced-out address read, in bytes of the text.
private let longestSpaced = 256

extension Scan {
    /// A stop or colon with a space beside it: `www . jd . com`, `h t t p s : / / w w w . j d . c o m`.
    ///
    /// Spaces are closed up around dots and slashes and between single characters. What results must be a known domain
    /// or begin with `www.` or a scheme, since sentences hold stops and spaces too.
    mutating func spaced(_ text: Span<UInt8>, around index: Int) -> Int {
        guard index >= closedUpTo, index > floor, index + 2 < text.count else { return index + 1 }
        let isColon = text[index] == UInt8(ascii: ":")
        let isSentence = text[index - 1] != UInt8(ascii: " ")
        // "word. Next" is by far the most common case.
        if !isColon, isSentence, !isDomainEnd(text, from: index + 2) { return index + 1 }
        guard let start = spacedStart(text, before: index) else { return index + 1 }
        var bytes: [UInt8] = []
        var ends: [Int] = []
        closeUp(text, from: start, &bytes, &ends)
        closedUpTo = max(closedUpTo, ends.last ?? index)
        let folded = bytes.span
        guard let read = readSpaced(folded, needsScheme: isColon) else { return index + 1 }
        let end = ends[read.end - 1]
        guard end > index, end - start > read.end else { return index + 1 }
        var marks: Finding.Marks = .obfuscated
        if !isColon { marks.insert(.schemeless) }
        let address = (isColon ? "" : "https://") + string(folded, 0..<read.end)
        add(start..<end, .web, address, marks: marks, number: read.owner)
        return end
    }

    /// `com`, `cn`, `net`, `org` and no more, in lower case.
    private func isDomainEnd(_ text: Span<UInt8>, from start: Int) -> Bool {
        guard start < text.count, isLower(text[start]) else { return false }
        var end = start
        while end < text.count, end - start < 4, isLower(text[end]) { end += 1 }
        guard end == text.count || !isTokenByte(text[end]) else { return false }
        switch end - start {
        case 2: return matches(text, at: start, "cn")
        case 3:
            return matches(text, at: start, "com") || matches(text, at: start, "net") || matches(text, at: start, "org")
        default: return false
        }
    }

    /// Where the word, or the row of single characters, before `index` begins.
    private func spacedStart(_ text: Span<UInt8>, before index: Int) -> Int? {
        var start = index
        if text[start - 1] == UInt8(ascii: " ") { start -= 1 }
        let wordEnd = start
        let lowest = max(floor, index - longestSpaced / 2)
        while start > lowest, isHostByte(text[start - 1]) { start -= 1 }
        guard wordEnd > start else { return nil }
        if wordEnd - start == 1 {
            while start - 2 >= lowest, text[start - 1] == UInt8(ascii: " "), isAlphanumeric(text[start - 2]),
                start - 2 == lowest || !isHostByte(text[start - 3])
            {
                start -= 2
            }
        }
        return start
    }

    private func closeUp(_ text: Span<UInt8>, from start: Int, _ bytes: inout [UInt8], _ ends: inout [Int]) {
        var index = start
        let limit = min(text.count, start + longestSpaced)
        while index < limit {
            let byte = text[index]
            if isPlainAddressByte(byte) || byte == UInt8(ascii: ":") || byte == UInt8(ascii: "&") {
                bytes.append(byte)
                ends.append(index + 1)
                index += 1
                continue
            }
            guard byte == UInt8(ascii: " "), index + 1 < limit, let last = bytes.last,
                joins(text, space: index, last: last)
            else { return }
            index += 1
        }
    }

    /// Whether the space at `index` stands inside a spaced-out address.
    private func joins(_ text: Span<UInt8>, space index: Int, last: UInt8) -> Bool {
        let next = text[index + 1]
        if isSeparator(last) { return isAlphanumeric(next) || isSeparator(next) }
        if isSeparator(next) { return true }
        let lastIsSingle = index < 2 || !isAlphanumeric(text[index - 2])
        let nextIsSingle = index + 2 >= text.count || !isAlphanumeric(text[index + 2])
        return lastIsSingle && nextIsSingle && isAlphanumeric(last) && isAlphanumeric(next)
    }

    private func isSeparator(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ".") || byte == UInt8(ascii: "/") || byte == UInt8(ascii: ":")
    }

    private func readSpaced(_ text: Span<UInt8>, needsScheme: Bool) -> (end: Int, owner: Int)? {
        if needsScheme {
            let length = matches(text, at: 0, "https://") ? 8 : matches(text, at: 0, "http://") ? 7 : 0
            guard length > 0 else { return nil }
            let extent = addressExtent(text, afterSlashes: length)
            guard !extent.host.isEmpty, extent.end > length else { return nil }
            let match = tables.hosts.longestSuffix(of: text, in: extent.host)
            return (extent.end, match.map { tables.domains[$0.value].owner } ?? -1)
        }
        var hostEnd = 0
        while hostEnd < text.count, isHostByte(text[hostEnd]) { hostEnd += 1 }
        var end = hostEnd
        while hostEnd > 0, !isAlphanumeric(text[hostEnd - 1]) { hostEnd -= 1 }
        var label = hostEnd
        while label > 0, isLetter(text[label - 1]) { label -= 1 }
        guard hostEnd - label >= 2, label > 1, text[label - 1] == UInt8(ascii: ".") else { return nil }
        if end == hostEnd, end < text.count, text[end] == UInt8(ascii: "/") { end = bodyExtent(text, from: end).end }
        end = max(hostEnd, min(end, text.count))
        if let match = tables.hosts.longestSuffix(of: text, in: 0..<hostEnd) {
            return tables.domains[match.value].standsAlone || end > hostEnd + 1
                ? (end, tables.domains[match.value].owner) : nil
        }
        let isKnown = tables.topLevelDomains.exact(text, label..<hostEnd) != nil
        return isKnown && matches(text, at: 0, "www.") && label > 5 ? (end, -1) : nil
    }
}
