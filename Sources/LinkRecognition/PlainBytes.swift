// Runs of bytes of one kind, sixteen at a time where the text has so many.

/// The first offset from `start` on whose byte is not one of ``isPlainAddressByte(_:)``; `text.count` without any.
@inline(__always)
func plainEnd(_ text: Span<UInt8>, from start: Int) -> Int {
    runEnd(text, from: start, isPlainAddressByte) { bytes in
        let isUnprintable = (bytes &- all(0x21)) .> all(0x5D)
        let isQuote = bytes .== all(0x22)
        let isAmpersandToBracket = (bytes &- all(0x26)) .< all(4)
        let isColon = bytes .== all(0x3A)
        let isAngle = (bytes | all(2)) .== all(0x3E)
        let isBracketToCaret = (bytes &- all(0x5B)) .< all(4)
        let isGraveAccent = bytes .== all(0x60)
        let isBraceOrBar = (bytes &- all(0x7B)) .< all(3)
        return isUnprintable .| isQuote .| isAmpersandToBracket .| isColon .| isAngle .| isBracketToCaret
            .| isGraveAccent .| isBraceOrBar
    }
}

/// The first offset from `start` on whose byte is not one of ``isHostByte(_:)``; `text.count` without any.
@inline(__always)
func hostRunEnd(_ text: Span<UInt8>, from start: Int) -> Int {
    runEnd(text, from: start, isHostByte) { bytes in
        let isLetter = ((bytes | all(0x20)) &- all(0x61)) .< all(26)
        let isDigit = (bytes &- all(0x30)) .< all(10)
        let isHyphenOrDot = (bytes &- all(0x2D)) .< all(2)
        let isUnderscore = bytes .== all(0x5F)
        return .!(isLetter .| isDigit .| isHyphenOrDot .| isUnderscore)
    }
}

/// The first offset from `start` on whose byte does not belong; `text.count` without any.
///
/// - Parameters:
///   - belongs: Asks it of one byte.
///   - stops: Asks sixteen bytes whether they do not.
@inline(__always)
private func runEnd(
    _ text: Span<UInt8>, from start: Int, _ belongs: (UInt8) -> Bool,
    _ stops: (SIMD16<UInt8>) -> SIMDMask<SIMD16<Int8>>
) -> Int {
    // In bounds: every offset asked for has sixteen bytes behind it.
    func mask(_ offset: Int) -> UInt128 {
        let bytes = unsafe text.bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: SIMD16<UInt8>.self)
        return UInt128(littleEndian: unsafe unsafeBitCast(stops(bytes), to: UInt128.self))
    }
    var index = start
    while index + 16 <= text.count {
        let found = mask(index)
        if found != 0 { return index + found.trailingZeroBitCount >> 3 }
        index += 16
    }
    guard text.count >= 16 else {
        while index < text.count, belongs(text[index]) { index += 1 }
        return index
    }
    guard index < text.count else { return text.count }
    // The last sixteen bytes, without those already looked at.
    let last = text.count - 16
    let found = mask(last) >> UInt128(8 * (index - last))
    return found == 0 ? text.count : index + found.trailingZeroBitCount >> 3
}

/// Sixteen times the same byte. Vectors are only ever compared with vectors: the operators that take a scalar compile to
/// a loop over the lanes.
@inline(__always) private func all(_ byte: UInt8) -> SIMD16<UInt8> { SIMD16(repeating: byte) }
