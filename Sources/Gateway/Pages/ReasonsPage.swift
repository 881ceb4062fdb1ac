import LinkPolicy
import Moderation

/// A statement of reasons for whoever a restriction concerns, or wonders about (Regulation (EU) 2022/2065, article 17(3)).
struct ReasonsPage: PageModel {
    struct Part: Sendable {
        let label: String
        let text: String
    }

    struct Link: Sendable {
        let href: String
        let words: String
    }

    /// What the page is, and the number of what it is about.
    let name: String
    let number: String
    let languageLink: String?
    let state: String
    let lead: String
    let parts: [Part]
    let links: [Link]

    var title: String { name + " " + number }

    /// - Parameters:
    ///   - category: The class of violation, in words.
    ///   - canAppeal: Whether something can be said against it now.
    ///   - standing: The path of the page that says how the platform or site stands.
    ///   - now: Seconds since 1970.
    init(
        _ ruling: Ruling, category: String, contact: String?, canAppeal: Bool, standing: String? = nil,
        language: Language, at now: Int64
    ) {
        func say(_ zh: String, _ en: String) -> String { language == .zh ? zh : en }
        let isInForce = ruling.isInForce(at: now)
        name = say("处理理由", "Statement of reasons")
        number = ruling.id
        languageLink = "/reasons/\(ruling.id)?lang=\(language.other.rawValue)"
        state = isInForce ? ruling.step.disposition.rawValue : "open"
        lead = Self.lead(ruling, isInForce: isInForce, language)
        var parts = [Part(label: say("对象", "What it is on"), text: Self.subject(ruling, language))]
        if ruling.step > .notice {
            parts.append(Part(label: say("期限", "How long"), text: Self.duration(ruling, language)))
        }
        parts += [
            Part(label: say("违反的条款", "Clause"), text: ruling.clause[language] + say("（\(category)）", " (\(category))")),
            Part(label: say("认定的事实", "Facts"), text: ruling.facts),
            Part(label: say("如何发现", "How it came to light"), text: Self.source(ruling, language)),
            Part(label: say("由谁决定", "Who decided"), text: Self.automation(ruling, language)),
        ]
        if !ruling.justification.isEmpty {
            parts.append(Part(label: say("超出阶梯的理由", "Why it goes beyond the ladder"), text: ruling.justification))
        }
        if let end = ruling.end, end.reason != .replaced, !end.words.isEmpty {
            parts.append(Part(label: say("结束的理由", "Why it ended"), text: end.words))
        }
        if canAppeal {
            let outside = contact.map { say("也可以联系运营者：\($0)。", " You can also write to the operator: \($0).") } ?? ""
            parts.append(
                Part(
                    label: say("如何申诉", "How to contest it"),
                    text: say(
                        "网站运营者、发送者或群主可以申诉，由作出决定者以外的人复核；理由成立的，立即撤销并恢复信誉。六个月内均可申诉，不收费。",
                        "Whoever runs the site, posted the link or owns the group can appeal, free of charge, for six months. "
                            + "Somebody else than who decided looks at it; a founded appeal undoes the ruling at once.")
                        + outside))
        }
        self.parts = parts
        var links: [Link] = []
        if let end = ruling.end, end.reason == .replaced {
            links.append(
                Link(
                    href: "/reasons/\(end.words)?lang=\(language.rawValue)",
                    words: say("后来的决定", "The later ruling") + " " + end.words))
        }
        if canAppeal {
            links.append(
                Link(
                    href: "/reasons/\(ruling.id)/appeal?lang=\(language.rawValue)",
                    words: say("申诉，或申请复查", "Appeal, or ask to look again")))
        }
        if let standing {
            let isOnPlatform = ruling.subject.kind == .platform
            links.append(
                Link(
                    href: standing + "?lang=" + language.rawValue,
                    words: isOnPlatform
                        ? say("该平台的信誉", "How the platform stands") : say("该网站的信誉", "How the site stands")))
        }
        self.links = links
    }

