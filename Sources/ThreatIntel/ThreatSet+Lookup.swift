public import LinkPolicy
public import URLStandard

/// One entry that a link meets.
public struct ThreatHit: Hashable, Sendable {
    public var subject: ThreatSubject
    /// The surest first.
    public var listings: [ThreatListing]
}

extension ThreatSet {
    /// Every entry that `url` meets, in force or not; the closest to the whole address first.
    ///
    /// A host meets listings of itself, of the names that it stands below where they cover those, and of the networks
    /// around its address; the address meets listings of itself and of the folders that it stands in. A miss takes one
    /// look for each label of the host, or each length of prefix in use, and allocates nothing for a name or an IPv4
    /// address; the looks for labels do not wait for one another.
    public func hits(_ url: WebURL) -> [ThreatHit] {
        guard url.isSpecial, keyCount > 0 else { return [] }
        var hits: [ThreatHit] = []
        url.withUTF8Href { href in
            let written = UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: href[url.hostRange]))
            guard url.hasIPAddress || mayMeetNames(written) else { return }
            let host = trimmed(written)
            guard !host.isEmpty else { return }
            if url.hasIPAddress {
                if pathsAreListed(on: host) { collectPaths(of: url, into: &hits) }
                if let address = address(of: url, host) { collectNetworks(around: address, into: &hits) }
            } else if hasEmptyLabel(host) {
                // A browser opens it, and as Safe Browsing does we take the dots together.
                guard let name = SafeBrowsingURL(url)?.host else { return }
                name.utf8.span.withUnsafeBufferPointer {
                    collectNames(UnsafeRawBufferPointer($0), of: url, into: &hits)
                }
            } else {
                collectNames(host, of: url, into: &hits)
            }
        }
        return hits
    }

    /// What the lists in force say of `url`: one fact for each class, the surest first.
    ///
    /// - Parameter now: Seconds since 1970.
    public func facts(_ url: WebURL, at now: Int64) -> [ThreatFact] {
        let hits = hits(url)
        guard !hits.isEmpty else { return [] }
        var facts: [ThreatFact] = []
        for threatClass in ThreatClass.allCases {
            let listings = hits.flatMap { hit in
                hit.listings.filter { $0.threatClass == threatClass && $0.isInForce(at: now) }.map { (hit.subject, $0) }
            }
            guard let surest = listings.max(by: { $0.1.confidence < $1.1.confidence }) else { continue }
            var names: [String] = []
            for (_, listing) in listings.sorted(by: { $0.1.confidence > $1.1.confidence }) {
                let name = feeds[Int(listing.feed)]
                if !names.contains(name) { names.append(name) }
            }
            facts.append(
                ThreatFact(
                    threatClass: threatClass, confidence: Int(surest.1.confidence), feeds: names,
                    subject: surest.0.description))
        }
        return facts.sorted { $0.confidence > $1.confidence }
    }

    // MARK: Names

    /// Whether a host may meet an entry: rarely wrong when it says so, never when it does not. Asks for all its names
    /// before it looks at an answer, so that they cost little more than one.
    @inline(__always)
    private func mayMeetNames(_ host: UnsafeRawBufferPointer) -> Bool {
        guard let dots = HostDots(host), !dots.leaveALabelEmpty else { return true }
        var passed: UInt8 = 0
        var start = 0
        // A last label is a public suffix, and never listed.
        var rest = dots.withoutLast
        while true {
            let name = UnsafeRawBufferPointer(rebasing: host[start...])
            passed |= filter.mayHold(keys.name(name).high) ? 1 : 0
            guard rest != 0 else { return passed != 0 }
            start = rest.trailingZeroBitCount &+ 1
            rest &= rest &- 1
        }
    }

    private func collectNames(_ host: UnsafeRawBufferPointer, of url: WebURL, into hits: inout [ThreatHit]) {
        var start = 0
        while true {
            let name = UnsafeRawBufferPointer(rebasing: host[start...])
            if let reference = reference(keys.name(name)) {
                if start == 0, reference & ThreatFile.hasPaths != 0 { collectPaths(of: url, into: &hits) }
                var listings = listings(reference)
                if start > 0 { listings.removeAll { $0.scope != .nameWithSubdomains } }
                if !listings.isEmpty {
                    let covers = listings.contains { $0.scope == .nameWithSubdomains }
                    let text = String(decoding: name, as: UTF8.self)
                    hits.append(ThreatHit(subject: .name(text, coversSubdomains: covers), listings: listings))
                }
            }
            // A last label is a public suffix, and never listed.
            guard let dot = dot(in: host, from: start), self.dot(in: host, from: dot + 1) != nil else { return }
            start = dot + 1
        }
    }

    @inline(__always)
    private func dot(in host: UnsafeRawBufferPointer, from start: Int) -> Int? {
        var place = start
        while place < host.count {
            if host[place] == UInt8(ascii: ".") { return place }
            place &+= 1
        }
        return nil
    }

    private func trimmed(_ host: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        var range = 0..<host.count
        while let last = range.last, host[last] == UInt8(ascii: ".") { range = range.lowerBound..<last }
        while let first = range.first, host[first] == UInt8(ascii: ".") { range = (first + 1)..<range.upperBound }
        return UnsafeRawBufferPointer(rebasing: host[range])
    }

    private func hasEmptyLabel(_ host: UnsafeRawBufferPointer) -> Bool {
        var previous: UInt8 = 0
        for byte in host {
            if byte == UInt8(ascii: "."), previous == byte { return true }
            previous = byte
        }
        return false
    }

    // MARK: Addresses

    private func pathsAreListed(on host: UnsafeRawBufferPointer) -> Bool {
        reference(keys.name(host)).map { $0 & ThreatFile.hasPaths != 0 } ?? false
    }

    private func collectPaths(of url: WebURL, into hits: inout [ThreatHit]) {
        guard let canonical = SafeBrowsingURL(url) else { return }
        for path in canonical.lookupPaths {
            guard let reference = reference(keys.address(canonical.host + path)) else { continue }
            let listings = listings(reference)
            guard !listings.isEmpty else { continue }
            hits.append(ThreatHit(subject: .address(host: canonical.host, path: path), listings: listings))
        }
    }

    // MARK: Networks

    private func address(of url: WebURL, _ host: UnsafeRawBufferPointer) -> ThreatNetwork? {
        guard host.first != UInt8(ascii: "[") else { return url.host.flatMap { ThreatNetwork($0) } }
        var number: UInt32 = 0
        var part: UInt32 = 0
        for byte in host {
            if byte == UInt8(ascii: ".") {
                number = number << 8 | part
                part = 0
            } else {
                part = part &* 10 &+ UInt32(byte &- 0x30)
            }
        }
        return ThreatNetwork(address: UInt128(number << 8 | part), isIPv6: false, prefixLength: 32)
    }

    /// The longest prefix first.
    private func collectNetworks(around address: ThreatNetwork, into hits: inout [ThreatHit]) {
        for length in stride(from: address.prefixLength, through: 0, by: -1) {
            guard header.hasNetworks(of: length, isIPv6: address.isIPv6) else { continue }
            let network = address.widened(to: length)
            guard let reference = reference(keys.network(network)) else { continue }
            let listings = listings(reference)
            if !listings.isEmpty { hits.append(ThreatHit(subject: .network(network), listings: listings)) }
        }
    }
}

