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
            throw Problem.picturesBusy
        case .picture(let picture):
            return Response(
                status: .ok,
                headers: Self.headers(
                    cacheControl: "public, max-age=\(SealedPicture.lifetime), immutable", isForOthers: true),
                body: .init(byteBuffer: ByteBuffer(bytes: picture.bytes)))
        }
    }

    /// - Parameter isForOthers: Whether chat apps in a browser show it on pages of their own.
    static func headers(cacheControl: String, isForOthers: Bool) -> HTTPFields {
        [
            .contentType: "image/jpeg", .xContentTypeOptions: "nosniff", .cacheControl: cacheControl,
            .contentSecurityPolicy: "default-src 'none'; frame-ancestors 'none'; sandbox",
            .crossOriginResourcePolicy: isForOthers ? "cross-origin" : "same-origin", .referrerPolicy: "no-referrer",
        ]
    }
}
