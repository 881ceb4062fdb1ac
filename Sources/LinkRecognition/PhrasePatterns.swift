/// One kind of thing that a message's words may show: some phrases near each other.
public struct PhrasePattern: Hashable, Sendable {
    /// Holds when a phrase of every set occurs, all of them within a stretch of the text.
    public struct Alternative: Hashable, Sendable {
        public var sets: [[String]]
        /// The longest stretch, in characters without white space, from the first phrase's beginning to the last's end.
        public var within: Int

        public init(sets: [[String]], within: Int) {
            self.sets = sets
            self.within = within
        }
    }

    public var name: String
    /// Any of them.
    public var alternatives: [Alternative]
    /// Phrases that speak of the thing instead of doing it: one of them anywhere in the text, and the pattern is not
    /// shown.
    public var unless: [String]

    public init(name: String, alternatives: [Alternative], unless: [String] = []) {
        self.name = name
        self.alternatives = alternatives
        self.unless = unless
    }
}

/// A pattern that a message shows, and by which words.
public struct PatternHit: Hashable, Sendable {
    public var name: String
    /// The phrases, as the pattern writes them.
    public var words: [String]

    public init(name: String, words: [String]) {
        self.name = name
        self.words = words
    }
}

/// Phrase patterns, compiled once and matched in one pass over a message.
///
/// Case, full-width letters, white space and invisible characters make no difference. A phrase of ASCII letters matches
/// whole words only.
public struct PhrasePatterns: Sendable {
    /// What a phrase of the automaton belongs to.
    private struct Use: Sendable {
        var pattern: Int
        /// The place of its set among all sets; `nil` for a phrase of `unless`.
        var set: Int?
        var alternative: Int
    }

    private struct Alternative: Sendable {
        var pattern: Int
        var sets: Range<Int>
        var within: Int32
    }

    public let names: [String]
    private let automaton: PhraseAutomaton
    /// By phrase.
    private let uses: [[Use]]
    /// As they were given.
    private let phrases: [String]
    private let lengths: [Int]
    private let isWord: [Bool]
    private let alternatives: [Alternative]
    private let setCount: Int

    /// Linear in the phrases. Phrases that fold to nothing are left out.
    public init(_ patterns: [PhrasePattern]) {
        var index: [[UInt8]: Int] = [:]
        var phrases: [[UInt8]] = []
        var writings: [String] = []
        var uses: [[Use]] = []
        var alternatives: [Alternative] = []
        var sets = 0
        func add(_ phrase: String, _ use: Use) {
            let folded = FoldedText(phrase).bytes
            guard !folded.isEmpty else { return }
            if let known = index[folded] {
                uses[known].append(use)
            } else {
                index[folded] = phrases.count
                phrases.append(folded)
                writings.append(phrase)
                uses.append([use])
            }
        }
        for (number, pattern) in patterns.enumerated() {
            for alternative in pattern.alternatives {
                let first = sets
                for set in alternative.sets {
                    for phrase in set {
                        add(phrase, Use(pattern: number, set: sets, alternative: alternatives.count))
                    }
                    sets += 1
                }
                alternatives.append(
                    Alternative(pattern: number, sets: first..<sets, within: Int32(clamping: alternative.within)))
            }
            for phrase in pattern.unless { add(phrase, Use(pattern: number, set: nil, alternative: 0)) }
        }
        names = patterns.map(\.name)
        automaton = PhraseAutomaton(phrases)
        self.uses = uses
        self.phrases = writings
        lengths = phrases.map(\.count)
        isWord = phrases.map { phrase in phrase.allSatisfy { isASCIIAlphanumeric($0) } }
        self.alternatives = alternatives
        setCount = sets
    }

    public var isEmpty: Bool { names.isEmpty }

    /// Whether `phrases`, wherever they stand, have one of each set of an alternative.
    private func mayHit(_ phrases: [Int]) -> Bool {
        guard !phrases.isEmpty else { return false }
        var isMet = [Bool](repeating: false, count: setCount)
        for phrase in phrases { for use in uses[phrase] { if let set = use.set { isMet[set] = true } } }
        return alternatives.contains { $0.sets.allSatisfy { isMet[$0] } }
    }

    /// The patterns that `text` shows, in the order in which they were given. Linear in `text` and the matches.
    public func hits(in text: String) -> [PatternHit] {
        guard !names.isEmpty else { return [] }
        // Most messages do not hold what any pattern needs: no more than their bytes is worked out for them.
        var found: [Int] = []
        automaton.scan(FoldedText.bytes(of: text).span) { phrase, _ in found.append(phrase) }
        guard mayHit(found) else { return [] }
        let folded = FoldedText(text)
        var words = [[Int]](repeating: [], count: names.count)
        var denied = [Bool](repeating: false, count: names.count)
        // For each set, where its latest phrase begins, in scalars, and which it is.
        var latest = [Int32](repeating: -1, count: setCount)
        var latestPhrase = [Int](repeating: 0, count: setCount)
        automaton.scan(folded.bytes.span) { phrase, end in
            let start = end - lengths[phrase]
            if isWord[phrase], !folded.isWholeWord(start..<end) { return }
            for use in uses[phrase] {
                guard let set = use.set else {
                    denied[use.pattern] = true
                    continue
                }
                let begin = Int32(clamping: folded.scalarOfByte[start])
                guard words[use.pattern].isEmpty, begin >= latest[set] else { continue }
                latest[set] = begin
                latestPhrase[set] = phrase
                let alternative = alternatives[use.alternative]
                var earliest = Int32.max
                for other in alternative.sets { earliest = min(earliest, latest[other]) }
                if earliest >= 0, Int32(clamping: folded.scalarOfByte[end - 1]) - earliest < alternative.within {
                    words[use.pattern] = alternative.sets.map { latestPhrase[$0] }
                }
            }
        }
        return names.indices.filter { !words[$0].isEmpty && !denied[$0] }.map { pattern in
            PatternHit(name: names[pattern], words: words[pattern].map { phrases[$0] })
        }
    }
}

extension FoldedText {
    /// Whether no ASCII letter or digit touches `range`.
    fileprivate func isWholeWord(_ range: Range<Int>) -> Bool {
        let touchesBefore =
            range.lowerBound > 0 && !spaceBefore[range.lowerBound] && isASCIIAlphanumeric(bytes[range.lowerBound - 1])
        let touchesAfter =
            range.upperBound < bytes.count && !spaceBefore[range.upperBound]
            && isASCIIAlphanumeric(bytes[range.upperBound])
        return !touchesBefore && !touchesAfter
    }
}

private func isASCIIAlphanumeric(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
    default: false
    }
}
