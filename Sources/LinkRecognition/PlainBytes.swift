/// The first offset from `start` on whose byte is not one of ``isPlainAddressByte(_:)``; `text.count` without any.
/// Sixteen bytes at a time where the text has so many.
@inline(__always)
func plainEnd(_ text: Span<UInt8>, from start: Int) -> Int {
    var index = start
    while index + 16 <= text.count {
        let stops = stops(text, at: index)
        if stops != 0 { return index + stops.trailingZeroBitCount >> 3 }
        index += 16
    }
    guard text.count >= 16 else {
        while index < text.count, isPlainAddressByte(text[index]) { index += 1 }
        return index
    }
    guard index < text.count else { return text.count }
    // The last sixteen bytes, without those already looked at.
    let last = text.count - 16
    let stops = stops(text, at: last) >> UInt128(8 * (index - last))
    return stops == 0 ? text.count : index + stops.trailingZeroBitCount >> 3
}

/// Eight one bits for each of the sixteen bytes at `index` that is not plain, the first byte lowest.
@inline(__always)
private func stops(_ text: Span<UInt8>, at index: Int) -> UInt128 {
    // In bounds: the callers have seen to index + 16 <= text.count.
    let bytes = unsafe text.bytes.unsafeLoadUnaligned(fromByteOffset: index, as: SIMD16<UInt8>.self)
    let isUnprintable = (bytes &- all(0x21)) .> all(0x5D)
    let isQuote = bytes .== all(0x22)
    let isAmpersandToBracket = (bytes &- all(0x26)) .< all(4)
    let isColon = bytes .== all(0x3A)
    let isAngle = (bytes | all(2)) .== all(0x3E)
    let isBracketToCaret = (bytes &- all(0x5B)) .< all(4)
    let isGraveAccent = bytes .== all(0x60)
    let isBraceOrBar = (bytes &- all(0x7B)) .< all(3)
    let mask =
        isUnprintable .| isQuote .| isAmpersandToBracket .| isColon .| isAngle .| isBracketToCaret .| isGraveAccent
        .| isBraceOrBar
    return UInt128(littleEndian: unsafe unsafeBitCast(mask, to: UInt128.self))
}

/// Sixteen times the same byte.
@inline(__always) private func all(_ byte: UInt8) -> SIMD16<UInt8> { SIMD16(repeating: byte) }
