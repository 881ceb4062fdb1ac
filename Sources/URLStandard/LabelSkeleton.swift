/// What a label of a host looks like, for comparison with names that deserve protection (UTS 39, section 4).
public enum LabelSkeleton {
    /// The label that stands behind "xn--", in Unicode; `nil` when it is no Punycode, or encodes nothing.
    ///
    /// It need not be valid under UTS 46: an imitation that a browser refuses to show is one all the same.
    public static func decoded(_ label: String) -> [Unicode.Scalar]? {
        guard label.utf8.count <= 256, label.hasPrefix("xn--") else { return nil }
        let scalars = Array(label.unicodeScalars.dropFirst(4))
        guard let decoded = Punycode.decode(scalars[...]), !decoded.isEmpty else { return nil }
        return decoded
    }

    /// The skeleton without accents and in lower case. A letter without a twin in ASCII is taken by the looks of its
    /// capital, since "к" passes for "k" as "К" does for "K". O(n log n).
    public static func plain(_ label: [Unicode.Scalar]) -> [Unicode.Scalar] {
        Normalization.nfd(label).flatMap { scalar -> [Unicode.Scalar] in
            let skeleton = letters(of: scalar)
            guard !skeleton.allSatisfy(\.isASCII) else { return skeleton }
            // Pairs of cases never change from one version of Unicode to the next (Case Pair Stability).
            let capital = scalar.properties.uppercaseMapping.unicodeScalars
            guard capital.count == 1, let first = capital.first, first != scalar else { return skeleton }
            let twin = letters(of: first)
            return !twin.isEmpty && twin.allSatisfy(\.isASCII) ? twin : skeleton
        }
    }

    /// The skeleton without the punctuation that stands for hooks and tails: "ƈ" is "c'" there.
    private static func letters(of scalar: Unicode.Scalar) -> [Unicode.Scalar] {
        // The prototype of every small capital k, and no other.
        let skeleton = Skeleton.bare([scalar]).map { $0 == "\u{138}" ? "k" : $0 }
        let letters = skeleton.filter { !$0.isASCII || UInt8($0.value).isASCIIAlphanumeric || $0 == "-" }
        return letters.isEmpty ? skeleton.filter { !$0.isASCII } : letters
    }

    /// Whether the scalar belongs to the script Han.
    public static func isHan(_ scalar: Unicode.Scalar) -> Bool { scalar.scriptNumber == ScriptTable.han }
}
