private import CTriggers

/// Which bytes are worth a second look. Everything that can be found holds at least one of them:
///
///     :        a scheme                              .  /       a domain; a code's slash
///     ( ) $ #  a code's bracket or sign              [          a bracketed dot
///     F0       a pictograph before a code            the last byte of a full-width small letter, stop or slash
///     a letter or digit right after a byte beyond ASCII   a code between signs beyond ASCII, a disguised dot
///     a space right after such a byte                     a code behind a text that announces it
///     a digit right after v or V                          an id that begins with av or BV
///
/// They are looked for in blocks of 64 bytes. Some others that a judgement passes over at once may be among them.
enum Triggers {
    struct Block: Equatable {
        /// A multiple of 64.
        var start: Int
        /// A bit for each byte worth a look, the first byte lowest; never 0.
        var bits: UInt64
    }

    /// The first block from `start` on, a multiple of 64, that holds a byte worth a look. O(distance to it).
    @inline(__always)
    static func next(_ text: Span<UInt8>, from start: Int) -> Block? {
        guard start < text.count else { return nil }
        return triggers_are_vectorised() ? vectorised(text, from: start) : portable(text, from: start)
    }

    /// ``next(_:from:)`` where `triggers_are_vectorised`.
    static func vectorised(_ text: Span<UInt8>, from start: Int) -> Block? {
        var block = start
        let bits = text.withUnsafeBufferPointer { triggers_next($0.baseAddress, $0.count, &block) }
        return bits == 0 ? nil : Block(start: block, bits: bits)
    }

    /// ``next(_:from:)`` on every processor: sixteen bytes at a time where they have two before them.
    static func portable(_ text: Span<UInt8>, from start: Int) -> Block? {
        var block = start
        while block < text.count {
            var bits: UInt64 = 0
            var index = block
            let end = min(block + 64, text.count)
            while index < end {
                if index >= 16, index + 16 <= end {
                    bits |= sixteen(text, at: index) << UInt64(index - block)
                    index += 16
                } else {
                    if isTrigger(text, at: index) { bits |= 1 << UInt64(index - block) }
                    index += 1
                }
            }
            if bits != 0 { return Block(start: block, bits: bits) }
            block += 64
        }
        return nil
    }

    /// Whether a text's first byte may begin something that no later byte shows.
    static func isFirstTrigger(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "("), UInt8(ascii: "/"), UInt8(ascii: "$"), UInt8(ascii: "#"), 0xF0: true
        default: false
        }
    }

    /// What everything above asks, of one byte.
    static func isTrigger(_ text: Span<UInt8>, at index: Int) -> Bool {
        let byte = text[index]
        switch byte {
        case 0x23, 0x24, 0x28, 0x29, 0x2E, 0x2F, 0x3A, 0x5B, 0xF0: return true
        default: break
        }
        let before = index > 0 ? text[index - 1] : 0
        if before >= 0x80, isDigit(byte) || byte & 0xC0 == 0x40 || byte == 0x20 { return true }
        if before | 0x20 == UInt8(ascii: "v"), isDigit(byte) { return true }
        guard index > 1, text[index - 2] == 0xEF else { return false }
        return before == 0xBC && byte | 1 == 0x8F || before == 0xBD && byte &- 0x81 < 26
    }

    /// A bit for each of the sixteen bytes at `index` that is worth a look.
    private static func sixteen(_ text: Span<UInt8>, at index: Int) -> UInt64 {
        // In bounds: 2 <= index and index + 16 <= text.count.
        let here = unsafe text.bytes.unsafeLoadUnaligned(fromByteOffset: index, as: SIMD16<UInt8>.self)
        let before = unsafe text.bytes.unsafeLoadUnaligned(fromByteOffset: index &- 1, as: SIMD16<UInt8>.self)
        let beforeThat = unsafe text.bytes.unsafeLoadUnaligned(fromByteOffset: index &- 2, as: SIMD16<UInt8>.self)
        let even = here & splat(0xFE)
        let pairs = (even .== splat(0x28)) .| (even .== splat(0x2E)) .| (here .== splat(0x3A))
        let singles =
            (here .== splat(0x23)) .| (here .== splat(0x24)) .| (here .== splat(0x5B)) .| (here .== splat(0xF0))
        let isDigit = (here &- splat(0x30)) .< splat(10)
        let afterText =
            (before .>= splat(0x80)) .& (isDigit .| ((here & splat(0xC0)) .== splat(0x40)) .| (here .== splat(0x20)))
        let videoID = ((before | splat(0x20)) .== splat(0x76)) .& isDigit
        let sign = (before .== splat(0xBC)) .& ((here | splat(1)) .== splat(0x8F))
        let letter = (before .== splat(0xBD)) .& ((here &- splat(0x81)) .< splat(26))
        let fullWidth = (beforeThat .== splat(0xEF)) .& (sign .| letter)
        let mask = pairs .| singles .| afterText .| videoID .| fullWidth
        let lanes = unsafe unsafeBitCast(mask, to: SIMD2<UInt64>.self)
        return condensed(UInt64(littleEndian: lanes[0])) | condensed(UInt64(littleEndian: lanes[1])) << 8
    }

    /// The lowest bit of each byte.
    private static func condensed(_ lanes: UInt64) -> UInt64 {
        ((lanes & 0x0101_0101_0101_0101) &* 0x0102_0408_1020_4080) >> 56
    }
}

/// Sixteen times the same byte. Vectors are only ever compared with vectors: the operators that take a scalar compile to
/// a loop over the lanes.
@inline(__always) private func splat(_ byte: UInt8) -> SIMD16<UInt8> { SIMD16(repeating: byte) }
