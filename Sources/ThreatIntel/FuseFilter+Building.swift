extension FuseShape {
    /// Fills a filter that holds `keys`, which must be distinct. O(n); takes some 21 bytes a key while it works.
    ///
    /// - Returns: `nil` when no seed works, which for distinct keys does not happen.
    static func build(_ keys: [UInt64]) -> (shape: FuseShape, cells: [UInt16])? {
        var seed: UInt64 = 0x9E37_79B9_7F4A_7C15
        for _ in 0..<100 {
            let shape = FuseShape(count: keys.count, seed: seed)
            if let cells = shape.fill(keys) { return (shape, cells) }
            seed = mix(seed, 1)
        }
        return nil
    }

    /// `nil` when the keys cannot all be taken away under this seed.
    private func fill(_ keys: [UInt64]) -> [UInt16]? {
        var cells = [UInt16](repeating: 0, count: cellCount)
        var counts = [UInt32](repeating: 0, count: cellCount)
        var sums = [UInt64](repeating: 0, count: cellCount)
        var stack: [(key: UInt64, place: UInt32)] = []
        stack.reserveCapacity(keys.count)
        let isPeeled = counts.withUnsafeMutableBufferPointer { counts in
            sums.withUnsafeMutableBufferPointer { sums in
                for key in keys {
                    let mixed = Self.mix(key, seed)
                    let (first, second, third) = places(mixed)
                    counts[first] &+= 1
                    counts[second] &+= 1
                    counts[third] &+= 1
                    sums[first] ^= mixed
                    sums[second] ^= mixed
                    sums[third] ^= mixed
                }
                var alone: [UInt32] = []
                for place in counts.indices where counts[place] == 1 { alone.append(UInt32(place)) }
                while let place = alone.popLast() {
                    guard counts[Int(place)] == 1 else { continue }
                    let mixed = sums[Int(place)]
                    stack.append((mixed, place))
                    let (first, second, third) = places(mixed)
                    func leave(_ other: Int) {
                        counts[other] &-= 1
                        sums[other] ^= mixed
                        if counts[other] == 1 { alone.append(UInt32(other)) }
                    }
                    leave(first)
                    leave(second)
                    leave(third)
                }
                return stack.count == keys.count
            }
        }
        guard isPeeled else { return nil }
        for (mixed, place) in stack.reversed() {
            let (first, second, third) = places(mixed)
            // The cell itself is still zero.
            cells[Int(place)] = Self.fingerprint(mixed) ^ cells[first] ^ cells[second] ^ cells[third]
        }
        return cells
    }
}
