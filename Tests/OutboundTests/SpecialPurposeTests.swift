import Testing
import URLStandard

@testable import Outbound

@Suite struct SpecialPurposeTests {
    private static let all = SpecialPurposeRange.ipv4Ranges + SpecialPurposeRange.ipv6Ranges

    /// A row whose network was mistyped would be missing.
    @Test func everyRowIsRead() {
        #expect(SpecialPurposeRange.ipv4Ranges.count == 26)
        #expect(SpecialPurposeRange.ipv6Ranges.count == 30)
        #expect(Set(Self.all.map(\.network)).count == Self.all.count)
        #expect(Self.all.allSatisfy { !$0.name.isEmpty && !$0.source.isEmpty })
    }

    @Test(arguments: [
        ("0.0.0.0", "This host on this network"), ("0.255.255.255", "This network"), ("10.255.255.255", "Private-Use"),
        ("100.64.0.0", "Shared Address Space"), ("100.127.255.255", "Shared Address Space"),
        ("127.255.255.255", "Loopback"), ("168.63.129.16", "Azure platform services"),
        ("169.254.169.254", "Link Local"), ("172.31.255.255", "Private-Use"),
        ("192.0.0.170", "NAT64/DNS64 Discovery"), ("192.0.0.192", "IETF Protocol Assignments"),
        ("198.19.255.255", "Benchmarking"), ("239.255.255.255", "Multicast"), ("255.255.255.254", "Reserved"),
        ("255.255.255.255", "Limited Broadcast"), ("::", "Unspecified Address"), ("::1", "Loopback Address"),
        ("::7f00:1", "IPv4-compatible Address"), ("::ffff:8.8.8.8", "IPv4-mapped Address"),
        ("::ffff:0:127.0.0.1", "IPv4-translated Address"), ("64:ff9b::8.8.8.8", "IPv4-IPv6 Translation"),
        ("64:ff9b:1:ffff::1", "IPv4-IPv6 Translation"), ("64:ff9b:2::1", "not Global Unicast"),
        ("100::1", "Discard-Only Address Block"), ("100:0:0:1::1", "Dummy IPv6 Prefix"),
        ("2001:0:4136:e378:8000:63bf:3fff:fdd2", "TEREDO"), ("2001:1::1", "Port Control Protocol Anycast"),
        ("2001:2::1", "Benchmarking"), ("2001:1ff::1", "IETF Protocol Assignments"),
        ("2001:2f:ffff::1", "ORCHIDv2"), ("2002:808:808::1", "6to4"), ("3fff:fff::1", "Documentation"),
        ("4000::1", "not Global Unicast"), ("5f00::1", "Segment Routing (SRv6) SIDs"),
        ("fd00:ec2::254", "Unique-Local"), ("febf::1", "Link-Local Unicast"), ("feff::1", "Former Site-Local Unicast"),
        ("ff0e::1", "Multicast"), ("8000::1", "not Global Unicast"),
        // ISATAP's identifiers, universal and local, with addresses of a private network.
        ("2606:4700::5efe:10.0.0.1", "Private-Use"), ("2606:4700::200:5efe:127.0.0.1", "Loopback"),
    ])
    func names(_ text: String, _ name: String) throws {
        #expect(SpecialPurposeRange.containing(try #require(IPAddress(text)))?.name == name)
    }

    @Test(arguments: [
        "1.0.0.0", "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0",
        "126.255.255.255",
        "128.0.0.0", "168.63.129.15", "168.63.129.17", "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0",
        "192.0.1.0", "192.0.3.0", "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0", "203.0.112.255",
        "223.255.255.255", "2001:200::1", "2001:4860:4860::8888", "2400:cb00::1", "2606:4700:4700::1111",
        "2620:4f:8001::1", "2a00:1450:4001::200e", "2003::1", "2606:4700::5efe:8.8.8.8", "3fff:1000::1",
    ])
    func publicAddressesAreFree(_ text: String) throws {
        #expect(SpecialPurposeRange.containing(try #require(IPAddress(text))) == nil)
    }

    /// The first and the last address of each range and some within are in a range, and each is refused however it is
    /// spelt in a URL.
    @Test func noSpellingGetsThrough() throws {
        let policy = OutboundPolicy()
        for range in Self.all {
            for address in Self.samples(of: range.network) {
                #expect(SpecialPurposeRange.containing(address) != nil, "\(address)")
                #expect(policy.refusal(of: address) != nil, "\(address)")
                for spelling in Self.spellings(of: address) {
                    guard let url = try? WebURL("http://\(spelling)/"), let host = url.host else {
                        Issue.record("\(spelling) is not read")
                        continue
                    }
                    #expect(IPAddress(host) == address, "\(spelling)")
                }
            }
        }
    }

