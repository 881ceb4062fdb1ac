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
        if mayHost, let fact = fact(host: url.hostname) { return fact }
        return mayPath ? fact(path: url.path, on: url.hostname) : nil
    }

    /// What a host imitates.
    ///
    /// - Parameter host: In ASCII and lower case, as hosts of a ``WebURL`` are.
    public func fact(host: String) -> LookalikeFact? {
        guard !isEmpty, var text = Optional(host), !text.isEmpty else { return nil }
        if text.hasSuffix(".") { text.removeLast() }
        let may = Array(text.utf8).withUnsafeBufferPointer(mayImitate)
        guard may, let place = Place(text, self) else { return nil }
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
        if let name = fine[NameFold.fine(text)] {
            // Two short names that look alike are most often two names.
            add(name, seen.isUnicode ? .homograph : .homoglyph, names[name].isShort ? (seen.isUnicode ? 85 : 65) : 97)
        }
        for form in Set([NameFold.coarse(text), NameFold.twinned(text)]) {
            for name in coarse[form] ?? [] where names[name].label != text {
                add(name, seen.isUnicode ? .homograph : .homoglyph, score(88, name, place))
            }
            if seen.isUnicode {
                for name in gapped[form] ?? [] { add(name, .homograph, 90) }
            }
        }
        let joined = text.filter { $0 != UInt8(ascii: "-") }
        if joined != text, let name = exact[joined], !names[name].isShort {
            add(name, .hyphenation, score(92, name, place))
        }
        for name in pinyin[NameFold.pinyin(text)] ?? [] where names[name].label != text {
            add(name, .pinyin, score(84, name, place))
        }
        for (name, edit) in edits(of: text) {
            if seen.isUnicode {
                // Where letters of other scripts are, what differs is likely to be one of them.
                if names[name].label.count > Self.shortest { add(name, .homograph, score(84, name, place)) }
            } else {
                add(name, edit.technique, score(edit.weight, name, place))
            }
        }
        return all
    }

    /// The names that a label is one slip away from.
    func edits(of text: [UInt8]) -> [(name: Int, edit: NameEdit)] {
        guard text.count >= lengths.lowerBound - 1, text.count <= lengths.upperBound + 2 else { return [] }
        var candidates = Set(withoutOne[text] ?? [])
        var plurals: [(Int, NameEdit)] = []
        for index in text.indices {
            var shorter = text
            let removed = shorter.remove(at: index)
            if let name = exact[shorter], !names[name].isShort { candidates.insert(name) }
            candidates.formUnion(withoutOne[shorter] ?? [])
            if index > 1, removed == UInt8(ascii: "s"), text[index - 1] == UInt8(ascii: "e"),
                "sxz".utf8.contains(text[index - 2])
            {
                shorter.remove(at: index - 1)
                if let name = exact[shorter], !names[name].isShort { plurals.append((name, .plural)) }
            }
        }
        return plurals
            + candidates.compactMap { number in
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
        var all: [LookalikeMatch] = []
        let labels = place.left + [place.label]
        for (index, label) in place.left.enumerated() {
            let next = labels[index + 1]
            // "taobao.com", "amazon.co.jp" in front of another's domain.
            for count in [2, 3] where index + count <= place.left.count {
                let domain = place.left[index..<index + count].joined(separator: ".")
                guard let name = domains[Array(domain.utf8)] else { continue }
                all.append(LookalikeMatch(name: name, technique: .subdomain, confidence: 96))
            }
            if let name = exact[Array((label + next).utf8)], !names[name].isShort, index + 1 == place.left.count {
                all.append(LookalikeMatch(name: name, technique: .subdomain, confidence: score(84, name, place)))
            }
            if let name = exact[Array(label.utf8)], !names[name].isShort {
                let others = labels.enumerated().filter { $0.offset != index }.map(\.element)
                let isPressing = others.contains { words(in: $0).contains(.pressing) }
                let confidence = isPressing ? (names[name].isWord ? 70 : 82) : 50
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

    // MARK: Paths

    private func mayNameDomain(_ path: UnsafeBufferPointer<UInt8>) -> Bool {
        var start = 0
        var hasDot = false
        for index in 0...path.count {
            if index < path.count, path[index] != UInt8(ascii: "/") {
                if path[index] == UInt8(ascii: ".") { hasDot = true }
                continue
            }
            if hasDot {
                var segment = path[start..<index]
                if segment.starts(with: "www.".utf8) { segment = segment.dropFirst(4) }
                var hash: UInt64 = 0
                for byte in segment { hash = NameHash.append(byte, to: hash) }
                if filter.mayHold(hash, .domain) { return true }
            }
            start = index + 1
            hasDot = false
        }
        return false
    }

    /// A domain in a path proves little: directories and archives have it too. Words that press for a password are asked
    /// for beside it, and count for more in the host.
    private func fact(path: String, on host: String) -> LookalikeFact? {
        guard let place = Place(host.hasSuffix(".") ? String(host.dropLast()) : host, self) else { return nil }
        let segments = path.split(separator: "/").map { $0.lowercased() }
        for segment in segments {
            let bare = segment.hasPrefix("www.") ? String(segment.dropFirst(4)) : segment
            guard let name = domains[Array(bare.utf8)] else { continue }
            let isPressingHost = (place.left + [place.label]).contains { words(in: $0).contains(.pressing) }
            let isPressingPath = segments.contains { words(in: $0).contains(.pressing) }
            guard isPressingHost || isPressingPath else { return nil }
            return LookalikeFact(
                host: host, name: names[name].domain, technique: .path,
                confidence: isPressingHost ? (isPressingPath ? 80 : 70) : 60)
        }
        return nil
    }
}

/// A protected name that a label may imitate.
struct LookalikeMatch {
    /// Position among the index's names.
    var name: Int
    var technique: LookalikeTechnique
    var confidence: Int
}

/// A label as a reader sees it.
struct SeenLabel {
    let isUnicode: Bool
    /// ASCII; of a label in Unicode its plain skeleton, with gaps for what resembles nothing in ASCII.
    let text: [UInt8]
    let scalars: [Unicode.Scalar]
    /// The characters of the script Han.
    let han: [Unicode.Scalar]

    init(_ label: String) {
        guard let decoded = LabelSkeleton.decoded(label) else {
            isUnicode = false
            text = Array(label.utf8)
            scalars = []
            han = []
            return
        }
        isUnicode = true
        scalars = decoded
        han = decoded.filter(LabelSkeleton.isHan)
        // A skeleton writes m as rn.
        text = NameFold.fine(
            LabelSkeleton.plain(decoded).map { $0.isASCII ? UInt8($0.value) : LookalikeIndex.gap })
    }
}

extension NameEdit {
    /// The confidence in this slip on a long name.
    var weight: Int {
        let weight =
            switch technique {
            case .transposition, .repetition, .hyphenation: 92
            case .homoglyph: 90
            case .omission, .insertion: 88
            case .replacement: 86
            case .vowelSwap, .plural: 84
            default: 82
            }
        return isTypical ? weight : weight - 25
    }

    static let plural = NameEdit(.plural)
}
