import URLStandard

/// Where the parts of an address stand that patterns are matched against.
struct AddressParts {
    var host: Range<Int>
    /// For a scheme that is not special: everything between `scheme:` or `scheme://` and the query.
    var path: Range<Int>
    var query: Range<Int>?
    var fragment: Range<Int>?

    init(_ url: WebURL, _ text: Span<UInt8>) {
        query = url.queryRange
        fragment = url.fragmentRange
        if url.isSpecial {
            host = url.hostRange
            path = url.pathRange
        } else {
            var start = 0
            while start < text.count, text[start] != UInt8(ascii: ":") { start += 1 }
            start = min(start + 1, text.count)
            if start + 1 < text.count, text[start] == UInt8(ascii: "/"), text[start + 1] == UInt8(ascii: "/") {
                start += 2
            }
            let end = url.queryRange.map { $0.lowerBound - 1 } ?? url.fragmentRange.map { $0.lowerBound - 1 }
            host = start..<start
            path = start..<max(start, end ?? text.count)
        }
    }
}

/// The pairs of a query string, one after the other, as ranges.
struct QueryPairs {
    struct Pair {
        /// From the name's first byte to the value's last.
        var whole: Range<Int>
        var name: Range<Int>
        var value: Range<Int>

        func hasName(_ bytes: [UInt8], _ text: Span<UInt8>) -> Bool {
            guard name.count == bytes.count else { return false }
            for offset in bytes.indices where text[name.lowerBound + offset] != bytes[offset] { return false }
            return true
        }
    }

    private var index: Int
    private let end: Int

    init(_ range: Range<Int>) {
        index = range.lowerBound
        end = range.upperBound
    }

    mutating func next(_ text: Span<UInt8>) -> Pair? {
        while index < end, text[index] == UInt8(ascii: "&") { index += 1 }
        guard index < end else { return nil }
        let start = index
        var equals: Int?
        while index < end, text[index] != UInt8(ascii: "&") {
            if text[index] == UInt8(ascii: "="), equals == nil { equals = index }
            index += 1
        }
        guard let equals else { return Pair(whole: start..<index, name: start..<index, value: index..<index) }
        return Pair(whole: start..<index, name: start..<equals, value: equals + 1..<index)
    }
}

/// Whether a value holds percent escapes or plus signs.
func needsDecoding(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
    for index in range where text[index] == UInt8(ascii: "%") || text[index] == UInt8(ascii: "+") { return true }
    return false
}

/// A query value with percent escapes undone (URL Standard §1.3) and plus signs read as spaces.
func decoded(_ text: Span<UInt8>, _ range: Range<Int>) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(range.count)
    var index = range.lowerBound
    while index < range.upperBound {
        let byte = text[index]
        if byte == UInt8(ascii: "%"), index + 2 < range.upperBound, let high = hexDigit(text[index + 1]),
            let low = hexDigit(text[index + 2])
        {
            result.append(high << 4 | low)
            index += 3
        } else {
            result.append(byte == UInt8(ascii: "+") ? 0x20 : byte)
            index += 1
        }
    }
    return result
}

private func hexDigit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x41 + 10
    case 0x61...0x66: byte - 0x61 + 10
    default: nil
    }
}

/// The scalar that follows `"key":` in JSON text, wherever it stands: app links nest their parameters shallowly, and a
/// reader that fails on the odd one would find nothing where the app still opens.
func jsonValue(of key: [UInt8], in json: [UInt8]) -> [UInt8]? {
    let quoted = [UInt8(ascii: "\"")] + key + [UInt8(ascii: "\"")]
    guard json.count > quoted.count else { return nil }
    var index = 0
    while index + quoted.count < json.count {
        guard json[index..<index + quoted.count].elementsEqual(quoted) else {
            index += 1
            continue
        }
        var start = index + quoted.count
        while start < json.count, json[start] == 0x20 || json[start] == UInt8(ascii: ":") { start += 1 }
        guard start < json.count else { return nil }
        if json[start] == UInt8(ascii: "\"") {
            guard let end = json[(start + 1)...].firstIndex(of: UInt8(ascii: "\"")) else { return nil }
            return json[start + 1..<end].filter { $0 != UInt8(ascii: "\\") }
        }
        let end = json[start...].firstIndex { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "}") } ?? json.count
        return Array(json[start..<end])
    }
    return nil
}
