extension GroundTemplate {
    /// Codes that no policy may give to grounds of its own.
    static let builtInCodes = Set(
        ([operatorBlock, needsApp, cannotShowInterstitial] + ofOpening + ofChoices + ofHolds).map(\.code)
            + Sanction.groundCodes)

    /// The operator blocked the host or address.
    static let operatorBlock = GroundTemplate(
        code: "operator_block",
        clause: LocalizedText(zh: "运营者规则", en: "Operator's rule"),
        title: LocalizedText(zh: "该链接已被运营者停止访问", en: "The operator has blocked this link"),
        explanation: LocalizedText(
            zh: "{subject} 被停止访问，原因：{reason}。{until}", en: "{subject} is blocked. Reason: {reason}. {until}"),
        contest: .askOperator
    )

    /// A code, or an address that no browser opens.
    static let needsApp = GroundTemplate(
        code: "needs_app",
        clause: LocalizedText(zh: "技术限制：没有网页地址", en: "Technical limit: there is no web address"),
        title: LocalizedText(zh: "需要在对应的 App 中打开", en: "It opens only in its own app"),
        explanation: LocalizedText(
            zh: "这不是网页地址（例如口令、App 专用地址或邮箱），没有可以打开的网页。复制后在对应的 App 中打开。",
            en:
                "This is no web address (a share code, say, or an app's own or a mail address). Copy it and open the app."
        ),
        contest: LocalizedText(
            zh: "这不是限制：分享网页链接即可直接打开。", en: "This is not a restriction: a web link to the same thing opens.")
    )

    /// The app cannot show the interstitial that the verdict asks for.
    static let cannotShowInterstitial = GroundTemplate(
        code: "client_cannot_show_interstitial",
        clause: LocalizedText(zh: "技术限制：客户端能力", en: "Technical limit: the app's capabilities"),
        title: LocalizedText(zh: "当前客户端无法显示提示页", en: "This app cannot show the notice page"),
        explanation: LocalizedText(
            zh: "打开前需要显示提示页，而当前客户端不支持。复制地址到浏览器即可访问；所有不支持的客户端处理方式相同。",
            en: """
                A notice has to be shown before this page, and this app cannot show it. Copy the address to a browser; \
                every app without the capability is treated alike.
                """),
        contest: LocalizedText(zh: "升级客户端后即可直接打开。", en: "It opens after an update of the app.")
    )
}

extension LocalizedText {
    /// The way to contest a decision of the gateway's operator.
    static let askOperator = LocalizedText(
        zh: "在链接页面点“投诉”，或联系运营者，说明理由。",
        en: "Use “Complain” on the link's page, or write to the operator, and say why.")
}
