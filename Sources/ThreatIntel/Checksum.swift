/// XXH64 with seed 0 (xxHash specification, "XXH64 algorithm description"), taken in pieces. It tells damage from intact
/// bytes; it does not keep anybody out.
struct Checksum: Sendable {
    private static let prime1: UInt64 = 0x9E37_79B1_85EB_CA87
    private static let prime2: UInt64 = 0xC2B2_AE3D_27D4_EB4F
    private static let prime3: UInt64 = 0x1656_67B1_9E37_79F9
    private static let prime4: UInt64 = 0x85EB_CA77_C2B2_AE63
    private static let prime5: UInt64 = 0x27D4_EB2F_1656_67C5

    private var lane1 = prime1 &+ prime2
    private var lane2 = prime2
    private var lane3: UInt64 = 0
    private var lane4 = 0 &- prime1
    private var count: UInt64 = 0
    /// At most 31 bytes that fill no stripe yet.
    private var rest: [UInt8] = []

    /// The checksum of `bytes`. O(n).
    static func of(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        var checksum = Checksum()
        checksum.update(bytes)
        return checksum.value
    }

    mutating func update(_ bytes: UnsafeRawBufferPointer) {
        count &+= UInt64(bytes.count)
        var start = 0
        if !rest.isEmpty {
            start = min(32 - rest.count, bytes.count)
            rest.append(contentsOf: bytes[..<start])
            guard rest.count == 32 else { return }
            let stripe = rest
            stripe.withUnsafeBytes { consume($0, at: 0) }
            rest.removeAll(keepingCapacity: true)
        }
        while start + 32 <= bytes.count {
            consume(bytes, at: start)
            start += 32
        }
        rest.append(contentsOf: bytes[start...])
    }

    var value: UInt64 {
        var hash: UInt64
        if count >= 32 {
            hash = rotate(lane1, 1) &+ rotate(lane2, 7) &+ rotate(lane3, 12) &+ rotate(lane4, 18)
            for lane in [lane1, lane2, lane3, lane4] {
                hash = (hash ^ Self.round(0, lane)) &* Self.prime1 &+ Self.prime4
            }
        } else {
            hash = Self.prime5
        }
        hash = hash &+ count
        var offset = 0
        rest.withUnsafeBytes { bytes in
            while offset + 8 <= bytes.count {
                hash ^= Self.round(
                    0, UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)))
                hash = rotate(hash, 27) &* Self.prime1 &+ Self.prime4
                offset += 8
            }
            if offset + 4 <= bytes.count {
                let word = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
                hash = rotate(hash ^ UInt64(word) &* Self.prime1, 23) &* Self.prime2 &+ Self.prime3
                offset += 4
            }
            while offset < bytes.count {
                hash = rotate(hash ^ UInt64(bytes[offset]) &* Self.prime5, 11) &* Self.prime1
                offset += 1
            }
        }
        hash = (hash ^ hash >> 33) &* Self.prime2
        hash = (hash ^ hash >> 29) &* Self.prime3
        return hash ^ hash >> 32
    }

    private mutating func consume(_ bytes: UnsafeRawBufferPointer, at offset: Int) {
        func word(_ index: Int) -> UInt64 {
            UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset + index * 8, as: UInt64.self))
        }
        lane1 = Self.round(lane1, word(0))
        lane2 = Self.round(lane2, word(1))
        lane3 = Self.round(lane3, word(2))
        lane4 = Self.round(lane4, word(3))
    }

    private static func round(_ lane: UInt64, _ word: UInt64) -> UInt64 {
        rotate(lane &+ word &* prime2, 31) &* prime1
    }
}

private func rotate(_ value: UInt64, _ count: UInt64) -> UInt64 { value &<< count | value &>> (64 - count) }
