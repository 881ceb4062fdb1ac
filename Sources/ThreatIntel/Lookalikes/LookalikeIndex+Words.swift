import LinkPolicy

extension LookalikeIndex {
    /// What the rest of a label consists of.
    enum Reading {
        case pressing, plain, digits, unknown
    }

    /// Names in a label that has more than the name.
    func added(_ seen: SeenLabel, _ place: Place) -> [LookalikeMatch] {
        let text = seen.text
        guard text.count > Self.shortest else { return [] }
        var all: [LookalikeMatch] = []
        var window: UInt64 = 0
        for last in text.indices {
            window = screen.window(window, appending: text[last])
            guard last + 1 >= Self.shortest, screen.mayBegin(window) else { continue }
            let start = last + 1 - Self.shortest
            for name in screen.beginnings[window] ?? [] {
                guard text.withUnsafeBufferPointer({ names[name].stands(in: $0, at: start) }),
                    !seen.isUnicode || !text.contains(Self.gap)
                else { continue }
                let end = start + names[name].label.count
                let confidence = confidence(
                    names[name], before: text[..<start], after: text[end...], under: place.suffix)
                all.append(LookalikeMatch(name: name, technique: .addedWord, confidence: confidence))
            }
        }
        return all + misspelt(seen, place)
    }

    /// A name with a slip, set off by hyphens beside a pressing word: "tabao-login".
    private func misspelt(_ seen: SeenLabel, _ place: Place) -> [LookalikeMatch] {
        guard seen.text.contains(UInt8(ascii: "-")) else { return [] }
        let tokens = seen.text.split(separator: UInt8(ascii: "-"))
        guard tokens.count > 1, tokens.contains(where: { reading($0) == .pressing }) else { return [] }
        return tokens.filter { $0.count >= Self.shortest && reading($0) == .unknown }.flatMap { token in
            edits(of: Array(token)).filter { $0.edit.isTypical && names[$0.name].label.count > Self.shortest }
                .map { LookalikeMatch(name: $0.name, technique: .addedWord, confidence: 82) }
        }
    }

    private func confidence(
        _ name: Name, before: ArraySlice<UInt8>, after: ArraySlice<UInt8>, under suffix: String
    ) -> Int {
        let hyphen = UInt8(ascii: "-")
        let isSetOff = (before.last ?? hyphen) == hyphen && (after.first ?? hyphen) == hyphen
        let readings = (before.split(separator: hyphen) + after.split(separator: hyphen)).map(reading)
        let isPressing = readings.contains(.pressing)
        let isKnown = !readings.contains(.unknown)
        if name.isWord {
            if isPressing { return isKnown ? (isSetOff ? 84 : 74) : (isSetOff ? 60 : 40) }
            return 40
        }
        if isPressing { return isKnown ? 92 : isSetOff ? 86 : 70 }
        if rules.accounts.contains(suffix) { return 55 }
        // Five letters stand in a longer word by chance.
        let isShort = name.label.count == Self.shortest && !isSetOff
        if isKnown, readings.contains(.plain) { return isShort ? 70 : 80 }
        // Digits, or what is no word, say nothing of themselves; with a suffix that says as little it is somebody's name.
        guard isLikely(suffix, for: name) else { return 60 }
        if isKnown { return isShort ? 60 : 74 }
        if isSetOff { return 74 }
        let isAtEdge = before.isEmpty || after.isEmpty
        return isAtEdge && !isShort ? 70 : 50
    }

    /// What the parts of a label between its hyphens are.
    func words(in label: String) -> [Reading] {
        label.utf8.split { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: ".") }
            .map { reading(Array($0)[...]) }
    }

    /// Whether `token` is a row of known words, and whether one of them presses. O(n).
    private func reading(_ token: ArraySlice<UInt8>) -> Reading {
        guard token.count <= 32 else { return .unknown }
        // From here on there are digits alone.
        var digits = token.endIndex
        while digits > token.startIndex, isDigit(token[digits - 1]) { digits -= 1 }
        if digits == token.startIndex { return .digits }
        // best[i]: how the first i bytes read.
        return withUnsafeTemporaryAllocation(of: Reading?.self, capacity: token.count + 1) { best in
            best.initialize(repeating: nil)
            best[0] = .plain
            for start in token.indices {
                guard let before = best[start - token.startIndex] else { continue }
                var hash: UInt64 = 0
                for last in start..<min(start + 16, token.endIndex) {
                    hash = NameHash.append(token[last], to: hash)
                    let end = last + 1 - token.startIndex
                    guard best[end] != .pressing else { continue }
                    let word = word(token[start...last], hash)
                    if word == .pressing {
                        best[end] = .pressing
                    } else if word == .plain || (start >= digits && end == token.count) {
                        best[end] = before
                    }
                }
            }
            return best[token.count] ?? .unknown
        }
    }

    private func word(_ word: ArraySlice<UInt8>, _ hash: UInt64) -> Reading {
        guard filter.mayHold(hash, .word) else { return .unknown }
        let word = String(decoding: word, as: UTF8.self)
        return rules.pressing.contains(word) ? .pressing : rules.plain.contains(word) ? .plain : .unknown
    }

    private func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    // MARK: Chinese

    /// A platform's Chinese name, or its Latin one among Chinese words.
    func chinese(_ seen: SeenLabel) -> [LookalikeMatch] {
        var all: [LookalikeMatch] = []
        let scalars = seen.scalars
        for start in scalars.indices.dropLast() {
            for number in titles[Array(scalars[start...start + 1])] ?? [] {
                let title = names[number].title
                guard scalars[start...].starts(with: title) else { continue }
                let before = scalars[..<start]
                let after = scalars[(start + title.count)...]
                let isPressing = isPressing(before) || isPressing(after)
                let isAlone = before.isEmpty && after.isEmpty
                let confidence = isPressing ? 92 : names[number].isWord ? 45 : isAlone ? 72 : 60
                all.append(LookalikeMatch(name: number, technique: .addedWord, confidence: confidence))
            }
        }
        let latin = scalars.filter(\.isASCII).map { UInt8($0.value) }
        if let name = exact[latin], !names[name].isShort {
            let confidence = isPressing(seen.han[...]) ? 92 : 72
            all.append(LookalikeMatch(name: name, technique: .addedWord, confidence: confidence))
        }
        return all
    }

    /// Whether a pressing word of two to four characters stands in `text`.
    private func isPressing(_ text: ArraySlice<Unicode.Scalar>) -> Bool {
        for start in text.indices {
            for end in start + 2..<max(start + 3, min(start + 5, text.endIndex + 1)) where end <= text.endIndex {
                var word = String.UnicodeScalarView()
                word.append(contentsOf: text[start..<end])
                if rules.pressing.contains(String(word)) { return true }
            }
        }
        return false
    }
}