extension ThreatFile.Header {
    func hasNetworks(of length: Int, isIPv6: Bool) -> Bool {
        guard isIPv6 else { return ipv4Lengths >> UInt64(length) & 1 == 1 }
        let word =
            switch length / 64 {
            case 0: ipv6Lengths.0
            case 1: ipv6Lengths.1
            default: ipv6Lengths.2
            }
        return word >> UInt64(length % 64) & 1 == 1
    }

    mutating func note(_ network: ThreatNetwork) {
        let bit: UInt64 = 1 << UInt64(network.prefixLength % 64)
        switch (network.isIPv6, network.prefixLength / 64) {
        case (false, _): ipv4Lengths |= bit
        case (true, 0): ipv6Lengths.0 |= bit
        case (true, 1): ipv6Lengths.1 |= bit
        case (true, _): ipv6Lengths.2 |= bit
        }
    }
}

extension SafeBrowsingURL {
    /// The paths under which a listed address may stand: the exact one with its query and without, then every folder
    /// from the longest to the root.
    var lookupPaths: [String] {
        var paths = [path]
        if let query, !query.isEmpty { paths.insert(path + "?" + query, at: 0) }
        for index in path.indices.reversed() where path[index] == "/" {
            let folder = String(path[...index])
            if folder != path { paths.append(folder) }
            // A path of a thousand folders costs no more than this.
            if paths.count == 34 { break }
        }
        if path != "/", paths.last != "/" { paths.append("/") }
        return paths
    }
}
