extension Scan {
    /// Records a web address.
    ///
    /// - Parameters:
    ///   - host: Where its host stands in `text`.
    ///   - prefix: What the address lacks, such as `https://`.
    mutating func addWeb(
        _ text: Span<UInt8>, _ range: Range<Int>, host: Range<Int>, prefix: String, marks: Finding.Marks,
        isEscaped: Bool
    ) {
        let address = isEscaped ? unescaped(text, range) : string(text, range)
        var form = LinkForm.web
        var owner = -1
        if let match = tables.hosts.longestSuffix(of: text, in: host) {
            let domain = tables.domains[match.value]
            owner = domain.owner
            form = tables.form(domain.rules, text, rest: host.upperBound..<range.upperBound) ?? .web
        }
        add(
            range, form, prefix.isEmpty ? address : prefix + address,
            marks: misleads(text, range, host: host) ? marks.union(.misleadingText) : marks, number: owner)
    }

    /// The text of an address, with the ampersands of escaped HTML undone.
    func unescaped(_ text: Span<UInt8>, _ range: Range<Int>) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(range.count)
        var index = range.lowerBound
        while index < range.upperBound {
            bytes.append(text[index])
            index += text[index] == UInt8(ascii: "&") && isEscapedAmpersand(text, at: index) ? 5 : 1
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
