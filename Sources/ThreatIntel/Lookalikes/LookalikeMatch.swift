import LinkPolicy
import URLStandard

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
