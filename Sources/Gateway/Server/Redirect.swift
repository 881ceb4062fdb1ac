import Gate
import HTTPTypes
import Hummingbird
import LinkTokens

/// An answer that sends a reader on to a link's destination.
struct Redirect: Sendable {
    let address: String
    /// Proves the opening to the app.
    let receipt: String?

    /// `nil` when the link has no address that a browser may be sent to.
    ///
    /// - Parameter now: Seconds since 1970.
    init?(of link: OpenedLink, snapshot: Snapshot, now: Int64) {
        guard let address = Gate.redirectAddress(of: link.target) else { return nil }
        self.address = address
        let receipt = Receipt(
            tenant: link.context.tenant, linkID: link.context.linkID, openedAt: now, person: link.reader?.person)
        self.receipt = try? receipt.sealed(with: snapshot.keyRing)
    }

    func response(_ status: HTTPResponse.Status) -> Response {
        var headers: HTTPFields = [
            .location: address, .cacheControl: "no-store", .referrerPolicy: "no-referrer",
            .contentSecurityPolicy: "default-src 'none'; frame-ancestors 'none'",
        ]
        headers[.hutongReceipt] = receipt
        return Response(status: status, headers: headers)
    }
}
