// Classes of Unicode scalars that recognition asks about. Ranges follow the Unicode Character Database 17.0
// (General_Category, Script, Emoji); unassigned code points inside a block count with the block.

/// General_Category Sc: every currency sign, the full-width ones included.
func isCurrency(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x24, 0xA2...0xA5, 0x58F, 0x60B, 0x7FE...0x7FF, 0x9F2...0x9F3, 0x9FB, 0xAF1, 0xBF9, 0xE3F, 0x17DB,
        0x20A0...0x20CF, 0xA838, 0xFDFC, 0xFE69, 0xFF04, 0xFFE0...0xFFE1, 0xFFE5...0xFFE6, 0x11FDD...0x11FE0,
        0x1E2FF, 0x1ECB0:
        true
    default: false
    }
}

/// Pictographs that people set around a share code. Wider than the property Emoji: whole symbol blocks.
func isPictograph(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x2300...0x23FF, 0x25A0...0x27BF, 0x2B00...0x2BFF, 0x1F000...0x1FAFF: true
    default: false
    }
}

/// Variation selectors and the joiner that may follow a pictograph.
func isPictographTail(_ scalar: UInt32) -> Bool { scalar == 0xFE0E || scalar == 0xFE0F || scalar == 0x20E3 }

/// Characters without width that can hide inside an address.
func isInvisible(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0xAD, 0x34F, 0x61C, 0x180B...0x180E, 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x2064, 0x2066...0x2069,
        0xFEFF, 0xFE00...0xFE0F, 0xE0000...0xE007F:
        true
    default: false
    }
}

/// Letters of scripts written without spaces, between which and an address people set none either: Han, Kana, Hangul,
/// Bopomofo, Thai, Lao, Khmer, Myanmar.
func isUnspacedLetter(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x0E00...0x0EFF, 0x1000...0x109F, 0x1100...0x11FF, 0x1780...0x17FF, 0x2E80...0x2FDF, 0x3005...0x3007,
        0x3021...0x3029, 0x3031...0x3035, 0x3038...0x303C, 0x3040...0x318F, 0x31A0...0x31FF, 0x3400...0x4DBF,
        0x4E00...0x9FFF, 0xA960...0xA97F, 0xAC00...0xD7FF, 0xF900...0xFAFF, 0xFF66...0xFF9F, 0x1AFF0...0x1B16F,
        0x20000...0x3FFFF:
        true
    default: false
    }
}

/// Letters and marks of scripts written with spaces, beyond ASCII: a browser copies them unescaped into paths.
func isSpacedLetter(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0xAA, 0xB5, 0xBA, 0xC0...0xD6, 0xD8...0xF6, 0xF8...0x2C1, 0x300...0x373, 0x376...0x37D, 0x37F,
        0x386, 0x388...0x481, 0x483...0x559, 0x561...0x588, 0x591...0x5BD, 0x5D0...0x5F2, 0x620...0x669,
        0x66E...0x6D3, 0x6D5...0x6FC, 0x700...0x7F7, 0x900...0x963, 0x966...0x96F, 0x971...0x9F1, 0xA00...0xAF0,
        0xB00...0xBF2, 0xC00...0xDFF, 0x10A0...0x10FA, 0x1200...0x1360, 0x13A0...0x13FF, 0x1E00...0x1FFF,
        0x2C00...0x2DFF:
        true
    default: false
    }
}

/// The ASCII character that `scalar` is a compatibility form of, as UTS 46 maps it in a host: full-width forms,
/// mathematical alphanumerics, circled and parenthesised letters. `nil` for every other scalar.
func asciiLookalike(_ scalar: UInt32) -> UInt8? {
    switch scalar {
    case 0xFF01...0xFF5E: return UInt8(scalar - 0xFEE0)
    case 0x24D0...0x24E9: return UInt8(scalar - 0x24D0 + 0x61)
    case 0x24B6...0x24CF: return UInt8(scalar - 0x24B6 + 0x61)
    case 0x249C...0x24B5: return UInt8(scalar - 0x249C + 0x61)
    case 0x2460...0x2468: return UInt8(scalar - 0x2460 + 0x31)
    case 0x1D400...0x1D6A3:
        let position = (scalar - 0x1D400) % 52
        return UInt8(position < 26 ? position + 0x61 : position - 26 + 0x61)
    case 0x1D7CE...0x1D7FF: return UInt8((scalar - 0x1D7CE) % 10 + 0x30)
    case 0x1F130...0x1F149: return UInt8(scalar - 0x1F130 + 0x61)
    case 0x1F150...0x1F169: return UInt8(scalar - 0x1F150 + 0x61)
    case 0x1F170...0x1F189: return UInt8(scalar - 0x1F170 + 0x61)
    default: return nil
    }
}

/// Full stops that UTS 46 maps to the dot of a domain name, besides U+FF0E.
func isIdeographicStop(_ scalar: UInt32) -> Bool { scalar == 0x3002 || scalar == 0xFF61 }
