/// Why there is no answer. The descriptions are meant for the person who gave the URL: they name no address but one
/// that stands in the URL itself.
public enum OutboundError: Error, Equatable, Sendable, CustomStringConvertible {
    case forbiddenScheme(String)
    case forbiddenPort(UInt16)
    /// http where the policy requires https.
    case requiresTLS(host: String)
    /// A name that means something in a local network only.
    case forbiddenName(String)
    /// The host leads to an address of a range that is not public, or that the operator refuses. One such address among
    /// several is enough.
    case forbiddenAddress(host: String, address: IPAddress, range: String)
    /// A header field the door writes itself or never sends, or one that is not well formed.
    case forbiddenHeader(String)
    case unresolvable(host: String)
    /// The answer redirects to what is no URL.
    case invalidRedirect(from: String)
    case tooManyRedirects(limit: Int)
    case redirectLoop(at: String)
    case timedOut(after: Duration)
    /// The header fields of an answer, or what else stands around its body, take more than `limit` bytes.
    case tooLarge(host: String, limit: Int)
    /// `site` is `nil` when the budget of all sites together is used up.
    case overBudget(site: String?, retryAfter: Duration)
    case disallowedByRobots(String)
    /// No connection, no valid certificate, or an answer that is not HTTP.
    case connection(host: String, reason: String)
    case shutDown

    /// Whether the request itself is refused, so that asking again gives the same answer until the request, the name's
    /// addresses or the policy change.
    public var isRefusal: Bool {
        switch self {
        case .forbiddenScheme, .forbiddenPort, .requiresTLS, .forbiddenName, .forbiddenAddress, .forbiddenHeader,
            .disallowedByRobots:
            true
        case .unresolvable, .invalidRedirect, .tooManyRedirects, .redirectLoop, .timedOut, .tooLarge, .overBudget,
            .connection, .shutDown:
            false
        }
    }

    public var description: String {
        switch self {
        case .forbiddenScheme(let scheme): "only http and https can be fetched, not \"\(scheme)\""
        case .forbiddenPort(let port): "port \(port) is not among the allowed ports"
        case .requiresTLS(let host): "\(host) can be reached by https only"
        case .forbiddenName(let host): "\(host) is the name of a local network"
        case .forbiddenAddress(let host, _, let range): "\(host) does not lead to a public address: \(range)"
        case .forbiddenHeader(let name): "the header field \"\(name)\" cannot be sent"
        case .unresolvable(let host): "\(host) has no address"
        case .invalidRedirect(let url): "\(url) redirects to what is no URL"
        case .tooManyRedirects(let limit): "more than \(limit) redirects"
        case .redirectLoop(let url): "the redirects lead back to \(url)"
        case .timedOut(let limit): "no answer within \(limit)"
        case .tooLarge(let host, let limit): "\(host) sent more than \(limit) bytes of header fields and framing"
        case .overBudget(let site, _): "too many requests to \(site ?? "other servers") at once"
        case .disallowedByRobots(let url): "robots.txt does not allow \(url)"
        case .connection(let host, let reason): "\(host): \(reason)"
        case .shutDown: "the gateway is shutting down"
        }
    }
}
