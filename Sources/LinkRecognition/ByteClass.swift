// Questions about single bytes. Each is a `switch` over constants or a pair of subtractions, which the compiler turns
// into bit tests; tables would cost a lazy-initialisation check on every look.

@inline(__always) func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

@inline(__always) func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }

@inline(__always) func isUpper(_ byte: UInt8) -> Bool { byte &- 0x41 < 26 }

@inline(__always) func isLower(_ byte: UInt8) -> Bool { byte &- 0x61 < 26 }

@inline(__always) func isAlphanumeric(_ byte: UInt8) -> Bool { isLetter(byte) || isDigit(byte) }

@inline(__always) func lowercased(_ byte: UInt8) -> UInt8 { isUpper(byte) ? byte | 0x20 : byte }

/// A byte of a domain name as written in text: letters, digits, hyphen, dot and underscore.
@inline(__always) func isHostByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"): true
    default: isAlphanumeric(byte)
    }
}

/// A byte of the local part of a mail address that cannot stand in a domain name (RFC 5322 §3.2.3, the usual ones).
@inline(__always) func isMailLocalByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "+"), UInt8(ascii: "%"), UInt8(ascii: "="), UInt8(ascii: "'"): true
    default: isHostByte(byte)
    }
}

/// A byte of a share token: RFC 4648 §5 (base 64, URL-safe).
@inline(__always) func isTokenByte(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") || isAlphanumeric(byte)
}

/// An ASCII byte that carries an address on without further question. Brackets, quotes, controls, space, backslash and
/// the few bytes that no address holds unescaped are decided where they are met.
@inline(__always) func isPlainAddressByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
        UInt8(ascii: "A")...UInt8(ascii: "Z"):
        true
    case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "/"),
        UInt8(ascii: "?"), UInt8(ascii: "#"), UInt8(ascii: "="), UInt8(ascii: "%"), UInt8(ascii: "+"),
        UInt8(ascii: "@"), UInt8(ascii: "!"), UInt8(ascii: "$"), UInt8(ascii: "*"), UInt8(ascii: ","),
        UInt8(ascii: ";"):
        true
    default: false
    }
}

/// Punctuation that ends a sentence, or emphasises, rather than an address.
@inline(__always) func isTrailingPunctuation(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: ":"), UInt8(ascii: "!"),
        UInt8(ascii: "'"), UInt8(ascii: "*"), UInt8(ascii: "~"):
        true
    default: false
    }
}
