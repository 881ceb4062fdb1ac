/// UTS 46, section 4.1 "Validity Criteria", but for the bidi rule, which looks at the whole domain.
enum LabelValidity {
    /// Whether a mapped or decoded label is valid. NFC has been seen to by the caller.
    static func check(_ label: ArraySlice<Unicode.Scalar>, strict: Bool) -> Bool {
        guard let first = label.first else { return true }
        if strict {
            if first == "-" || label.last == "-" { return false }
            if label.dropFirst(2).starts(with: ["-", "-"]) { return false }
        } else if label.starts(with: ["x", "n", "-", "-"]) {
            return false
        }
        if first.value >= 0x300, first.identifierFlags.contains(.mark) { return false }
        for scalar in label {
            if scalar.isASCII {
                if scalar == "." || (strict && !isLetterDigitHyphen(scalar)) { return false }
                if ("A"..."Z").contains(scalar) { return false }
            } else {
                guard case .valid = IDNATable.status(scalar) else { return false }
            }
        }
        return joinersAreInContext(label)
    }

    private static func isLetterDigitHyphen(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "-" || UInt8(truncatingIfNeeded: scalar.value).isASCIIAlphanumeric
    }

    /// RFC 5892, appendices A.1 and A.2. The runs of transparent characters between two joiners are looked through
    /// once from each side, so this is O(n).
    private static func joinersAreInContext(_ label: ArraySlice<Unicode.Scalar>) -> Bool {
        for index in label.indices {
            let scalar = label[index]
            guard scalar == "\u{200C}" || scalar == "\u{200D}" else { continue }
            if index > label.startIndex, label[index - 1].identifierFlags.contains(.virama) { continue }
            guard scalar == "\u{200C}" else { return false }
            let before = label[..<index].last { $0.joiningType != .t }?.joiningType
            let after = label[(index + 1)...].first { $0.joiningType != .t }?.joiningType
            guard before == .l || before == .d, after == .r || after == .d else { return false }
        }
        return true
    }
}

/// RFC 5893, section 2 "The Bidi Rule".
enum BidiRule {
    static func containsRightToLeft(_ label: ArraySlice<Unicode.Scalar>) -> Bool {
        label.contains { scalar in
            // No right-to-left block lies below U+0590, nor between U+0900 and U+FB1D.
            guard scalar.value >= 0x590, !(0x900..<0xFB1D).contains(scalar.value) else { return false }
            let bidiClass = scalar.bidiClass
            return bidiClass == .r || bidiClass == .al || bidiClass == .an
        }
    }

    static func isSatisfied(_ label: ArraySlice<Unicode.Scalar>) -> Bool {
        guard let first = label.first?.bidiClass else { return true }
        let end = label.last { $0.bidiClass != .nsm }?.bidiClass
        let classes = label.lazy.map(\.bidiClass)
        switch first {
        case .r, .al:
            let hasEuropean = classes.contains(.en)
            let hasArabic = classes.contains(.an)
            return (end == .r || end == .al || end == .en || end == .an) && !(hasEuropean && hasArabic)
                && classes.allSatisfy { $0 != .l && $0 != .other }
        case .l:
            return (end == .l || end == .en)
                && classes.allSatisfy { $0 != .r && $0 != .al && $0 != .an && $0 != .other }
        default:
            return false
        }
    }
}
