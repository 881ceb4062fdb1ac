/// Whether one label may be shown in Unicode: UTS 39's "Highly Restrictive" level (section 5.2) and the patterns that
/// browsers have learnt to refuse beyond it.
struct LabelSafety {
    let label: [Unicode.Scalar]
    /// The last label of the host, in Unicode.
    let topLevel: [Unicode.Scalar]

    /// The first check the label fails, or `nil` when it is safe.
    var refusal: HostDisplay.Refusal? {
        if !label.allSatisfy(isAllowed) || hasStrayMark { return .restrictedCharacter }
        if !scriptsBelongTogether { return .mixedScripts }
        if hasMixedDigits { return .mixedDigits }
        if !label.indices.allSatisfy(isAtHome) { return .misplacedCharacter }
        if readsAsNumber { return .digitLookalike }
        if isWholeScriptConfusable { return .wholeScriptConfusable }
        return nil
    }

    private func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar == "-" || UInt8(scalar.value).isASCIIAlphanumeric }
        return scalar.identifierFlags.contains(.allowed) && !Self.separatorLike.contains(scalar)
    }

    /// Characters UTS 39 includes for their language although they look like punctuation of a URL, and the joiners.
    private static let separatorLike: Set<Unicode.Scalar> = [
        "\u{0338}", "\u{0375}", "\u{058A}", "\u{05F3}", "\u{05F4}", "\u{06FD}", "\u{06FE}", "\u{0F0B}",
        "\u{200C}", "\u{200D}", "\u{2010}", "\u{2019}", "\u{2027}", "\u{30A0}",
    ]

    /// The same mark twice in a row (UTS 39, section 5.4), or a mark at a letter that hides it.
    private var hasStrayMark: Bool {
        zip(label, label.dropFirst()).contains { before, mark in
            guard mark.value >= 0x300, mark.identifierFlags.contains(.mark) else { return false }
            if mark == before { return true }
            // A dot above is not seen on these; voicing marks belong to kana.
            if mark == "\u{307}" { return ["i", "j", "l", "\u{131}", "\u{237}"].contains(before) }
            if mark == "\u{3099}" || mark == "\u{309A}" { return !Self.isKana(before.scriptNumber) }
            return false
        }
    }

    private static func isKana(_ script: UInt8) -> Bool {
        script == ScriptTable.hiragana || script == ScriptTable.katakana
    }

    /// Scripts of the label but for Common and Inherited.
    private var scripts: Set<UInt8> {
        Set(label.map(\.scriptNumber)).subtracting([1])
    }

    private var scriptsBelongTogether: Bool {
        let scripts = scripts
        guard scripts.count > 1 else { return !scripts.contains(0) }
        let isKnown = Self.combinations.contains { scripts.isSubset(of: $0) }
        // Among other scripts Latin stands for brand names and abbreviations, which are ASCII.
        return isKnown && label.allSatisfy { $0.isASCII || $0.scriptNumber != ScriptTable.latin }
    }

    private static let combinations: [Set<UInt8>] = [
        [ScriptTable.latin, ScriptTable.han, ScriptTable.hiragana, ScriptTable.katakana],
        [ScriptTable.latin, ScriptTable.han, ScriptTable.bopomofo],
        [ScriptTable.latin, ScriptTable.han, ScriptTable.hangul],
    ]

    /// Each system of digits is ten code points in a row.
    private var hasMixedDigits: Bool {
        let digits = label.filter { $0.identifierFlags.contains(.digit) }.map(\.value)
        guard let least = digits.min(), let greatest = digits.max() else { return false }
        return greatest - least > 9
    }

    private var isWholeScriptConfusable: Bool {
        let scripts = scripts
        guard scripts.count == 1, let script = scripts.first, script != ScriptTable.latin else { return false }
        if topLevel.contains(where: { $0.scriptNumber == script }) { return false }
        if script == ScriptTable.cyrillic, Self.cyrillicCountries.contains(String(topLevel)) { return false }
        return Skeleton.of(label).allSatisfy(\.isASCII)
    }

    private static let cyrillicCountries: Set<String> = [
        "bg", "by", "kg", "kz", "md", "me", "mk", "mn", "rs", "ru", "su", "tj", "ua", "uz",
    ]

    private var readsAsNumber: Bool {
        label.allSatisfy { ("0"..."9").contains($0) || $0 == "-" || Self.digitLookalikes.contains($0) }
    }

    private static let digitLookalikes: Set<Unicode.Scalar> = [
        // 0
        "\u{03BF}", "\u{043E}", "\u{0585}", "\u{0966}", "\u{09E6}", "\u{0A66}", "\u{0AE6}", "\u{0B66}", "\u{0BE6}",
        "\u{0C66}", "\u{0CE6}", "\u{0D66}", "\u{0E50}", "\u{0ED0}", "\u{1040}", "\u{101D}", "\u{10FF}", "\u{3007}",
        // 1
        "\u{0131}", "\u{04CF}", "\u{05D5}", "\u{05DF}", "\u{0627}", "\u{0661}", "\u{06F1}", "\u{4E28}",
        // 2
        "\u{01A8}", "\u{03E9}", "\u{0968}", "\u{09E8}", "\u{0A68}", "\u{0AE8}", "\u{A645}",
        // 3
        "\u{025C}", "\u{0292}", "\u{0437}", "\u{0499}", "\u{04E1}", "\u{0909}", "\u{0969}", "\u{0993}", "\u{0A24}",
        "\u{0A69}", "\u{0AE9}", "\u{0B69}", "\u{0C69}", "\u{1012}", "\u{10D5}", "\u{10D9}", "\u{10DE}", "\u{0545}",
        // 4
        "\u{0447}", "\u{04B7}", "\u{0B6A}", "\u{096A}", "\u{4E02}",
        // 5
        "\u{01BD}", "\u{0181}", "\u{09EB}",
        // 6
        "\u{0431}", "\u{0B6C}", "\u{10DC}", "\u{10E1}",
        // 7
        "\u{0E57}", "\u{144F}",
        // 8
        "\u{0222}", "\u{0223}", "\u{09EA}", "\u{0A6A}", "\u{0B03}", "\u{0E58}",
        // 9
        "\u{0967}", "\u{0A67}", "\u{0AE7}", "\u{0B68}", "\u{0D6D}", "\u{10D7}", "\u{A76F}",
    ]
}

