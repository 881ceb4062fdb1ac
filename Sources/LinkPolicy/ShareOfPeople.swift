/// A share of people, picked by a hash of their identifier: the same people on every node and at every moment, and as
/// the share grows, those and others.
public struct ShareOfPeople: Hashable, Sendable {
    /// Hundredths of a percent, 0-10,000.
    public let basisPoints: Int
    /// Keeps the picks of one stage or rule apart from another's.
    public let salt: String

    init(basisPoints: Int, salt: String) {
        self.basisPoints = basisPoints
        self.salt = salt
    }

    /// Whether `person` is among them. Somebody unknown is only where everybody is.
    public func includes(_ person: String?) -> Bool {
        guard basisPoints < 10_000 else { return true }
        guard let person else { return false }
        return Int(Self.hash(salt, person) % 10_000) < basisPoints
    }

    /// FNV-1a over both texts, a zero byte between, and MurmurHash3's 64-bit finaliser, since FNV leaves the low bits of
    /// short texts uneven.
    private static func hash(_ salt: String, _ person: String) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        func add(_ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        for byte in salt.utf8 { add(byte) }
        add(0)
        for byte in person.utf8 { add(byte) }
        hash ^= hash >> 33
        hash = hash &* 0xFF51_AFD7_ED55_8CCD
        hash ^= hash >> 33
        hash = hash &* 0xC4CE_B9FE_1A85_EC53
        return hash ^ hash >> 33
    }

    /// `20 %`, `0.5 %`.
    public var words: String {
        let whole = basisPoints / 100
        let rest = basisPoints % 100
        if rest == 0 { return "\(whole) %" }
        return rest % 10 == 0 ? "\(whole).\(rest / 10) %" : "\(whole).\(rest < 10 ? "0" : "")\(rest) %"
    }
}
