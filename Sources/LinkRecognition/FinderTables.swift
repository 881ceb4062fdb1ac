/// A lexicon, compiled. Immutable, shared by every copy of a finder.
final class FinderTables: Sendable {
    struct Rule: Sendable {
        var prefix: [UInt8]
        var contains: [UInt8]
        var form: LinkForm
    }

    struct Domain: Sendable {
        var owner: Int
        var standsAlone: Bool
        var rules: [Rule]
    }

    struct Scheme: Sendable {
        var name: [UInt8]
        var owner: Int
        var form: LinkForm
        var allowsOpaque: Bool
        var rules: [Rule]
    }

    /// What a word found in a message means.
    enum Meaning: Sendable {
        case action
        /// A word of the code at this position of the lexicon.
        case code(Int)
        /// The cue at this position of the lexicon.
        case cue(Int)
    }

    let owners: [String]
    let hosts: HostIndex
    let domains: [Domain]
    let schemeNames: HostIndex
    let schemes: [Scheme]
    /// Whether one of them is called `http` or `https`.
    let hasOwnWebSchemes: Bool
    /// Schemes that begin with `#`, longest first.
    let textSchemes: [Scheme]
    let topLevelDomains: HostIndex
    let codes: [RecognitionLexicon.ShareCode]
    /// Owner of each code, as in `owners`.
    let codeOwners: [Int]
    let frames: CodeFrames
    let cues: [RecognitionLexicon.Cue]
    let cueOwners: [Int]
    let hasCues: [Bool]
    let words: CueIndex
    /// By number of the word in `words`.
    let meanings: [[Meaning]]

    init(_ lexicon: RecognitionLexicon) {
        var names: [String] = []
        var numbers: [String: Int] = [:]
        func number(_ owner: String) -> Int {
            if let known = numbers[owner] { return known }
            names.append(owner)
            numbers[owner] = names.count - 1
            return names.count - 1
        }
        domains = lexicon.domains.map {
            Domain(owner: number($0.owner), standsAlone: $0.standsAlone, rules: $0.forms.map(Self.rule))
        }
        hosts = HostIndex(lexicon.domains.enumerated().map { ($0.element.host, $0.offset) })
        let plain = lexicon.schemes.filter { !$0.scheme.hasPrefix("#") }
        schemes = plain.map { Self.scheme($0, owner: number($0.owner)) }
        schemeNames = HostIndex(plain.enumerated().map { ($0.element.scheme, $0.offset) })
        hasOwnWebSchemes = plain.contains { $0.scheme == "http" || $0.scheme == "https" }
        textSchemes = lexicon.schemes.filter { $0.scheme.hasPrefix("#") }
            .map { Self.scheme($0, owner: number($0.owner)) }
            .sorted { $0.name.count > $1.name.count }
        topLevelDomains = HostIndex(lexicon.topLevelDomains.map { ($0, 1) })
        codes = lexicon.codes
        codeOwners = lexicon.codes.map { number($0.owner) }
        frames = CodeFrames(lexicon.codes)
        cues = lexicon.cues
        cueOwners = lexicon.cues.map { number($0.owner) }

        var texts: [String] = []
        var meanings: [[Meaning]] = []
        var positions: [String: Int] = [:]
        func note(_ text: String, _ meaning: Meaning) {
            if let position = positions[text] {
                meanings[position].append(meaning)
            } else {
                positions[text] = texts.count
                texts.append(text)
                meanings.append([meaning])
            }
        }
        for word in lexicon.actions { note(word, .action) }
        for (index, code) in lexicon.codes.enumerated() {
            for word in code.words { note(word, .code(index)) }
        }
        for (index, cue) in lexicon.cues.enumerated() { note(cue.text, .cue(index)) }
        words = CueIndex(texts)
        self.meanings = meanings
        owners = names
        var flags = [Bool](repeating: false, count: names.count)
        for owner in cueOwners { flags[owner] = true }
        hasCues = flags
    }

    private static func rule(_ rule: RecognitionLexicon.FormRule) -> Rule {
        Rule(
            prefix: rule.prefix.utf8.map(lowercased), contains: (rule.contains ?? "").utf8.map(lowercased),
            form: rule.form)
    }

    private static func scheme(_ scheme: RecognitionLexicon.AppScheme, owner: Int) -> Scheme {
        Scheme(
            name: Array(scheme.scheme.utf8), owner: owner, form: scheme.form, allowsOpaque: scheme.allowsOpaque,
            rules: scheme.forms.map(rule))
    }

    /// The form that the first matching rule gives an address whose rest is `text[rest]`.
    func form(_ rules: [Rule], _ text: Span<UInt8>, rest: Range<Int>) -> LinkForm? {
        for rule in rules {
            guard rule.prefix.count <= rest.count else { continue }
            var fits = true
            for (offset, byte) in rule.prefix.enumerated() where lowercased(text[rest.lowerBound + offset]) != byte {
                fits = false
                break
            }
            guard fits, rule.contains.isEmpty || contains(text, rest, rule.contains) else { continue }
            return rule.form
        }
        return nil
    }

    private func contains(_ text: Span<UInt8>, _ range: Range<Int>, _ word: [UInt8]) -> Bool {
        guard range.count >= word.count else { return false }
        for start in range.lowerBound...range.upperBound - word.count {
            var offset = 0
            while offset < word.count, lowercased(text[start + offset]) == word[offset] { offset += 1 }
            if offset == word.count { return true }
        }
        return false
    }
}
