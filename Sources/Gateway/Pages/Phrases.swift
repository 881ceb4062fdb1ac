import LinkPolicy

/// The fixed words of the pages.
struct Phrases: Sendable {
    let language: String
    let otherLanguage: String
    let otherLanguageName: String
    let product: String

    let warnTitle: String
    let warnLead: String
    let warnLeadPlayground: String
    let copyTitle: String
    let copyLead: String
    let codeTitle: String
    /// `{platform}` stands for the platform's name.
    let codeLead: String
    let codeLeadUnknown: String
    let codeUnknown: String
    let codeUnavailable: String
    let leadsTo: String
    let openWeb: String
    let heldTitle: String
    let heldLead: String
    let blockTitle: String
    let blockLead: String
    let goingTo: String
    let reasons: String
    let basis: String
    let contestLabel: String
    let go: String
    let copyLink: String
    let copyCode: String
    let copied: String
    let copyHint: String
    let openApp: String
    let complain: String
    let address: String
    let code: String
    let operatorLabel: String
    let playgroundLink: String

    let complainTitle: String
    let complainLead: String
    let complainCategory: String
    let complainStatement: String
    let complainStatementHint: String
    let complainSend: String
    let complainPrivacy: String
    let complainChoose: String
    let complainTooLong: String
    let thanksTitle: String
    let thanksLead: String
    let receiptLabel: String
    let back: String

    let notFoundTitle: String
    let notFoundLead: String
    let expiredTitle: String
    let expiredLead: String
    let pageMissingTitle: String
    let pageMissingLead: String
    let refusedTitle: String
    let refusedLead: String
    let errorTitle: String
    let errorLead: String
    let homeLead: String
    let homePlay: String

    static func of(_ language: Language) -> Phrases {
        switch language {
        case .zh: .zh
        case .en: .en
        }
    }

    static let zh = Phrases(
        language: "zh-CN", otherLanguage: "en", otherLanguageName: "English", product: "互通 Hutong",
        warnTitle: "即将离开聊天", warnLead: "该页面不由聊天平台提供，无法确保其安全。请确认地址后再继续访问。",
        warnLeadPlayground: "这是体验页生成的链接，总会显示此提示页。",
        copyTitle: "请复制到浏览器访问", copyLead: "该链接在这里不直接打开，可以复制后在浏览器或对应的 App 中访问。",
        codeTitle: "请复制这个口令", codeLead: "这是{platform}的口令，不是网页地址。复制后打开{platform}，即可看到分享的内容。",
        codeLeadUnknown: "这是一个口令，不是网页地址。复制后打开对应的 App，即可看到分享的内容。",
        codeUnknown: "平台查不到这个口令，可能已经失效。", codeUnavailable: "暂时查不到这个口令对应的网页。",
        leadsTo: "对应的网页", openWeb: "打开网页",
        heldTitle: "该链接正在等待审核", heldLead: "审核完成之前暂不能打开。",
        blockTitle: "已停止访问该网页", blockLead: "该链接不能打开，原因如下。",
        goingTo: "将要访问", reasons: "原因", basis: "依据", contestLabel: "如有异议", go: "继续访问", copyLink: "复制链接",
        copyCode: "复制口令", copied: "已复制", copyHint: "长按选中后复制", openApp: "在 App 中打开", complain: "投诉",
        address: "完整地址", code: "口令", operatorLabel: "运营者", playgroundLink: "体验链接",
        complainTitle: "投诉该链接", complainLead: "请告诉我们这个链接有什么问题。", complainCategory: "投诉原因",
        complainStatement: "补充说明（可不填）", complainStatementHint: "最多 2000 字。请不要填写自己的密码、证件号等信息。",
        complainSend: "提交投诉", complainPrivacy: "投诉会连同链接地址一起保存，不记录你的 IP 地址。",
        complainChoose: "请选择一个原因。", complainTooLong: "补充说明过长，请控制在 2000 字以内。",
        thanksTitle: "投诉已提交", thanksLead: "我们已保存你的投诉，审核人员会尽快处理。凭回执编号可以随时查看进度和结果。",
        receiptLabel: "回执编号", back: "返回",
        notFoundTitle: "链接无效", notFoundLead: "这个链接不是由本网关生成的，或者被改动过，因此不会跳转到任何地方。请让对方重新发送。",
        expiredTitle: "链接已过期", expiredLead: "这个链接已超过有效期。请让对方重新发送。",
        pageMissingTitle: "没有这个页面", pageMissingLead: "请检查地址是否完整。",
        refusedTitle: "无法处理这个请求", refusedLead: "内容过长或格式不对，请返回修改后再试。",
        errorTitle: "暂时无法处理", errorLead: "网关出了问题，请稍后再试。",
        homeLead: "面向聊天平台的开放链接网关：能打开的都打开，不能打开的都说明原因。", homePlay: "打开体验页")

