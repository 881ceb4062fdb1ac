/// Text that is shown to people: one line without markup, controls or tricks.
enum PlainText {
    /// One line of at most `limit` scalars; `nil` when nothing is left. O(n).
    ///
    /// Controls, format characters that turn or hide text, private and unassigned ones are left out; white space becomes
    /// single spaces. Joiners stay, which emoji and some scripts need.
    static func line(_ text: some StringProtocol, atMost limit: Int) -> String? {
        var scalars = String.UnicodeScalarView()
        var count = 0
        var needsSpace = false
        for scalar in text.unicodeScalars {
            if scalar.properties.isWhitespace {
                needsSpace = count > 0
                continue
            }
            guard isShown(scalar) else { continue }
            if count + (needsSpace ? 2 : 1) > limit {
                scalars.append("…")
                break
            }
            if needsSpace {
                scalars.append(" ")
                count += 1
                needsSpace = false
            }
            scalars.append(scalar)
            count += 1
        }
        return scalars.isEmpty ? nil : String(scalars)
    }

    /// Whether a text holds characters that turn or hide others.
    static func hasHidden(_ text: String) -> Bool {
        text.unicodeScalars.contains { scalar in
            switch scalar.value {
            case 0x202A...0x202E, 0x2066...0x2069, 0xE0000...0xE007F: true
            default: false
            }
        }
    }

    private static func isShown(_ scalar: Unicode.Scalar) -> Bool {
        if scalar == "\u{200D}" || scalar == "\u{200C}" { return true }
        return switch scalar.properties.generalCategory {
        case .control, .format, .privateUse, .surrogate, .unassigned: false
        default: true
        }
    }
}
