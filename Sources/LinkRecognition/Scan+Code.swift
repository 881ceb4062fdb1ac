// Share codes. A run of letters and digits of the right length is the kernel; what stands around it decides.

extension Scan {
    /// An ASCII bracket or sign at `index` that may open a code.
    mutating func code(_ text: Span<UInt8>, opening index: Int, length: Int) -> Int {
        var start = index + length
        guard start < text.count else { return start }
        if text[start] == UInt8(ascii: " ") {
            // Only a marker may stand apart from the opening: "( CZ3457 …)".
            start += 1
            guard markerEnd(text, from: start) != nil else { return start }
        }
        guard isAlphanumeric(text[start]) else { return index + length }
        return codeRun(text, from: start, opening: index..<index + length)
    }

    /// A letter or digit after a byte beyond ASCII, or a digit after a V.
    mutating func run(_ text: Span<UInt8>, startingAt index: Int) -> Int {
        guard isAlphanumeric(text[index]), index > floor else { return index + 1 }
        if text[index - 1] < 0x80 { return videoID(text, digit: index) }
        let before = decodeScalar(text, before: index)
        if isInvisible(before.value) || isStop(before.value) {
            let start = index - before.length
            if start > floor, isAlphanumeric(text[start - 1]) {
                let next = disguised(text, around: index)
                // A finding that ends right behind this byte has moved the floor past it.
                if next > index + 1 || floor > index { return max(next, floor) }
            }
        }
        var open = index - before.length
        if isPictographTail(before.value), open > floor { open -= decodeScalar(text, before: open).length }
        return codeRun(text, from: index, opening: max(open, floor)..<index)
    }

    /// A pictograph, or another scalar beyond the first plane.
    mutating func pictograph(_ text: Span<UInt8>, at index: Int) -> Int {
        let scalar = decodeScalar(text, at: index)
        if asciiLookalike(scalar.value) != nil { return max(disguised(text, around: index), index + scalar.length) }
        var end = index + scalar.length
        guard isPictograph(scalar.value), !tables.frames.pictographs.isEmpty else { return end }
        while end < text.count, text[end] >= 0x80 {
            let tail = decodeScalar(text, at: end)
            guard isPictographTail(tail.value) else { return end }
            end += tail.length
        }
        guard end + 1 < text.count, text[end] == UInt8(ascii: " "), isAlphanumeric(text[end + 1]) else { return end }
        let start = end + 1
        let runEnd = alphanumericEnd(text, from: start)
        guard runEnd + 1 < text.count, text[runEnd] == UInt8(ascii: " "),
            isPictograph(decodeScalar(text, at: runEnd + 1).value)
        else { return end }
        let span = start..<runEnd
        for number in tables.frames.pictographs where fits(number, text, span) {
            guard isMixed(text, span), let owner = choose([number], text, around: span) else { continue }
            addCode(owner, text, range: span, code: span)
            return runEnd
        }
        return end
    }

    /// `BV1…` and `av…` where no byte beyond ASCII stands before.
    private mutating func videoID(_ text: Span<UInt8>, digit: Int) -> Int {
        let start = digit - 2
        guard start >= floor, isLetter(text[start]), !isInsideWord(text, start) else { return digit + 1 }
        let end = alphanumericEnd(text, from: digit)
        return prefixedCode(text, start..<end) ? end : digit + 1
    }

    private func isInsideWord(_ text: Span<UInt8>, _ start: Int) -> Bool {
        guard start > 0 else { return false }
        switch text[start - 1] {
        case UInt8(ascii: "/"), UInt8(ascii: "="), UInt8(ascii: "."), UInt8(ascii: "%"), UInt8(ascii: "&"),
            UInt8(ascii: "@"), UInt8(ascii: "#"), UInt8(ascii: "+"), UInt8(ascii: "\\"):
            return true
        default: return isTokenByte(text[start - 1])
        }
    }

    private func alphanumericEnd(_ text: Span<UInt8>, from start: Int) -> Int {
        var end = start
        while end < text.count, isAlphanumeric(text[end]) { end += 1 }
        return end
    }

