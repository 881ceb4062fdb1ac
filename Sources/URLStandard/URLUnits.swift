/// URL Standard, section 4.3: "URL code point" and "URL unit".
enum URLUnits {
    private static let punctuation = ASCIISet("!$&'()*+,-./:;=?@_~")

    /// Reports every code point of `bytes`, valid UTF-8, that is no URL unit; nothing when nobody asked.
    static func check(_ bytes: ArraySlice<UInt8>, _ diagnostics: inout Diagnostics) {
        guard diagnostics.isEnabled else { return }
        var position = bytes.startIndex
        for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
            if scalar == "%" {
                if PercentEncoding.decodedByte(bytes, at: position) == nil {
                    diagnostics.report(.invalidURLUnit, at: position)
                }
            } else if !isURLCodePoint(scalar) {
                diagnostics.report(.invalidURLUnit, at: position)
            }
            position += UTF8.width(scalar)
        }
    }

    private static func isURLCodePoint(_ scalar: Unicode.Scalar) -> Bool {
        let value = scalar.value
        if value < 0x80 {
            let byte = UInt8(truncatingIfNeeded: value)
            return byte.isASCIIAlphanumeric || punctuation.contains(byte)
        }
        let isNoncharacter = value & 0xFFFE == 0xFFFE || (0xFDD0...0xFDEF).contains(value)
        return value >= 0xA0 && !isNoncharacter
    }
}
