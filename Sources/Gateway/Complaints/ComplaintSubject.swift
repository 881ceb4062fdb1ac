import LinkPolicy
import Moderation
import Platforms
import URLStandard

/// What complaints about a link gather on.
struct ComplaintSubject: Hashable, Sendable {
    var kind: ModeratedSubject.Kind
    var key: String
    /// ASCII form; `nil` for what has no address.
    var host: String?

    /// UTF-8 bytes of a key; of a longer address, its path alone or else its host is taken.
    private static let keyLimit = 1_024

    /// The path without its query where the address has none that matters; the address without what identifies its
    /// sharer where it does; the host where there is no path; the code where there is no address.
    init(_ target: Target) {
        guard let url = target.url, let address = AddressSubject(url) else {
            kind = .link
            key = "code:" + String(decoding: target.address.utf8.prefix(Self.keyLimit), as: UTF8.self)
            return
        }
        host = address.host
        let clean = AddressSubject(target.cleanAddress) ?? address
        let path = clean.path.prefix { $0 != "?" }
        kind = path.isEmpty ? .domain : .path
        if clean.path.count > path.count { kind = .link }
        key = clean.description
        if key.utf8.count > Self.keyLimit {
            kind = .domain
            key = clean.host
        }
    }
}
