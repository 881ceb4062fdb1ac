extension GroundTemplate {
    static let ofOpening = [needsNewerClient, openingInSteps, opensLater, notOpenYet]

    /// What stands in place of the clause until the policy gives its own.
    private static let noClause = LocalizedText(zh: "分步开放", en: "Opening in steps")

    static let needsNewerClient = GroundTemplate(
        code: "needs_newer_client", clause: noClause,
        title: LocalizedText(zh: "需要升级客户端", en: "The app has to be updated"),
        explanation: LocalizedText(
            zh: "此类链接需要 {needed_version} 或更新的版本，当前版本是 {version}。",
            en: "Links like this need version {needed_version} or newer; this one is {version}."),
        contest: LocalizedText(zh: "升级后即可打开。", en: "It opens after the update."))

    static let openingInSteps = GroundTemplate(
        code: "opening_in_steps", clause: noClause,
        title: LocalizedText(zh: "正在逐步开放，尚未轮到您", en: "Being opened step by step, and not for you yet"),
        explanation: LocalizedText(
            zh: "此类链接先对一部分用户开放，人选由随机散列决定，与链接来自哪个平台无关；范围只会扩大。",
            en: """
                Links like this are open for a share of people first. A hash picks them, whatever platform a link belongs \
                to; the share only grows.
                """),
        contest: LocalizedText(zh: "现在可以复制到浏览器访问。", en: "For now, copy the address to a browser."))

    static let opensLater = GroundTemplate(
        code: "opens_later", clause: noClause,
        title: LocalizedText(zh: "此类链接将在之后的阶段开放", en: "Links like this open at a later stage"),
        explanation: LocalizedText(
            zh: "开放时间：{when}。现在可复制到浏览器访问。", en: "From {when}. For now, copy the address to a browser."),
        contest: LocalizedText(zh: "到期自动开放，无需申请。", en: "It opens by itself then; nothing has to be asked for."))

    static let notOpenYet = GroundTemplate(
        code: "not_open_yet", clause: noClause,
        title: LocalizedText(zh: "此类链接尚未开放", en: "Links like this are not open yet"),
        explanation: LocalizedText(
            zh: "该场景（{scene}）中的此类链接（{form}）尚未开放，开放时间未定。可复制到浏览器访问。",
            en:
                "Links of this form ({form}) in this scene ({scene}) are not open yet; no day is set. Copy the address to a browser."
        ),
        contest: .askOperator)
}
