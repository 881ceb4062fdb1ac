public import URLStandard

// Two stages. The first looks at the bytes of a host and asks a small set of bits whether a label, the label without one
// letter, one of its folds or a piece of it may be that of a protected name; an ordinary host ends there, after a number
// of steps that is linear in its length and does not depend on how many names are protected, without an allocation.
// The second finds the registrable domain, looks the candidates up in tables and says what they are.

/// Names that nobody may imitate, and what imitates them. Immutable. A class, so that to ask it copies no table.
public final class LookalikeIndex: Sendable {
    /// A protected name: the label before the public suffix.
    struct Name: Sendable {
        let domain: String
        let label: [UInt8]
        let fine: [UInt8]
        /// The suffixes under which it is protected, in ASCII.
        var suffixes: Set<String>
        /// Further suffixes under which it is its owner's.
        let family: Set<String>
        /// Whether it is a word of some language too.
        let isWord: Bool
        /// In Chinese.
        let title: [Unicode.Scalar]

        func isOwned(under suffix: String) -> Bool { suffixes.contains(suffix) || family.contains(suffix) }

        /// Whether the name stands in a longer label from `start` on, with 0 as o and 1 as l.
        func stands(in text: UnsafeBufferPointer<UInt8>, at start: Int) -> Bool {
            guard label.count < text.count, start + label.count <= text.count else { return false }
            for index in label.indices where NameFold.digitTwin(label[index]) != NameFold.digitTwin(text[start + index])
            {
                return false
            }
            return true
        }

        /// Labels of fewer letters are protected against homographs only: too many names are one letter from them.
        var isShort: Bool { label.count < LookalikeIndex.shortest }
    }

    /// Letters of the shortest name that is protected against more than homographs.
    static let shortest = 5

    let names: [Name]
    /// Registrable domains that imitate nobody.
    let known: Set<String>
    let rules: LookalikeRules
    let publicSuffixes: PublicSuffixList
    let filter: NameFilter
    let screen: NameScreen
    /// Labels of protected names of at most four letters, packed.
    let shortNames: Set<UInt32>
    /// The known domains that are registrable by the hash of their bytes from the last to the first.
    let owners: [UInt64: [UInt8]]
    let lengths: ClosedRange<Int>

    // From a form of a label to the names of that form.
    let exact: [[UInt8]: Int]
    let withoutOne: [[UInt8]: [Int]]
    let fine: [[UInt8]: Int]
    let coarse: [[UInt8]: [Int]]
    let pinyin: [[UInt8]: [Int]]
    /// Coarse forms with gaps for one or two letters, for labels with letters that nothing in ASCII resembles.
    let gapped: [[UInt8]: [Int]]
    /// The first two characters of a name in Chinese.
    let titles: [[Unicode.Scalar]: [Int]]
    /// Whole protected domains.
    let domains: [[UInt8]: Int]

    /// Whether nothing is protected.
    public var isEmpty: Bool { names.isEmpty }

    /// - Parameters:
    ///   - protected: Names to protect, with what their owners are called.
    ///   - others: Further hosts that imitate nobody: their registrable domains are left alone.
    ///   - rules: Words, and names that look alike by chance.
    ///
    /// O(names × letters²).
    public init(
        protecting protected: [ProtectedDomain], knowing others: [String] = [],
        rules: LookalikeRules = LookalikeRules(), publicSuffixes: PublicSuffixList = .builtin
    ) {
        var tables = Tables()
        var known = rules.official
        for domain in protected {
            guard let parts = Self.parts(domain.host, publicSuffixes) else { continue }
            known.insert(parts.domain)
            if !rules.unprotected.contains(parts.label) { tables.add(parts, title: domain.title, rules: rules) }
        }
        for host in others { if let parts = Self.parts(host, publicSuffixes) { known.insert(parts.domain) } }
        for number in tables.names.indices { tables.index(number) }
        for word in rules.pressing.union(rules.plain) { tables.filter.insert(NameHash.of(word.utf8), .word) }
        let counts = tables.names.filter { !$0.isShort }.map(\.label.count)
        lengths = (counts.min() ?? 1)...(counts.max() ?? 1)
        names = tables.names
        exact = tables.exact
        withoutOne = tables.withoutOne
        fine = tables.fine
        coarse = tables.coarse
        pinyin = tables.pinyin
        gapped = tables.gapped
        titles = tables.titles
        domains = tables.domains
        screen = tables.screen
        self.known = known
        shortNames = Set(tables.names.lazy.filter(\.isShort).map { Self.packed($0.label) })
        owners = Dictionary(
            known.lazy.filter { Self.parts($0, publicSuffixes)?.domain == $0 }
                .map { (NameHash.of($0.utf8.reversed()), Array($0.utf8)) }, uniquingKeysWith: { first, _ in first })
        for hash in owners.keys { tables.filter.insert(hash, .owner) }
        filter = tables.filter
        self.rules = rules
        self.publicSuffixes = publicSuffixes
    }

