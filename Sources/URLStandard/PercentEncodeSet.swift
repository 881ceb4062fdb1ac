/// The percent-encode sets (URL Standard, section 1.3). Bytes above 0x7E belong to every set.
struct PercentEncodeSet: Sendable {
    private let members: ASCIISet

    private init(_ members: ASCIISet) {
        self.members = members
    }

    private func adding(_ more: StaticString) -> PercentEncodeSet {
        PercentEncodeSet(members.union(ASCIISet(more)))
    }

    @inline(__always)
    func contains(_ byte: UInt8) -> Bool {
        byte >= 0x7F || members.contains(byte)
    }

    static let c0Control = PercentEncodeSet(ASCIISet(low: 0xFFFF_FFFF, high: 1 << 63))
    static let fragment = c0Control.adding(" \"<>`")
    static let query = c0Control.adding(" \"#<>")
    static let specialQuery = query.adding("'")
    static let path = query.adding("?^`{}")
    static let userinfo = path.adding("/:;=@[\\]|")
    static let component = userinfo.adding("$%&+,")
    /// Safe Browsing, "URLs and Hashing": bytes up to 0x20, from 0x7F, "#" and "%".
    static let safeBrowsing = c0Control.adding(" #%")
    static let formURLEncoded = component.adding("!'()~")
}
