import LinkPolicy

/// How one label came from a name by a single slip.
struct NameEdit: Equatable {
    var technique: LookalikeTechnique
    /// Whether a slip of the hand, the eye or the wire makes it; other letters are in their place by chance as well.
    var isTypical: Bool

    /// `nil` unless `label` comes from `name` by one letter more, less or exchanged, or by two neighbours exchanged.
    /// O(n).
    init?(from name: [UInt8], to label: [UInt8]) {
        var start = 0
        while start < min(name.count, label.count), name[start] == label[start] { start += 1 }
        var end = 0
        while end < min(name.count, label.count) - start, name[name.count - 1 - end] == label[label.count - 1 - end] {
            end += 1
        }
        let removed = name[start..<name.count - end]
        let added = label[start..<label.count - end]
        switch (removed.count, added.count) {
        case (1, 0): self.init(.omission)
        case (0, 1): self.init(inserting: added[start], at: start, into: name)
        case (1, 1): self.init(replacing: removed[start], with: added[start])
        case (2, 2) where removed[start] == added[start + 1] && removed[start + 1] == added[start]:
            self.init(.transposition)
        default: return nil
        }
    }

    init(_ technique: LookalikeTechnique, isTypical: Bool = true) {
        self.technique = technique
        self.isTypical = isTypical
    }

    private init(inserting letter: UInt8, at index: Int, into name: [UInt8]) {
        // In a run of one letter the place is any of the run's.
        let before: UInt8? = index > 0 ? name[index - 1] : nil
        let after: UInt8? = index < name.count ? name[index] : nil
        if letter == UInt8(ascii: "-") {
            self.init(.hyphenation)
        } else if letter == before || letter == after {
            self.init(.repetition)
        } else if letter == UInt8(ascii: "s"), index > 1 {
            self.init(.plural)
        } else if after == nil {
            self.init(.addition)
        } else {
            let isNear = [before, after].contains { $0.map { Keyboard.areNeighbours($0, letter) } ?? false }
            self.init(.insertion, isTypical: isNear)
        }
    }

    private init(replacing old: UInt8, with new: UInt8) {
        if NameFold.areTwins(old, new) {
            self.init(.homoglyph)
        } else if Keyboard.isVowel(old), Keyboard.isVowel(new) {
            self.init(.vowelSwap)
        } else if Keyboard.areNeighbours(old, new) {
            self.init(.replacement)
        } else if (old ^ new).nonzeroBitCount == 1 {
            self.init(.bitFlip)
        } else {
            self.init(.replacement, isTypical: false)
        }
    }
}

/// Keys that stand beside one another on the keyboards QWERTY, QWERTZ and AZERTY.
enum Keyboard {
    private static let rows = [
        ["1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm"], ["1234567890", "qwertzuiop", "asdfghjkl", "yxcvbnm"],
        ["1234567890", "azertyuiop", "qsdfghjklm", "wxcvbn"],
    ]

    /// One bit for each pair of letters and digits.
    private static let neighbours: [UInt64] = {
        var table = [UInt64](repeating: 0, count: 36)
        func join(_ a: UInt8, _ b: UInt8) {
            guard let a = index(a), let b = index(b) else { return }
            table[a] |= 1 << UInt64(b)
            table[b] |= 1 << UInt64(a)
        }
        for keyboard in rows.map({ $0.map { Array($0.utf8) } }) {
            for (number, row) in keyboard.enumerated() {
                for (place, key) in row.enumerated() {
                    if place + 1 < row.count { join(key, row[place + 1]) }
                    guard number + 1 < keyboard.count else { continue }
                    // A row stands half a key to the right of the one above it.
                    let below = keyboard[number + 1]
                    for other in [place - 1, place] where below.indices.contains(other) { join(key, below[other]) }
                }
            }
        }
        return table
    }()

    static func areNeighbours(_ a: UInt8, _ b: UInt8) -> Bool {
        guard let a = index(a), let b = index(b) else { return false }
        return neighbours[a] >> UInt64(b) & 1 == 1
    }

    static func isVowel(_ letter: UInt8) -> Bool { "aeiou".utf8.contains(letter) }

    private static func index(_ key: UInt8) -> Int? {
        switch key {
        case UInt8(ascii: "a")...UInt8(ascii: "z"): Int(key - UInt8(ascii: "a"))
        case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(key - UInt8(ascii: "0")) + 26
        default: nil
        }
    }
}
