import Foundation
import Gate

/// A picture as text in a message.
enum PictureText {
    /// The bytes of base 64 (RFC 4648 §4 or §5), with or without padding, with or without `data:…;base64,` before it
    /// (RFC 2397); `nil` for anything else.
    static func decode(_ text: String) -> [UInt8]? {
        var utf8 = text.utf8[...]
        if text.hasPrefix("data:") {
            guard let comma = utf8.firstIndex(of: UInt8(ascii: ",")), text[..<comma].hasSuffix(";base64") else {
                return nil
            }
            utf8 = utf8[comma...].dropFirst()
        }
        var standard = Data(capacity: utf8.count + 3)
        for byte in utf8 {
            switch byte {
            case UInt8(ascii: "-"): standard.append(UInt8(ascii: "+"))
            case UInt8(ascii: "_"): standard.append(UInt8(ascii: "/"))
            default: standard.append(byte)
            }
        }
        let padding = (4 - standard.count % 4) % 4
        guard padding < 3 else { return nil }
        standard.append(contentsOf: repeatElement(UInt8(ascii: "="), count: padding))
        return Data(base64Encoded: standard).map(Array.init)
    }
}

extension Posting {
    /// What it takes of an allowance: a picture as much as a message.
    var cost: Int { 1 + pictures.count }
}
