/// Longest host name looked for, in bytes (RFC 1035 §2.3.4).
private let longestHost = 253

extension Scan {
    /// A full stop: part of a domain, if the word around it is one.
    mutating func dot(_ text: Span<UInt8>, at index: Int) -> Int {
        guard index > floor, index + 1 < text.count else { return index + 1 }
        let previous = text[index - 1]
        let next = text[index + 1]
        if isAlphanumeric(next), isAlphanumeric(previous) { return bareDomain(text, dot: index) }
        if next >= 0x80 {
            if isAlphanumeric(previous), matches(text, at: index - 3, "www") {
                return internationalDomain(text, dot: index)
            }
            return hidesMore(text, at: index + 1) ? disguised(text, around: index) : index + 1
        }
        if previous >= 0x80 {
            return isAlphanumeric(next) && hasDisguise(text, before: index) ? disguised(text, around: index) : index + 1
        }
        if next == UInt8(ascii: " ") || previous == UInt8(ascii: " ") { return spaced(text, around: index) }
        return index + 1
    }

    private mutating func bareDomain(_ text: Span<UInt8>, dot: Int) -> Int {
        var start = dot
        let lowest = max(floor, dot - longestHost)
        while start > lowest, isHostByte(text[start - 1]) { start -= 1 }
        var end = dot + 1
        while end < text.count, isHostByte(text[end]) { end += 1 }
        if start > 3, matches(text, at: start - 2, "//"), decodeScalar(text, before: start - 2).value == 0xFF1A {
            // "https" and a full-width colon.
            let next = disguised(text, around: start - 2)
            if next > end { return next }
        }
        floor = max(floor, start)
        if let next = mailEnd(text, start: start, end: end) {
            floor = max(floor, next)
            return next
        }
        while start < end, !isAlphanumeric(text[start]) { start += 1 }
        var hostEnd = end
        while hostEnd > start, !isAlphanumeric(text[hostEnd - 1]) { hostEnd -= 1 }
        let host = start..<hostEnd
        guard host.count >= 4, host.count <= longestHost, canPrecede(text, host.lowerBound),
            let finding = believe(text, host)
        else {
            if end < text.count, text[end] >= 0x80, hidesMore(text, at: end) { return disguised(text, from: start) }
            return bracketOrEnd(text, from: start, end)
        }
        let quote = start > 0 && text[start - 1] == UInt8(ascii: "'") ? UInt8(ascii: "'") : 0
        var extent = bareExtent(text, host: host, tokenEnd: end, quote: quote)
        if extent.isDisguised {
            let next = disguised(text, from: start)
            if next > end { return next }
        }
        guard finding || leadsOn(text, from: hostEnd, to: extent.end) else { return max(end, extent.end) }
        extent.end = max(extent.end, hostEnd)
        addWeb(
            text, start..<extent.end, host: host, prefix: "https://", marks: .schemeless,
            isEscaped: extent.isEscaped)
        return max(end, extent.end)
    }

    /// Whether what follows a host is more than a slash or a mark.
    private func leadsOn(_ text: Span<UInt8>, from start: Int, to end: Int) -> Bool {
        guard end > start + 1 else { return false }
        switch text[start + 1] {
        case UInt8(ascii: "?"), UInt8(ascii: "#"), UInt8(ascii: "%"), UInt8(ascii: "@"), UInt8(ascii: "~"),
            UInt8(ascii: "+"):
            return true
        default: return isTokenByte(text[start + 1])
        }
    }

    /// A domain word that `[.]` or `(dot)` may continue.
    private mutating func bracketOrEnd(_ text: Span<UInt8>, from start: Int, _ end: Int) -> Int {
        end < text.count && isBracketedDot(text, at: end) ? disguised(text, from: start) : end
    }

