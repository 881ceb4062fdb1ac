/// How far from a code its words may stand, in bytes.
private let reachBefore = 120
private let reachAfter = 160

extension Scan {
    /// Whether `run` has the length and alphabet of the code at `number`.
    func fits(_ number: Int, _ text: Span<UInt8>, _ run: Range<Int>) -> Bool {
        let code = tables.frames.shapes[number]
        guard run.count >= code.shortest, run.count <= code.longest else { return false }
        for index in run where !code.alphabet.contains(text[index]) { return false }
        return true
    }

    /// Letters of both cases, or letters and digits. Prices, telephone numbers and words are none.
    func isMixed(_ text: Span<UInt8>, _ run: Range<Int>) -> Bool {
        var hasUpper = false
        var hasLower = false
        var hasDigit = false
        for index in run {
            hasUpper = hasUpper || isUpper(text[index])
            hasLower = hasLower || isLower(text[index])
            hasDigit = hasDigit || isDigit(text[index])
        }
        return hasUpper && hasLower || hasDigit && (hasUpper || hasLower)
    }

    /// Whether a run looks drawn at random rather than composed of words, as `getUserInfo` and `HelloWorld1` are: a
    /// digit between letters, or case that changes more often than words begin.
    func isRandom(_ text: Span<UInt8>, _ run: Range<Int>) -> Bool {
        var end = run.upperBound
        while end > run.lowerBound, isDigit(text[end - 1]) { end -= 1 }
        var changes = 0
        for index in run.lowerBound..<end {
            if isDigit(text[index]) { return true }
            if index > run.lowerBound, isUpper(text[index]) != isUpper(text[index - 1]) { changes += 1 }
        }
        return changes >= 5
    }

    /// Whether a word nearby asks the reader to copy, or names an owner of one of the codes.
    mutating func isInvited(_ candidates: [Int], _ text: Span<UInt8>, around span: Range<Int>) -> Bool {
        for hit in words(text, within: neighbourhood(text, span)) {
            for meaning in tables.meanings[hit.pattern] {
                switch meaning {
                case .action: return true
                case .code(let number) where candidates.contains(number): return true
                default: break
                }
            }
        }
        return false
    }

    /// Which of the codes that fit is meant: the one whose words stand nearest, else the first that needs none.
    mutating func choose(_ candidates: [Int], _ text: Span<UInt8>, around span: Range<Int>) -> Int? {
        var best: (distance: Int, number: Int)?
        for hit in words(text, within: neighbourhood(text, span)) {
            let distance = hit.end <= span.lowerBound ? span.lowerBound - hit.end : max(0, hit.start - span.upperBound)
            for meaning in tables.meanings[hit.pattern] {
                guard case .code(let number) = meaning, candidates.contains(number) else { continue }
                if best.map({ distance < $0.distance }) ?? true { best = (distance, number) }
            }
        }
        return best?.number ?? candidates.first { !tables.frames.shapes[$0].needsWords }
    }

    private func neighbourhood(_ text: Span<UInt8>, _ span: Range<Int>) -> Range<Int> {
        max(0, span.lowerBound - reachBefore)..<min(text.count, span.upperBound + reachAfter)
    }

    mutating func addCode(_ number: Int, _ text: Span<UInt8>, range: Range<Int>, code: Range<Int>) {
        let bare = string(text, code)
        let owner = tables.codeOwners[number]
        add(
            range, tables.frames.shapes[number].form, bare, code: bare, owner: tables.owners[owner],
            kind: tables.codes[number].kind, number: owner)
    }
}
