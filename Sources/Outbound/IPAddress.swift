public import URLStandard

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// An address a connection can go to.
public enum IPAddress: Hashable, Sendable, CustomStringConvertible {
    /// The address as a number: 127.0.0.1 is 0x7F00_0001.
    case v4(UInt32)
    /// The address as a number, its first piece uppermost.
    case v6(UInt128)

    /// Reads an address as `inet_pton` does: four decimal parts, or IPv6 without brackets and without a zone.
    ///
    /// The other spellings of the URL Standard (octal, hexadecimal, fewer parts) are resolved where a URL is parsed, and
    /// are `nil` here.
    public init?(_ text: String) {
        var bytes = [UInt8](repeating: 0, count: 16)
        if inet_pton(AF_INET, text, &bytes) == 1 {
            self.init(networkOrder: bytes[..<4])
        } else if inet_pton(AF_INET6, text, &bytes) == 1 {
            self.init(networkOrder: bytes[...])
        } else {
            return nil
        }
    }

    /// The address a URL's host spells, or `nil` for names.
    public init?(_ host: Host) {
        switch host {
        case .ipv4(let address): self = .v4(address)
        case .ipv6(let address): self = .v6(address)
        case .domain, .opaque, .empty: return nil
        }
    }

    /// - Parameter bytes: Four or sixteen bytes.
    init(networkOrder bytes: some Collection<UInt8>) {
        let number = bytes.reduce(UInt128(0)) { $0 << 8 | UInt128($1) }
        self = bytes.count == 4 ? .v4(UInt32(truncatingIfNeeded: number)) : .v6(number)
    }

    /// "127.0.0.1" or, as RFC 5952 writes it, "2001:db8::1".
    public var description: String {
        switch self {
        case .v4(let address): Host.ipv4(address).serialized
        case .v6(let address): String(Host.ipv6(address).serialized.dropFirst().dropLast())
        }
    }
}
