/// The character set that a page names in its beginning (HTML Standard, section 13.2.3.3, "prescan a byte stream").
enum MetaPrescan {
    static func charset(in bytes: ArraySlice<UInt8>) -> String? {
        if let declared = xmlEncoding(in: bytes) { return declared }
        var tokenizer = HTMLTokenizer(Array(bytes))
        while let token = tokenizer.next() {
            guard case .start(let tag) = token, tag.name == "meta" else { continue }
            if let name = tag["charset"].flatMap(EncodingLabel.name) { return name }
            if tag["http-equiv"]?.lowercased() == "content-type",
                let name = tag["content"].flatMap({ charset(inContent: $0) })
            {
                return name
            }
        }
        return nil
    }

    /// "Extracting a character encoding from a meta element" (section 2.5.4 of the Standard's fetching chapter).
    private static func charset(inContent content: String) -> String? {
        let text = content.lowercased()
        guard let found = text.firstRange(of: "charset") else { return nil }
        let rest = text[found.upperBound...].drop { $0.isWhitespace }
        guard rest.first == "=" else { return nil }
        let value = rest.dropFirst().drop { $0.isWhitespace || $0 == "\"" || $0 == "'" }
        return EncodingLabel.name(value.prefix { $0 != ";" && !$0.isWhitespace && $0 != "\"" && $0 != "'" })
    }

    /// The `encoding` of `<?xml … ?>`, which browsers ask too.
    private static func xmlEncoding(in bytes: ArraySlice<UInt8>) -> String? {
        guard bytes.starts(with: Array("<?xml".utf8)) else { return nil }
        let declaration = String(decoding: bytes.prefix { $0 != UInt8(ascii: ">") }, as: UTF8.self)
        guard let found = declaration.firstRange(of: "encoding") else { return nil }
        let value = declaration[found.upperBound...].drop { $0.isWhitespace || $0 == "=" || $0 == "\"" || $0 == "'" }
        return EncodingLabel.name(value.prefix { $0 != "\"" && $0 != "'" && $0 != "?" })
    }
}
