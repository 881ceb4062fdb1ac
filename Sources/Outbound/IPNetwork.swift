/// An IP network in CIDR notation (RFC 4632, RFC 4291 §2.3), or a single address.
public struct IPNetwork: Hashable, Sendable, CustomStringConvertible {
    /// The first address; the bits behind the prefix are zero.
    public let address: IPAddress
    /// The length of the prefix in bits: 0-32 or 0-128.
    public let prefixLength: Int

    /// `nil` unless `text` is an IPv4 or IPv6 address, optionally with "/" and the length of its prefix. Bits behind the
    /// prefix are dropped: "10.1.2.3/8" is "10.0.0.0/8".
    public init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard let first = parts.first, parts.count <= 2, let address = IPAddress(String(first)) else { return nil }
        let longest =
            switch address {
            case .v4: 32
            case .v6: 128
            }
        var length = longest
        if parts.count == 2 {
            guard parts[1].allSatisfy(\.isNumber), let given = Int(parts[1]), given <= longest else { return nil }
            length = given
        }
        self.init(address, prefixLength: length)
    }

    /// A network by its numbers; lengths beyond the address's bits count as a single address.
    public init(_ address: IPAddress, prefixLength: Int) {
        switch address {
        case .v4(let number):
            self.prefixLength = min(max(prefixLength, 0), 32)
            self.address = .v4(number & Self.mask(self.prefixLength))
        case .v6(let number):
            self.prefixLength = min(max(prefixLength, 0), 128)
            self.address = .v6(number & Self.mask(self.prefixLength))
        }
    }

    /// Whether `other` lies in this network. An IPv4 network holds no IPv6 address, mapped ones included.
    public func contains(_ other: IPAddress) -> Bool {
        switch (address, other) {
        case (.v4(let first), .v4(let number)): number & Self.mask(prefixLength) == first
        case (.v6(let first), .v6(let number)): number & Self.mask(prefixLength) == first
        case (.v4, .v6), (.v6, .v4): false
        }
    }

    public var description: String { "\(address)/\(prefixLength)" }

    /// The uppermost `length` bits set. Swift's shifts beyond the width give zero.
    private static func mask<Number: FixedWidthInteger>(_ length: Int) -> Number {
        Number.max << (Number.bitWidth - length)
    }
}
