/// Share codes of a lexicon by the way they are framed, so that each way looks only at its own.
struct CodeFrames: Sendable {
    /// A text beside a code, with the code's position in the lexicon. Texts are ranges of ``bytes``, so that to look at
    /// one counts no references.
    struct Fixed: Sendable {
        var code: Int
        var text: Range<Int>
        var closing = 0..<0
    }

    /// What a code looks like, without its words.
    struct Shape: Sendable {
        var shortest: Int
        var longest: Int
        var alphabet: RecognitionLexicon.ShareCode.Alphabet
        var needsWords: Bool
        var form: LinkForm
    }

    private var bytes: [UInt8] = []
    /// By position in the lexicon.
    private(set) var shapes: [Shape] = []
    private(set) var delimited: [Int] = []
    private(set) var pictographs: [Int] = []
    private(set) var after: [Fixed] = []
    private(set) var wrapped: [Fixed] = []
    private(set) var prefixed: [Fixed] = []
    /// Scalars other than currency signs and pictographs that may stand around a delimited code, sorted.
    private(set) var delimiters: [UInt32] = []
    /// Shortest run of letters and digits worth a look.
    private(set) var shortest = Int.max

    init(_ codes: [RecognitionLexicon.ShareCode]) {
        var others: Set<UInt32> = []
        for (index, code) in codes.enumerated() {
            var shortest = code.length.lowerBound
            shapes.append(
                Shape(
                    shortest: code.length.lowerBound, longest: code.length.upperBound, alphabet: code.alphabet,
                    needsWords: code.needsWords, form: code.form))
            switch code.frame {
            case .delimited(let texts):
                delimited.append(index)
                for text in texts { others.formUnion(text.unicodeScalars.map(\.value)) }
            case .pictographs: pictographs.append(index)
            case .after(let texts): after += texts.map { Fixed(code: index, text: keep($0)) }
            case .wrapped(let open, let close):
                wrapped.append(Fixed(code: index, text: keep(open), closing: keep(close)))
            case .prefixed(let prefix):
                prefixed.append(Fixed(code: index, text: keep(prefix)))
                shortest += prefix.utf8.count
            }
            self.shortest = min(self.shortest, shortest)
        }
        delimiters = others.sorted()
    }

    private mutating func keep(_ text: String) -> Range<Int> {
        let start = bytes.count
        bytes += text.utf8
        return start..<bytes.count
    }

    /// Whether `text` reads `word` at `offset`, where anything may be asked for.
    @inline(__always)
    func reads(_ text: Span<UInt8>, at offset: Int, _ word: Range<Int>) -> Bool {
        guard offset >= 0, offset + word.count <= text.count else { return false }
        var index = word.count - 1
        // From the end: the scalars of one script begin alike.
        while index >= 0 {
            if text[offset + index] != bytes[word.lowerBound + index] { return false }
            index -= 1
        }
        return true
    }
}
