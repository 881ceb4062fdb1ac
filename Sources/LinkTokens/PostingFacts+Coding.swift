import LinkPolicy

/// A byte of flags, and behind it what they say is there: a role, a tier, four counts of 32 bits, names of patterns.
extension PostingFacts {
    func encode(to coder: inout ByteWriter) {
        var flags: UInt8 = 0
        if role != nil { flags |= 1 }
        if tier != nil { flags |= 2 }
        if counts != nil { flags |= 4 }
        if !patterns.isEmpty { flags |= 8 }
        coder.append(byte: flags)
        if let role { coder.append(byte: UInt8(Role.allCases.firstIndex(of: role) ?? 0)) }
        if let tier { coder.append(byte: UInt8(SenderTier.allCases.firstIndex(of: tier) ?? 0)) }
        if let counts {
            for count in [counts.minute, counts.hour, counts.day, counts.groups] {
                coder.append(UInt32(clamping: count))
            }
        }
        guard !patterns.isEmpty else { return }
        let names = patterns.prefix(Int(UInt8.max))
        coder.append(byte: UInt8(names.count))
        for name in names { coder.append(string: name) }
    }

    init(from reader: inout ByteReader) throws(TokenError) {
        self.init()
        let flags = try reader.byte()
        guard flags != 0, flags < 16 else { throw .malformed }
        if flags & 1 != 0 { role = try reader.element(of: Role.self) }
        if flags & 2 != 0 { tier = try reader.element(of: SenderTier.self) }
        if flags & 4 != 0 {
            counts = SenderCounts(
                minute: Int(try reader.uint32()), hour: Int(try reader.uint32()), day: Int(try reader.uint32()),
                groups: Int(try reader.uint32()))
        }
        if flags & 8 != 0 {
            let count = try reader.byte()
            guard count > 0 else { throw .malformed }
            for _ in 0..<count { patterns.append(try reader.string()) }
        }
    }
}

extension ByteReader {
    fileprivate mutating func element<T: CaseIterable>(of _: T.Type) throws(TokenError) -> T {
        let cases = Array(T.allCases)
        let index = Int(try byte())
        guard cases.indices.contains(index) else { throw .malformed }
        return cases[index]
    }
}
