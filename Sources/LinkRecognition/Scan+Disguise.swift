/// How far left of an oddity its address may begin, in bytes.
private let longestLead = 128

extension Scan {
    /// Full-width letters, stop or slash: the last byte of one stands at `index`.
    mutating func fullWidth(_ text: Span<UInt8>, at index: Int) -> Int {
        let start = index - 2
        guard start >= floor else { return index + 1 }
        let scalar = decodeScalar(text, at: start)
        guard scalar.length == 3, let ascii = asciiLookalike(scalar.value),
            isAlphanumeric(ascii) || ascii == UInt8(ascii: ".") || ascii == UInt8(ascii: "/")
        else { return index + 1 }
        return max(disguised(text, around: start), index + 1)
    }

    /// Whether the scalar before `index` is one of those that disguise.
    func hasDisguise(_ text: Span<UInt8>, before index: Int) -> Bool {
        let scalar = decodeScalar(text, before: index).value
        if isInvisible(scalar) { return true }
        guard let ascii = asciiLookalike(scalar) else { return false }
        return isAlphanumeric(ascii) || ascii == UInt8(ascii: ".") || ascii == UInt8(ascii: "/")
    }

    /// Tries to read a disguised address around `index`. Returns where to go on.
    mutating func disguised(_ text: Span<UInt8>, around index: Int) -> Int {
        guard index >= unmaskedTo else { return index + 1 }
        var start = index
        let lowest = max(max(floor, unmaskedTo), index - longestLead)
        while start > lowest {
            let scalar = decodeScalar(text, before: start)
            let isPart: Bool
            if scalar.value < 0x80 {
                isPart = isHostByte(UInt8(scalar.value))
            } else if let ascii = asciiLookalike(scalar.value) {
                isPart = isHostByte(ascii) || ascii == UInt8(ascii: "/") || ascii == UInt8(ascii: ":")
            } else {
                isPart = isInvisible(scalar.value) || (start == index && isStop(scalar.value))
            }
            guard isPart, start - scalar.length >= lowest else { break }
            start -= scalar.length
        }
        return disguised(text, from: start, trigger: index)
    }

    /// Tries to read a disguised address that begins at or after `start`. Returns where to go on, which is at most
    /// one past `trigger` when there was none.
    mutating func disguised(_ text: Span<UInt8>, from start: Int, trigger: Int? = nil) -> Int {
        let fallback = (trigger ?? start) + 1
        guard start >= unmaskedTo else { return fallback }
        let unmasked = unmask(text, from: start)
        unmaskedTo = max(unmaskedTo, unmasked.stop)
        guard let read = readUnmasked(unmasked) else { return fallback }
        let range = unmasked.source(read.range)
        // Without a disguise inside, it is an ordinary address, which is read as it stands.
        guard range.count > read.range.count || read.isDefanged, !endsMailAddress(text, at: range.lowerBound) else {
            return fallback
        }
        guard range.lowerBound >= lastEnd else { return fallback }
        let marks: Finding.Marks = read.hasScheme ? .obfuscated : [.obfuscated, .schemeless]
        add(range, read.form, read.address, marks: marks, number: read.owner)
        return range.upperBound
    }

    /// Whether the host at `start` is that of a mail address written "name (at) host (dot) org".
    private func endsMailAddress(_ text: Span<UInt8>, at start: Int) -> Bool {
        matches(text, at: start - 4, "(at)") || matches(text, at: start - 4, "[at]")
            || matches(text, at: start - 5, "(at) ") || matches(text, at: start - 5, "[at] ")
            || matches(text, at: start - 4, " at ")
    }

    private struct Reading {
        /// Offsets into the unmasked bytes.
        var range: Range<Int>
        var form: LinkForm
        var address: String
        var owner: Int
        var hasScheme: Bool
        var isDefanged: Bool
    }

    private func readUnmasked(_ unmasked: UnmaskedText) -> Reading? {
        let text = unmasked.bytes.span
        var colon = 0
        while colon + 2 < text.count {
            if text[colon] == UInt8(ascii: ":"), text[colon + 1] == UInt8(ascii: "/"),
                text[colon + 2] == UInt8(ascii: "/")
            {
                return readScheme(text, colon: colon)
            }
            colon += 1
        }
        return readHost(text, unmasked)
    }

