public import LinkPolicy
public import ThreatIntel
import URLStandard

/// A list that the gateway fetches by itself, as an operator's file describes it.
public struct FeedDefinition: Hashable, Sendable {
    /// The list's name: see ``Persistence/FeedRecord/isID(_:)``.
    public let id: String
    /// Its address as it stands in the file, where ``tokenMark`` may stand for the token.
    public let address: String
    /// `nil` to find it out.
    public var format: FeedFormat?
    public var coverage = FeedReader.Coverage.format
    /// The class of entries that say none themselves.
    public var threatClass = ThreatClass.unwanted
    /// 0-100, the same.
    public var confidence = 80
    /// Seconds between two fetches.
    public var interval: Int64 = 3_600
    /// Seconds after which entries end that are not confirmed by then; `nil` for never.
    public var entriesEndAfter: Int64?
    /// How many of 100 entries the list may lose at once.
    public var mayLose = 50
    /// Bytes that the list may have, packed and unpacked.
    public var sizeLimit = 64 << 20
    public var token: Token?

    /// What stands in an address for the token.
    static let tokenMark = "{token}"
    static let shortestInterval: Int64 = 300
    static let longestInterval: Int64 = 30 * 86_400

    init(id: String, address: String) {
        self.id = id
        self.address = address
    }

    /// What the source knows the operator by, read anew for each fetch and shown nowhere.
    public struct Token: Hashable, Sendable {
        enum Place: Hashable, Sendable {
            case variable(String)
            case file(String)
        }

        let place: Place
        /// The header field that carries it; `nil` when the address does.
        let header: String?
    }

    /// Seconds between fetches where the file says none: addresses of single pages live for hours, names for days.
    static func interval(for format: FeedFormat?) -> Int64 {
        switch format {
        case .urls, .csv, .json, .addresses, nil: 3_600
        case .hosts, .domains, .adblock, .dnsmasq: 12 * 3_600
        }
    }

    /// The address to ask; `nil` when it is none.
    func url(token: String?) -> WebURL? {
        try? WebURL(token.map { address.replacing(Self.tokenMark, with: Self.escaped($0)) } ?? address)
    }

    /// A token as it stands in an address: all but ASCII letters, digits and hyphens percent-encoded.
    static func escaped(_ token: String) -> String {
        token.utf8.map { byte in
            let letter = byte | 0x20
            let isPlain = byte >= 0x30 && byte <= 0x39 || letter >= 0x61 && letter <= 0x7A || byte == 0x2D
            if isPlain { return String(Unicode.Scalar(byte)) }
            return (byte < 16 ? "%0" : "%") + String(byte, radix: 16, uppercase: true)
        }.joined()
    }
}
