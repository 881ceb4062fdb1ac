extension WebURL {
    /// The URL for people, in about as many characters as asked for (URL Standard, section 4.8).
    ///
    /// Credentials are never shown and the host always is, whole, even when it alone is longer than `maxCharacters`;
    /// "https://" is left out, other schemes stay. What follows the host loses its middle, for "…", when there is too
    /// much of it. Percent-encoded letters are shown as such, unless they are written from right to left.
    ///
    /// - Parameter maxCharacters: The length aimed at, in characters.
    public func shortDisplay(
        maxCharacters: Int, protectedNames: ProtectedNames = .none, list: PublicSuffixList = .builtin
    ) -> String {
        let front = displayFront(protectedNames, list)
        let back = Array(displayBack)
        let room = maxCharacters - front.count
        if back.count <= room { return front + String(back) }
        // At the least "/…": that there is more must be seen.
        let kept = max(room - 1, 1)
        let head = (kept + 1) / 2
        return front + String(back.prefix(head)) + "…" + String(back.suffix(kept - head))
    }

    private func displayFront(_ protectedNames: ProtectedNames, _ list: PublicSuffixList) -> String {
        guard let host else { return protocol_ }
        let prefix = structure.scheme == .https ? "" : protocol_ + "//"
        let name = HostDisplay(host, protectedNames: protectedNames, list: list).text
        return prefix + name + (port.map { ":\($0)" } ?? "")
    }

    /// Path, query and fragment, readable; a path of "/" alone is left out.
    private var displayBack: String {
        let start = Int(structure.pathStart)
        let bytes = withUTF8Href { Array($0[start...]) }
        if structure.host != .none, bytes == [UInt8(ascii: "/")] { return "" }
        var output = String.UnicodeScalarView()
        var index = 0
        while index < bytes.count {
            if let (scalar, length) = decodedLetter(bytes, at: index) {
                output.append(scalar)
                index += length
            } else {
                output.append(Unicode.Scalar(bytes[index]))
                index += 1
            }
        }
        return String(output)
    }

    /// The percent-encoded character outside ASCII at `index`, when it is a letter or digit safe to show.
    private func decodedLetter(_ bytes: [UInt8], at index: Int) -> (Unicode.Scalar, length: Int)? {
        guard let lead = PercentEncoding.decodedByte(bytes[...], at: index), lead >= 0xC2 else { return nil }
        let count = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
        var sequence = [lead]
        for offset in 1..<count {
            guard index + 3 * offset < bytes.count,
                let next = PercentEncoding.decodedByte(bytes[...], at: index + 3 * offset)
            else { return nil }
            sequence.append(next)
        }
        guard let scalar = String(validating: sequence, as: UTF8.self)?.unicodeScalars.first else { return nil }
        let flags = scalar.identifierFlags
        let isLeftToRight = scalar.bidiClass == .l || scalar.bidiClass == .on
        guard flags.contains(.allowed), !flags.contains(.mark), isLeftToRight else { return nil }
        return (scalar, 3 * count)
    }
}
