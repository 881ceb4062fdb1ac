/// Longest shown text of a link that is read, in bytes.
private let longestShown = 256

extension Scan {
    /// Whether a Markdown, HTML or BBCode link around `range` shows another host than it opens.
    func misleads(_ text: Span<UInt8>, _ range: Range<Int>, host: Range<Int>) -> Bool {
        guard let shown = shownText(text, range), let named = hostNamed(text, shown) else { return false }
        return !isSameHost(text, named, host)
    }

    private func shownText(_ text: Span<UInt8>, _ range: Range<Int>) -> Range<Int>? {
        guard range.lowerBound > 1 else { return nil }
        var before = range.lowerBound
        switch text[before - 1] {
        case UInt8(ascii: "<") where before > 2 && text[before - 2] == UInt8(ascii: "("):
            before -= 1
            fallthrough
        case UInt8(ascii: "("):
            guard text[before - 2] == UInt8(ascii: "]") else { return nil }
            let end = before - 2
            let lowest = max(0, end - longestShown)
            var start = end
            while start > lowest, text[start - 1] != UInt8(ascii: "["), text[start - 1] != 0x0A { start -= 1 }
            return start > lowest && text[start - 1] == UInt8(ascii: "[") ? start..<end : nil
        case UInt8(ascii: "\""), UInt8(ascii: "'"):
            guard matches(text, at: before - 6, "href=") else { return nil }
            return shownAfter(text, range.upperBound, opener: UInt8(ascii: ">"), closer: UInt8(ascii: "<"))
        case UInt8(ascii: "="):
            if matches(text, at: before - 5, "href=") {
                return shownAfter(text, range.upperBound, opener: UInt8(ascii: ">"), closer: UInt8(ascii: "<"))
            }
            guard matches(text, at: before - 5, "[url=") else { return nil }
            return shownAfter(text, range.upperBound, opener: UInt8(ascii: "]"), closer: UInt8(ascii: "["))
        default: return nil
        }
    }

    private func shownAfter(_ text: Span<UInt8>, _ start: Int, opener: UInt8, closer: UInt8) -> Range<Int>? {
        let limit = min(text.count, start + longestShown)
        var open = start
        while open < limit, text[open] != opener { open += 1 }
        guard open < limit else { return nil }
        var close = open + 1
        while close < limit, text[close] != closer { close += 1 }
        return close < limit ? open + 1..<close : nil
    }

    /// The host that a shown text names: after a scheme, after `www.`, a known platform's, or a word under one of the
    /// most common top-level domains. Names of files and products are none.
    private func hostNamed(_ text: Span<UInt8>, _ shown: Range<Int>) -> Range<Int>? {
        var index = shown.lowerBound
        while index < shown.upperBound {
            guard isAlphanumeric(text[index]) else {
                index += 1
                continue
            }
            var end = index
            while end < shown.upperBound, isHostByte(text[end]) { end += 1 }
            var hostEnd = end
            while hostEnd > index, !isAlphanumeric(text[hostEnd - 1]) { hostEnd -= 1 }
            let hasScheme = matches(text, at: index - 3, "://")
            if names(text, index..<hostEnd, hasScheme: hasScheme) { return index..<hostEnd }
            index = end
        }
        return nil
    }

    private func names(_ text: Span<UInt8>, _ host: Range<Int>, hasScheme: Bool) -> Bool {
        var label = host.upperBound
        while label > host.lowerBound, isLetter(text[label - 1]) { label -= 1 }
        guard label > host.lowerBound + 1, text[label - 1] == UInt8(ascii: "."), host.upperBound - label >= 2 else {
            return false
        }
        if hasScheme || matches(text, at: host.lowerBound, "www.") { return true }
        if let match = tables.hosts.longestSuffix(of: text, in: host) { return tables.domains[match.value].standsAlone }
        switch host.upperBound - label {
        case 2: return matches(text, at: label, "cn")
        case 3:
            return matches(text, at: label, "com") || matches(text, at: label, "net") || matches(text, at: label, "org")
        default: return false
        }
    }

    /// Equal, or one a subdomain of the other; a leading `www.` does not count.
    private func isSameHost(_ text: Span<UInt8>, _ a: Range<Int>, _ b: Range<Int>) -> Bool {
        let a = matches(text, at: a.lowerBound, "www.") && a.count > 6 ? a.lowerBound + 4..<a.upperBound : a
        let b = matches(text, at: b.lowerBound, "www.") && b.count > 6 ? b.lowerBound + 4..<b.upperBound : b
        let (short, long) = a.count <= b.count ? (a, b) : (b, a)
        for offset in 1...short.count
        where lowercased(text[short.upperBound - offset]) != lowercased(text[long.upperBound - offset]) {
            return false
        }
        return short.count == long.count || text[long.upperBound - short.count - 1] == UInt8(ascii: ".")
    }
}
