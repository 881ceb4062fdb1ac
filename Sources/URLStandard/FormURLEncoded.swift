/// application/x-www-form-urlencoded (URL Standard, section 5).
public enum FormURLEncoded {
    /// Parses names and values, in order. O(n).
    public static func parse(_ text: String) -> [(name: String, value: String)] {
        parse(Array(text.utf8)[...])
    }

    static func parse(_ bytes: ArraySlice<UInt8>) -> [(name: String, value: String)] {
        bytes.split(separator: UInt8(ascii: "&")).map { pair in
            let equals = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
            return (decode(pair[..<equals]), decode(pair[equals...].dropFirst()))
        }
    }

    private static func decode(_ bytes: ArraySlice<UInt8>) -> String {
        let spaced = bytes.map { $0 == UInt8(ascii: "+") ? UInt8(ascii: " ") : $0 }
        return String(decoding: PercentEncoding.decode(spaced[...]), as: UTF8.self)
    }

    /// Serialises names and values. O(n).
    public static func serialize(_ pairs: some Sequence<(name: String, value: String)>) -> String {
        var output: [UInt8] = []
        for pair in pairs {
            if !output.isEmpty { output.append(UInt8(ascii: "&")) }
            append(pair.name, to: &output)
            output.append(UInt8(ascii: "="))
            append(pair.value, to: &output)
        }
        return String(decoding: output, as: UTF8.self)
    }

    private static func append(_ text: String, to output: inout [UInt8]) {
        for byte in text.utf8 {
            if byte == UInt8(ascii: " ") {
                output.append(UInt8(ascii: "+"))
            } else if PercentEncodeSet.formURLEncoded.contains(byte) {
                output.appendPercentEncoded(byte)
            } else {
                output.append(byte)
            }
        }
    }
}

extension WebURL {
    /// The query's names and values, decoded, in order; empty without a query. In the URL API: `searchParams`.
    public var queryParameters: [(name: String, value: String)] {
        guard let range = queryRange else { return [] }
        return withUTF8Href { FormURLEncoded.parse(Array($0[range])[...]) }
    }
}
