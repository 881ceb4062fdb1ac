/// Longest scheme looked for, in bytes.
private let longestScheme = 32

extension Scan {
    /// A colon: the end of a scheme, if one stands before it.
    mutating func colon(_ text: Span<UInt8>, at index: Int) -> Int {
        guard index + 1 < text.count, index > floor else { return index + 1 }
        let previous = text[index - 1]
        let next = text[index + 1]
        if isAlphanumeric(previous) {
            if next == UInt8(ascii: "/") || next == UInt8(ascii: "\\") { return schemeWithSlashes(text, colon: index) }
            if isTokenByte(next) || next == UInt8(ascii: "?") || next == UInt8(ascii: "@") || next == UInt8(ascii: "+")
            {
                return opaqueScheme(text, colon: index)
            }
            if bracketedSign(text, at: index + 1) != nil { return disguised(text, around: index) }
            return next >= 0x80 ? disguisedAfterScheme(text, colon: index) : index + 1
        }
        if previous >= 0x80 {
            if next == UInt8(ascii: "/"), let end = textScheme(text, colon: index) { return end }
            return hasDisguise(text, before: index) ? disguised(text, around: index) : index + 1
        }
        if previous == UInt8(ascii: " "), next == UInt8(ascii: " ") || next == UInt8(ascii: "/") {
            return spaced(text, around: index)
        }
        return index + 1
    }

    private mutating func schemeWithSlashes(_ text: Span<UInt8>, colon: Int) -> Int {
        guard colon + 2 < text.count else { return colon + 1 }
        guard let scheme = scheme(text, colon: colon) else { return textScheme(text, colon: colon) ?? colon + 1 }
        let second = text[colon + 2]
        let slashes = text[colon + 1] == UInt8(ascii: "/") && second == UInt8(ascii: "/")
        let isSlashLike = second == UInt8(ascii: "/") || second == UInt8(ascii: "\\")
        switch scheme {
        case .web(let start):
            guard isSlashLike else { return colon + 1 }
            // Browsers read a backslash as a slash here (URL Standard, "special authority slashes state").
            return webAddress(text, from: start, afterSlashes: colon + 3, marks: slashes ? [] : .obfuscated)
        case .defanged: return disguised(text, around: colon)
        case .app(let start, let number):
            guard slashes else { return opaqueScheme(text, colon: colon) }
            return appAddress(text, from: start, rest: colon + 3, scheme: number)
        }
    }

    private enum Scheme {
        case web(start: Int)
        /// `hxxp` and its kin.
        case defanged
        case app(start: Int, number: Int)
    }

    /// The scheme that ends at `colon`.
    private func scheme(_ text: Span<UInt8>, colon: Int) -> Scheme? {
        let lowest = max(floor, colon - longestScheme)
        if let start = usualSchemeStart(text, colon: colon, lowest: lowest) { return .web(start: start) }
        var start = colon
        while start > lowest {
            let byte = text[start - 1]
            guard isSchemeByte(byte) else { break }
            start -= 1
        }
        let run = start
        while start < colon, !isLetter(text[start]) { start += 1 }
        var candidate = start
        while candidate < colon {
            if let number = tables.schemeNames.exact(text, candidate..<colon) {
                // "openapp.jdmobile" holds a dot itself; the digits of "wireless1688" are its own too.
                if candidate == run || !isLetter(text[candidate - 1]) {
                    return .app(start: candidate, number: number)
                }
            }
            while candidate < colon, isLetter(text[candidate]) { candidate += 1 }
            while candidate < colon, !isLetter(text[candidate]) { candidate += 1 }
        }
        for (word, length) in [("https" as StaticString, 5), ("http", 4), ("ftp", 3)] where colon - length >= run {
            if matches(text, at: colon - length, word) { return .web(start: colon - length) }
        }
        if matches(text, at: colon - 4, "hxxp") || matches(text, at: colon - 5, "hxxps")
            || matches(text, at: colon - 4, "hxtp") || matches(text, at: colon - 4, "htxp")
            || matches(text, at: colon - 5, "htxps")
        {
            return .defanged
        }
        return nil
    }

    /// Where `https` or `http` before `colon` begins, unless something is written onto it, or the lexicon knows a scheme
    /// of that name.
    @inline(__always)
    private func usualSchemeStart(_ text: Span<UInt8>, colon: Int, lowest: Int) -> Int? {
        let length = text[colon - 1] | 0x20 == UInt8(ascii: "s") ? 5 : 4
        let start = colon - length
        guard start >= lowest, !tables.hasOwnWebSchemes, matches(text, at: start, length == 5 ? "https" : "http"),
            start == lowest || !isSchemeByte(text[start - 1])
        else { return nil }
        return start
    }

