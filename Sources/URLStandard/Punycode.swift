// Punycode (RFC 3492). The procedures of the RFC insert into, or rescan, the whole label for every code point, which
// is quadratic; hosts come from strangers and may be a megabyte. Positions are kept in a Fenwick tree here instead,
// and both directions take O(n log n).

enum Punycode {
    /// Appends the encoding of `label`, without "xn--".
    static func encode(_ label: ArraySlice<Unicode.Scalar>, into output: inout [UInt8]) {
        var placed = FenwickTree(count: label.count)
        let start = output.count
        var extended: [(code: UInt32, position: Int)] = []
        extended.reserveCapacity(label.count)
        for (position, scalar) in label.enumerated() {
            if scalar.isASCII {
                output.append(UInt8(truncatingIfNeeded: scalar.value))
                placed.add(1, at: position)
            } else {
                extended.append((scalar.value, position))
            }
        }
        var length = output.count - start
        let basicLength = length
        if length > 0 { output.append(UInt8(ascii: "-")) }
        extended.sort { ($0.code, $0.position) < ($1.code, $1.position) }

        // The decoder's state: the last code point inserted and where the next could go.
        var code = initialCode
        var next = 0
        var bias = initialBias
        for item in extended {
            let index = placed.sum(before: item.position)
            let delta = (Int(item.code) - code) * (length + 1) + index - next
            appendVariableLength(delta, bias: bias, to: &output)
            bias = adaptedBias(delta, length: length + 1, isFirst: length == basicLength)
            placed.add(1, at: item.position)
            length += 1
            code = Int(item.code)
            next = index + 1
        }
    }

    /// Decodes what follows "xn--", all of it in lower case.
    ///
    /// - Returns: The label, or `nil` when the text is no Punycode.
    static func decode(_ text: ArraySlice<Unicode.Scalar>) -> [Unicode.Scalar]? {
        guard text.allSatisfy(\.isASCII) else { return nil }
        // A hyphen in front delimits nothing: it is then read as a digit, and refused.
        let hyphen = text.lastIndex(of: "-").flatMap { $0 > text.startIndex ? $0 : nil }
        let basic = hyphen.map { text[..<$0] } ?? []
        var rest = hyphen.map { text[($0 + 1)...] } ?? text
        var insertions: [(index: Int, scalar: Unicode.Scalar)] = []
        var code = initialCode
        var index = 0
        var bias = initialBias
        while !rest.isEmpty {
            guard let delta = takeVariableLength(&rest, bias: bias) else { return nil }
            let length = basic.count + insertions.count + 1
            let (sum, overflow) = index.addingReportingOverflow(delta)
            if overflow { return nil }
            code += sum / length
            index = sum % length
            guard code <= 0x10FFFF, let scalar = Unicode.Scalar(UInt32(code)) else { return nil }
            bias = adaptedBias(delta, length: length, isFirst: insertions.isEmpty)
            insertions.append((index, scalar))
            index += 1
        }
        return assemble(basic, insertions)
    }

    /// Finds the final place of every insertion from the last one back: each takes the free place whose rank is its
    /// index; the basic code points fill the rest.
    private static func assemble(
        _ basic: ArraySlice<Unicode.Scalar>, _ insertions: [(index: Int, scalar: Unicode.Scalar)]
    ) -> [Unicode.Scalar] {
        let count = basic.count + insertions.count
        var free = FenwickTree(filledWithOnes: count)
        var places = [Unicode.Scalar?](repeating: nil, count: count)
        for insertion in insertions.reversed() {
            let place = free.position(ofRank: insertion.index)
            places[place] = insertion.scalar
            free.add(-1, at: place)
        }
        var remaining = basic.makeIterator()
        return places.compactMap { $0 ?? remaining.next() }
    }

    private static let base = 36
    private static let minimumThreshold = 1
    private static let maximumThreshold = 26
    private static let initialBias = 72
    private static let initialCode = 0x80

    private static func threshold(_ position: Int, bias: Int) -> Int {
        min(max(position - bias, minimumThreshold), maximumThreshold)
    }

    /// RFC 3492, section 6.1.
    private static func adaptedBias(_ delta: Int, length: Int, isFirst: Bool) -> Int {
        var delta = isFirst ? delta / 700 : delta / 2
        delta += delta / length
        var position = 0
        while delta > (base - minimumThreshold) * maximumThreshold / 2 {
            delta /= base - minimumThreshold
            position += base
        }
        return position + (base - minimumThreshold + 1) * delta / (delta + 38)
    }

    private static func appendVariableLength(_ delta: Int, bias: Int, to output: inout [UInt8]) {
        var quotient = delta
        var position = base
        while true {
            let threshold = threshold(position, bias: bias)
            if quotient < threshold { break }
            output.append(digit(threshold + (quotient - threshold) % (base - threshold)))
            quotient = (quotient - threshold) / (base - threshold)
            position += base
        }
        output.append(digit(quotient))
    }

    private static func takeVariableLength(_ rest: inout ArraySlice<Unicode.Scalar>, bias: Int) -> Int? {
        var delta = 0
        var weight = 1
        var position = base
        while let scalar = rest.popFirst() {
            guard let value = digitValue(scalar) else { return nil }
            let (product, tooLarge) = value.multipliedReportingOverflow(by: weight)
            let (sum, overflow) = delta.addingReportingOverflow(product)
            if tooLarge || overflow { return nil }
            delta = sum
            let threshold = threshold(position, bias: bias)
            if value < threshold { return delta }
            let (nextWeight, weightOverflow) = weight.multipliedReportingOverflow(by: base - threshold)
            if weightOverflow { return nil }
            weight = nextWeight
            position += base
        }
        return nil
    }

    private static func digit(_ value: Int) -> UInt8 {
        UInt8(value < 26 ? value + 0x61 : value + 22)
    }

    private static func digitValue(_ scalar: Unicode.Scalar) -> Int? {
        let byte = UInt8(truncatingIfNeeded: scalar.value)
        if byte.isASCIIDigit { return Int(byte) - 22 }
        return byte.isASCIIAlpha ? Int(byte | 0x20) - 0x61 : nil
    }
}

/// Prefix sums under updates: both in O(log n).
struct FenwickTree {
    private var tree: [Int]

    init(count: Int) {
        tree = Array(repeating: 0, count: count + 1)
    }

    init(filledWithOnes count: Int) {
        tree = (0...count).map { $0 & -$0 }
    }

    mutating func add(_ value: Int, at position: Int) {
        var index = position + 1
        while index < tree.count {
            tree[index] += value
            index += index & -index
        }
    }

    func sum(before position: Int) -> Int {
        var index = position
        var total = 0
        while index > 0 {
            total += tree[index]
            index -= index & -index
        }
        return total
    }

    /// The position of the one with `rank` ones before it, where all values are 0 or 1.
    func position(ofRank rank: Int) -> Int {
        var remaining = rank
        var position = 0
        var step = 1 << (Int.bitWidth - 1 - max(tree.count - 1, 1).leadingZeroBitCount)
        while step > 0 {
            if position + step < tree.count, tree[position + step] <= remaining {
                position += step
                remaining -= tree[position]
            }
            step >>= 1
        }
        return position
    }
}
