extension AddressPattern {
    /// Whether `address` has this shape. O(length of the address × parameters of the pattern).
    func matches(_ text: Span<UInt8>, _ address: AddressParts, _ captures: inout Captures) -> Bool {
        captures.reset()
        if let hostSteps, !program.match(hostSteps, text, address.host, &captures) { return false }
        guard program.match(pathSteps, text, address.path, &captures, mayEndInSlash: true) else { return false }
        for index in querySteps.indices {
            guard let range = address.query, match(querySteps[index], text, range, &captures) else { return false }
        }
        guard let fragmentSteps else { return true }
        guard let fragment = address.fragment else { return false }
        var mark = fragment.lowerBound
        while mark < fragment.upperBound, text[mark] != UInt8(ascii: "?") { mark += 1 }
        guard program.match(fragmentSteps, text, fragment.lowerBound..<mark, &captures, mayEndInSlash: true) else {
            return false
        }
        for index in fragmentQuerySteps.indices {
            guard mark < fragment.upperBound,
                match(fragmentQuerySteps[index], text, mark + 1..<fragment.upperBound, &captures)
            else { return false }
        }
        return true
    }

    private func match(
        _ parameter: AddressProgram.Parameter, _ text: Span<UInt8>, _ query: Range<Int>, _ captures: inout Captures
    ) -> Bool {
        var pairs = QueryPairs(query)
        while let pair = pairs.next(text) {
            guard program.reads(text, pair.name, parameter.name) else { continue }
            guard let steps = parameter.value else { return true }
            if parameter.key == nil, !needsDecoding(text, pair.value) {
                return program.match(steps, text, pair.value, &captures)
            }
            var value = decoded(text, pair.value)
            if let key = parameter.key {
                guard let found = jsonValue(of: key, in: value) else { return false }
                value = found
            }
            let base = captures.decoded.count
            captures.decoded += value
            let whole = captures.decoded
            return program.match(steps, whole.span, base..<whole.count, &captures, isDecoded: true)
        }
        return false
    }
}
