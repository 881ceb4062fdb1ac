/// Look-up in the generated tables, which list ranges of code points by their first one.
enum RangeTable {
    /// The index, among `candidates`, of the range that holds `code`. `start` takes the code point out of an entry.
    /// O(log n).
    @inline(__always)
    static func index(
        _ entries: [UInt32], _ candidates: ClosedRange<Int>, of code: UInt32, start: (UInt32) -> UInt32
    ) -> Int {
        var low = candidates.lowerBound
        var high = candidates.upperBound + 1
        while high - low > 1 {
            let middle = (low + high) / 2
            if start(entries[middle]) <= code { low = middle } else { high = middle }
        }
        return low
    }

    /// The value of `scalar` in a table whose entries are first code point << 8 | value.
    static func value(_ entries: [UInt32], _ scalar: Unicode.Scalar) -> UInt8 {
        let index = index(entries, 0...entries.count - 1, of: scalar.value) { $0 >> 8 }
        return UInt8(truncatingIfNeeded: entries[index])
    }
}

extension Unicode.Scalar {
    var bidiClass: BidiClass { BidiClass(rawValue: RangeTable.value(PropertyTable.bidiClass, self)) ?? .other }
    var joiningType: JoiningType { JoiningType(rawValue: RangeTable.value(PropertyTable.joiningType, self)) ?? .u }
    var combiningClass: UInt8 { value < 0x300 ? 0 : RangeTable.value(PropertyTable.combiningClass, self) }
    /// The number of the script in ``ScriptTable``; 1 for Common and Inherited, 0 for unassigned.
    var scriptNumber: UInt8 { RangeTable.value(ScriptTable.entries, self) }
    var identifierFlags: IdentifierFlags { IdentifierFlags(rawValue: RangeTable.value(PropertyTable.flags, self)) }
}

/// Bidi_Class, as far as RFC 5893 tells them apart. The order is that of the generated table.
enum BidiClass: UInt8 {
    case other, l, r, al, an, en, es, cs, et, on, bn, nsm
}

/// Joining_Type. The order is that of the generated table.
enum JoiningType: UInt8 {
    case u, c, d, l, r, t
}

struct IdentifierFlags: OptionSet {
    let rawValue: UInt8

    /// General_Category M.
    static let mark = IdentifierFlags(rawValue: 1)
    /// Canonical_Combining_Class 9.
    static let virama = IdentifierFlags(rawValue: 2)
    /// UTS 39 Identifier_Status Allowed.
    static let allowed = IdentifierFlags(rawValue: 4)
    /// General_Category Nd.
    static let digit = IdentifierFlags(rawValue: 8)
}
