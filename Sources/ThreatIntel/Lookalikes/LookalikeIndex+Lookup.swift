public import LinkPolicy
public import URLStandard

extension LookalikeIndex {
    /// What `url` imitates; `nil` for nearly all. An address whose host imitates nobody takes O(n) and no allocation.
    public func fact(_ url: WebURL) -> LookalikeFact? {
        guard !isEmpty, url.isSpecial, !url.hasIPAddress else { return nil }
        let (mayHost, mayPath) = url.withUTF8Href { href in
            (
                mayImitate(UnsafeBufferPointer(rebasing: href[url.hostRange])),
                mayNameDomain(UnsafeBufferPointer(rebasing: href[url.pathRange]))
            )
        }
        if mayHost, let fact = fact(suspect: url.hostname) { return fact }
        return mayPath ? fact(path: url.path, on: url.hostname) : nil
    }

    /// What a host imitates.
    ///
    /// - Parameter host: In ASCII and lower case, as hosts of a ``WebURL`` are.
    public func fact(host: String) -> LookalikeFact? {
        guard !isEmpty, !host.isEmpty, host.utf8.span.withUnsafeBufferPointer(mayImitate) else { return nil }
        return fact(suspect: host)
    }

    /// What a host imitates that the first stage has let pass.
    func fact(suspect host: String) -> LookalikeFact? {
        let text = host.utf8.last == UInt8(ascii: ".") ? String(host.dropLast()) : host
        guard let place = Place(text, self) else { return nil }
        var best: LookalikeMatch?
        for match in matches(registrable: place) + matches(below: place)
        where match.confidence > best?.confidence ?? 0 {
            best = match
        }
        return best.map {
            LookalikeFact(
                host: text, name: names[$0.name].domain, technique: $0.technique, confidence: min($0.confidence, 100))
        }
    }

    /// Whether a host belongs to somebody who is known, and so imitates nobody. In ASCII and lower case.
    public func knows(_ host: String) -> Bool {
        guard let parts = Self.parts(host, publicSuffixes) else { return false }
        if known.contains(parts.domain) { return true }
        return exact[Array(parts.label.utf8)].map { names[$0].isOwned(under: parts.suffix) } ?? false
    }

    /// A host in its parts, where it belongs to nobody who is known.
    struct Place {
        let domain: String
        let label: String
        let suffix: String
        /// The labels in front of the registrable domain.
        let left: [String]

        init?(_ host: String, _ index: LookalikeIndex) {
            guard let parts = LookalikeIndex.parts(host, index.publicSuffixes), !index.known.contains(parts.domain)
            else { return nil }
            domain = parts.domain
            label = parts.label
            suffix = parts.suffix
            left = host.dropLast(domain.utf8.count).split(separator: ".").map(String.init)
            let carriers = index.rules.carriers
            if carriers.contains(domain) || carriers.contains(label) || left.contains(where: carriers.contains) {
                return nil
            }
        }
    }

    // MARK: The registrable domain

    private func matches(registrable place: Place) -> [LookalikeMatch] {
        if rules.ordinary.contains(place.label) { return [] }
        let seen = SeenLabel(place.label)
        var all = whole(seen, place) + added(seen, place)
        if !seen.han.isEmpty { all += chinese(seen) }
        return all
    }

    /// The label as a whole.
    private func whole(_ seen: SeenLabel, _ place: Place) -> [LookalikeMatch] {
        var all: [LookalikeMatch] = []
        func add(_ name: Int, _ technique: LookalikeTechnique, _ confidence: Int) {
            all.append(LookalikeMatch(name: name, technique: technique, confidence: confidence))
        }
        let text = seen.text
        if !seen.isUnicode, let name = exact[text] {
            if !names[name].isShort, !names[name].isOwned(under: place.suffix) {
                let isAccount = rules.accounts.contains(place.suffix)
                add(name, .otherSuffix, names[name].isWord ? 45 : isAccount ? 55 : 78)
            }
            return all
        }
        if mayHold(text, .fine, NameFold.fine), let name = fine[NameFold.fine(text)] {
            // Two short names that look alike are most often two names.
            add(name, seen.isUnicode ? .homograph : .homoglyph, names[name].isShort ? (seen.isUnicode ? 85 : 65) : 97)
        }
        for form in coarseForms(of: seen) {
            for name in coarse[form] ?? [] where names[name].label != text {
                add(name, seen.isUnicode ? .homograph : .homoglyph, score(88, name, place))
            }
            if seen.isUnicode {
                for name in gapped[form] ?? [] { add(name, .homograph, 90) }
            }
        }
        let joined = text.contains(UInt8(ascii: "-")) ? text.filter { $0 != UInt8(ascii: "-") } : text
        if joined.count < text.count, let name = exact[joined], !names[name].isShort {
            add(name, .hyphenation, score(92, name, place))
        }
        if mayHold(text, .pinyin, NameFold.pinyin) {
            for name in pinyin[NameFold.pinyin(text)] ?? [] where names[name].label != text {
                add(name, .pinyin, score(84, name, place))
            }
        }
        for (name, edit) in edits(of: text) {
            if seen.isUnicode {
                // Where letters of other scripts are, what differs is likely to be one of them.
                if names[name].label.count > Self.shortest { add(name, .homograph, score(84, name, place)) }
            } else {
                // Four letters are one letter from too many names, unless they stand where the name itself does.
                let isAnyones = text.count < Self.shortest && !names[name].suffixes.contains(place.suffix)
                add(name, edit.technique, score(edit.weight, name, place) - (isAnyones ? 10 : 0))
            }
        }
        return all
    }

