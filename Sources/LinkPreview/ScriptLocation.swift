/// The address that a short script assigns to `location`, where it stands as one string.
enum ScriptLocation {
    /// `location = "…"`, `location.href = "…"`, `location.replace("…")` and `location.assign("…")`, with or without
    /// `window.`, `self.`, `top.`, `parent.` or `document.` in front. O(n).
    static func find(in script: ArraySlice<UInt8>) -> String? {
        let word = Array("location".utf8)
        var index = script.startIndex
        while index + word.count < script.endIndex {
            guard script[index] == word[0], script[index..<index + word.count].elementsEqual(word) else {
                index += 1
                continue
            }
            let isWhole = index == script.startIndex || !isNameByte(script[index - 1])
            index += word.count
            if isWhole, let address = address(behind: index, in: script) { return address }
        }
        return nil
    }

    private static func address(behind start: Int, in script: ArraySlice<UInt8>) -> String? {
        var rest = script[start...]
        skipSpace(&rest)
        if drop(".href", from: &rest) || rest.first == UInt8(ascii: "=") {
            skipSpace(&rest)
            guard drop("=", from: &rest), rest.first != UInt8(ascii: "=") else { return nil }
        } else if drop(".replace", from: &rest) || drop(".assign", from: &rest) {
            skipSpace(&rest)
            guard drop("(", from: &rest) else { return nil }
        } else {
            return nil
        }
        skipSpace(&rest)
        return string(rest)
    }

    /// A string literal without any concatenation behind it, which would make another address of it.
    private static func string(_ text: ArraySlice<UInt8>) -> String? {
        guard let quote = text.first,
            quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") || quote == UInt8(ascii: "`")
        else { return nil }
        var decoded: [UInt8] = []
        var index = text.startIndex + 1
        while index < text.endIndex, decoded.count <= 2_048 {
            let byte = text[index]
            index += 1
            if byte == quote {
                var rest = text[index...]
                skipSpace(&rest)
                return rest.first == UInt8(ascii: "+") ? nil : String(decoding: decoded, as: UTF8.self)
            }
            guard byte == UInt8(ascii: "\\") else {
                // Values put into a template are not known.
                if quote == UInt8(ascii: "`"), byte == UInt8(ascii: "$") { return nil }
                decoded.append(byte)
                continue
            }
            guard index < text.endIndex, let (byte, end) = escape(at: index, in: text) else { return nil }
            decoded.append(byte)
            index = end
        }
        return nil
    }

    /// `\/`, `\x2f`, `/` and the like, for ASCII; other escapes are no part of an address.
    private static func escape(at index: Int, in text: ArraySlice<UInt8>) -> (UInt8, Int)? {
        let digits: Int
        switch text[index] {
        case UInt8(ascii: "x"): digits = 2
        case UInt8(ascii: "u"): digits = 4
        case UInt8(ascii: "/"), UInt8(ascii: "\\"), UInt8(ascii: "\""), UInt8(ascii: "'"):
            return (text[index], index + 1)
        default: return nil
        }
        let hex = text[(index + 1)...].prefix(digits)
        guard hex.count == digits, let value = UInt32(String(decoding: hex, as: UTF8.self), radix: 16),
            (0x21...0x7E).contains(value)
        else { return nil }
        return (UInt8(value), index + 1 + digits)
    }

    private static func drop(_ text: StaticString, from rest: inout ArraySlice<UInt8>) -> Bool {
        guard text.withUTF8Buffer({ rest.starts(with: $0) }) else { return false }
        rest = rest.dropFirst(text.utf8CodeUnitCount)
        return true
    }

    private static func skipSpace(_ rest: inout ArraySlice<UInt8>) {
        rest = rest.drop { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        let character = Character(Unicode.Scalar(byte))
        return character.isLetter || character.isNumber || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "$")
    }
}
