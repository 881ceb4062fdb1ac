import Gate
import JSONText
import LinkTokens

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
        let padding = utf8.reversed().prefix { $0 == UInt8(ascii: "=") }.count
        guard padding == 0 || (padding < 3 && utf8.count % 4 == 0) else { return nil }
        let urlSafe = utf8.dropLast(padding).map { byte in
            switch byte {
            case UInt8(ascii: "+"): UInt8(ascii: "-")
            case UInt8(ascii: "/"): UInt8(ascii: "_")
            default: byte
            }
        }
        return Base64URL.decode(String(decoding: urlSafe, as: UTF8.self))
    }
}

extension JSONReader {
    /// The bytes of a picture in base 64.
    mutating func picture() throws(JSONProblem) -> [UInt8] {
        let problem = invalid("is not a picture in base 64")
        guard let bytes = PictureText.decode(try string()) else { throw problem }
        return bytes
    }
}

extension Posting {
    /// What it takes of an allowance: a picture as much as a message.
    var cost: Int { 1 + pictures.count }
}
