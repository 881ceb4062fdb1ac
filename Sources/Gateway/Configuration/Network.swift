import Foundation

/// An IP network in CIDR notation, or a single address.
public struct Network: Hashable, Sendable, CustomStringConvertible {
    private let bytes: [UInt8]
    private let prefix: Int
    public let description: String

    /// `nil` unless `text` is an IPv4 or IPv6 address, optionally with `/prefix`.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard let address = parts.first, let bytes = Self.bytes(String(address)) else { return nil }
        var prefix = bytes.count * 8
        if parts.count == 2 {
            guard let given = Int(parts[1]), (0...prefix).contains(given) else { return nil }
            prefix = given
        } else if parts.count > 2 {
            return nil
        }
        self.bytes = bytes
        self.prefix = prefix
        description = text
    }

    public func contains(_ address: String) -> Bool {
        guard let other = Self.bytes(address), other.count == bytes.count else { return false }
        for index in bytes.indices {
            let bits = min(8, max(0, prefix - index * 8))
            let mask = UInt8(truncatingIfNeeded: 0xFF00 >> bits)
            if bytes[index] & mask != other[index] & mask { return false }
        }
        return true
    }

    /// The address in network order; an IPv4 address mapped into IPv6 counts as IPv4.
    static func bytes(_ address: String) -> [UInt8]? {
        var v4 = [UInt8](repeating: 0, count: 4)
        if inet_pton(AF_INET, address, &v4) == 1 { return v4 }
        var v6 = [UInt8](repeating: 0, count: 16)
        guard inet_pton(AF_INET6, address, &v6) == 1 else { return nil }
        let mapped: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]
        return v6.starts(with: mapped) ? Array(v6.dropFirst(12)) : v6
    }
}
