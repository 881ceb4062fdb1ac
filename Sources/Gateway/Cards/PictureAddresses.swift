import LinkPolicy
import LinkTokens
import URLStandard

/// Makes the addresses under which this gateway shows the pictures of cards.
struct PictureAddresses: Sendable {
    let ring: KeyRing
    let publicURL: String
    let tenant: TenantID
    /// Seconds since 1970.
    let now: Int64

    /// Sides of pictures in pixels: few, so that the same picture is kept for many.
    private static let sides = [PictureShelf.side, 320, 240, 160, 120, 80, 48, 24]

    /// The largest side of at most `limit` pixels; `nil` when all are larger.
    static func side(within limit: Int) -> Int? { sides.first { $0 <= limit } }

    /// `nil` for an address too long to be sealed.
    func address(of url: WebURL, side: Int = PictureShelf.side) -> String? {
        let picture = SealedPicture(tenant: tenant, address: url.hrefWithoutFragment, side: side, now: now)
        guard let token = try? picture.sealed(with: ring), token.utf8.count <= SealedLink.maximumLength else {
            return nil
        }
        return publicURL + "/picture/" + token
    }
}