    private func readScheme(_ text: Span<UInt8>, colon: Int) -> Reading? {
        var start = colon
        while start > 0, isLetter(text[start - 1]) { start -= 1 }
        let length = colon - start
        let isSecure: Bool
        var isDefanged = false
        switch length {
        case 4...:
            if matches(text, at: colon - 5, "https") {
                (isSecure, start) = (true, colon - 5)
            } else if matches(text, at: colon - 4, "http") {
                (isSecure, start) = (false, colon - 4)
            } else if length == 5, lowercased(text[start]) == UInt8(ascii: "h"), lowercased(text[colon - 1]) == 0x73 {
                (isSecure, isDefanged) = (true, true)
            } else if length == 4, lowercased(text[start]) == UInt8(ascii: "h") {
                (isSecure, isDefanged) = (false, true)
            } else {
                return nil
            }
        default: return nil
        }
        let extent = addressExtent(text, afterSlashes: colon + 3)
        guard !extent.host.isEmpty, extent.end > colon + 3, isAlphanumeric(text[extent.host.lowerBound]) else {
            return nil
        }
        let address = (isSecure ? "https" : "http") + string(text, colon..<extent.end)
        return Reading(
            range: start..<extent.end, form: form(text, host: extent.host, end: extent.end), address: address,
            owner: owner(text, host: extent.host), hasScheme: true, isDefanged: isDefanged)
    }

    /// A host without scheme, at the beginning of the unmasked text.
    private func readHost(_ text: Span<UInt8>, _ unmasked: UnmaskedText) -> Reading? {
        var start = 0
        while start < text.count, !isAlphanumeric(text[start]) { start += 1 }
        var end = start
        while end < text.count, isHostByte(text[end]) { end += 1 }
        guard end == text.count || text[end] != UInt8(ascii: "@") else { return nil }
        while end > start, !isAlphanumeric(text[end - 1]) { end -= 1 }
        let host = start..<end
        guard host.count >= 4, let label = lastLabel(text, host) else { return nil }
        let match = tables.hosts.longestSuffix(of: text, in: host)
        let isKnownLabel = tables.topLevelDomains.exact(text, label) != nil
        var bodyEnd = end
        if let port = portEnd(text, from: end) { bodyEnd = port }
        if bodyEnd < text.count, text[bodyEnd] == UInt8(ascii: "/") || text[bodyEnd] == UInt8(ascii: "?") {
            bodyEnd = max(bodyEnd, bodyExtent(text, from: bodyEnd).end)
        }
        let hasPath = bodyEnd > end + 1
        let isBelieved: Bool
        if let match {
            isBelieved = tables.domains[match.value].standsAlone || hasPath
        } else {
            isBelieved = isKnownLabel && (unmasked.wasHidden || hasPath || matches(text, at: start, "www."))
        }
        guard isBelieved, !endsSentence(text, host, unmasked) else { return nil }
        return Reading(
            range: start..<bodyEnd, form: form(text, host: host, end: bodyEnd),
            address: "https://" + string(text, start..<bodyEnd),
            owner: match.map { tables.domains[$0.value].owner } ?? -1,
            hasScheme: false, isDefanged: false)
    }

    /// Whether the stop read as a dot more likely ends a sentence: a whole host follows it.
    private func endsSentence(_ text: Span<UInt8>, _ host: Range<Int>, _ unmasked: UnmaskedText) -> Bool {
        guard unmasked.readStop, !unmasked.wasHidden else { return false }
        for index in host where text[index] == UInt8(ascii: ".") && unmasked.source(index..<index + 1).count > 1 {
            let rest = index + 1..<host.upperBound
            return tables.hosts.longestSuffix(of: text, in: rest) != nil || matches(text, at: rest.lowerBound, "www.")
        }
        return false
    }

    /// The last label of a host, if it consists of letters.
    private func lastLabel(_ text: Span<UInt8>, _ host: Range<Int>) -> Range<Int>? {
        var start = host.upperBound
        while start > host.lowerBound, isLetter(text[start - 1]) { start -= 1 }
        guard start > host.lowerBound + 1, text[start - 1] == UInt8(ascii: "."), host.upperBound - start >= 2 else {
            return nil
        }
        return start..<host.upperBound
    }

    private func owner(_ text: Span<UInt8>, host: Range<Int>) -> Int {
        tables.hosts.longestSuffix(of: text, in: host).map { tables.domains[$0.value].owner } ?? -1
    }

    private func form(_ text: Span<UInt8>, host: Range<Int>, end: Int) -> LinkForm {
        guard let match = tables.hosts.longestSuffix(of: text, in: host) else { return .web }
        return tables.form(tables.domains[match.value].rules, text, rest: host.upperBound..<end) ?? .web
    }
}
