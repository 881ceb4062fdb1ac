import NIOCore
import NIOHTTP1

/// What the hot paths ask of a request's head, gathered in one pass over its fields.
struct HotRequest {
    /// The two requests that are answered on the event loop.
    enum Kind {
        /// `GET /go/{token}`.
        case click
        /// `POST /v1/checks`.
        case check
    }

    var kind: Kind
    var uri: String
    var userAgent: String?
    /// `Sec-Purpose`, `Purpose` or `X-Moz`.
    var purpose: String?
    var forwardedFor: String?
    var authorization: String?
    var acceptLanguage: String?
    var requestID: String?
    /// Bytes of the body.
    var contentLength = 0

    static let checkPath = "/v1/checks"
    static let clickPath = "/go/"

    /// `nil` for every request that is not of the two kinds or asks for anything out of the ordinary: the router
    /// answers those.
    init?(_ head: HTTPRequestHead) {
        switch head.method {
        case .GET where head.uri.utf8.starts(with: Self.clickPath.utf8): kind = .click
        case .POST where head.uri.utf8.starts(with: Self.checkPath.utf8): kind = .check
        default: return nil
        }
        guard head.version == .http1_1 else { return nil }
        uri = head.uri
        var hasLength = false
        var hasHost = false
        var isJSON = false
        for (name, value) in head.headers {
            let isFirst: Bool
            switch FieldName(name) {
            case .host:
                // Anything but a plain name or IPv4 address with or without a port is looked at by ``RequestFraming``.
                let name = value.utf8.prefix { $0 != UInt8(ascii: ":") }
                isFirst = !hasHost && name.allSatisfy(Self.isPlainHost) && Self.isPort(value.utf8.dropFirst(name.count))
                hasHost = true
            case .userAgent: isFirst = Self.keep(value, in: &userAgent)
            case .purpose: isFirst = Self.keep(value, in: &purpose)
            case .forwardedFor: isFirst = Self.keep(value, in: &forwardedFor)
            case .authorization: isFirst = Self.keep(value, in: &authorization)
            case .acceptLanguage: isFirst = Self.keep(value, in: &acceptLanguage)
            case .requestID: isFirst = Self.keep(value, in: &requestID)
            case .contentType:
                isFirst = !isJSON
                isJSON = value == "application/json"
                if !isJSON, kind == .check { return nil }
            case .contentLength:
                guard let length = Int(value), length >= 0, !hasLength else { return nil }
                isFirst = true
                contentLength = length
                hasLength = true
            case .connection: isFirst = value.utf8.elementsEqual("keep-alive".utf8)
            case .accept: isFirst = kind == .click || MediaRange.admitsJSON(value)
            case .unusual: return nil
            case .other: isFirst = true
            }
            guard isFirst else { return nil }
        }
        guard hasHost else { return nil }
        switch kind {
        case .click: if hasLength { return nil }
        case .check: if !hasLength || !isJSON || contentLength > HotPath.bodyLimit { return nil }
        }
    }

    /// Whether `text` is empty or `:` and up to five digits.
    private static func isPort(_ text: Substring.UTF8View) -> Bool {
        text.count <= 6 && text.dropFirst().allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }

    private static func isPlainHost(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."):
            true
        default: false
        }
    }

    private static func keep(_ value: String, in field: inout String?) -> Bool {
        guard field == nil else { return false }
        field = value
        return true
    }
}

/// The header fields that matter to the hot paths.
private enum FieldName {
    case host, userAgent, purpose, forwardedFor, authorization, acceptLanguage, requestID, contentType, contentLength
    case connection, accept
    /// Asks for something that only the router does.
    case unusual
    case other

    init(_ name: String) {
        self =
            switch name.utf8.count {
            case 4 where Self.equal(name, "host"): .host
            case 5 where Self.equal(name, "x-moz"): .purpose
            case 6 where Self.equal(name, "accept"): .accept
            case 6 where Self.equal(name, "expect"): .unusual
            case 7 where Self.equal(name, "purpose"): .purpose
            case 7 where Self.equal(name, "upgrade"): .unusual
            case 10 where Self.equal(name, "user-agent"): .userAgent
            case 10 where Self.equal(name, "connection"): .connection
            case 11 where Self.equal(name, "sec-purpose"): .purpose
            case 12 where Self.equal(name, "content-type"): .contentType
            case 12 where Self.equal(name, "x-request-id"): .requestID
            case 13 where Self.equal(name, "authorization"): .authorization
            case 14 where Self.equal(name, "content-length"): .contentLength
            case 15 where Self.equal(name, "accept-language"): .acceptLanguage
            case 15 where Self.equal(name, "x-forwarded-for"): .forwardedFor
            case 15 where Self.equal(name, "idempotency-key"): .unusual
            case 16 where Self.equal(name, "content-encoding"): .unusual
            case 17 where Self.equal(name, "transfer-encoding"): .unusual
            default: .other
            }
    }

    /// Compares without regard to the case of ASCII letters; `lower` is in lower case and of the same length.
    private static func equal(_ name: String, _ lower: StaticString) -> Bool {
        lower.withUTF8Buffer { wanted in
            var index = 0
            for byte in name.utf8 {
                let folded = byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte
                if folded != wanted[index] { return false }
                index += 1
            }
            return true
        }
    }
}
