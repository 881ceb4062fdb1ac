/// Finds aliases of anchors (YAML 1.2, section 7.1) before anything is composed: composing replaces each alias by what it
/// stands for, so that a text of some lines can stand for more than a machine holds.
enum AliasScanner {
    /// The line, from 1, of the first alias whose anchor stands anywhere in `text`; `nil` when there is none.
    ///
    /// It takes a word for an alias wherever a node may begin, quotes and comments included: with an anchor of the same
    /// name as well, that is no text that anybody writes for its own sake. O(length).
    static func firstAlias(in text: String) -> Int? {
        var anchors: Set<Substring> = []
        var aliases: [(name: Substring, line: Int)] = []
        var line = 1
        // What stands before on the same line, white space apart.
        var before: Unicode.Scalar?
        let scalars = text.unicodeScalars
        var index = scalars.startIndex
        while index < scalars.endIndex {
            let scalar = scalars[index]
            let next = scalars.index(after: index)
            switch scalar {
            case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}":
                if scalar != "\r" || next == scalars.endIndex || scalars[next] != "\n" { line += 1 }
                before = nil
            case " ", "\t", "\u{FEFF}": break
            case "&", "*":
                let end = scalars[next...].firstIndex { !isInName($0) } ?? scalars.endIndex
                if end > next {
                    let name = text[next..<end]
                    if scalar == "&" {
                        anchors.insert(name)
                    } else if before.map(mayPrecedeNode) ?? true {
                        aliases.append((name, line))
                    }
                }
                before = scalar
            default: before = scalar
            }
            index = next
        }
        return aliases.first { anchors.contains($0.name) }?.line
    }

    private static func mayPrecedeNode(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "-", ":", "?", "[", "{", ",", ">", "|": true
        default: false
        }
    }

    /// The names that libyaml takes, fewer than section 6.9.2 allows.
    private static func isInName(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "_", "-": true
        default: false
        }
    }
}
