import LinkPolicy

/// From what is listed to the digest under which it stands, by the key of one set.
///
/// A name has one key whatever it covers, so that each suffix of a host costs one look; what it covers stands with the
/// listing. The host of a listed address has that key too, marked: only then are a link's paths looked at.
struct ThreatKeys: Sendable {
    private let names: KeyedHash.Tagged
    private let addresses: KeyedHash.Tagged
    private let ipv4: KeyedHash.Tagged
    private let ipv6: KeyedHash.Tagged

    init(_ hash: KeyedHash) {
        names = hash.tagged(1)
        addresses = hash.tagged(2)
        ipv4 = hash.tagged(3)
        ipv6 = hash.tagged(4)
    }

    @inline(__always)
    func name(_ bytes: UnsafeRawBufferPointer) -> KeyedHash.Begun { names.begin(bytes) }

    func name(_ name: String) -> KeyedHash.Begun { names.begin(name) }

    /// - Parameter expression: `host/path?query`.
    func address(_ expression: String) -> KeyedHash.Begun { addresses.begin(expression) }

    func network(_ network: ThreatNetwork) -> KeyedHash.Begun {
        var words = (
            UInt64(truncatingIfNeeded: network.address >> 64).littleEndian,
            UInt64(truncatingIfNeeded: network.address).littleEndian, UInt64(network.prefixLength).littleEndian
        )
        return withUnsafeBytes(of: &words) { (network.isIPv6 ? ipv6 : ipv4).begin($0) }
    }
}
