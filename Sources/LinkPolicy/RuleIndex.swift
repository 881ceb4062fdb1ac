/// Which rules of a policy can hold at all, found for 64 rules at a time, so that most are never looked at.
struct RuleIndex: Sendable {
    /// Machine words of a row, which has a bit for each rule.
    let width: Int
    /// A row for each bit of ``RuleMask/accepts``, with the rules that accept it, then one for each of ``RuleMask/needs``,
    /// with the rules that need it.
    private let rows: [UInt64]

    private static let needsStart = UInt64.bitWidth

    init(_ rules: [RuleMask]) {
        let width = (rules.count + 63) / 64
        var rows = [UInt64](repeating: 0, count: (Self.needsStart + UInt32.bitWidth) * width)
        for (index, rule) in rules.enumerated() {
            let (word, bit) = (index / 64, UInt64(1) << UInt64(index % 64))
            for row in Bits(rule.accepts) { rows[row * width + word] |= bit }
            for row in Bits(UInt64(rule.needs)) { rows[(Self.needsStart + row) * width + word] |= bit }
        }
        self.width = width
        self.rows = rows
    }

    /// The rules among `word * 64 ..< word * 64 + 64` that can hold for `facts`, as bits.
    func candidates(_ word: Int, _ facts: RuleMask) -> Bits {
        var found = UInt64.max
        for row in Bits(facts.accepts) { found &= rows[row * width + word] }
        for row in Bits(UInt64(RuleMask.allNeeds & ~facts.needs)) {
            found &= ~rows[(Self.needsStart + row) * width + word]
        }
        return Bits(found)
    }
}

/// The places of the bits that are set, in order.
struct Bits: Sequence, IteratorProtocol {
    private var rest: UInt64

    init(_ bits: UInt64) { rest = bits }

    mutating func next() -> Int? {
        guard rest != 0 else { return nil }
        defer { rest &= rest - 1 }
        return rest.trailingZeroBitCount
    }
}
