/// A text in the form in which phrases are looked for: lower case, full-width letters and digits narrow, invisible
/// characters and white space gone. Each byte knows the character of the text that it came from.
struct FoldedText {
    private(set) var bytes: [UInt8] = []
    /// The index of the scalar, in the folded text, that a byte belongs to.
    private(set) var scalarOfByte: [UInt32] = []
    private(set) var scalars: UInt32 = 0
    /// Bit set for a byte before which white space was dropped.
    private(set) var spaceBefore: [Bool] = []

    /// Linear in `text`.
    init(_ text: String) {
        bytes.reserveCapacity(text.utf8.count)
        scalarOfByte.reserveCapacity(text.utf8.count)
        spaceBefore.reserveCapacity(text.utf8.count)
        var hasSpace = false
        for scalar in text.unicodeScalars {
            guard let folded = Self.fold(scalar) else {
                if scalar.properties.isWhitespace { hasSpace = true }
                continue
            }
            var isFirst = true
            for byte in UTF8.encode(folded) ?? UTF8.encodedReplacementCharacter {
                bytes.append(byte)
                scalarOfByte.append(scalars)
                spaceBefore.append(hasSpace && isFirst)
                isFirst = false
            }
            hasSpace = false
            scalars += 1
        }
    }

    /// The folded bytes alone.
    static func bytes(of text: String) -> [UInt8] {
        let text = text.utf8.span
        // A lower-case letter takes half as much again as its capital at most (U+023A).
        return [UInt8](unsafeUninitializedCapacity: 2 * text.count) { bytes, count in
            var index = 0
            while index < text.count {
                let first = text[index]
                switch first {
                case 0x41...0x5A:
                    bytes[count] = first + 0x20
                    count += 1
                    index += 1
                case 0..<0x80:
                    if (0x21...0x7E).contains(first) {
                        bytes[count] = first
                        count += 1
                    }
                    index += 1
                // U+5000 to U+8FFF, which stay as they are.
                case 0xE5...0xE8:
                    for place in 0..<3 { bytes[count + place] = text[index + place] }
                    count += 3
                    index += 3
                default:
                    let length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
                    var value = UInt32(first) & (0x7F >> UInt32(length))
                    for place in 1..<length { value = value << 6 | UInt32(text[index + place] & 0x3F) }
                    index += length
                    guard let folded = Unicode.Scalar(value).flatMap(fold), let utf8 = UTF8.encode(folded) else {
                        continue
                    }
                    for byte in utf8 {
                        bytes[count] = byte
                        count += 1
                    }
                }
            }
        }
    }

    /// `nil` for what is left out.
    static func fold(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
        switch scalar.value {
        case 0x41...0x5A: return Unicode.Scalar(scalar.value + 0x20)
        case 0x21...0x7E: return scalar
        case 0...0x20, 0x7F...0xA0: return nil
        // Full-width ASCII (U+FF01 to U+FF5E).
        case 0xFF01...0xFF5E: return Unicode.Scalar(scalar.value - 0xFEE0).flatMap(fold)
        case 0x4E00...0x9FFF: return scalar
        default: break
        }
        let properties = scalar.properties
        if properties.isWhitespace || properties.isDefaultIgnorableCodePoint { return nil }
        guard properties.isUppercase else { return scalar }
        let lower = properties.lowercaseMapping.unicodeScalars
        return lower.count == 1 ? lower.first : scalar
    }
}