extension LabelSafety {
    /// Characters that are safe only in certain company.
    private func isAtHome(_ index: Int) -> Bool {
        switch label[index] {
        case "\u{B7}":
            // The punt volat of Catalan stands between two l.
            return index > 0 && index < label.count - 1 && label[index - 1] == "l" && label[index + 1] == "l"
                && topLevelIs("cat")
        case "\u{F0}", "\u{FE}": return topLevelIs("is", "fo")
        case "\u{259}": return topLevelIs("az")
        case "\u{131}": return topLevelIs("az", "tr")
        // Look like a stroke or a slash; one East Asian neighbour makes a word of them.
        case "\u{30CE}", "\u{30F3}", "\u{30BD}", "\u{30BE}", "\u{30FC}", "\u{4E36}", "\u{4E3F}", "\u{4E28}":
            return hasEastAsianNeighbour(index)
        case "\u{30FB}":
            return isEastAsian(index - 1) && isEastAsian(index + 1)
        default: return true
        }
    }

    private func topLevelIs(_ names: String...) -> Bool {
        names.contains(String(topLevel))
    }

    private func hasEastAsianNeighbour(_ index: Int) -> Bool {
        isEastAsian(index - 1) || isEastAsian(index + 1)
    }

    private func isEastAsian(_ index: Int) -> Bool {
        guard label.indices.contains(index) else { return false }
        let script = label[index].scriptNumber
        return Self.isKana(script) || script == ScriptTable.han
    }
}

extension String {
    fileprivate init(_ scalars: [Unicode.Scalar]) {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        self.init(view)
    }
}
