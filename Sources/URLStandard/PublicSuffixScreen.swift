internal import CPublicSuffix

/// Says of nearly every name that is no public suffix that it is none, without a search among the rules.
struct PublicSuffixScreen: Sendable {
    private static let bitCount = 1 << 18

    /// A bit for the hash of each rule, and of what follows "*." in one.
    private var bits = [UInt64](repeating: 0, count: bitCount / 64)

    /// `nil` for a list that cannot be read, or has a rule that no name can meet.
    init?(contentsOfFile path: String) {
        var rules: [[UInt8]] = []
        let isRead = withUnsafeMutablePointer(to: &rules) { rules in
            cpsl_each_rule(path, rules) { rules, bytes, count in
                guard let rules, let bytes else { return }
                rules.assumingMemoryBound(to: [[UInt8]].self).pointee.append(
                    Array(UnsafeRawBufferPointer(start: bytes, count: count)))
            }
        }
        guard isRead != 0 else { return nil }
        for rule in rules {
            // What an exception takes out, a rule with "*" has put in.
            guard rule.first != UInt8(ascii: "!") else { continue }
            let isWild = rule.starts(with: "*.".utf8)
            guard let name = Self.ascii(isWild ? Array(rule.dropFirst(2)) : rule) else { return nil }
            name.withUnsafeBytes { insert(isWild ? Self.belowPlace($0) : Self.place($0)) }
        }
    }

    /// A rule as names are written: libpsl knows one in other letters by its A-labels too (RFC 5890).
    private static func ascii(_ rule: [UInt8]) -> [UInt8]? {
        guard rule.contains(where: { $0 >= 0x80 }) else { return rule }
        guard case .domain(let name) = try? Host(parsing: String(decoding: rule, as: UTF8.self)) else { return nil }
        return Array(name.utf8)
    }

    /// - Parameter domain: In ASCII and lower case.
    func mayContain(_ domain: UnsafeBufferPointer<UInt8>) -> Bool {
        // A single label is one without a rule. What is no name at all is not ours to judge.
        guard let dot = domain.firstIndex(of: UInt8(ascii: ".")), dot > 0 else { return true }
        let name = UnsafeRawBufferPointer(domain)
        return holds(Self.place(name)) || holds(Self.belowPlace(UnsafeRawBufferPointer(rebasing: name[(dot + 1)...])))
    }

    private mutating func insert(_ place: Int) { bits[place / 64] |= 1 << UInt64(place % 64) }

    private func holds(_ place: Int) -> Bool { bits[place / 64] >> UInt64(place % 64) & 1 == 1 }

    private static func place(_ name: UnsafeRawBufferPointer) -> Int { place(name, 0) }

    /// The bit of "*." before a name.
    private static func belowPlace(_ name: UnsafeRawBufferPointer) -> Int { place(name, 1) }

    @inline(__always)
    private static func place(_ name: UnsafeRawBufferPointer, _ seed: UInt64) -> Int {
        var hash = seed &+ UInt64(name.count) &* 2
        var offset = 0
        func add(_ word: UInt64) {
            hash = (hash ^ word) &* 0x9E37_79B9_7F4A_7C15
            hash ^= hash &>> 32
        }
        while offset &+ 8 <= name.count {
            add(name.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
            offset &+= 8
        }
        var last: UInt64 = 0
        while offset < name.count {
            last = last &<< 8 | UInt64(name[offset])
            offset &+= 1
        }
        add(last)
        return Int(truncatingIfNeeded: (hash &* 0x9E37_79B9_7F4A_7C15) &>> 46)
    }
}
