import URLStandard

/// Where one hop may connect to: what came out of the checks, and all that a connection is made from.
struct CheckedTarget: Sendable {
    /// Without credentials and fragment.
    let url: WebURL
    /// The host as it stands in the URL.
    let host: String
    let port: UInt16
    /// Not empty; each of them was checked.
    let addresses: [IPAddress]

    var usesTLS: Bool { url.scheme == "https" }

    /// The name the certificate must be for; `nil` for an address, whose certificate must name the address.
    var serverName: String? {
        guard case .domain(let name)? = url.host else { return nil }
        return name.hasSuffix(".") ? String(name.dropLast()) : name
    }

    /// Whose budget a request draws on: the registrable domain, or the host where there is none.
    var site: String { url.host.flatMap { Site($0).registrableDomain } ?? host }
}

extension CheckedTarget {
    /// Checks one hop: scheme, port, name, and every address the name has now.
    ///
    /// One refused address refuses the host, so that a name with a public and an internal address gets nowhere by luck.
    ///
    /// - Throws: ``OutboundError``, and `CancellationError`.
    static func check(
        _ url: WebURL, policy: OutboundPolicy, resolver: some AddressResolver
    ) async throws -> CheckedTarget {
        let url = try bare(url)
        guard url.scheme == "http" || url.scheme == "https", let host = url.host, let port = url.effectivePort else {
            throw OutboundError.forbiddenScheme(url.scheme)
        }
        guard policy.allows(port: port) else { throw OutboundError.forbiddenPort(port) }
        let addresses = try await addresses(of: host, policy: policy, resolver: resolver)
        for address in addresses {
            guard let range = policy.refusal(of: address) else { continue }
            throw OutboundError.forbiddenAddress(host: host.serialized, address: address, range: range)
        }
        if policy.requiresTLS, url.scheme != "https", !addresses.allSatisfy(policy.isPermitted) {
            throw OutboundError.requiresTLS(host: host.serialized)
        }
        return CheckedTarget(url: url, host: host.serialized, port: port, addresses: addresses)
    }

    private static func addresses(
        of host: Host, policy: OutboundPolicy, resolver: some AddressResolver
    ) async throws -> [IPAddress] {
        if let address = IPAddress(host) { return [address] }
        guard case .domain(let name) = host else { throw OutboundError.unresolvable(host: host.serialized) }
        // A local name leads into the operator's own network, or nowhere.
        let isLocal = LocalNames.contains(name)
        if isLocal, policy.permittedNetworks.isEmpty { throw OutboundError.forbiddenName(name) }
        let addresses = try await resolver.addresses(of: name.hasSuffix(".") ? String(name.dropLast()) : name)
        guard !addresses.isEmpty else { throw OutboundError.unresolvable(host: name) }
        if isLocal, !addresses.allSatisfy(policy.isPermitted) { throw OutboundError.forbiddenName(name) }
        return addresses
    }

    private static func bare(_ url: WebURL) throws -> WebURL {
        var url = url
        if url.hasCredentials {
            url.setUsername("")
            url.setPassword("")
        }
        guard url.fragment != nil else { return url }
        return try WebURL(url.hrefWithoutFragment)
    }
}
