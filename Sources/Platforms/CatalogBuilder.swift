import LinkPolicy
import LinkRecognition
import StrictYAML

/// Puts descriptors together: who owns which host and scheme, and which patterns are tried there.
struct CatalogBuilder {
    typealias Named = (name: String, entry: CatalogStorage.Entry)

    private let platforms: [CompiledPlatform]
    private let descriptors: [PlatformDescriptor]
    private(set) var numbers: [PlatformSlug: Int] = [:]
    private var hostOwners: [String: Int] = [:]
    private var schemeOwners: [String: Int] = [:]
    private var problems: [YAMLProblem] = []

    init(_ platforms: [CompiledPlatform]) {
        self.platforms = platforms
        descriptors = platforms.map(\.descriptor)
    }

    mutating func build() throws(CatalogProblems) -> (hosts: [Named], schemes: [Named]) {
        claimNames()
        checkReferences()
        let hosts = hostEntries()
        let schemes = schemeEntries()
        guard problems.isEmpty else {
            throw CatalogProblems(problems: problems.sorted { ($0.file, $0.line) < ($1.file, $1.line) })
        }
        return (hosts, schemes)
    }

    private mutating func report(_ descriptor: PlatformDescriptor, _ reason: String) {
        problems.append(YAMLProblem(file: descriptor.file, line: 1, reason: reason))
    }

    private mutating func claimNames() {
        for (number, descriptor) in descriptors.enumerated() {
            if let other = numbers[descriptor.slug] {
                report(descriptor, "platform \"\(descriptor.slug)\" is also in \(descriptors[other].file)")
            }
            numbers[descriptor.slug] = number
            for host in descriptor.domains + descriptor.shortHosts {
                if let other = hostOwners.updateValue(number, forKey: host), other != number {
                    let rival = descriptors[other].slug
                    report(descriptor, "host \"\(host)\" belongs to \"\(rival)\" and to \"\(descriptor.slug)\"")
                }
            }
            for scheme in descriptor.schemes {
                if let other = schemeOwners.updateValue(number, forKey: scheme.name), other != number {
                    let rival = descriptors[other].slug
                    report(
                        descriptor, "scheme \"\(scheme.name)\" belongs to \"\(rival)\" and to \"\(descriptor.slug)\"")
                }
            }
        }
    }

    private mutating func checkReferences() {
        for descriptor in descriptors {
            if numbers[descriptor.idSpace] == nil {
                report(descriptor, "id_space \"\(descriptor.idSpace)\" is no platform")
            }
            for cue in descriptor.cues {
                if let means = cue.means, PlatformSlug(means).flatMap({ numbers[$0] }) == nil {
                    report(descriptor, "cue \"\(cue.text)\" means \"\(means)\", which is no platform")
                }
            }
            for guest in descriptor.guestOf {
                let isKnown =
                    guest.hasSuffix(":")
                    ? schemeOwners[String(guest.dropLast())] != nil : owner(ofHost: guest) != nil
                if !isKnown { report(descriptor, "guest_of \"\(guest)\": no platform owns it") }
            }
        }
    }

    /// The owner of the longest suffix of `host` that somebody claims.
    private func owner(ofHost host: String) -> Int? {
        var rest = host[...]
        while true {
            if let owner = hostOwners[String(rest)] { return owner }
            guard let dot = rest.firstIndex(of: ".") else { return nil }
            rest = rest[rest.index(after: dot)...]
        }
    }

    // MARK: Hosts

    private mutating func hostEntries() -> [Named] {
        var own: [String: [CompiledShape]] = [:]
        var guests: [String: [CompiledShape]] = [:]
        for (number, descriptor) in descriptors.enumerated() {
            let reasons = forEachPattern(of: number) { candidate, pattern in
                guard pattern.scheme == nil else { return nil }
                let owner = owner(ofHost: pattern.hostKey)
                guard owner == number || isGuest(descriptor, host: pattern.hostKey) else {
                    let name = owner.map { "of \"\(descriptors[$0].slug)\"" } ?? "that no platform owns"
                    return "pattern \"\(pattern.source)\" is on a host \(name)"
                }
                if owner == number {
                    own[pattern.hostKey, default: []].append(candidate)
                } else {
                    guests[pattern.hostKey, default: []].append(candidate)
                }
                return nil
            }
            for reason in reasons { report(descriptor, reason) }
        }
        let keys = Set(own.keys).union(guests.keys).union(hostOwners.keys)
        return keys.sorted().compactMap { key in
            guard let owner = owner(ofHost: key) else { return nil }
            var candidates: [CompiledShape] = []
            var rest = key[...]
            // A pattern for a domain holds for its subdomains, as far as the same platform owns them.
            while self.owner(ofHost: String(rest)) == owner {
                candidates += (guests[String(rest)] ?? []) + (own[String(rest)] ?? [])
                guard let dot = rest.firstIndex(of: ".") else { break }
                rest = rest[rest.index(after: dot)...]
            }
            return (key, CatalogStorage.Entry(platform: platforms[owner], shapes: candidates))
        }
    }

    private func isGuest(_ descriptor: PlatformDescriptor, host: String) -> Bool {
        descriptor.guestOf.contains { host == $0 || host.hasSuffix("." + $0) }
    }

    // MARK: Schemes

    private mutating func schemeEntries() -> [Named] {
        var own: [String: [CompiledShape]] = [:]
        var guests: [String: [CompiledShape]] = [:]
        for (number, descriptor) in descriptors.enumerated() {
            let reasons = forEachPattern(of: number) { candidate, pattern in
                guard let scheme = pattern.scheme else { return nil }
                let owner = schemeOwners[scheme]
                guard owner == number || descriptor.guestOf.contains(scheme + ":") else {
                    let name = owner.map { "of \"\(descriptors[$0].slug)\"" } ?? "that no platform owns"
                    return "pattern \"\(pattern.source)\" has a scheme \(name)"
                }
                if owner == number {
                    own[scheme, default: []].append(candidate)
                } else {
                    guests[scheme, default: []].append(candidate)
                }
                return nil
            }
            for reason in reasons { report(descriptor, reason) }
        }
        return schemeOwners.sorted { $0.key < $1.key }.map { name, owner in
            (name, CatalogStorage.Entry(platform: platforms[owner], shapes: (guests[name] ?? []) + (own[name] ?? [])))
        }
    }

    /// Calls `body` with each pattern of a descriptor, and returns the reasons it gave against one.
    private func forEachPattern(
        of number: Int, _ body: (CompiledShape, AddressPattern) -> String?
    ) -> [String] {
        var reasons: [String] = []
        for value in descriptors[number].shapes {
            for pattern in value.patterns {
                let candidate = CompiledShape(platform: platforms[number], shape: value, pattern: pattern)
                if let reason = body(candidate, pattern) { reasons.append(reason) }
            }
        }
        return reasons
    }
}
