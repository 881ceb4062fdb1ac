// The IANA IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890, RFC 8190), the multicast, former and reserved
// ranges beside them, and the few public addresses at which a cloud shows a machine its own secrets. The registries mark
// some ranges "globally reachable"; no web server stands in those either, so they are refused like the rest.

extension SpecialPurposeRange {
    static let ipv4Ranges: [SpecialPurposeRange] = table([
        ("0.0.0.0/8", "This network", "RFC 791 §3.2"),
        ("0.0.0.0/32", "This host on this network", "RFC 1122 §3.2.1.3"),
        ("10.0.0.0/8", "Private-Use", "RFC 1918"),
        ("100.64.0.0/10", "Shared Address Space", "RFC 6598"),
        ("127.0.0.0/8", "Loopback", "RFC 1122 §3.2.1.3"),
        ("168.63.129.16/32", "Azure platform services", "Azure Virtual Network"),
        ("169.254.0.0/16", "Link Local", "RFC 3927"),
        ("172.16.0.0/12", "Private-Use", "RFC 1918"),
        ("192.0.0.0/24", "IETF Protocol Assignments", "RFC 6890 §2.1"),
        ("192.0.0.0/29", "IPv4 Service Continuity Prefix", "RFC 7335"),
        ("192.0.0.8/32", "IPv4 dummy address", "RFC 7600"),
        ("192.0.0.9/32", "Port Control Protocol Anycast", "RFC 7723"),
        ("192.0.0.10/32", "Traversal Using Relays around NAT Anycast", "RFC 8155"),
        ("192.0.0.170/31", "NAT64/DNS64 Discovery", "RFC 8880"),
        ("192.0.2.0/24", "Documentation (TEST-NET-1)", "RFC 5737"),
        ("192.31.196.0/24", "AS112-v4", "RFC 7535"),
        ("192.52.193.0/24", "AMT", "RFC 7450"),
        ("192.88.99.0/24", "Deprecated (6to4 Relay Anycast)", "RFC 7526"),
        ("192.168.0.0/16", "Private-Use", "RFC 1918"),
        ("192.175.48.0/24", "Direct Delegation AS112 Service", "RFC 7534"),
        ("198.18.0.0/15", "Benchmarking", "RFC 2544"),
        ("198.51.100.0/24", "Documentation (TEST-NET-2)", "RFC 5737"),
        ("203.0.113.0/24", "Documentation (TEST-NET-3)", "RFC 5737"),
        ("224.0.0.0/4", "Multicast", "RFC 5771"),
        ("240.0.0.0/4", "Reserved", "RFC 1112 §4"),
        ("255.255.255.255/32", "Limited Broadcast", "RFC 8190"),
    ])

    static let ipv6Ranges: [SpecialPurposeRange] =
        table([
            ("::/128", "Unspecified Address", "RFC 4291 §2.5.2"),
            ("::1/128", "Loopback Address", "RFC 4291 §2.5.3"),
            ("64:ff9b:1::/48", "IPv4-IPv6 Translation", "RFC 8215"),
            ("100::/64", "Discard-Only Address Block", "RFC 6666"),
            ("100:0:0:1::/64", "Dummy IPv6 Prefix", "RFC 9780"),
            ("2001::/23", "IETF Protocol Assignments", "RFC 2928"),
            ("2001:1::1/128", "Port Control Protocol Anycast", "RFC 7723"),
            ("2001:1::2/128", "Traversal Using Relays around NAT Anycast", "RFC 8155"),
            ("2001:1::3/128", "DNS-SD Service Registration Protocol Anycast", "RFC 9665"),
            ("2001:2::/48", "Benchmarking", "RFC 5180"),
            ("2001:3::/32", "AMT", "RFC 7450"),
            ("2001:4:112::/48", "AS112-v6", "RFC 7535"),
            ("2001:10::/28", "Deprecated (previously ORCHID)", "RFC 4843"),
            ("2001:20::/28", "ORCHIDv2", "RFC 7343"),
            ("2001:30::/28", "Drone Remote ID Protocol Entity Tags", "RFC 9374"),
            ("2001:db8::/32", "Documentation", "RFC 3849"),
            ("2620:4f:8000::/48", "Direct Delegation AS112 Service", "RFC 7534"),
            ("3ffe::/16", "Former 6bone", "RFC 3701"),
            ("3fff::/20", "Documentation", "RFC 9637"),
            ("5f00::/16", "Segment Routing (SRv6) SIDs", "RFC 9602"),
            ("fc00::/7", "Unique-Local", "RFC 4193"),
            ("fe80::/10", "Link-Local Unicast", "RFC 4291 §2.5.6"),
            ("fec0::/10", "Former Site-Local Unicast", "RFC 3879"),
            ("ff00::/8", "Multicast", "RFC 4291 §2.7"),
        ]) + [
            SpecialPurposeRange(network: compatible, name: "IPv4-compatible Address", source: "RFC 4291 §2.5.5.1"),
            SpecialPurposeRange(network: mapped, name: "IPv4-mapped Address", source: "RFC 4291 §2.5.5.2"),
            SpecialPurposeRange(network: translated, name: "IPv4-translated Address", source: "RFC 2765"),
            SpecialPurposeRange(network: nat64, name: "IPv4-IPv6 Translation", source: "RFC 6052"),
            SpecialPurposeRange(network: teredo, name: "TEREDO", source: "RFC 4380"),
            SpecialPurposeRange(network: sixToFour, name: "6to4", source: "RFC 3056"),
        ]

    // Ranges whose addresses carry an IPv4 address.
    static let compatible = IPNetwork(.v6(0), prefixLength: 96)
    static let mapped = IPNetwork(.v6(0xFFFF << 32), prefixLength: 96)
    static let translated = IPNetwork(.v6(0xFFFF << 48), prefixLength: 96)
    static let nat64 = IPNetwork(.v6(0x0064_FF9B << 96), prefixLength: 96)
    static let teredo = IPNetwork(.v6(0x2001_0000 << 96), prefixLength: 32)
    static let sixToFour = IPNetwork(.v6(0x2002 << 112), prefixLength: 16)

    static let globalUnicast = IPNetwork(.v6(0x2000 << 112), prefixLength: 3)
    static let unassigned = SpecialPurposeRange(
        network: IPNetwork(.v6(0), prefixLength: 0), name: "not Global Unicast", source: "RFC 4291 §2.4")

    /// A mistyped network would leave its range open: the tests hold the number of rows.
    private static func table(_ rows: [(network: String, name: String, source: String)]) -> [SpecialPurposeRange] {
        rows.compactMap { row in
            IPNetwork(row.network).map { SpecialPurposeRange(network: $0, name: row.name, source: row.source) }
        }
    }
}
