import LinkPolicy

/// From what is listed to the digest under which it stands.
///
/// A name has one key whatever it covers, so that each suffix of a host costs one look; what it covers stands with the
/// listing. The host of a listed address has that key too, marked: only then are a link's paths looked at.
enum ThreatKey {
    private static let nameTag: UInt8 = 1
    private static let addressTag: UInt8 = 2
    private static let ipv4Tag: UInt8 = 3
    private static let ipv6Tag: UInt8 = 4

    @inline(__always)
    static func name(_ bytes: UnsafeRawBufferPointer, _ hash: KeyedHash) -> KeyedHash.Begun {
        hash.begin(nameTag, bytes)
    }

    static func name(_ name: String, _ hash: KeyedHash) -> KeyedHash.Begun { begin(nameTag, name, hash) }

    /// - Parameter expression: `host/path?query`.
    static func address(_ expression: String, _ hash: KeyedHash) -> KeyedHash.Begun {
        begin(addressTag, expression, hash)
    }

    static func network(_ network: ThreatNetwork, _ hash: KeyedHash) -> KeyedHash.Begun {
        var words = (
            UInt64(truncatingIfNeeded: network.address >> 64).littleEndian,
            UInt64(truncatingIfNeeded: network.address).littleEndian, UInt64(network.prefixLength).littleEndian
        )
        return withUnsafeBytes(of: &words) { hash.begin(network.isIPv6 ? ipv6Tag : ipv4Tag, $0) }
    }

    private static func begin(_ tag: UInt8, _ text: String, _ hash: KeyedHash) -> KeyedHash.Begun {
        text.utf8.span.withUnsafeBufferPointer { hash.begin(tag, UnsafeRawBufferPointer($0)) }
    }
}
