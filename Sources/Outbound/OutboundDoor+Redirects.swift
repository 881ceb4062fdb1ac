import URLStandard

extension OutboundDoor {
    /// Follows a request from hop to hop (RFC 9110 §15.4), checking each as if it were the first.
    func follow(_ request: OutboundRequest) async throws -> OutboundResponse {
        var url = request.url
        var hops: [OutboundResponse.Hop] = []
        var visited: Set<String> = []
        while true {
            let target = try await target(url)
            guard visited.insert(target.url.href).inserted else {
                throw OutboundError.redirectLoop(at: target.url.href)
            }
            if request.respectsRobots { try await askRobots(about: target.url) }
            let answer = try await exchange(hopRequest(request, to: target.url), with: target)
            hops.append(.init(url: target.url, status: answer.status, address: answer.address))
            guard request.limits.redirects > 0, request.method != .post,
                let next = try redirection(of: answer, from: target.url)
            else { return OutboundResponse(answer, hops: hops, acceptsGzip: request.acceptsGzip) }
            guard hops.count <= request.limits.redirects else {
                throw OutboundError.tooManyRedirects(limit: request.limits.redirects)
            }
            url = next
        }
    }

    /// A caller's own fields are for the origin it named, as a webhook's signature is; what another origin is asked with
    /// says nothing but what is wanted.
    private func hopRequest(_ request: OutboundRequest, to url: WebURL) -> HopRequest {
        var headers = request.headers
        if url.origin != request.url.origin {
            headers.removeAll { !Self.harmless.contains($0.name.lowercased()) }
        }
        headers.append((name: "User-Agent", value: policy.userAgent))
        return HopRequest(
            method: request.method, headers: headers, body: request.method == .post ? request.body ?? [] : nil,
            limits: request.limits, acceptsGzip: request.acceptsGzip)
    }

    private static let harmless: Set<String> = ["accept", "accept-language"]

    /// Where an answer redirects to: `nil` where it does not.
    private func redirection(of answer: HopAnswer, from url: WebURL) throws(OutboundError) -> WebURL? {
        guard [301, 302, 303, 307, 308].contains(answer.status) else { return nil }
        let locations = Set(answer.headers.values("Location"))
        guard let location = locations.first else { return nil }
        guard locations.count == 1, let next = try? WebURL(location, base: url) else {
            throw .invalidRedirect(from: url.href)
        }
        return next
    }
}

extension OutboundResponse {
    init(_ answer: HopAnswer, hops: [Hop], acceptsGzip: Bool) {
        let codings = answer.headers.values("Content-Encoding").joined(separator: ", ")
        let isGzip = acceptsGzip && ["gzip", "x-gzip"].contains(codings.lowercased())
        let isEncoded = !isGzip && !codings.isEmpty && codings.lowercased() != "identity"
        self.init(
            status: answer.status, headers: answer.headers, body: isEncoded ? [] : answer.body,
            isTruncated: answer.isTruncated, leftOutEncoding: isEncoded ? codings : nil, isGzip: isGzip, hops: hops)
    }
}