    /// What follows a bare host: a port, a path.
    private func bareExtent(_ text: Span<UInt8>, host: Range<Int>, tokenEnd: Int, quote: UInt8) -> AddressExtent {
        var end = host.upperBound
        guard end == tokenEnd, end < text.count else { return AddressExtent(end: end, host: host) }
        if let port = portEnd(text, from: end) { end = port }
        guard end < text.count else { return AddressExtent(end: end, host: host) }
        switch text[end] {
        case UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "#"):
            let body = bodyExtent(text, from: end, quote: quote)
            return AddressExtent(
                end: max(end, body.end), host: host, isDisguised: body.isDisguised, isEscaped: body.isEscaped)
        case 0x80...: return AddressExtent(end: end, host: host, isDisguised: hidesMore(text, at: end))
        default: return AddressExtent(end: end, host: host)
        }
    }

    /// Whether a word of the form of a host is a link: `true` as it stands, `false` if a path follows, `nil` never.
    private func believe(_ text: Span<UInt8>, _ host: Range<Int>) -> Bool? {
        var label = host.upperBound
        while label > host.lowerBound, text[label - 1] != UInt8(ascii: ".") { label -= 1 }
        guard isTopLevelDomain(text, label..<host.upperBound) else { return nil }
        if let match = tables.hosts.longestSuffix(of: text, in: host) {
            for index in host where text[index] == UInt8(ascii: "_") { return index < match.start ? true : nil }
            return tables.domains[match.value].standsAlone
        }
        for index in host where text[index] == UInt8(ascii: "_") { return nil }
        let isKnown = tables.topLevelDomains.exact(text, label..<host.upperBound) != nil
        if matches(text, at: host.lowerBound, "www."), host.count > 6 {
            let hasTwoDots = label > host.lowerBound + 4
            return hasTwoDots || isKnown ? true : nil
        }
        return isKnown && label - host.lowerBound >= 3 ? false : nil
    }

    /// Letters only, or punycode.
    private func isTopLevelDomain(_ text: Span<UInt8>, _ label: Range<Int>) -> Bool {
        guard label.count >= 2 else { return false }
        if matches(text, at: label.lowerBound, "xn--") { return label.count > 4 }
        for index in label where !isLetter(text[index]) { return false }
        return true
    }

    /// Whether a bare domain may begin after the byte before `start`: not inside a path, a mail address, a handle.
    private func canPrecede(_ text: Span<UInt8>, _ start: Int) -> Bool {
        guard start > 0 else { return true }
        switch text[start - 1] {
        case UInt8(ascii: "/"):
            guard start > 1, text[start - 2] == UInt8(ascii: "/") else { return false }
            return start == 2 || !(isHostByte(text[start - 3]) || text[start - 3] == UInt8(ascii: ":"))
        case UInt8(ascii: "@"), UInt8(ascii: "\\"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "~"),
            UInt8(ascii: "$"), UInt8(ascii: "%"), UInt8(ascii: "."):
            return false
        default: return true
        }
    }

    /// Where a mail address around the word `start..<end` ends, if there is one.
    private func mailEnd(_ text: Span<UInt8>, start: Int, end: Int) -> Int? {
        if start > 0, text[start - 1] == UInt8(ascii: "@") { return end }
        var at = end
        while at < text.count, at - end < 64, isMailLocalByte(text[at]) { at += 1 }
        guard at < text.count, text[at] == UInt8(ascii: "@") else { return nil }
        var domain = at + 1
        while domain < text.count, isHostByte(text[domain]) { domain += 1 }
        return domain > at + 1 ? domain : nil
    }

    /// `www.` before a name beyond ASCII.
    private mutating func internationalDomain(_ text: Span<UInt8>, dot: Int) -> Int {
        let start = dot - 3
        guard start >= max(floor, internationalTo), start == 0 || !isHostByte(text[start - 1]), canPrecede(text, start)
        else { return dot + 1 }
        var stop = start
        guard let end = internationalHostEnd(text, from: start, stop: &stop) else {
            internationalTo = stop
            return hidesMore(text, at: dot + 1) ? disguised(text, around: dot) : dot + 1
        }
        let extent = bareExtent(text, host: start..<end, tokenEnd: end, quote: 0)
        addWeb(
            text, start..<extent.end, host: start..<end, prefix: "https://", marks: .schemeless,
            isEscaped: extent.isEscaped)
        return extent.end
    }
}
