import HTTPTypes
import Hummingbird
import LinkPolicy
import LinkTokens
import NIOCore
import URLStandard

/// `GET /picture/{token}`: the picture of a card, from the gateway's own origin, so that a site does not see who looks.
struct PictureRoute: Sendable {
    let state: GatewayState
    /// `nil` when cards are off or pictures cannot be made small here.
    let shelf: PictureShelf?
    let clock: any GatewayClock

    func picture(_ request: Request, _ context: GatewayRequestContext) async throws -> Response {
        let snapshot = state.current
        let now = clock.seconds
        guard let shelf, let token = context.parameters.get("token"),
            let sealed = try? SealedPicture(opening: token, with: snapshot.keyRing, at: now),
            let url = try? WebURL(sealed.address)
        else { throw Problem.notFound }
        // The site may have been blocked since the card was made.
        let judge = HopJudge(rulebook: snapshot.rulebook, tenant: sealed.tenant, scene: .direct, now: now)
        if case .refused = judge.permission(url) { throw Problem.notFound }
        switch await shelf.picture(at: url, side: Int(clamping: sealed.side)) {
        case .none: throw Problem.notFound
        case .busy:
            throw Problem(
                .serviceUnavailable, "pictures-busy", "Too many pictures are waiting",
                detail: "Ask for the picture again in a second.", headers: [.retryAfter: "1"])
        case .picture(let picture):
            return Response(
                status: .ok,
                headers: [
                    .contentType: "image/jpeg", .xContentTypeOptions: "nosniff",
                    .cacheControl: "public, max-age=\(SealedPicture.lifetime), immutable",
                    .contentSecurityPolicy: "default-src 'none'; frame-ancestors 'none'; sandbox",
                    // Chat apps in a browser show it on pages of their own.
                    .crossOriginResourcePolicy: "cross-origin",
                    .referrerPolicy: "no-referrer",
                ],
                body: .init(byteBuffer: ByteBuffer(bytes: picture.bytes)))
        }
    }
}
