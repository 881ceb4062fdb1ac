/// A host (URL Standard, section 3.1 "Host representation").
public enum Host: Hashable, Sendable {
    /// The ASCII form in lower case, a trailing dot kept: "xn--bcher-kva.example".
    case domain(String)
    /// The address as a number: 127.0.0.1 is 0x7F00_0001.
    case ipv4(UInt32)
    /// The address as a number, its first piece uppermost.
    case ipv6(UInt128)
    /// The percent-encoded host of a URL that is not special; its case is kept.
    case opaque(String)
    /// "file:///" and "custom://" have an empty host.
    case empty

    /// The host as it stands in a URL: IPv6 addresses in brackets (URL Standard, section 3.6).
    public var serialized: String {
        switch self {
        case .domain(let name), .opaque(let name): return name
        case .ipv4(let address):
            var bytes: [UInt8] = []
            IPv4.serialize(address, into: &bytes)
            return String(decoding: bytes, as: UTF8.self)
        case .ipv6(let address):
            var bytes: [UInt8] = []
            IPv6.serialize(address, into: &bytes)
            return String(decoding: bytes, as: UTF8.self)
        case .empty: return ""
        }
    }

    /// Parses a host as it would stand in an http URL (URL Standard, section 3.5 "Host parsing").
    ///
    /// - Throws: ``URLParseError/invalid(_:)``.
    public init(parsing text: String) throws(URLParseError) {
        guard !text.isEmpty else { throw .invalid(.hostMissing) }
        var serialized: [UInt8] = []
        var diagnostics = Diagnostics.off
        let kind = try HostParser.parse(
            Array(text.utf8)[...], isOpaque: false, into: &serialized, diagnostics: &diagnostics)
        self = Host(kind: kind, serialized: serialized[...])
    }

    /// Reads back a host from its serialisation.
    init(kind: HostKind, serialized: ArraySlice<UInt8>) {
        switch kind {
        case .none, .empty: self = .empty
        case .domain: self = .domain(String(decoding: serialized, as: UTF8.self))
        case .opaque: self = .opaque(String(decoding: serialized, as: UTF8.self))
        case .ipv4: self = IPv4.readDotted(serialized).map(Host.ipv4) ?? .empty
        case .ipv6:
            var ignored = Diagnostics.off
            let inner = serialized.dropFirst().dropLast()
            if let address = try? IPv6.parse(inner, diagnostics: &ignored) {
                self = .ipv6(address)
            } else {
                self = .empty
            }
        }
    }
}
