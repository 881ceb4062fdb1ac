/// What a link is held for, in the words of the moment it was held: the policy may say it otherwise later.
public struct HeldGround: Hashable, Sendable {
    public var code: String
    /// Whose decision it is to hold; the group's admins release only what ``Origin/group`` holds.
    public var origin: Origin
    public var title: LocalizedText
    public var explanation: LocalizedText

    public init(code: String, origin: Origin, title: LocalizedText, explanation: LocalizedText) {
        self.code = code
        self.origin = origin
        self.title = title
        self.explanation = explanation
    }

    /// `nil` for a ground that does not hold.
    public init?(_ ground: Ground) {
        guard ground.disposition == .hold else { return nil }
        self.init(
            code: ground.code, origin: ground.origin,
            title: LocalizedText(zh: ground.title(.zh), en: ground.title(.en)),
            explanation: LocalizedText(zh: ground.explanation(.zh), en: ground.explanation(.en)))
    }
}
