/// The query of a request line where it needs no decoding.
struct PlainQuery {
    private var values: [(name: String, value: String)] = []

    /// `nil` when a name is not one of `names` or is given twice, or something is percent-encoded: the router says what
    /// is to be said of it.
    init?(_ query: Substring, names: [String]) {
        for pair in query.split(separator: "&", omittingEmptySubsequences: false) {
            guard let equals = pair.utf8.firstIndex(of: UInt8(ascii: "=")) else { return nil }
            let name = String(pair[..<equals])
            let value = pair[pair.index(after: equals)...]
            guard names.contains(name), self[name] == nil, value.utf8.allSatisfy(Self.isPlain) else { return nil }
            values.append((name, String(value)))
        }
    }

    subscript(_ name: String) -> String? { values.first { $0.name == name }?.value }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
