extension String {
    /// What people wrote, without characters that are no words: control characters other than line breaks, marks that
    /// turn the direction of what follows (Unicode Technical Report 36, section 2.6) or annotate it, and byte order
    /// marks. Line and paragraph separators become line breaks.
    public var plainWords: String {
        var kept = String.UnicodeScalarView()
        for scalar in replacing("\r\n", with: "\n").unicodeScalars {
            switch scalar.value {
            case 0x0A: kept.append(scalar)
            case 0x0D, 0x2028, 0x2029: kept.append("\n")
            case 0..<0x20, 0x7F...0x9F: continue
            case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x206F, 0xFEFF, 0xFFF9...0xFFFB: continue
            default: kept.append(scalar)
            }
        }
        return String(kept)
    }

    /// The same in one line.
    public var plainLine: String { plainWords.replacing("\n", with: " ") }
}
