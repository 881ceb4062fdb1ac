/// What a door lets through, as its operator says.
public struct OutboundPolicy: Sendable {
    /// Ports a URL may name. Defaults to 80 and 443.
    public var allowedPorts: [ClosedRange<UInt16>] = [80...80, 443...443]
    /// Networks that may be reached although they are not public: an own server in 10.1.2.0/24. A permitted network that
    /// carries IPv4 addresses, as 64:ff9b::/96 for a network with NAT64, lets through those of them that would be let
    /// through themselves.
    public var permittedNetworks: [IPNetwork] = []
    /// Whether http is refused outside ``permittedNetworks``, for requests that tell of people.
    public var requiresTLS = false
    /// Networks refused besides those that are not public, as an operator's own public ones. They go before
    /// ``permittedNetworks``.
    public var refusedNetworks: [IPNetwork] = []
    /// Sent as `User-Agent`. Its first product token is the name looked for in robots.txt.
    public var userAgent = "Hutong/1.0"
    /// For each site: the registrable domain, or the host where there is none.
    public var siteBudget = OutboundBudget(concurrent: 8, perMinute: 120)
    /// For all sites together.
    public var overallBudget = OutboundBudget(concurrent: 64, perMinute: 6_000)
    /// Certificates in PEM that are trusted besides the system's, for servers of a private authority.
    public var additionalTrustRoots: [UInt8]?

    public init() {}
}

extension OutboundPolicy {
    func allows(port: UInt16) -> Bool { allowedPorts.contains { $0.contains(port) } }

    /// What forbids a connection to `address`, or `nil`.
    func refusal(of address: IPAddress) -> String? {
        if refusedNetworks.contains(where: { $0.contains(address) }) {
            return "refused by the operator"
        }
        guard let range = SpecialPurposeRange.containing(address) else { return nil }
        guard isPermitted(address) else { return range.description }
        return range.embeddedIPv4(in: address).flatMap { refusal(of: .v4($0)) }
    }

    func isPermitted(_ address: IPAddress) -> Bool { permittedNetworks.contains { $0.contains(address) } }
}