    private func isSchemeByte(_ byte: UInt8) -> Bool {
        isHostByte(byte) && byte != UInt8(ascii: "_") || byte == UInt8(ascii: "+")
    }

    /// A web address whose scheme begins at `start`.
    mutating func webAddress(
        _ text: Span<UInt8>, from start: Int, afterSlashes: Int, marks: Finding.Marks
    ) -> Int {
        let quote = start > 0 && text[start - 1] == UInt8(ascii: "'") ? UInt8(ascii: "'") : 0
        var extent = addressExtent(text, afterSlashes: afterSlashes, quote: quote)
        if start > 0, extent.end > afterSlashes, text[start - 1] == UInt8(ascii: "_"),
            text[extent.end - 1] == UInt8(ascii: "_")
        {
            // Markdown's emphasis; elsewhere a token may well end in one.
            extent.end -= 1
        }
        if extent.isDisguised {
            let next = disguised(text, from: start)
            if next > afterSlashes { return next }
        }
        guard !extent.host.isEmpty, extent.end > afterSlashes, isBelievableHost(text, extent.host) else {
            return afterSlashes
        }
        addWeb(text, start..<extent.end, host: extent.host, prefix: "", marks: marks, isEscaped: extent.isEscaped)
        return extent.end
    }

    /// At least one letter or digit, or anything beyond ASCII.
    private func isBelievableHost(_ text: Span<UInt8>, _ host: Range<Int>) -> Bool {
        for index in host where isAlphanumeric(text[index]) || text[index] >= 0x80 { return true }
        return false
    }

    private mutating func appAddress(_ text: Span<UInt8>, from start: Int, rest: Int, scheme number: Int) -> Int {
        guard rest < text.count,
            isAlphanumeric(text[rest]) || text[rest] == UInt8(ascii: "?")
                || text[rest] == UInt8(ascii: "/") || text[rest] == UInt8(ascii: "_")
        else { return rest }
        let extent = bodyExtent(text, from: rest)
        let end = extent.end
        guard end > rest else { return rest }
        let scheme = tables.schemes[number]
        let form = tables.form(scheme.rules, text, rest: rest..<end) ?? scheme.form
        let address = extent.isEscaped ? unescaped(text, start..<end) : string(text, start..<end)
        add(start..<end, form, address, number: scheme.owner)
        return end
    }

    /// `mailto:team@example.org`, `spotify:track:…`: a scheme without slashes.
    private mutating func opaqueScheme(_ text: Span<UInt8>, colon: Int) -> Int {
        guard case .app(let start, let number)? = scheme(text, colon: colon) else { return colon + 1 }
        let scheme = tables.schemes[number]
        guard scheme.allowsOpaque else { return colon + 1 }
        if start > 0, isHostByte(text[start - 1]) || text[start - 1] == UInt8(ascii: "/") { return colon + 1 }
        let end = bodyExtent(text, from: colon + 1).end
        guard end > colon + 3 else { return colon + 1 }
        let form = tables.form(scheme.rules, text, rest: colon + 1..<end) ?? scheme.form
        add(start..<end, form, string(text, start..<end), number: scheme.owner)
        return end
    }

    /// `#小程序://name/token`.
    private mutating func textScheme(_ text: Span<UInt8>, colon: Int) -> Int? {
        guard colon + 2 < text.count, text[colon + 2] == UInt8(ascii: "/") else { return nil }
        for scheme in tables.textSchemes {
            let start = colon - scheme.name.count
            guard start >= floor else { continue }
            var offset = 0
            while offset < scheme.name.count, text[start + offset] == scheme.name[offset] { offset += 1 }
            guard offset == scheme.name.count else { continue }
            var slash = colon + 3
            while slash < text.count, slash - colon < 96, text[slash] > 0x20, text[slash] != UInt8(ascii: "/") {
                slash += 1
            }
            guard slash < text.count, text[slash] == UInt8(ascii: "/"), slash > colon + 3 else { return nil }
            var end = slash + 1
            while end < text.count, end - slash <= 64, isTokenByte(text[end]) { end += 1 }
            guard end - slash > 6 else { return nil }
            let code = string(text, slash + 1..<end)
            let address = string(text, start..<end)
            add(start..<end, scheme.form, address, code: code, number: scheme.owner)
            return end
        }
        return nil
    }

    private mutating func disguisedAfterScheme(_ text: Span<UInt8>, colon: Int) -> Int {
        hidesMore(text, at: colon + 1) ? disguised(text, around: colon) : colon + 1
    }
}