    private static func lead(_ ruling: Ruling, isInForce: Bool, _ language: Language) -> String {
        func say(_ zh: String, _ en: String) -> String { language == .zh ? zh : en }
        switch ruling.end?.reason {
        case .reversed:
            return say("该决定已因申诉成立而撤销，视为未曾作出。", "This ruling was reversed on appeal and counts as never made.")
        case .mended: return say("问题已改正，限制已解除。", "The matter was put right, and the restriction has ended.")
        case .lifted: return say("限制已解除。", "The restriction was lifted.")
        case .replaced: return say("该决定已被后来的决定取代。", "A later ruling took its place.")
        case nil: break
        }
        guard isInForce else {
            return say("该决定的期限已过，不再有效。", "The time of this ruling is over; it restricts nothing any more.")
        }
        switch ruling.step {
        case .notice: return say("这是一次提醒，不限制任何链接。", "This is a notice; it restricts nothing.")
        case .demotion: return say("打开相关链接前会显示提示。", "A notice is shown before these links open.")
        case .suspension: return say("相关链接暂停访问。", "These links are suspended.")
        case .block: return say("相关链接已停止访问。", "These links are blocked.")
        }
    }

    static func subject(_ ruling: Ruling, _ language: Language) -> String {
        func say(_ zh: String, _ en: String) -> String { language == .zh ? zh : en }
        let key = ruling.subject.key
        switch ruling.subject.kind {
        case .link: return key
        case .path: return say("\(key) 及其下的所有页面", "\(key) and everything below it")
        case .domain: return say("\(key) 及其子域名", "\(key) and its subdomains")
        case .platform: return say("平台 \(key)", "The platform \(key)")
        case .sender: return say("一个账号发送的链接", "The links that one account posts")
        case .group: return say("一个群内的链接", "The links in one group")
        }
    }

    private static func duration(_ ruling: Ruling, _ language: Language) -> String {
        func say(_ zh: String, _ en: String) -> String { language == .zh ? zh : en }
        let start = utcMinute(ruling.startsAt) + " UTC"
        guard let end = ruling.endsAt else { return say("\(start) 起，无期限", "From \(start) on, without an end") }
        let last = utcMinute(end) + " UTC"
        let range = say("\(start) 至 \(last)", "From \(start) until \(last)")
        return ruling.endsWhenMended ? range + say("；改正后立即解除", "; sooner, as soon as it is put right") : range
    }

    private static func source(_ ruling: Ruling, _ language: Language) -> String {
        func say(_ zh: String, _ en: String) -> String { language == .zh ? zh : en }
        let source =
            switch ruling.source {
            case .complaints: say("用户投诉", "Complaints")
            case .trustedFlagger: say("受信任的举报者", "A trusted flagger")
            case .otherNotice: say("其他通知", "Another notice")
            case .ownInitiative: say("平台主动检查", "The platform's own initiative")
            }
        return source
            + (ruling.isDetectedAutomatically
                ? say("；由程序发现", "; found by a machine") : say("；由人工发现", "; found by a person"))
    }

    private static func automation(_ ruling: Ruling, _ language: Language) -> String {
        func say(_ zh: String, _ en: String) -> String { language == .zh ? zh : en }
        switch ruling.automation {
        case .none: return say("人工决定", "A person")
        case .partial: return say("人工决定，程序辅助", "A person, helped by a machine")
        case .full: return say("程序自动决定", "A machine, by itself")
        }
    }

    /// What became of an appeal.
    init(_ appeal: Appeal, phrases: AppealPhrases) {
        name = phrases.formTitle
        number = appeal.id
        languageLink = "/appeals/\(appeal.id)?lang=\(phrases.language.other.rawValue)"
        state = "open"
        lead = phrases.state(appeal)
        parts =
            [appeal.decision.map { Part(label: phrases.answerLabel, text: $0.answer) }].compactMap { $0 }
            + [Part(label: phrases.kindsLabel, text: phrases.name(of: appeal.kind))]
        links = [
            Link(href: "/reasons/\(appeal.rulingID)?lang=\(phrases.language.rawValue)", words: phrases.toReasons)
        ]
    }
}
