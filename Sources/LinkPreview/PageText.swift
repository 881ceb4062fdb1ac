internal import CICU

/// A page's bytes as UTF-8.
struct PageText: Sendable {
    var utf8: [UInt8]
    /// The Encoding Standard's name of the set the bytes were in, in lower case.
    var encoding: String

    /// Decodes as the HTML Standard says (section 13.2.3.2): a byte order mark, the header's word, a `meta` in the first
    /// 1,024 bytes, an XML declaration, and a guess last. Bytes that are UTF-8 throughout are UTF-8 whatever a label
    /// says: pages are mislabelled more often than another set's text is UTF-8 by chance. O(n).
    init(_ body: ArraySlice<UInt8>, contentType: String?) {
        if body.starts(with: [0xEF, 0xBB, 0xBF]) {
            self.init(body.dropFirst(3), as: EncodingLabel.utf8)
        } else if body.starts(with: [0xFE, 0xFF]) {
            self.init(body.dropFirst(2), as: "utf-16be")
        } else if body.starts(with: [0xFF, 0xFE]) {
            self.init(body.dropFirst(2), as: "utf-16le")
        } else {
            let header = contentType.flatMap(Self.charset)
            // A page whose meta can be read at all is in no set of two bytes a letter (section 13.2.3.2, step 12).
            let label =
                header
                ?? MetaPrescan.charset(in: body.prefix(1_024)).map {
                    $0.hasPrefix("utf-16") ? EncodingLabel.utf8 : $0
                }
            let isWide = header?.hasPrefix("utf-16") == true
            if !isWide, label != EncodingLabel.utf8, EncodingGuess.isUTF8(body) {
                self.init(body, as: EncodingLabel.utf8)
            } else {
                self.init(body, as: label ?? EncodingGuess.encoding(of: body))
            }
        }
    }

    private init(_ body: ArraySlice<UInt8>, as encoding: String) {
        self.encoding = encoding
        if encoding != EncodingLabel.utf8, let name = EncodingLabel.converter(of: encoding),
            let units = Self.decode(body, converter: name)
        {
            utf8 = Array(String(decoding: units, as: UTF16.self).utf8)
        } else {
            utf8 = Array(String(decoding: body, as: UTF8.self).utf8)
        }
    }

    private static func decode(_ body: ArraySlice<UInt8>, converter: String) -> [UInt16]? {
        // Two units at most for every byte: a byte alone, or an astral character from two bytes and more.
        guard let length = Int32(exactly: body.count), length < Int32.max / 2 - 16 else { return nil }
        let capacity = length * 2 + 16
        var written: Int32 = -1
        let units = [UInt16](unsafeUninitializedCapacity: Int(capacity)) { buffer, count in
            body.withUnsafeBufferPointer {
                written = cicu_decode(converter, $0.baseAddress, length, buffer.baseAddress, capacity)
            }
            count = Int(max(0, written))
        }
        return written >= 0 ? units : nil
    }

    /// The character set that a `Content-Type` names.
    static func charset(_ contentType: String) -> String? {
        for parameter in contentType.split(separator: ";").dropFirst() {
            let parts = parameter.split(separator: "=", maxSplits: 1)
            guard parts.count == 2, parts[0].lowercased().filter({ !$0.isWhitespace }) == "charset" else { continue }
            return EncodingLabel.name(parts[1])
        }
        return nil
    }
}