    static let en = Phrases(
        language: "en", otherLanguage: "zh", otherLanguageName: "中文", product: "Hutong 互通",
        warnTitle: "You are leaving the chat",
        warnLead: "This page is not provided by the chat platform and its safety cannot be assured. "
            + "Check the address before you continue.",
        warnLeadPlayground: "This link was made in the playground; it always shows this notice.",
        copyTitle: "Copy this to a browser",
        copyLead: "This link does not open here. Copy it and open it in a browser or in its own app.",
        codeTitle: "Copy this code",
        codeLead:
            "This is a code of {platform}, not a web address. Copy it and open {platform} to see what was shared.",
        codeLeadUnknown: "This is a share code, not a web address. Copy it and open its app to see what was shared.",
        codeUnknown: "The platform does not know this code; it may have expired.",
        codeUnavailable: "The web address of this code cannot be found out at the moment.",
        leadsTo: "It leads to", openWeb: "Open web page",
        heldTitle: "This link waits for a review", heldLead: "It cannot be opened until somebody has looked at it.",
        blockTitle: "This page is blocked", blockLead: "The link does not open, for the following reason.",
        goingTo: "You are going to", reasons: "Why", basis: "Basis", contestLabel: "To contest it", go: "Continue",
        copyLink: "Copy link", copyCode: "Copy code", copied: "Copied", copyHint: "Press and hold to select, then copy",
        openApp: "Open in app", complain: "Complain", address: "Full address", code: "Code", operatorLabel: "Operator",
        playgroundLink: "Playground link",
        complainTitle: "Complain about this link", complainLead: "Tell us what is wrong with this link.",
        complainCategory: "What is wrong", complainStatement: "In your words (optional)",
        complainStatementHint: "At most 2,000 characters. Do not enter passwords or identity numbers of your own.",
        complainSend: "Send complaint",
        complainPrivacy: "The complaint is kept with the link's address; your IP address is not.",
        complainChoose: "Choose what is wrong.", complainTooLong: "That is too long: at most 2,000 characters.",
        thanksTitle: "Your complaint was received",
        thanksLead:
            "It is kept, and a moderator will look at it. With the receipt number you can see at any time what became of it.",
        receiptLabel: "Receipt number", back: "Back",
        notFoundTitle: "This link is not valid",
        notFoundLead: "It was not made by this gateway, or it was altered, so it leads nowhere. "
            + "Ask the sender to send it again.",
        expiredTitle: "This link has expired", expiredLead: "It is past its time. Ask the sender to send it again.",
        pageMissingTitle: "There is no such page", pageMissingLead: "Check that the address is complete.",
        refusedTitle: "That cannot be taken",
        refusedLead: "It is too long or not in the form expected. Go back, change it and try again.",
        errorTitle: "That did not work", errorLead: "The gateway has a problem. Try again later.",
        homeLead: "An open link gateway for chat platforms: it opens every legitimate link, and gives a reason for "
            + "every one that it does not.",
        homePlay: "Open the playground")
}