    /// The end of `CZ3457 ` at `start`: two capitals, three or four digits, a space.
    private func markerEnd(_ text: Span<UInt8>, from start: Int) -> Int? {
        guard start + 6 < text.count, isUpper(text[start]), isUpper(text[start + 1]) else { return nil }
        var end = start + 2
        while end < text.count, end - start < 7, isDigit(text[end]) { end += 1 }
        guard (5...6).contains(end - start), end + 1 < text.count, text[end] == UInt8(ascii: " ") else { return nil }
        return isAlphanumeric(text[end + 1]) ? end + 1 : nil
    }

    private mutating func codeRun(_ text: Span<UInt8>, from first: Int, opening: Range<Int>) -> Int {
        var start = first
        var end = alphanumericEnd(text, from: start)
        let marker = end - start <= 6 ? markerEnd(text, from: start) : nil
        if let marker {
            start = marker
            end = alphanumericEnd(text, from: start)
        }
        guard end - start >= tables.frames.shortest else { return end }
        let run = start..<end
        if marker == nil {
            if prefixedCode(text, run) || wrappedCode(text, run) || codeAfterText(text, run) { return end }
        }
        guard end < text.count else { return end }
        return delimitedCode(text, run, opening: opening, hasMarker: marker != nil) ?? end
    }

    // MARK: Frames

    private mutating func prefixedCode(_ text: Span<UInt8>, _ run: Range<Int>) -> Bool {
        for fixed in tables.frames.prefixed where run.count > fixed.text.count {
            guard tables.frames.reads(text, at: run.lowerBound, fixed.text) else { continue }
            let rest = run.lowerBound + fixed.text.count..<run.upperBound
            guard fits(fixed.code, text, rest), !isInsideWord(text, run.lowerBound),
                !continuesWord(text, at: run.upperBound),
                choose([fixed.code], text, around: run) != nil
            else { continue }
            addCode(fixed.code, text, range: run, code: run)
            return true
        }
        return false
    }

