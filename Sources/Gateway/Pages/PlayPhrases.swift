import LinkPolicy

/// The words of the playground.
struct PlayPhrases: Sendable {
    let title: String
    let lead: String
    let text: String
    let textHint: String
    let send: String
    let samples: String
    let senderSide: String
    let receiverSide: String
    let receiverHint: String
    let figures: String
    let figuresHint: String
    let policyLabel: String
    let sceneLabel: String
    let senderPhone: String
    let receiverPhone: String
    let noLink: String
    let steps: String
    let tooLong: String
    let nothing: String

    static func of(_ language: Language) -> PlayPhrases {
        switch language {
        case .zh: .zh
        case .en: .en
        }
    }

    static func disposition(_ disposition: Disposition, _ language: Language) -> String {
        let text: LocalizedText =
            switch disposition {
            case .open: LocalizedText(zh: "直接打开", en: "opens")
            case .warn: LocalizedText(zh: "提示后打开", en: "notice first")
            case .copy: LocalizedText(zh: "复制打开", en: "copy to open")
            case .hold: LocalizedText(zh: "等待审核", en: "held")
            case .block: LocalizedText(zh: "停止访问", en: "blocked")
            }
        return text[language]
    }

    static func scene(_ scene: Scene, _ language: Language) -> String {
        let names: [Scene: LocalizedText] = [
            .direct: LocalizedText(zh: "单聊", en: "one to one"), .group: LocalizedText(zh: "群聊", en: "group"),
            .moments: LocalizedText(zh: "朋友圈", en: "moments"),
            .channel: LocalizedText(zh: "公众号", en: "official account"),
            .post: LocalizedText(zh: "公开帖子", en: "public post"), .comment: LocalizedText(zh: "评论", en: "comment"),
            .profile: LocalizedText(zh: "个人主页", en: "profile"), .live: LocalizedText(zh: "直播带货", en: "live commerce"),
        ]
        return names[scene]?[language] ?? scene.rawValue
    }

    static let zh = PlayPhrases(
        title: "体验页", lead: "选择规则、场景和两部手机，粘贴一段分享文字，看看链接会怎样打开、为什么。", text: "消息内容",
        textHint: "粘贴淘宝、抖音、小红书等 App 的分享文字，或任意网址", send: "发送", samples: "或试试这些分享文字",
        senderSide: "发送方", receiverSide: "接收方", receiverHint: "点开卡片即可看到接收方的提示页。体验链接十分钟内有效。",
        figures: "体验页今日数据", figuresHint: "按 UTC 日期统计；预览机器人和预加载不计入。", policyLabel: "规则", sceneLabel: "场景",
        senderPhone: "发送方手机", receiverPhone: "接收方手机", noLink: "这条消息里没有找到链接或口令。", steps: "判断过程",
        tooLong: "消息过长：体验页最多 4000 字。", nothing: "请先输入或选择一段文字。")

    static let en = PlayPhrases(
        title: "Playground",
        lead: "Choose a policy, a scene and two phones, paste a share text, and see how its links open and why.",
        text: "Message", textHint: "Paste what Taobao, Douyin, Xiaohongshu or another app shares, or any address",
        send: "Send", samples: "Or try one of these share texts", senderSide: "Sender", receiverSide: "Receiver",
        receiverHint: "Open a card to see the receiver's notice page. Playground links live ten minutes.",
        figures: "The playground today", figuresHint: "By UTC day; preview robots and prefetches are not counted.",
        policyLabel: "Policy", sceneLabel: "Scene", senderPhone: "Sender's phone", receiverPhone: "Receiver's phone",
        noLink: "There is no link or share code in this message.", steps: "Step by step",
        tooLong: "That is too long: at most 4,000 characters here.", nothing: "Type or choose a text first.")
}
