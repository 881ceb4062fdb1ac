import HTTPTypes
import Hummingbird
import LinkTokens
import Logging

/// Names every request that the router answers, counts it and logs it. The log shows the route's pattern, never the
/// path: a path holds tokens.
struct RequestMiddleware: RouterMiddleware {
    typealias Context = GatewayRequestContext

    let metrics: GatewayMetrics
    let accessLog: GatewayConfiguration.AccessLog
    let random: RandomSource

    func handle(
        _ request: Request, context: GatewayRequestContext,
        next: (Request, GatewayRequestContext) async throws -> Response
    ) async throws -> Response {
        let began = ContinuousClock.now
        let id = RequestID(given: request.headers[.xRequestID]) ?? RequestID(random: random.next())
        var context = context
        context.logger[metadataKey: "request"] = "\(id)"
        // The framework's own name for it is never told to anybody.
        context.logger[metadataKey: "hb.request.id"] = nil
        var response = try await next(request, context)
        if request.method == .head { response = response.createHeadResponse() }
        response.headers[.xRequestID] = id.text
        let took = ContinuousClock.now - began
        let route = Self.route(context)
        let method = HTTPRequest.Method.common.contains(request.method) ? request.method.rawValue : "other"
        metrics.request(route: route, method: method, status: response.status.code, took: took)
        if response.status == .tooManyRequests { metrics.rateLimited() }
        let isWanted =
            switch accessLog {
            case .off: false
            case .errors: response.status.code >= 400
            case .all: true
            }
        if isWanted {
            context.logger.log(
                // 501 is what the client asked for.
                level: response.status.code >= 500 && response.status != .notImplemented ? .error : .info, "answered",
                metadata: [
                    "method": "\(method)", "route": "\(route)", "status": "\(response.status.code)",
                    "ms": "\(took.components.seconds * 1_000 + took.components.attoseconds / 1_000_000_000_000_000)",
                ])
        }
        return response
    }

    /// `/go/{token}`, as in the API's description; `none` for a path that has no route.
    private static func route(_ context: GatewayRequestContext) -> String {
        guard let path = context.endpointPath, path.hasPrefix("/") else { return "none" }
        return path.split(separator: "/", omittingEmptySubsequences: false)
            .map { $0.hasPrefix(":") ? "{\($0.dropFirst())}" : String($0) }.joined(separator: "/")
    }
}

extension HTTPRequest.Method {
    /// The methods that are counted by name.
    static let common: Set<HTTPRequest.Method> = [
        .get, .head, .post, .put, .delete, .patch, .options, .trace, .connect,
    ]

    /// Every method that the HTTP parser lets through.
    static let parsed =
        common
        + [
            "ACL", "BIND", "CHECKOUT", "COPY", "LINK", "LOCK", "M-SEARCH", "MERGE", "MKACTIVITY", "MKCALENDAR", "MKCOL",
            "MOVE", "NOTIFY", "PROPFIND", "PROPPATCH", "PURGE", "QUERY", "REBIND", "REPORT", "SEARCH", "SOURCE",
            "SUBSCRIBE", "UNBIND", "UNLINK", "UNLOCK", "UNSUBSCRIBE",
        ].compactMap { HTTPRequest.Method($0) }
}
