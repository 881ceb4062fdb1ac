/// What a link points at inside a platform.
public enum ResourceKind: String, Hashable, Sendable, CaseIterable {
    case item, shop, coupon, activity
    case redPacket = "redpacket"
    case payment, video, note, live, user, post, article, question, answer, music, playlist, place, group, contact
    case app, file, search
    /// A page of a known platform whose shape says nothing, or any page of an unknown site.
    case unknown
}
