extension GroundTemplate {
    static let ofHolds = [holdRefused, holdExpired, holdReleased, degraded]

    /// Whoever decides on held links has refused this one.
    static let holdRefused = GroundTemplate(
        code: "hold_refused", clause: LocalizedText(zh: "人工审核", en: "A person's decision"),
        title: LocalizedText(zh: "审核未通过", en: "Looked at and refused"),
        explanation: LocalizedText(
            zh: "审核后决定不打开该链接。{reason}", en: "The link was looked at and is not opened. {reason}"),
        contest: .askOperator)
    /// Nobody decided in time.
    static let holdExpired = GroundTemplate(
        code: "hold_expired", clause: LocalizedText(zh: "人工审核", en: "A person's decision"),
        title: LocalizedText(zh: "等待审核已过期", en: "Nobody decided in time"),
        explanation: LocalizedText(
            zh: "该链接在期限内无人处理，已退回。可以重新发送。",
            en: "Nobody decided on the link in time, so it was sent back. It can be posted again."),
        contest: LocalizedText(zh: "重新发送即可再次进入审核。", en: "Post it again to have it looked at."))
    /// Frees a link that was held.
    static let holdReleased = GroundTemplate(
        code: "hold_released", clause: LocalizedText(zh: "人工审核", en: "A person's decision"),
        title: LocalizedText(zh: "审核通过", en: "Looked at and released"),
        explanation: LocalizedText(zh: "审核后放行。{reason}", en: "The link was looked at and released. {reason}"),
        contest: .askOperator)
    /// A part of the rulebook is missing, and the policy says what happens then.
    static let degraded = GroundTemplate(
        code: "degraded", clause: LocalizedText(zh: "降级处理", en: "Fallback while a check is unavailable"),
        title: LocalizedText(zh: "部分检查暂不可用", en: "A check is not available just now"),
        explanation: LocalizedText(
            zh: "暂时无法进行的检查：{parts}。按规则先谨慎处理，恢复后自动解除。",
            en: "What cannot be checked just now: {parts}. The policy is careful meanwhile; this ends by itself."),
        contest: LocalizedText(zh: "恢复后自动解除，无需申请。", en: "It ends by itself; nothing has to be asked for."))
}