    /// Whether the word goes on as a path, file name or assignment does.
    private func continuesWord(_ text: Span<UInt8>, at end: Int) -> Bool {
        guard end < text.count else { return false }
        switch text[end] {
        case UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "="), UInt8(ascii: "@"), UInt8(ascii: "/"): return true
        case UInt8(ascii: "."): return end + 1 < text.count && isAlphanumeric(text[end + 1])
        default: return false
        }
    }

    private mutating func wrappedCode(_ text: Span<UInt8>, _ run: Range<Int>) -> Bool {
        for fixed in tables.frames.wrapped {
            let start = run.lowerBound - fixed.text.count
            let end = run.upperBound + fixed.closing.count
            guard start >= floor, tables.frames.reads(text, at: start, fixed.text),
                tables.frames.reads(text, at: run.upperBound, fixed.closing), fits(fixed.code, text, run),
                start == 0 || !isAlphanumeric(text[start - 1]), choose([fixed.code], text, around: start..<end) != nil
            else { continue }
            addCode(fixed.code, text, range: start..<end, code: run)
            return true
        }
        return false
    }

    private mutating func codeAfterText(_ text: Span<UInt8>, _ run: Range<Int>) -> Bool {
        guard !tables.frames.after.isEmpty else { return false }
        var before = run.lowerBound
        var skipped = 0
        while before > floor, skipped < 3 {
            let scalar = decodeScalar(text, before: before)
            guard isQuoteOrSpace(scalar.value) else { break }
            before -= scalar.length
            skipped += 1
        }
        for fixed in tables.frames.after {
            // A mark such as ！ may be part of the text itself, so both readings are tried.
            guard endsText(text, before: before, fixed.text) || endsText(text, before: run.lowerBound, fixed.text),
                fits(fixed.code, text, run), choose([fixed.code], text, around: run) != nil
            else { continue }
            addCode(fixed.code, text, range: run, code: run)
            return true
        }
        return false
    }

    /// A code behind the space at `index`, which follows a text beyond ASCII: "支付宝首页搜索 535733932".
    mutating func announcedCode(_ text: Span<UInt8>, after index: Int) -> Int {
        let start = index + 1
        guard start > floor, start < text.count, isAlphanumeric(text[start]) else { return start }
        let end = alphanumericEnd(text, from: start)
        guard end - start >= tables.frames.shortest, !continuesWord(text, at: end), codeAfterText(text, start..<end)
        else { return start }
        return end
    }

    private func endsText(_ text: Span<UInt8>, before end: Int, _ word: Range<Int>) -> Bool {
        end - word.count >= floor && tables.frames.reads(text, at: end - word.count, word)
    }

    private func isQuoteOrSpace(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0x20, 0x22, 0x27, 0x3A, 0xA0, 0x2018...0x201F, 0x300A...0x3011, 0xFF1A, 0xFF02, 0xFF01, 0x21: true
        default: false
        }
    }

    private mutating func delimitedCode(
        _ text: Span<UInt8>, _ run: Range<Int>, opening: Range<Int>, hasMarker: Bool
    ) -> Int? {
        let open = decodeScalar(text, at: opening.lowerBound).value
        let closing = decodeScalar(text, at: run.upperBound)
        guard isDelimiter(open), isDelimiter(closing.value), isMixed(text, run) else { return nil }
        let isCurrency = isCurrency(open) && isCurrency(closing.value)
        let isPair = isPictograph(open) && open == closing.value
        let span = opening.lowerBound..<run.upperBound + closing.length
        let isRandom = isRandom(text, run)
        if open == UInt32(UInt8(ascii: "/")) || open == UInt32(UInt8(ascii: "(")) {
            guard !isPartOfCode(text, span) else { return nil }
        }
        let candidates = tables.frames.delimited.filter { fits($0, text, run) }
        guard !candidates.isEmpty else { return nil }
        let suffices =
            (isCurrency && (open != 0x24 || isRandom)) || (isPair && isRandom) || hasMarker
            || (isRandom && isMarked(text, after: span.upperBound))
        guard suffices || (isCurrency || isRandom) && isInvited(candidates, text, around: span) else { return nil }
        guard let chosen = choose(candidates, text, around: span) else { return nil }
        addCode(chosen, text, range: span, code: run)
        return span.upperBound
    }

    /// Whether a marker follows, perhaps after noise such as `:// `.
    private func isMarked(_ text: Span<UInt8>, after end: Int) -> Bool {
        var start = end
        while start < text.count, start - end < 4,
            text[start] == UInt8(ascii: " ") || text[start] == UInt8(ascii: ":")
                || text[start] == UInt8(ascii: "/")
        {
            start += 1
        }
        guard start + 5 <= text.count, isUpper(text[start]), isUpper(text[start + 1]) else { return false }
        var stop = start + 2
        while stop < text.count, stop - start < 7, isDigit(text[stop]) { stop += 1 }
        return (5...6).contains(stop - start) && (stop == text.count || !isTokenByte(text[stop]))
    }

    private func isDelimiter(_ scalar: UInt32) -> Bool {
        isCurrency(scalar) || isPictograph(scalar) || tables.frames.delimiters.contains(scalar)
    }

    /// Brackets and slashes of program text and paths: a word or another slash touches them.
    private func isPartOfCode(_ text: Span<UInt8>, _ span: Range<Int>) -> Bool {
        func touches(_ byte: UInt8) -> Bool {
            isTokenByte(byte) || byte == UInt8(ascii: "/") || byte == UInt8(ascii: ".")
        }
        if span.lowerBound > 0, text[span.lowerBound] == UInt8(ascii: "/"), touches(text[span.lowerBound - 1]) {
            return true
        }
        if span.lowerBound > 0, isLetter(text[span.lowerBound - 1]) { return true }
        return span.upperBound < text.count && text[span.upperBound - 1] == UInt8(ascii: "/")
            && touches(text[span.upperBound])
    }
}
