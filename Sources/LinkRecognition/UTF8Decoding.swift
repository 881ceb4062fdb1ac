/// One scalar read from bytes that may not be UTF-8.
struct DecodedScalar {
    /// The scalar's value; U+FFFD for a byte that begins or continues nothing.
    var value: UInt32
    /// Bytes it takes: 1 to 4.
    var length: Int
}

/// Reads the scalar at `offset`, which must be within `text`.
@inline(__always) func decodeScalar(_ text: Span<UInt8>, at offset: Int) -> DecodedScalar {
    let first = text[offset]
    if first < 0x80 { return DecodedScalar(value: UInt32(first), length: 1) }
    return decodeMultibyte(text, at: offset, first: first)
}

private let replacement = DecodedScalar(value: 0xFFFD, length: 1)

private func decodeMultibyte(_ text: Span<UInt8>, at offset: Int, first: UInt8) -> DecodedScalar {
    let length: Int
    var value: UInt32
    let floor: UInt32
    switch first {
    case 0xC2...0xDF: (length, value, floor) = (2, UInt32(first & 0x1F), 0x80)
    case 0xE0...0xEF: (length, value, floor) = (3, UInt32(first & 0x0F), 0x800)
    case 0xF0...0xF4: (length, value, floor) = (4, UInt32(first & 0x07), 0x10000)
    default: return replacement
    }
    guard offset + length <= text.count else { return replacement }
    for index in offset + 1..<offset + length {
        let byte = text[index]
        guard byte & 0xC0 == 0x80 else { return replacement }
        value = value << 6 | UInt32(byte & 0x3F)
    }
    guard value >= floor, value < 0x110000, !(0xD800...0xDFFF).contains(value) else { return replacement }
    return DecodedScalar(value: value, length: length)
}

/// Reads the scalar that ends just before `offset`, which must be above 0.
func decodeScalar(_ text: Span<UInt8>, before offset: Int) -> DecodedScalar {
    let last = text[offset - 1]
    if last < 0x80 { return DecodedScalar(value: UInt32(last), length: 1) }
    var start = offset - 1
    let lowest = max(0, offset - 4)
    while start > lowest, text[start] & 0xC0 == 0x80 { start -= 1 }
    let decoded = decodeScalar(text, at: start)
    return decoded.length == offset - start ? decoded : replacement
}