    struct Parts {
        var domain: String
        var label: String
        var suffix: String
    }

    /// The registrable domain of an ASCII host, and what it consists of.
    static func parts(_ host: String, _ list: PublicSuffixList) -> Parts? {
        let site = Site(.domain(host), list: list)
        guard let domain = site.registrableDomain, let dot = domain.firstIndex(of: ".") else { return nil }
        return Parts(
            domain: domain, label: String(domain[..<dot]), suffix: String(domain[domain.index(after: dot)...]))
    }

    /// Four letters or fewer in one word.
    static func packed(_ label: some Sequence<UInt8>) -> UInt32 { label.reduce(0) { $0 << 8 | UInt32($1) } }

    /// The tables while they are built.
    private struct Tables {
        var names: [Name] = []
        var exact: [[UInt8]: Int] = [:]
        var withoutOne: [[UInt8]: [Int]] = [:]
        var fine: [[UInt8]: Int] = [:]
        var coarse: [[UInt8]: [Int]] = [:]
        var pinyin: [[UInt8]: [Int]] = [:]
        var gapped: [[UInt8]: [Int]] = [:]
        var titles: [[Unicode.Scalar]: [Int]] = [:]
        var domains: [[UInt8]: Int] = [:]
        var filter = NameFilter()
        var screen = NameScreen()

        mutating func add(_ parts: Parts, title: String?, rules: LookalikeRules) {
            let label = Array(parts.label.utf8)
            let number = exact[label] ?? names.count
            if number == names.count {
                exact[label] = number
                let isLegible = LabelSkeleton.decoded(parts.label) == nil
                names.append(
                    Name(
                        domain: parts.domain, label: label, fine: NameFold.fine(label),
                        suffixes: [], family: rules.families[parts.label] ?? [],
                        isWord: rules.words.contains(parts.label) || !isLegible,
                        title: Array((title ?? "").unicodeScalars)))
            }
            names[number].suffixes.insert(parts.suffix)
            screen.insert(suffix: parts.suffix)
            domains[Array(parts.domain.utf8)] = number
            filter.insert(NameHash.of(parts.domain.utf8), .domain)
        }

        mutating func index(_ number: Int) {
            let name = names[number]
            fine[name.fine] = fine[name.fine] ?? number
            filter.insert(NameHash.of(name.fine), .fine)
            filter.insert(screen.form(of: name.fine), .form)
            if name.title.count > 1, name.title.allSatisfy(LabelSkeleton.isHan) {
                titles[Array(name.title.prefix(2)), default: []].append(number)
            }
            guard !name.isShort else { return }
            filter.insert(NameHash.of(name.label), .near)
            filter.insert(NameHash.of(name.label), .whole)
            for index in name.label.indices {
                var shorter = name.label
                shorter.remove(at: index)
                filter.insert(NameHash.of(shorter), .near)
                if withoutOne[shorter]?.contains(number) != true { withoutOne[shorter, default: []].append(number) }
            }
            for form in Set([NameFold.coarse(name.label), NameFold.twinned(name.label)]) {
                coarse[form, default: []].append(number)
                filter.insert(NameHash.of(form), .coarse)
                filter.insert(screen.form(of: form), .form)
                for gap in LookalikeIndex.gaps(form) { gapped[gap, default: []].append(number) }
            }
            if PinyinSyllables.spell(name.label) {
                let spoken = NameFold.pinyin(name.label)
                pinyin[spoken, default: []].append(number)
                filter.insert(NameHash.of(spoken), .pinyin)
                filter.insert(screen.form(of: spoken), .form)
            }
            screen.insert(name.label, number: number)
        }
    }

    /// `text` with one or two bytes replaced by gaps.
    private static func gaps(_ text: [UInt8]) -> Set<[UInt8]> {
        var gaps: Set<[UInt8]> = []
        for first in text.indices {
            for second in first..<text.count {
                var copy = text
                copy[first] = gap
                copy[second] = gap
                gaps.insert(copy)
            }
        }
        return gaps
    }

    /// Stands for a letter that resembles nothing in ASCII; no byte of UTF-8.
    static let gap: UInt8 = 0xFF
}

extension LookalikeIndex {
    /// The registrable domains that are protected, in order.
    public var protectedDomains: [String] { domains.keys.map { String(decoding: $0, as: UTF8.self) }.sorted() }
}
