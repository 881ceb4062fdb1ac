extension URLParser {
    /// State "path start", after an authority.
    mutating func parsePathStart(_ start: Int) {
        structure.pathStart = UInt32(output.count)
        if structure.scheme.isSpecial {
            reportReverseSolidus(at: start)
            parsePath(isSeparator(byte(start)) ? start + 1 : start)
        } else if byte(start) == UInt8(ascii: "/") {
            parsePath(start + 1)
        } else {
            // No path: only "?", "#" or the end can follow.
            parseQueryAndFragment(start)
        }
    }

    /// Whether the vector searches of ``NormalForm`` may be used: they know special URLs only and report no errors.
    private var canSearchVectors: Bool {
        structure.scheme.isSpecial && !diagnostics.isEnabled && input.count >= Span<UInt8>.searchableCount
    }

    /// State "path"; `start` is the first byte of a segment.
    mutating func parsePath(_ start: Int) {
        if canSearchVectors, structure.scheme != .file, start > 0, input[start - 1] == UInt8(ascii: "/") {
            let end = NormalForm.pathEnd(input.span, from: start)
            if end == input.count || input[end] == UInt8(ascii: "?") || input[end] == UInt8(ascii: "#") {
                output.append(contentsOf: input[(start - 1)..<end])
                parseQueryAndFragment(end)
                return
            }
        }
        let end = input[start...].firstIndex { $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") } ?? input.count
        appendSegments(input[start..<end])
        protectPath()
        parseQueryAndFragment(end)
    }

    /// Appends the segments of `text`, resolving "." and "..", to the path in `output`.
    mutating func appendSegments(_ text: ArraySlice<UInt8>) {
        guard needsSegmentation(text) else {
            output.append(UInt8(ascii: "/"))
            URLUnits.check(text, &diagnostics)
            output.append(percentEncoding: text, .path)
            return
        }
        var segmentStart = text.startIndex
        while true {
            let separator = text[segmentStart...].firstIndex { isSeparator($0) }
            let segmentEnd = separator ?? text.endIndex
            if let separator { reportReverseSolidus(text, at: separator) }
            appendSegment(text[segmentStart..<segmentEnd], isLast: separator == nil)
            guard let separator else { return }
            segmentStart = separator + 1
        }
    }

    /// Whether anything in `text` may be a dot segment, a drive letter or a "\\" that counts as "/": if not, the path
    /// is percent-encoded whole.
    private func needsSegmentation(_ text: ArraySlice<UInt8>) -> Bool {
        if structure.scheme == .file { return true }
        var isSegmentStart = true
        for byte in text {
            if isSegmentStart, byte == UInt8(ascii: ".") || byte == UInt8(ascii: "%") { return true }
            if byte == UInt8(ascii: "\\") { return true }
            isSegmentStart = byte == UInt8(ascii: "/")
        }
        return false
    }

    private mutating func reportReverseSolidus(_ text: ArraySlice<UInt8>, at index: Int) {
        if text[index] == UInt8(ascii: "\\") { diagnostics.report(.invalidReverseSolidus, at: index) }
    }

    private mutating func appendSegment(_ segment: ArraySlice<UInt8>, isLast: Bool) {
        switch DotSegment(segment) {
        case .double:
            shortenPath()
            if isLast { output.append(UInt8(ascii: "/")) }
        case .single:
            if isLast { output.append(UInt8(ascii: "/")) }
        case nil:
            let isFirst = output.count == Int(structure.pathStart)
            output.append(UInt8(ascii: "/"))
            if structure.scheme == .file, isFirst, DriveLetter.matches(segment) {
                output.append(segment[segment.startIndex])
                output.append(UInt8(ascii: ":"))
            } else {
                URLUnits.check(segment, &diagnostics)
                output.append(percentEncoding: segment, .path)
            }
        }
    }

    /// URL Standard, section 4.2: "shorten a url's path".
    mutating func shortenPath() {
        let path = output[Int(structure.pathStart)...]
        if structure.scheme == .file, path.count == 3, DriveLetter.isNormalized(path.dropFirst()) { return }
        if let slash = path.lastIndex(of: UInt8(ascii: "/")) { output.removeSubrange(slash...) }
    }

    /// Puts "/." before a path that would otherwise read as an authority (section 4.5 "URL serializing").
    mutating func protectPath() {
        guard structure.host == .none else { return }
        let authorityEnd = Int(structure.schemeEnd) + 1
        let path = output[Int(structure.pathStart)...]
        let needsPrefix = path.count > 1 && path.starts(with: "//".utf8)
        let hasPrefix = Int(structure.pathStart) > authorityEnd
        if needsPrefix, !hasPrefix {
            output.insert(contentsOf: "/.".utf8, at: authorityEnd)
            structure.pathStart += 2
        } else if hasPrefix, !needsPrefix {
            output.removeSubrange(authorityEnd..<Int(structure.pathStart))
            structure.pathStart = UInt32(authorityEnd)
        }
    }

    /// State "opaque path".
    mutating func parseOpaquePath(_ start: Int) {
        structure.hasOpaquePath = true
        let end = input[start...].firstIndex { $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") } ?? input.count
        URLUnits.check(input[start..<end], &diagnostics)
        if end < input.count, end > start, input[end - 1] == UInt8(ascii: " ") {
            output.append(percentEncoding: input[start..<(end - 1)], .c0Control)
            output.appendPercentEncoded(UInt8(ascii: " "))
        } else {
            output.append(percentEncoding: input[start..<end], .c0Control)
        }
        parseQueryAndFragment(end)
    }

    mutating func parseQueryAndFragment(_ start: Int) {
        if byte(start) == UInt8(ascii: "?") {
            parseQuery(start)
        } else if byte(start) == UInt8(ascii: "#") {
            parseFragment(start)
        }
    }

    /// State "query"; `start` is the offset of the "?".
    mutating func parseQuery(_ start: Int) {
        if canSearchVectors {
            let end = NormalForm.queryEnd(input.span, from: start + 1)
            if end == input.count || input[end] == UInt8(ascii: "#") {
                structure.queryStart = UInt32(output.count)
                output.append(contentsOf: input[start..<end])
                if end < input.count { parseFragment(end) }
                return
            }
        }
        let end = input[start...].firstIndex(of: UInt8(ascii: "#")) ?? input.count
        let query = input[(start + 1)..<end]
        structure.queryStart = UInt32(output.count)
        output.append(UInt8(ascii: "?"))
        URLUnits.check(query, &diagnostics)
        output.append(percentEncoding: query, structure.scheme.isSpecial ? .specialQuery : .query)
        if end < input.count { parseFragment(end) }
    }

    /// State "fragment"; `start` is the offset of the "#".
    mutating func parseFragment(_ start: Int) {
        let fragment = input[(start + 1)...]
        structure.fragmentStart = UInt32(output.count)
        output.append(UInt8(ascii: "#"))
        URLUnits.check(fragment, &diagnostics)
        output.append(percentEncoding: fragment, .fragment)
    }
}

/// URL Standard, section 4.2: "single-dot" and "double-dot URL path segment", percent-encoded dots included.
enum DotSegment {
    case single
    case double

    init?(_ segment: ArraySlice<UInt8>) {
        guard (1...6).contains(segment.count) else { return nil }
        var dots = 0
        var index = segment.startIndex
        while index < segment.endIndex {
            if segment[index] == UInt8(ascii: ".") {
                index += 1
            } else if PercentEncoding.decodedByte(segment, at: index) == UInt8(ascii: ".") {
                index += 3
            } else {
                return nil
            }
            dots += 1
        }
        switch dots {
        case 1: self = .single
        case 2: self = .double
        default: return nil
        }
    }
}
