/// One reading of one text.
struct Scan: ~Copyable {
    let tables: FinderTables
    var findings: [Finding] = []
    /// Nothing before this offset is looked at again: it belongs to a finding or to a candidate already judged.
    var floor = 0
    /// Up to where disguises were undone in vain, and spaces closed up in vain: nothing is read for that twice.
    var unmaskedTo = 0
    var closedUpTo = 0
    /// Up to where a host beyond ASCII was read in vain.
    var internationalTo = 0
    /// Words of the lexicon found in the whole text, once somebody asked.
    private var wordHits: [CueIndex.Hit]?
    /// Where the last finding ends.
    private(set) var lastEnd = 0
    private(set) var hasShareCode = false

    init(tables: FinderTables) {
        self.tables = tables
    }

    /// The findings in `text`, in which nothing before the block `first` is worth a look.
    consuming func findings(in text: Span<UInt8>, from first: Triggers.Block) -> [Finding] {
        judgeTriggers(text, from: first)
        if !findings.isEmpty { resolveContext(text) }
        return findings
    }

    /// Judges what the byte at `index` may begin or belong to, and says where to go on.
    mutating func judge(_ text: Span<UInt8>, at index: Int) -> Int {
        let byte = text[index]
        switch byte {
        case UInt8(ascii: ":"): return colon(text, at: index)
        case UInt8(ascii: "."): return endsSentence(text, at: index) ? index + 1 : dot(text, at: index)
        case UInt8(ascii: "["):
            return bracketedSign(text, at: index) == nil ? index + 1 : disguised(text, around: index)
        case UInt8(ascii: "("):
            if bracketedSign(text, at: index) != nil { return disguised(text, around: index) }
            return code(text, opening: index, length: 1)
        case UInt8(ascii: "/"), UInt8(ascii: ")"), UInt8(ascii: "$"), UInt8(ascii: "#"):
            return code(text, opening: index, length: 1)
        case UInt8(ascii: " "): return announcedCode(text, after: index)
        case 0xF0...: return pictograph(text, at: index)
        case 0x80...: return fullWidth(text, at: index)
        default: return run(text, startingAt: index)
        }
    }

    /// Whether a space follows the stop at `index` and nothing that "com", "cn", "net" or "org" begins with: nearly all
    /// stops of prose.
    @inline(__always)
    private func endsSentence(_ text: Span<UInt8>, at index: Int) -> Bool {
        guard index + 2 < text.count, text[index + 1] == UInt8(ascii: " "), index > 0,
            text[index - 1] != UInt8(ascii: " ")
        else { return false }
        let next = text[index + 2]
        return next != UInt8(ascii: "c") && next != UInt8(ascii: "n") && next != UInt8(ascii: "o")
    }

    /// Records a finding, unless it would overlap the one before.
    ///
    /// - Parameters:
    ///   - number: Of the owner that its host, scheme or code has, or -1.
    ///   - owner: The owner that the finding names.
    mutating func add(
        _ range: Range<Int>, _ form: LinkForm, _ address: consuming String, code: consuming String? = nil,
        marks: Finding.Marks = [], owner: consuming String? = nil, kind: consuming String? = nil, number: Int
    ) {
        guard range.lowerBound >= lastEnd, !range.isEmpty else { return }
        lastEnd = range.upperBound
        floor = max(floor, lastEnd)
        if form == .shareCode { hasShareCode = true }
        if findings.isEmpty { findings.reserveCapacity(4) }
        findings.append(
            Finding(
                range: range, form: form, address: address, code: code, marks: marks, owner: owner, kind: kind,
                ownerNumber: Int32(truncatingIfNeeded: number)))
    }

    /// Words of the lexicon within `range`, in order.
    mutating func words(_ text: Span<UInt8>, within range: Range<Int>) -> ArraySlice<CueIndex.Hit> {
        let hits = allWords(text)
        var low = 0
        var high = hits.count
        while low < high {
            let middle = (low + high) / 2
            if hits[middle].start < range.lowerBound { low = middle + 1 } else { high = middle }
        }
        var end = low
        while end < hits.count, hits[end].start < range.upperBound { end += 1 }
        return hits[low..<end]
    }

    private mutating func allWords(_ text: Span<UInt8>) -> [CueIndex.Hit] {
        if let wordHits { return wordHits }
        let hits = tables.words.hits(in: text)
        wordHits = hits
        return hits
    }
}

/// The text of a range of bytes.
func string(_ text: Span<UInt8>, _ range: Range<Int>) -> String {
    text.extracting(range).withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
}
