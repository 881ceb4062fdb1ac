/// A range of addresses set apart for a purpose: no server of the public internet has its address there.
public struct SpecialPurposeRange: Hashable, Sendable, CustomStringConvertible {
    public let network: IPNetwork
    /// The registry's name of the range: "Private-Use".
    public let name: String
    /// Where it is set apart: "RFC 1918".
    public let source: String

    public var description: String { "\(name) (\(source))" }

    /// The range `address` lies in, the most specific one where several do, or `nil` when it is an ordinary public
    /// address.
    ///
    /// An IPv6 address outside 2000::/3 is always in a range, since nothing else has been given out as global unicast
    /// (RFC 4291 §2.4). An interface identifier in ISATAP's form is judged by the IPv4 address within.
    public static func containing(_ address: IPAddress) -> SpecialPurposeRange? {
        let ranges =
            switch address {
            case .v4: ipv4Ranges
            case .v6: ipv6Ranges
            }
        if let range = ranges.filter({ $0.network.contains(address) }).max(by: {
            $0.network.prefixLength < $1.network.prefixLength
        }) {
            return range
        }
        guard case .v6(let number) = address else { return nil }
        guard globalUnicast.contains(address) else { return unassigned }
        return isatapAddress(number).flatMap { containing(.v4($0)) }
    }

    /// The IPv4 address carried by an address of this range, or `nil` when its range carries none.
    func embeddedIPv4(in address: IPAddress) -> UInt32? {
        guard case .v6(let number) = address else { return nil }
        return switch network {
        case Self.nat64, Self.mapped, Self.compatible, Self.translated: UInt32(truncatingIfNeeded: number)
        case Self.sixToFour: UInt32(truncatingIfNeeded: number >> 80)
        // The client's address, each bit turned round (RFC 4380 §4).
        case Self.teredo: ~UInt32(truncatingIfNeeded: number)
        default: nil
        }
    }

    /// The IPv4 address in an interface identifier [00-00-5E-FE] or [02-00-5E-FE] (RFC 5214 §6.1).
    private static func isatapAddress(_ number: UInt128) -> UInt32? {
        let identifier = UInt32(truncatingIfNeeded: number >> 32)
        return identifier & ~0x0200_0000 == 0x0000_5EFE ? UInt32(truncatingIfNeeded: number) : nil
    }
}
