public import LinkRecognition
public import StrictYAML

/// A file of phrase patterns: what each is called, the phrases, and messages that must and must not show it.
public struct PatternFile: Sendable {
    public struct Entry: Sendable {
        public let pattern: PhrasePattern
        public let title: LocalizedText
        /// Messages that show it, and messages that speak of it and do not.
        public let examples: [(text: String, shows: Bool, line: Int)]
    }

    public let entries: [Entry]

    /// Where nothing is said: the longest stretch that holds a phrase of each set, in characters.
    public static let usualStretch = 40

    /// - Throws: ``StrictYAML/YAMLProblem`` with file, line and reason for the first thing that is wrong, an example that
    ///   fails included.
    public init(yaml text: String, file: String) throws(YAMLProblem) {
        let root = try YAMLValue(parsing: text, file: file).object(keys: ["patterns"])
        var entries: [Entry] = []
        for value in try root.required("patterns").list() {
            let entry = try Entry(value)
            guard !entries.contains(where: { $0.pattern.name == entry.pattern.name }) else {
                throw value.problem("pattern \"\(entry.pattern.name)\" is given twice")
            }
            let compiled = PhrasePatterns([entry.pattern])
            for example in entry.examples where compiled.hits(in: example.text).isEmpty == example.shows {
                throw YAMLProblem(
                    file: file, line: example.line,
                    reason: "an example fails: \"\(example.text)\" \(example.shows ? "does not show" : "shows") "
                        + "\"\(entry.pattern.name)\"")
            }
            entries.append(entry)
        }
        self.entries = entries
    }
}

extension PatternFile.Entry {
    fileprivate init(_ value: YAMLValue) throws(YAMLProblem) {
        let fields = try value.object(keys: ["name", "title", "any", "unless", "examples"])
        title = try LocalizedText(fields.required("title"))
        var alternatives: [PhrasePattern.Alternative] = []
        let any = try fields.required("any")
        for item in try any.list() { alternatives.append(try PhrasePattern.Alternative(item)) }
        guard !alternatives.isEmpty else { throw any.problem("the list is empty") }
        pattern = PhrasePattern(
            name: try fields.required("name").name("a pattern"), alternatives: alternatives,
            unless: try fields["unless"]?.phrases() ?? [])
        var examples: [(text: String, shows: Bool, line: Int)] = []
        let given = try fields.required("examples").object(keys: ["shows", "spares"])
        for (key, shows) in [("shows", true), ("spares", false)] {
            for item in try given.required(key).list() {
                examples.append((text: try item.string(), shows: shows, line: item.line))
            }
        }
        self.examples = examples
    }
}

extension PhrasePattern.Alternative {
    /// A list of phrases, any of which will do; or `all`, a list of such lists, with `within`.
    fileprivate init(_ value: YAMLValue) throws(YAMLProblem) {
        guard value.isObject else {
            self.init(sets: [try value.phrases()], within: .max)
            return
        }
        let fields = try value.object(keys: ["all", "within"])
        let all = try fields.required("all")
        var sets: [[String]] = []
        for item in try all.list() { sets.append(try item.phrases()) }
        guard (1...8).contains(sets.count) else { throw all.problem("give 1 to 8 lists of phrases") }
        self.init(sets: sets, within: try fields["within"]?.int(in: 1...10_000) ?? PatternFile.usualStretch)
    }
}

extension YAMLValue {
    fileprivate func phrases() throws(YAMLProblem) -> [String] {
        let phrases = try strings()
        guard !phrases.isEmpty else { throw problem("the list is empty") }
        for phrase in phrases where !(1...64).contains(phrase.count) || phrase.allSatisfy(\.isWhitespace) {
            throw problem("a phrase has 1 to 64 characters, and not white space alone")
        }
        return phrases
    }
}