    /// Wherever a special IPv4 address is carried within an IPv6 one, that is refused too.
    @Test func noCarrierGetsThrough() throws {
        let policy = OutboundPolicy()
        for range in SpecialPurposeRange.ipv4Ranges {
            for address in Self.samples(of: range.network) {
                guard case .v4(let number) = address else { continue }
                let low = UInt128(number)
                for carrier: UInt128 in [
                    low, 0xFFFF << 32 | low, 0xFFFF << 48 | low, 0x0064_FF9B << 96 | low, 0x0064_FF9B_0001 << 80 | low,
                    0x2002 << 112 | low << 80 | 1, 0x2001_0000 << 96 | UInt128(~number),
                    0x2606_4700 << 96 | 0x5EFE << 32 | low, 0x2606_4700 << 96 | 0x0200_5EFE << 32 | low,
                ] {
                    #expect(policy.refusal(of: .v6(carrier)) != nil, "\(IPAddress.v6(carrier)) carries \(address)")
                }
            }
        }
    }

    @Test func networksAreRead() throws {
        #expect(IPNetwork("10.1.2.3/8")?.description == "10.0.0.0/8")
        #expect(IPNetwork("10.1.2.3")?.description == "10.1.2.3/32")
        #expect(IPNetwork("2001:DB8::1/32")?.description == "2001:db8::/32")
        #expect(IPNetwork("0.0.0.0/0")?.contains(.v4(.max)) == true)
        #expect(IPNetwork("::/0")?.contains(.v6(.max)) == true)
        #expect(IPNetwork("::/0")?.contains(.v4(1)) == false)
        for wrong in [
            "", "/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0.0/8/8", "10.0.0/8", "::/129", "[::]/0",
            "10.0.0.0/", "010.0.0.1", "fe80::1%eth0", "a.example/8", "10.0.0.0/٨",
        ] {
            #expect(IPNetwork(wrong) == nil, "\(wrong)")
        }
    }

    private static func samples(of network: IPNetwork) -> [IPAddress] {
        switch network.address {
        case .v4(let first):
            let last = first | (network.prefixLength == 32 ? 0 : .max >> network.prefixLength)
            return ([first, last] + (0..<4).map { _ in UInt32.random(in: first...last) }).map(IPAddress.v4)
        case .v6(let first):
            let last = first | (network.prefixLength == 128 ? 0 : .max >> network.prefixLength)
            return ([first, last] + (0..<4).map { _ in UInt128.random(in: first...last) }).map(IPAddress.v6)
        }
    }

    private static func spellings(of address: IPAddress) -> [String] {
        switch address {
        case .v4(let number):
            let parts = [24, 16, 8, 0].map { number >> UInt32($0) & 0xFF }
            let octal = parts.map { "0" + String($0, radix: 8) }
            let hexadecimal = parts.map { "0X" + String($0, radix: 16) }
            let fullwidth = "\(address)".unicodeScalars.map { scalar in
                scalar == "." ? "。" : String(UnicodeScalar(scalar.value + 0xFEE0) ?? scalar)
            }
            return [
                "\(address)", "\(address).", String(number), "0x" + String(number, radix: 16),
                "0" + String(number, radix: 8), octal.joined(separator: "."), hexadecimal.joined(separator: "."),
                "\(parts[0]).\(number & 0xFF_FFFF)", "\(octal[0]).\(parts[1]).\(number & 0xFFFF)", fullwidth.joined(),
                "\(address)".replacing(".", with: "%2e"),
                "user:pass@\(address)", "\(address):8080",
            ]
        case .v6(let number):
            let pieces = (0..<8).map { UInt16(truncatingIfNeeded: number >> UInt128(112 - 16 * $0)) }
            let full = pieces.map {
                String(repeating: "0", count: 4 - String($0, radix: 16).count) + String($0, radix: 16)
            }
            let v4 = [pieces[6] >> 8, pieces[6] & 0xFF, pieces[7] >> 8, pieces[7] & 0xFF].map(String.init)
            return [
                "[\(address)]", "[\(full.joined(separator: ":"))]", "[\(full.joined(separator: ":").uppercased())]",
                "[\(full.prefix(6).joined(separator: ":")):\(v4.joined(separator: "."))]", "[\(address)]:443",
            ]
        }
    }
}
