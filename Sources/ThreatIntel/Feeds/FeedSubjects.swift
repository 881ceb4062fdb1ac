import URLStandard

extension FeedRefusal.Reason: Error {}

/// From the words of a feed to what is listed, in normal form, or the reason for refusing it.
struct FeedSubjects {
    let publicSuffixes: PublicSuffixList

    /// A name, or the IP address that stands in the place of one.
    func name(
        _ text: UnsafeRawBufferPointer, coversSubdomains: Bool
    ) throws(FeedRefusal.Reason) -> ThreatSubject {
        var bytes = text
        if bytes.last == UInt8(ascii: ".") { bytes = UnsafeRawBufferPointer(rebasing: bytes.dropLast()) }
        let shape = NameShape(bytes)
        if shape.isPlain { return try plainName(bytes, shape, coversSubdomains: coversSubdomains) }
        if bytes.contains(UInt8(ascii: ":")) || bytes.first == UInt8(ascii: "[") { return try network(text) }
        guard bytes.contains(where: { $0 >= 0x80 }) else { throw .notAName }
        guard let unicode = String(validating: bytes, as: UTF8.self) else { throw .notUTF8 }
        guard case .domain(let ascii) = try? Host(parsing: unicode) else { throw .notAName }
        return try withBytes(ascii) { (bytes) throws(FeedRefusal.Reason) in
            let shape = NameShape(bytes)
            guard shape.isPlain else { throw .notAName }
            return try plainName(bytes, shape, coversSubdomains: coversSubdomains)
        }
    }

    private func plainName(
        _ bytes: UnsafeRawBufferPointer, _ shape: NameShape, coversSubdomains: Bool
    ) throws(FeedRefusal.Reason) -> ThreatSubject {
        // What ends in a number is an IPv4 address to a browser, or nothing.
        if shape.endsInANumber { return try network(bytes) }
        let name = String(unsafeUninitializedCapacity: bytes.count) { output in
            UnsafeMutableRawBufferPointer(output).copyMemory(from: bytes)
            if shape.hasUpperCase {
                for index in bytes.indices where bytes[index] >= 0x41 && bytes[index] <= 0x5A {
                    output[index] = bytes[index] | 0x20
                }
            }
            return bytes.count
        }
        guard !publicSuffixes.contains(name) else { throw .publicSuffix }
        return .name(name, coversSubdomains: coversSubdomains)
    }

    func network(_ text: UnsafeRawBufferPointer) throws(FeedRefusal.Reason) -> ThreatSubject {
        guard let network = ThreatNetwork(String(decoding: text, as: UTF8.self)) else { throw .notANetwork }
        guard network.prefixLength >= (network.isIPv6 ? 19 : 8) else { throw .tooWide }
        guard !network.isReserved else { throw .reserved }
        return .network(network)
    }

    /// An address; "http" is assumed where it has no scheme.
    func address(_ text: UnsafeRawBufferPointer) throws(FeedRefusal.Reason) -> ThreatSubject {
        let schemeEnd = text.firstIndex {
            $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?")
        }
        let hasScheme = schemeEnd.map { text[$0...].starts(with: "://".utf8) } ?? false
        // "host:80/" has a port, "mailto:somebody" a scheme.
        if let end = schemeEnd, !hasScheme, text[end] == UInt8(ascii: ":"),
            text[..<end].allSatisfy({ $0 != UInt8(ascii: ".") })
        {
            throw .notAURL
        }
        let written = String(decoding: text, as: UTF8.self)
        guard let url = try? WebURL(hasScheme ? written : "http://" + written),
            ["http", "https", "ftp"].contains(url.scheme), let canonical = SafeBrowsingURL(url)
        else {
            throw .notAURL
        }
        let query = canonical.query.flatMap { $0.isEmpty ? nil : "?" + $0 } ?? ""
        if let network = url.host.flatMap({ ThreatNetwork($0) }) {
            guard !network.isReserved else { throw .reserved }
        } else {
            // Some lists name URLs on a host that nobody can look up.
            guard canonical.host.utf8.contains(UInt8(ascii: ".")) else { throw .reserved }
            if canonical.path == "/", query.isEmpty, publicSuffixes.contains(canonical.host) { throw .publicSuffix }
        }
        return .address(host: canonical.host, path: canonical.path + query)
    }

    /// Whatever it looks like: an address, a network, a name with or without a port.
    func any(_ text: UnsafeRawBufferPointer, coversSubdomains: Bool) throws(FeedRefusal.Reason) -> ThreatSubject {
        let string = String(decoding: text, as: UTF8.self)
        if ThreatNetwork(string) != nil { return try network(text) }
        if text.contains(UInt8(ascii: "/")) { return try address(text) }
        // "192.0.2.1:443"
        if let colon = text.lastIndex(of: UInt8(ascii: ":")), colon == text.firstIndex(of: UInt8(ascii: ":")) {
            return try name(UnsafeRawBufferPointer(rebasing: text[..<colon]), coversSubdomains: coversSubdomains)
        }
        return try name(text, coversSubdomains: coversSubdomains)
    }

    func withBytes<Result>(
        _ text: String, _ body: (UnsafeRawBufferPointer) throws(FeedRefusal.Reason) -> Result
    ) throws(FeedRefusal.Reason) -> Result {
        try text.utf8.span.withUnsafeBufferPointer { (buffer) throws(FeedRefusal.Reason) in
            try body(UnsafeRawBufferPointer(buffer))
        }
    }
}

extension ThreatNetwork {
    /// Whether it touches what is not on the public internet, or is no single machine's (IANA special-purpose address
    /// registries): a listing of it would only hit by mistake.
    var isReserved: Bool {
        let ranges: [(UInt128, Int)] =
            isIPv6
            ? [
                (0, 127), (0xFC << 120, 7), (0xFE80 << 112, 10), (0xFF << 120, 8),
            ]
            : [
                (0x0000_0000, 8), (0x0A00_0000, 8), (0x6440_0000, 10), (0x7F00_0000, 8), (0xA9FE_0000, 16),
                (0xAC10_0000, 12), (0xC0A8_0000, 16), (0xE000_0000, 3),
            ]
        return ranges.contains { address, length in
            let shared = min(length, prefixLength)
            return widened(to: shared) == ThreatNetwork(address: address, isIPv6: isIPv6, prefixLength: shared)
        }
    }
}
