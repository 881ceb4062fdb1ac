/// What character set bytes without a label are in.
enum EncodingGuess {
    /// UTF-8, GB18030 or Big5 where the bytes look like it, and windows-1252 otherwise.
    static func encoding(of bytes: ArraySlice<UInt8>) -> String {
        if isUTF8(bytes) || bytes.allSatisfy({ $0 < 0x80 }) { return EncodingLabel.utf8 }
        var pairs = 0
        var common = (gb: 0, big5: 0)
        var malformed = 0
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let lead = bytes[index]
            guard lead >= 0x80 else {
                index += 1
                continue
            }
            guard index + 1 < bytes.endIndex else { break }
            let trail = bytes[index + 1]
            guard (0x81...0xFE).contains(lead), trail >= 0x40, trail != 0x7F, trail != 0xFF else {
                malformed += 1
                index += 1
                continue
            }
            pairs += 1
            // The first level of GB 2312 and the frequent part of Big5 hold nearly all of a text's characters.
            if (0xB0...0xD7).contains(lead), trail >= 0xA1 { common.gb += 1 }
            if (0xA4...0xC6).contains(lead) { common.big5 += 1 }
            index += 2
        }
        guard pairs >= 4, malformed * 20 < pairs else { return EncodingLabel.windows1252 }
        // Half of Big5's trail bytes are ASCII, which a text in GB 2312 never has.
        if common.gb * 10 >= pairs * 6 { return EncodingLabel.gb18030 }
        return common.big5 * 10 >= pairs * 7 ? EncodingLabel.big5 : EncodingLabel.windows1252
    }

    /// Whether bytes beyond ASCII occur and all of them are UTF-8. The end may be cut off within a character.
    static func isUTF8(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard bytes.contains(where: { $0 >= 0x80 }) else { return false }
        var end = bytes.endIndex
        // Back over a character that was cut off: its lead byte and at most two others.
        for back in 1...3 where bytes.count >= back {
            let byte = bytes[bytes.endIndex - back]
            if byte >= 0xC2 {
                let length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2
                if length > back { end = bytes.endIndex - back }
                break
            }
            if byte < 0x80 { break }
        }
        return String(validating: bytes[..<end], as: UTF8.self) != nil
    }
}
