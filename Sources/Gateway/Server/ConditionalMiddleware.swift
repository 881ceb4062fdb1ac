import Crypto
import HTTPTypes
import Hummingbird
import LinkTokens
import NIOCore
import Synchronization

/// Gives the API's readable answers a validator, and does not send again what the client has (RFC 9110 §13).
struct ConditionalMiddleware: RouterMiddleware {
    typealias Context = GatewayRequestContext

    func handle(
        _ request: Request, context: GatewayRequestContext,
        next: (Request, GatewayRequestContext) async throws -> Response
    ) async throws -> Response {
        let response = try await next(request, context)
        guard request.method == .get || request.method == .head, request.uri.path.hasPrefix("/v1/"),
            response.status == .ok
        else { return response }
        let collector = BodyCollector()
        try await response.body.write(collector)
        let body = collector.bytes.withLock { $0 }
        var headers = response.headers
        let tag = headers[.eTag] ?? "\"" + Base64URL.encode(SHA256.hash(data: body).prefix(12)) + "\""
        headers[.eTag] = tag
        // Another key may see something else; what is kept is asked for again before it is used.
        headers[.vary] = "Authorization"
        headers[.cacheControl] = "private, no-cache"
        if Self.matches(request.headers[values: .ifNoneMatch].joined(separator: ","), tag) {
            headers[.contentType] = nil
            headers[.contentLength] = nil
            return Response(status: .notModified, headers: headers)
        }
        return Response(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: body)))
    }

    /// Whether an `If-None-Match` field names `tag`, compared weakly.
    static func matches(_ field: String, _ tag: String) -> Bool {
        field.split(separator: ",").contains { part in
            let given = part.drop { $0 == " " || $0 == "\t" }.prefix { $0 != " " && $0 != "\t" }
            return given == "*" || given == tag || given == "W/" + tag
        }
    }
}