    /// The coarse forms of a label that may be a name's.
    private func coarseForms(of seen: SeenLabel) -> [[UInt8]] {
        if !seen.isUnicode, !mayHold(seen.text, .coarse, NameFold.coarse),
            !mayHold(seen.text, .coarse, NameFold.twinned)
        {
            return []
        }
        let (folded, twinned) = (NameFold.coarse(seen.text), NameFold.twinned(seen.text))
        return folded == twinned ? [folded] : [folded, twinned]
    }

    private func mayHold(
        _ label: [UInt8], _ kind: NameFilter.Kind, _ fold: (UnsafeBufferPointer<UInt8>, (UInt8) -> Void) -> Void
    ) -> Bool {
        label.withUnsafeBufferPointer { mayHold($0, kind, fold) }
    }

    /// The names that a label is one slip away from.
    func edits(of text: [UInt8]) -> [(name: Int, edit: NameEdit)] {
        guard text.count >= lengths.lowerBound - 1, text.count <= lengths.upperBound + 2 else { return [] }
        let whole = NameHash.of(text)
        var candidates = filter.mayHold(whole, .near) ? Set(withoutOne[text] ?? []) : []
        var plurals: [(Int, NameEdit)] = []
        func without(_ range: Range<Int>) -> [UInt8] { Array(text[..<range.lowerBound] + text[range.upperBound...]) }
        text.withUnsafeBufferPointer { label in
            var before: UInt64 = 0
            for index in label.indices {
                if filter.mayHold(screen.hash(label, whole, without: index..<index + 1, after: before), .near) {
                    let shorter = without(index..<index + 1)
                    if let name = exact[shorter], !names[name].isShort { candidates.insert(name) }
                    candidates.formUnion(withoutOne[shorter] ?? [])
                }
                if index > 0, index + 1 < label.count, label[index] == UInt8(ascii: "e"),
                    label[index + 1] == UInt8(ascii: "s"), "sxz".utf8.contains(label[index - 1]),
                    filter.mayHold(screen.hash(label, whole, without: index..<index + 2, after: before), .whole),
                    let name = exact[without(index..<index + 2)], !names[name].isShort
                {
                    plurals.append((name, .plural))
                }
                before = NameHash.append(label[index], to: before)
            }
        }
        return plurals
            + candidates.sorted().compactMap { number in
                NameEdit(from: names[number].label, to: text).map { (number, $0) }
            }
    }

    /// The confidence in a slip: less for short names, for words, and under a suffix that is not the name's.
    private func score(_ weight: Int, _ name: Int, _ place: Place) -> Int {
        let name = names[name]
        var score = weight
        switch name.label.count {
        case ...5: score -= 10
        case 6: score -= 4
        default: break
        }
        if name.isWord { score -= 8 }
        return isLikely(place.suffix, for: name) ? score : score - 15
    }

    /// Whether imitations of a name are as likely under a suffix as under its own.
    func isLikely(_ suffix: String, for name: Name) -> Bool {
        name.suffixes.contains(suffix) || rules.suffixes.contains(suffix)
    }

    // MARK: Labels in front

    private func matches(below place: Place) -> [LookalikeMatch] {
        guard !place.left.isEmpty else { return [] }
        var all: [LookalikeMatch] = []
        let labels = place.left + [place.label]
        let hashes = labels.map { NameHash.of($0.utf8) }
        lazy var isPressing = labels.map { words(in: $0).contains(.pressing) }
        lazy var pressing = isPressing.count { $0 }
        for (index, label) in place.left.enumerated() {
            // "taobao.com", "amazon.co.jp" in front of another's domain.
            for count in [2, 3] where index + count <= place.left.count {
                guard filter.mayHold(joined(labels[index..<index + count], hashes[index]), .domain) else { continue }
                let domain = place.left[index..<index + count].joined(separator: ".")
                guard let name = domains[Array(domain.utf8)] else { continue }
                all.append(LookalikeMatch(name: name, technique: .subdomain, confidence: 96))
            }
            if index + 1 == place.left.count, let name = exact[Array((label + place.label).utf8)],
                !names[name].isShort
            {
                all.append(LookalikeMatch(name: name, technique: .subdomain, confidence: score(84, name, place)))
            }
            if filter.mayHold(hashes[index], .whole), let name = exact[Array(label.utf8)], !names[name].isShort {
                let isPressed = pressing > (isPressing[index] ? 1 : 0)
                let confidence = isPressed ? (names[name].isWord ? 70 : 82) : 50
                all.append(LookalikeMatch(name: name, technique: .subdomain, confidence: confidence))
            }
            let seen = SeenLabel(label)
            for match in added(seen, place) where match.confidence > 80 {
                all.append(
                    LookalikeMatch(name: match.name, technique: .subdomain, confidence: match.confidence - 8))
            }
            if seen.isUnicode, let name = fine[NameFold.fine(seen.text)] {
                all.append(LookalikeMatch(name: name, technique: .homograph, confidence: 85))
            }
        }
        return all
    }

    /// The hash of labels with dots between them.
    ///
    /// - Parameter first: That of the first one.
    private func joined(_ labels: ArraySlice<String>, _ first: UInt64) -> UInt64 {
        labels.dropFirst().reduce(first) { hash, label in
            label.utf8.reduce(NameHash.append(UInt8(ascii: "."), to: hash)) { NameHash.append($1, to: $0) }
        }
    }
}
