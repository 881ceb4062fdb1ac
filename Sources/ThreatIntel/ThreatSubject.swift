public import URLStandard

/// What a list names, in the normal form in which it is looked up.
public enum ThreatSubject: Hashable, Sendable, CustomStringConvertible {
    /// An ASCII name in lower case without a trailing dot; with or without the names below it.
    case name(String, coversSubdomains: Bool)
    /// `host/path?query` as Safe Browsing canonicalises it ("URLs and Hashing"). It covers what lies below when it ends
    /// in "/", every query when it has none, and itself alone with one.
    case address(host: String, path: String)
    case network(ThreatNetwork)

    public var description: String {
        switch self {
        case .name(let name, true): "*.\(name)"
        case .name(let name, false): name
        case .address(let host, let path): host + path
        case .network(let network): network.description
        }
    }
}

/// An IP network, or one address of it. IPv4 addresses are kept as such and IPv4-mapped ones become them.
public struct ThreatNetwork: Hashable, Sendable, CustomStringConvertible {
    /// The first address, as a number; the bits behind the prefix are zero. An IPv4 address takes the lower 32 bits.
    public let address: UInt128
    public let isIPv6: Bool
    /// Bits: 0-32 or 0-128.
    public let prefixLength: Int

    /// `nil` for names. An IPv6 address that wraps an IPv4 one (::ffff:0:0/96, 64:ff9b::/96) becomes that, as in
    /// Safe Browsing.
    public init?(_ host: Host) {
        switch host {
        case .ipv4(let number): self.init(address: UInt128(number), isIPv6: false, prefixLength: 32)
        case .ipv6(let number):
            switch number >> 32 {
            case 0xFFFF, 0x0064_FF9B << 64:
                self.init(address: number & 0xFFFF_FFFF, isIPv6: false, prefixLength: 32)
            default: self.init(address: number, isIPv6: true, prefixLength: 128)
            }
        case .domain, .opaque, .empty: return nil
        }
    }

    /// Drops the bits behind the prefix. `prefixLength` is brought into its range.
    public init(address: UInt128, isIPv6: Bool, prefixLength: Int) {
        let width = isIPv6 ? 128 : 32
        let length = min(max(prefixLength, 0), width)
        let host = UInt128.max >> UInt128(128 - (width - length))
        self.address = width == length ? address : address & ~host & (UInt128.max >> UInt128(128 - width))
        self.isIPv6 = isIPv6
        self.prefixLength = length
    }

    /// The network of `length` bits around it.
    func widened(to length: Int) -> ThreatNetwork {
        ThreatNetwork(address: address, isIPv6: isIPv6, prefixLength: length)
    }

    /// Reads "192.0.2.1", "192.0.2.0/24", "2001:db8::/32"; addresses in four decimal parts or as IPv6, with or without
    /// brackets. `nil` for anything else.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, !first.isEmpty else { return nil }
        let host: Host?
        if first.utf8.contains(UInt8(ascii: ":")) {
            host = try? Host(parsing: first.first == "[" ? String(first) : "[\(first)]")
        } else {
            guard Self.isDotted(first) else { return nil }
            host = try? Host(parsing: String(first))
        }
        guard let host, let whole = ThreatNetwork(host) else { return nil }
        guard parts.count == 2 else {
            self = whole
            return
        }
        // The prefix of a wrapped address counts the wrapping's bits.
        let isWrapped = !whole.isIPv6 && first.utf8.contains(UInt8(ascii: ":"))
        let digits = parts[1]
        guard !digits.isEmpty, digits.utf8.count <= 3, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let given = Int(digits), given <= (whole.isIPv6 || isWrapped ? 128 : 32), !isWrapped || given >= 96
        else { return nil }
        self = whole.widened(to: isWrapped ? given - 96 : given)
    }

    /// Four decimal numbers of at most three digits without needless zeros; the URL Standard's other spellings are no
    /// lists' business.
    private static func isDotted(_ text: some StringProtocol) -> Bool {
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return parts.count == 4
            && parts.allSatisfy { part in
                (1...3).contains(part.count) && part.allSatisfy { (0x30...0x39).contains($0) }
                    && (part.count == 1 || part.first != UInt8(ascii: "0"))
            }
    }

    public var description: String {
        let host = isIPv6 ? Host.ipv6(address) : Host.ipv4(UInt32(truncatingIfNeeded: address))
        let text = isIPv6 ? String(host.serialized.dropFirst().dropLast()) : host.serialized
        return prefixLength == (isIPv6 ? 128 : 32) ? text : "\(text)/\(prefixLength)"
    }
}
