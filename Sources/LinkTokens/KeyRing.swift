public import Crypto

/// The keys that seal links: one that seals, and older ones that still open what they sealed.
public struct KeyRing: Sendable {
    /// One key of the ring.
    public struct Key: Sendable {
        public let id: UInt32
        public let secret: SymmetricKey
        /// Seconds since 1970 after which the key opens nothing; `nil` for the key in use.
        public let retiresAt: Int64?
        let cipher: LinkCipher

        /// - Parameter secret: 32 bytes.
        public init(id: UInt32, secret: SymmetricKey, retiresAt: Int64?) {
            self.id = id
            self.secret = secret
            self.retiresAt = retiresAt
            cipher = LinkCipher(secret)
        }
    }

    /// The key that seals.
    public let current: Key
    let random = RandomSource()
    private let keys: [UInt32: Key]

    /// - Parameter older: Keys that only open; one with the current key's id is ignored.
    public init(current: Key, older: [Key] = []) {
        self.current = current
        var keys = Dictionary(older.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        keys[current.id] = current
        self.keys = keys
    }

    func key(_ id: UInt32, at now: Int64) -> Key? {
        guard let key = keys[id], key.retiresAt.map({ $0 > now }) ?? true else { return nil }
        return key
    }
}
