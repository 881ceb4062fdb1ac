import HTTPTypes
import Hummingbird
import LinkPolicy
import NIOCore

/// What Hummingbird hands to every handler.
struct GatewayRequestContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let peer: SocketAddress?

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        peer = source.channel.remoteAddress
    }

    /// The reader's network address: the peer's, or what trusted proxies say of it. Used for the day's hash only.
    func readerAddress(of request: Request, _ configuration: GatewayConfiguration) -> String? {
        peer?.ipAddress.map {
            configuration.readerAddress(peer: $0, forwardedFor: request.headers[.xForwardedFor])
        }
    }
}

extension GatewayConfiguration {
    /// The address of whoever stands behind `peer`.
    func readerAddress(peer: String, forwardedFor: String?) -> String {
        guard !trustedProxies.isEmpty, let forwardedFor else { return peer }
        var address = peer
        // From the right: every address that a trusted proxy added, until the first that is not a proxy's own.
        for hop in forwardedFor.split(separator: ",").reversed() {
            guard trustedProxies.contains(where: { $0.contains(address) }) else { break }
            address = String(hop.filter { $0 != " " })
        }
        return address
    }
}

extension HTTPField.Name {
    /// Names that are literals of this file and valid by RFC 9110 §5.1.
    static func known(_ name: StaticString) -> HTTPField.Name {
        guard let field = HTTPField.Name("\(name)") else { preconditionFailure("not a header name: \(name)") }
        return field
    }

    static let xForwardedFor = known("X-Forwarded-For")
    static let referrerPolicy = known("Referrer-Policy")
    static let hutongReceipt = known("Hutong-Receipt")
    static let permissionsPolicy = known("Permissions-Policy")
    static let secPurpose = known("Sec-Purpose")
    static let purpose = known("Purpose")
    static let xMoz = known("X-Moz")
    static let xRequestID = known("X-Request-Id")
    static let idempotencyKey = known("Idempotency-Key")
    static let idempotencyReplayed = known("Idempotency-Replayed")
    static let rateLimit = known("RateLimit")
    static let rateLimitPolicy = known("RateLimit-Policy")
}

extension Request {
    /// The language of a page or an answer: `?lang=` where given, else what the browser asks for.
    func language(default fallback: Language) -> Language {
        if let named = uri.queryParameters["lang"].flatMap({ Language(rawValue: String($0)) }) { return named }
        return Language(acceptLanguage: headers[.acceptLanguage], fallback: fallback)
    }

    /// Whether the body is of the media type, whatever its parameters.
    func hasContentType(_ wanted: String) -> Bool {
        guard let header = headers[.contentType] else { return false }
        return header.prefix { $0 != ";" }.lowercased().filter { $0 != " " } == wanted
    }

    /// - Throws: ``Problem`` 406 when the client does not want an answer of this type.
    func requireAcceptable(_ type: String, _ subtype: String) throws(Problem) {
        guard MediaRange.admits(type, subtype, headers[values: .accept].joined(separator: ", ").nonEmpty) else {
            throw Problem(
                .notAcceptable, "not-acceptable", "No acceptable form of the answer",
                detail: "The answer is \(type)/\(subtype); the header “Accept” refuses it.")
        }
    }

    /// Refuses a body in a content coding (RFC 9110 §8.4).
    func refuseContentCoding() throws(Problem) {
        guard let coding = headers[.contentEncoding], coding.lowercased() != "identity" else { return }
        throw Problem(
            .unsupportedMediaType, "content-coding", "The content coding is not supported",
            detail: "Send the body as it is, not “\(coding.prefix(32))”.", headers: [.acceptEncoding: "identity"])
    }

    /// Bytes that are read and thrown away behind a body that is too long.
    private static let drainLimit = 64 << 20

    /// The whole body of a request with JSON.
    ///
    /// - Throws: ``Problem`` 415 for another media type or a content coding, 413 when it is longer than `limit` bytes.
    func jsonBody(atMost limit: Int) async throws -> [UInt8] {
        try refuseContentCoding()
        guard hasContentType("application/json") else {
            throw Problem(
                .unsupportedMediaType, "media-type", "The media type is not supported",
                detail: "Send JSON with the header “Content-Type: application/json”.",
                headers: [.accept: "application/json"])
        }
        return try await bytes(atMost: limit)
    }

    /// The whole body.
    ///
    /// - Throws: ``Problem`` 413 when it is longer than `limit` bytes.
    func bytes(atMost limit: Int) async throws -> [UInt8] {
        let tooLarge = Problem.bodyTooLarge(limit: limit)
        var bytes: [UInt8] = []
        var received = 0
        for try await chunk in body {
            received += chunk.readableBytes
            // What is too much is read on and thrown away for a while: a client that sends all before it reads would
            // otherwise wait for ever.
            guard received <= limit + Self.drainLimit else { throw tooLarge }
            if received <= limit { bytes.append(contentsOf: chunk.readableBytesView) }
        }
        guard received <= limit else { throw tooLarge }
        return bytes
    }

    /// Refuses query parameters that the route does not know.
    func requireQuery(only known: Set<String>) throws(Problem) {
        for (name, _) in uri.queryParameters where !known.contains(String(name)) {
            throw Problem(
                .unprocessableContent, "unknown-parameter", "A query parameter is not known",
                detail: "“\(name.prefix(64))” is not a parameter of this address"
                    + (known.isEmpty ? "." : " (known: \(known.sorted().joined(separator: ", "))).")
            )
        }
    }
}

extension String {
    fileprivate var nonEmpty: String? { isEmpty ? nil : self }
}
