internal import CICU

/// Unicode normalisation, by ICU.
///
/// Runs of combining marks are put in canonical order here first, by the combining classes of Unicode 17: ICU's own
/// sorting takes quadratic time on long runs, and an older ICU does not know the newest marks.
enum Normalization {
    static func nfc(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        text.allSatisfy(isStable) ? text : NewerCompositions.compose(normalized(text, form: .NFC))
    }

    static func nfd(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        text.allSatisfy(\.isASCII) ? text : normalized(text, form: .NFD)
    }

    /// Whether the code point is its own NFC whatever stands beside it (NFC_Quick_Check Yes and class 0), for those
    /// blocks most domains are made of. The Unicode stability policy keeps this so.
    private static func isStable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case ..<0x300,  // Latin
            0x388...0x3CE,  // Greek
            0x400...0x482, 0x48A...0x52F,  // Cyrillic
            0x5D0...0x5EA,  // Hebrew
            0x620...0x64A, 0x66E...0x6D3,  // Arabic
            0x3041...0x3096, 0x30A1...0x30FE,  // kana
            0x3400...0x4DBF, 0x4E00...0x9FFF,  // Han
            0xAC00...0xD7A3:  // Hangul syllables
            true
        default: false
        }
    }

    private static func normalized(_ text: [Unicode.Scalar], form: CICUForm) -> [Unicode.Scalar] {
        var units: [UInt16] = []
        units.reserveCapacity(text.count + text.count / 4)
        for scalar in canonicallyOrdered(text) { units.append(contentsOf: UTF16.encode(scalar) ?? .init()) }
        let length = Int32(units.count)
        if !cicu_is_normalized(form, units, length) {
            // Canonical decomposition makes at most three UTF-16 units of one.
            let capacity = 3 * units.count + 16
            units = [UInt16](unsafeUninitializedCapacity: capacity) { buffer, count in
                let written = cicu_normalize(form, units, length, buffer.baseAddress, Int32(capacity))
                count = max(Int(written), 0)
            }
        }
        var result: [Unicode.Scalar] = []
        result.reserveCapacity(units.count)
        for scalar in String(decoding: units, as: UTF16.self).unicodeScalars { result.append(scalar) }
        return result
    }

    /// Sorts each run of code points with a combining class by that class, keeping equal ones in order.
    private static func canonicallyOrdered(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        var ordered = text
        var index = 0
        while index < text.count {
            guard text[index].combiningClass != 0 else {
                index += 1
                continue
            }
            let end = text[index...].firstIndex { $0.combiningClass == 0 } ?? text.count
            if end - index > 1 {
                // The standard library's sort is stable.
                let run = text[index..<end].map { ($0.combiningClass, $0) }.sorted { $0.0 < $1.0 }
                ordered.replaceSubrange(index..<end, with: run.map(\.1))
            }
            index = end
        }
        return ordered
    }
}
