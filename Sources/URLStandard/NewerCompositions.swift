/// The canonical compositions that came after Unicode 15, which an ICU of that version (Debian 12 has ICU 72) leaves
/// apart: two letters of Todhri, and vowels of Tulu-Tigalari, Gurung Khema and Kirat Rai, all of Unicode 16.
/// Unicode 17 has no further ones.
enum NewerCompositions {
    private static let table: [Pair: UInt32] = [
        Pair(0x105D2, 0x307): 0x105C9, Pair(0x105DA, 0x307): 0x105E4,
        Pair(0x11382, 0x113C9): 0x11383, Pair(0x11384, 0x113BB): 0x11385, Pair(0x1138B, 0x113C2): 0x1138E,
        Pair(0x11390, 0x113C9): 0x11391, Pair(0x113C2, 0x113C2): 0x113C5, Pair(0x113C2, 0x113B8): 0x113C7,
        Pair(0x113C2, 0x113C9): 0x113C8,
        Pair(0x1611E, 0x1611E): 0x16121, Pair(0x1611E, 0x16129): 0x16122, Pair(0x1611E, 0x1611F): 0x16123,
        Pair(0x16129, 0x1611F): 0x16124, Pair(0x1611E, 0x16120): 0x16125, Pair(0x16121, 0x1611F): 0x16126,
        Pair(0x16122, 0x1611F): 0x16127, Pair(0x16121, 0x16120): 0x16128,
        Pair(0x16D67, 0x16D67): 0x16D68, Pair(0x16D63, 0x16D67): 0x16D69, Pair(0x16D69, 0x16D67): 0x16D6A,
    ]

    private struct Pair: Hashable {
        let first: UInt32
        let second: UInt32

        init(_ first: UInt32, _ second: UInt32) {
            self.first = first
            self.second = second
        }
    }

    /// Composes these pairs in a text that is in the NFC of Unicode 15 (UAX 15, "Canonical Composition Algorithm").
    static func compose(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        guard text.contains(where: { (0x105D2...0x16D6A).contains($0.value) }) else { return text }
        var composed: [Unicode.Scalar] = []
        composed.reserveCapacity(text.count)
        var starter: Int?
        var lastClass: UInt8 = 0
        for scalar in text {
            let combiningClass = scalar.combiningClass
            if let index = starter {
                let isAdjacent = index == composed.count - 1
                if isAdjacent || (lastClass != 0 && lastClass < combiningClass),
                    let whole = table[Pair(composed[index].value, scalar.value)].flatMap(Unicode.Scalar.init)
                {
                    composed[index] = whole
                    continue
                }
            }
            if combiningClass == 0 { starter = composed.count }
            lastClass = combiningClass
            composed.append(scalar)
        }
        return composed
    }
}
