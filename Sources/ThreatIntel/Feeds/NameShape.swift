/// What one pass over the bytes of a name tells.
struct NameShape {
    /// Whether it has 1 to 253 bytes, in labels of 1 to 63 letters, digits, hyphens and underscores.
    let isPlain: Bool
    let hasUpperCase: Bool
    /// Whether its last label is digits alone.
    let endsInANumber: Bool

    init(_ name: UnsafeRawBufferPointer) {
        var kinds: UInt8 = 0
        // Where the present label begins, and what is in it.
        var start = 0
        var kindsOfLabel: UInt8 = 0
        var isCutWell = name.count <= 253
        for index in name.indices {
            let byte = name[index]
            if byte == UInt8(ascii: ".") {
                isCutWell = isCutWell && Self.labelLengths.contains(index &- start)
                kinds |= kindsOfLabel
                kindsOfLabel = 0
                start = index &+ 1
            } else {
                kindsOfLabel |= Kind.of(byte)
            }
        }
        isCutWell = isCutWell && Self.labelLengths.contains(name.count &- start)
        kinds |= kindsOfLabel
        isPlain = isCutWell && kinds & Kind.other == 0
        hasUpperCase = kinds & Kind.upper != 0
        endsInANumber = kindsOfLabel == Kind.digit
    }

    private static let labelLengths = 1...63

    /// What a byte is, a bit each.
    private enum Kind {
        static let lower: UInt8 = 1
        static let upper: UInt8 = 2
        static let digit: UInt8 = 4
        static let sign: UInt8 = 8
        static let other: UInt8 = 16

        /// Without a branch: in most names letters and digits take turns.
        @inline(__always)
        static func of(_ byte: UInt8) -> UInt8 {
            let isSign = byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
            let kind =
                (byte &- 0x61 < 26 ? lower : 0) | (byte &- 0x41 < 26 ? upper : 0) | (byte &- 0x30 < 10 ? digit : 0)
                | (isSign ? sign : 0)
            return kind == 0 ? other : kind
        }
    }
}
