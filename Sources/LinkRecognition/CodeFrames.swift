/// Share codes of a lexicon by the way they are framed, so that each way looks only at its own.
struct CodeFrames: Sendable {
    /// A text beside a code, with the code's position in the lexicon.
    struct Fixed: Sendable {
        var code: Int
        var text: [UInt8]
        var closing: [UInt8] = []
    }

    /// What a code looks like, without its words.
    struct Shape: Sendable {
        var shortest: Int
        var longest: Int
        var alphabet: RecognitionLexicon.ShareCode.Alphabet
        var needsWords: Bool
        var form: LinkForm
    }

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
            case .after(let texts): after += texts.map { Fixed(code: index, text: Array($0.utf8)) }
            case .wrapped(let open, let close):
                wrapped.append(Fixed(code: index, text: Array(open.utf8), closing: Array(close.utf8)))
            case .prefixed(let prefix):
                prefixed.append(Fixed(code: index, text: Array(prefix.utf8)))
                shortest += prefix.utf8.count
            }
            self.shortest = min(self.shortest, shortest)
        }
        delimiters = others.sorted()
    }
}
