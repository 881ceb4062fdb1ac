public import URLStandard

/// What is asked of somebody else's server.
public struct OutboundRequest: Sendable {
    public enum Method: String, Hashable, Sendable {
        case get = "GET"
        case head = "HEAD"
        case post = "POST"
    }

    public var method: Method
    /// Its user name, password and fragment are never sent.
    public var url: WebURL
    /// Header fields besides those the door writes itself. See ``OutboundError/forbiddenHeader(_:)``.
    public var headers: [(name: String, value: String)]
    /// Sent with POST only.
    public var body: [UInt8]?
    public var limits: OutboundLimits
    /// Whether a site's robots.txt (RFC 9309) is asked first, as it is for cards, which nobody at the site asked for.
    public var respectsRobots: Bool
    /// Whether the body may come in gzip, which is then handed on as it is: whoever asks unpacks it, within bounds.
    public var acceptsGzip = false

    public init(
        _ method: Method = .get, _ url: WebURL, headers: [(name: String, value: String)] = [], body: [UInt8]? = nil,
        limits: OutboundLimits = OutboundLimits(), respectsRobots: Bool = false
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.limits = limits
        self.respectsRobots = respectsRobots
    }
}

extension OutboundRequest {
    /// The name of a header field that must not be sent, or `nil`: what the door writes itself, what frames the message,
    /// what carries a credential or tells where a reader came from, and what would break out of its line (RFC 9110 §5).
    var forbiddenHeader: String? {
        headers.first { field in
            !Self.allows(header: field.name)
                || !field.value.utf8.allSatisfy { $0 == 0x09 || (0x20...0x7E).contains($0) }
        }?.name
    }

    /// Whether a header field of this name can be sent.
    public static func allows(header: String) -> Bool {
        let name = header.lowercased()
        return !name.isEmpty && name.utf8.allSatisfy(isTokenByte) && !refused.contains(name)
            && !name.hasPrefix("proxy-")
    }

    private static let refused: Set<String> = [
        "accept-encoding", "authorization", "connection", "content-length", "cookie", "cookie2", "expect", "host",
        "keep-alive", "referer", "te", "trailer", "transfer-encoding", "upgrade", "user-agent",
    ]

    /// RFC 9110 §5.6.2.
    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}
