// Which bytes are worth a second look. Everything that can be found holds at least one of them:
//
//   :        a scheme                              .  /       a domain; a code's slash
//   ( ) $ #  a code's bracket or sign              [          a bracketed dot
//   F0       a pictograph before a code            EF BD, BC 8E, BC 8F   full-width letters, stop, slash
//   a letter or digit right after a byte beyond ASCII   a code between signs beyond ASCII, a disguised dot
//   a space right after such a byte                     a code behind a text that announces it
//   a digit right after v or V                     an id that begins with av or BV

extension Scan {
    /// Judges every byte worth a look, in order, but for those that a judgement has already passed.
    mutating func judgeTriggers(_ text: Span<UInt8>, from start: Int) {
        var block = max(start, 1)
        while block + 16 <= text.count {
            block = max(block + 16, judge(Triggers.lanes(text, block: block), text, block: block, from: block))
        }
        guard block < text.count else { return }
        if text.count >= 17 {
            // A whole block that ends where the text does saves the tail from a byte-wise look.
            let last = text.count - 16
            _ = judge(Triggers.lanes(text, block: last), text, block: last, from: block)
        } else {
            while block < text.count {
                block =
                    Triggers.isTrigger(text[block], after: text[block - 1])
                    ? max(judge(text, at: block), block + 1) : block + 1
            }
        }
    }

    /// Judges the triggers of one block that stand at or after `start`, and says where to go on.
    @inline(__always)
    private mutating func judge(_ found: SIMD2<UInt64>, _ text: Span<UInt8>, block: Int, from start: Int) -> Int {
        if found[0] | found[1] == 0 { return start }
        var next = judge(found[0], text, block: block, from: start)
        next = judge(found[1], text, block: block + 8, from: next)
        return next
    }

    private mutating func judge(_ found: UInt64, _ text: Span<UInt8>, block: Int, from start: Int) -> Int {
        var rest = found
        var next = start
        while rest != 0 {
            let lane = rest.trailingZeroBitCount & ~7
            rest &= ~(0xFF << UInt64(lane))
            let position = block + lane >> 3
            if position >= next { next = max(judge(text, at: position), position + 1) }
        }
        return next
    }
}

/// The questions themselves.
enum Triggers {
    /// The first block of a text that holds a byte worth a look, or nil for a text without any. At least 1, since every
    /// block looks at the byte before it.
    @inline(__always)
    static func firstBlock(_ text: Span<UInt8>) -> Int? {
        guard text.count > 1, !isFirstTrigger(text[0]) else { return text.count > 1 ? 1 : nil }
        var block = 1
        while block + 16 <= text.count {
            let found = lanes(text, block: block)
            if found[0] | found[1] != 0 { return block }
            block += 16
        }
        return block < text.count ? block : nil
    }

    /// Whether a text's first byte may begin something that no later byte shows.
    static func isFirstTrigger(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "("), UInt8(ascii: "/"), UInt8(ascii: "$"), UInt8(ascii: "#"), 0xF0: true
        default: false
        }
    }

    /// Which of the sixteen bytes at `block` are worth a look: all bits of a byte set, or none.
    @inline(__always)
    static func lanes(_ text: Span<UInt8>, block: Int) -> SIMD2<UInt64> {
        // In bounds: 1 <= block and block + 16 <= text.count.
        let here = unsafe text.bytes.unsafeLoadUnaligned(fromByteOffset: block, as: SIMD16<UInt8>.self)
        let before = unsafe text.bytes.unsafeLoadUnaligned(fromByteOffset: block &- 1, as: SIMD16<UInt8>.self)
        let even = here & splat(0xFE)
        let pairs = (even .== splat(0x28)) .| (even .== splat(0x2E)) .| (here .== splat(0x3A))
        let signs = (here .== splat(0x23)) .| (here .== splat(0x24))
        let singles = signs .| (here .== splat(0x5B)) .| (here .== splat(0xF0))
        // "Subtract and compare" asks for a range: '0'...'z' after a byte of a multibyte scalar.
        let afterText = (before .>= splat(0x80)) .& (((here &- splat(0x30)) .< splat(0x4B)) .| (here .== splat(0x20)))
        let videoID = ((before | splat(0x20)) .== splat(0x76)) .& ((here &- splat(0x30)) .< splat(10))
        let fullWidth =
            ((before .== splat(0xEF)) .& (here .== splat(0xBD))) .| ((before .== splat(0xBC)) .& (even .== splat(0x8E)))
        let mask = pairs .| singles .| afterText .| videoID .| fullWidth
        let lanes = unsafe unsafeBitCast(mask, to: SIMD2<UInt64>.self)
        return SIMD2(UInt64(littleEndian: lanes[0]), UInt64(littleEndian: lanes[1]))
    }

    /// What ``lanes(_:block:)`` asks, of one byte.
    static func isTrigger(_ byte: UInt8, after before: UInt8) -> Bool {
        switch byte {
        case 0x28, 0x29, 0x2E, 0x2F, 0x3A, 0x23, 0x24, 0x5B, 0xF0: return true
        default: break
        }
        if before >= 0x80, byte &- 0x30 < 0x4B || byte == 0x20 { return true }
        if before | 0x20 == 0x76, isDigit(byte) { return true }
        return (before == 0xEF && byte == 0xBD) || (before == 0xBC && byte & 0xFE == 0x8E)
    }
}

/// Sixteen times the same byte. Vectors are only ever compared with vectors: the operators that take a scalar compile to
/// a loop over the lanes.
@inline(__always) private func splat(_ byte: UInt8) -> SIMD16<UInt8> { SIMD16(repeating: byte) }
