/// Confusable detection (UTS 39, section 4), by the table of Unicode 17.
enum Skeleton {
    /// The skeleton of `text`: strings with equal skeletons look alike. O(n log n).
    static func of(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        var mapped: [Unicode.Scalar] = []
        for scalar in Normalization.nfd(text) { append(prototypeOf: scalar, to: &mapped) }
        return Normalization.nfd(mapped)
    }

    /// The skeleton with accents and the like taken off and in lower case: "gооgłé" and "google" meet here although
    /// their skeletons differ. For comparison with names that deserve protection.
    static func bare(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        let plain = Normalization.nfd(text).filter { !$0.identifierFlags.contains(.mark) }
        let skeleton = of(plain).filter { !$0.identifierFlags.contains(.mark) }
        return skeleton.map { $0.isASCII ? Unicode.Scalar(UInt8($0.value).asciiLowercased) : $0 }
    }

    private static func append(prototypeOf scalar: Unicode.Scalar, to output: inout [Unicode.Scalar]) {
        let keys = ConfusableTable.keys
        var low = 0
        var high = keys.count
        while low < high {
            let middle = (low + high) / 2
            if keys[middle] < scalar.value { low = middle + 1 } else { high = middle }
        }
        guard low < keys.count, keys[low] == scalar.value else {
            output.append(scalar)
            return
        }
        let value = ConfusableTable.values[low]
        guard value & 0x8000_0000 != 0 else {
            output.append(Unicode.Scalar(value) ?? scalar)
            return
        }
        let start = Int((value & 0x7FFF_FFFF) >> 8)
        for code in ConfusableTable.pool[start..<start + Int(value & 0xFF)] {
            output.append(Unicode.Scalar(code) ?? scalar)
        }
    }
}
