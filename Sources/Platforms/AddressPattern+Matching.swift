extension AddressPattern {
    /// Whether `address` has this shape. O(length of the address × parameters of the pattern).
    func matches(_ text: Span<UInt8>, _ address: AddressParts, _ captures: inout Captures) -> Bool {
        captures.reset()
        if let host, !Self.match(host, text, address.host, &captures) { return false }
        guard Self.match(path, text, address.path, &captures, mayEndInSlash: true) else { return false }
        for parameter in query {
            guard let range = address.query, match(parameter, text, range, &captures) else { return false }
        }
        guard let fragmentPath else { return true }
        guard let fragment = address.fragment else { return false }
        var mark = fragment.lowerBound
        while mark < fragment.upperBound, text[mark] != UInt8(ascii: "?") { mark += 1 }
        guard Self.match(fragmentPath, text, fragment.lowerBound..<mark, &captures, mayEndInSlash: true) else {
            return false
        }
        for parameter in fragmentQuery {
            guard mark < fragment.upperBound, match(parameter, text, mark + 1..<fragment.upperBound, &captures) else {
                return false
            }
        }
        return true
    }

    private func match(
        _ parameter: Parameter, _ text: Span<UInt8>, _ query: Range<Int>, _ captures: inout Captures
    ) -> Bool {
        var pairs = QueryPairs(query)
        while let pair = pairs.next(text) {
            guard pair.hasName(parameter.name, text) else { continue }
            guard let pieces = parameter.value else { return true }
            if parameter.key == nil, !needsDecoding(text, pair.value) {
                return Self.match(pieces, text, pair.value, &captures)
            }
            var value = decoded(text, pair.value)
            if let key = parameter.key {
                guard let found = jsonValue(of: key, in: value) else { return false }
                value = found
            }
            let base = captures.decoded.count
            captures.decoded += value
            let whole = captures.decoded
            return Self.match(pieces, whole.span, base..<whole.count, &captures, isDecoded: true)
        }
        return false
    }

    private static func match(
        _ pieces: [Piece], _ text: Span<UInt8>, _ range: Range<Int>, _ captures: inout Captures,
        isDecoded: Bool = false, mayEndInSlash: Bool = false
    ) -> Bool {
        var index = range.lowerBound
        for (number, piece) in pieces.enumerated() {
            switch piece {
            case .literal(let bytes):
                guard index + bytes.count <= range.upperBound else {
                    // A pattern's final slash is as optional as an address's.
                    return mayEndInSlash && number == pieces.count - 1 && bytes == [UInt8(ascii: "/")]
                        && index == range.upperBound
                }
                for offset in bytes.indices where lowercase(text[index + offset]) != bytes[offset] { return false }
                index += bytes.count
            case .capture(let slot, let set, let length, let stop):
                let start = index
                while index < range.upperBound, index - start < length.upperBound, set.contains(text[index]),
                    text[index] != stop
                {
                    index += 1
                }
                guard index - start >= length.lowerBound else { return false }
                if slot >= 0 { captures.record(slot, start..<index, isDecoded: isDecoded) }
            case .rest: return true
            }
        }
        if mayEndInSlash, index + 1 == range.upperBound, text[index] == UInt8(ascii: "/") { return true }
        return index == range.upperBound
    }

    @inline(__always) private static func lowercase(_ byte: UInt8) -> UInt8 {
        byte &- 0x41 < 26 ? byte | 0x20 : byte
    }
}
