/// A sign, in the link itself, that it is not what it seems.
public enum Risk: String, Hashable, Sendable, CaseIterable {
    /// Written so that a filter would miss it.
    case obfuscated
    /// The shown text of a link names another host than its target.
    case misleadingText = "misleading_text"
    /// A user name or password before the host, which hides where the link goes.
    case credentials
    /// The host is an IP address.
    case ipAddress = "ip_address"
    /// The host's Unicode form imitates another name, so that only Punycode may be shown.
    case deceptiveHost = "deceptive_host"
    /// The address needed repair by rules made against smuggling: backslashes, tabs, or line breaks inside.
    case repairedAddress = "repaired_address"
    /// The page would travel unencrypted.
    case plainHTTP = "plain_http"
    /// A port other than the scheme's own.
    case unusualPort = "unusual_port"
}

/// A set of ``Risk``s in one machine word.
public struct RiskSet: Hashable, Sendable, Sequence {
    private var bits: UInt16 = 0

    public init(_ risks: [Risk] = []) {
        for risk in risks { insert(risk) }
    }

    public var isEmpty: Bool { bits == 0 }

    public mutating func insert(_ risk: Risk) { bits |= Self.bit(risk) }

    public func contains(_ risk: Risk) -> Bool { bits & Self.bit(risk) != 0 }

    public func intersection(_ other: RiskSet) -> RiskSet {
        var result = self
        result.bits &= other.bits
        return result
    }

    /// The risks in the order of ``Risk/allCases``.
    public func makeIterator() -> IndexingIterator<[Risk]> { Risk.allCases.filter(contains).makeIterator() }

    private static func bit(_ risk: Risk) -> UInt16 {
        switch risk {
        case .obfuscated: 1 << 0
        case .misleadingText: 1 << 1
        case .credentials: 1 << 2
        case .ipAddress: 1 << 3
        case .deceptiveHost: 1 << 4
        case .repairedAddress: 1 << 5
        case .plainHTTP: 1 << 6
        case .unusualPort: 1 << 7
        }
    }
}
