extension LinkCard.Price {
    /// Amount and currency as a page writes them; `nil` for what is no number.
    init?(amount: String?, currency: String?) {
        guard let line = amount.flatMap({ PlainText.line($0, atMost: 64) }) else { return nil }
        // "¥ 1,299.00 起": the first number, with what parts its digits.
        let start = line.unicodeScalars.firstIndex { ("0"..."9").contains($0) }
        guard let start else { return nil }
        let scalars = line.unicodeScalars[start...].prefix { ("0"..."9").contains($0) || $0 == "." || $0 == "," }
        var number = String(scalars)
        while let last = number.last, last == "." || last == "," { number.removeLast() }
        guard number.utf8.count <= 20 else { return nil }
        self.amount = number
        self.currency = Self.code(currency) ?? Self.code(in: line)
    }

    /// ISO 4217 codes are three letters; a few signs and words are told too.
    private static func code(_ text: String?) -> String? {
        guard let text = text?.filter({ !$0.isWhitespace }).uppercased() else { return nil }
        if text.utf8.count == 3, text.utf8.allSatisfy({ (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }) {
            return text == "RMB" ? "CNY" : text
        }
        return code(in: text)
    }

    /// The currency of a sign that stands for one alone. "$" and, outside China's pages, "¥" are several countries'.
    private static func code(in text: String) -> String? {
        for (sign, code) in [("€", "EUR"), ("£", "GBP"), ("￥", "CNY"), ("元", "CNY"), ("₩", "KRW"), ("₹", "INR")]
        where text.contains(sign) { return code }
        return nil
    }
}
