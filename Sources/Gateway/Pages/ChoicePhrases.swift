import LinkPolicy
import LinkRecognition

/// The words of the pages on which groups and people choose.
struct ChoicePhrases: Phrasebook {
    let language: Language

    static func of(_ language: Language) -> ChoicePhrases { ChoicePhrases(language: language) }

    // MARK: Both pages

    func signedIn(_ person: String, group: String?) -> String {
        let group = group.map { say(" · 群：\($0)", " · Group: \($0)") } ?? ""
        return say("当前身份：\(person)", "You are: \(person)") + group
    }
    var saved: String { say("已保存，立即生效。", "Saved, and in force now.") }
    var reset: String { say("已恢复默认设置。", "Back to the defaults.") }
    var save: String { say("保存", "Save") }
    var reasons: String { say("查看处理理由和申诉方法", "The statement of reasons, and how to appeal") }
    var backToDefault: String { say("恢复默认", "Back to default") }
    var conflict: String {
        say(
            "在你修改期间，设置已被其他人更改。下面是最新的设置，请重新修改。",
            "The settings were changed by somebody else meanwhile. Below are the present ones; please change them again."
        )
    }
    var staleForm: String {
        say("页面已过期，未作更改。请检查后再次保存。", "The page was out of date, so nothing was changed. Check it and save again.")
    }
    var trustedDomains: String { say("信任的网站", "Trusted sites") }
    var domainsLabel: String { say("每行一个域名，包含其子域名", "One domain a line; its subdomains are included") }
    func badDomain(_ domain: String, isSuffix: Bool) -> String {
        isSuffix
            ? say(
                "“\(domain)”不是单个网站，任何人都可以在它之下建站；请填写具体的网站。",
                "“\(domain)” is no single site: anybody can have one under it. Name the site itself.")
            : say("“\(domain)”不是有效的域名。", "“\(domain)” is not a domain such as example.com.")
    }
    var tooManyDomains: String {
        say("信任的网站最多 \(ChoiceForm.domainLimit) 个。", "At most \(ChoiceForm.domainLimit) sites can be trusted.")
    }
    var badHours: String {
        say("请填写两个不同的时间和时区。", "Give two different times of day and a time zone.")
    }
    var badChoice: String { say("请选择列出的选项。", "Choose one of the options.") }
    var formsLegend: String { say("链接的形式", "Forms of links") }
    var kindsLegend: String { say("链接的内容", "What links lead to") }

    var unfold: String { say("按内容细分", "Choose by what they lead to") }

    func form(_ form: LinkForm) -> String {
        switch form {
        case .web: say("网页", "Web pages")
        case .shareCode: say("口令", "Share codes")
        case .appLink: say("App 链接", "App links")
        case .miniProgram: say("小程序", "Mini programs")
        case .qr: say("二维码", "QR codes")
        case .payment: say("付款", "Payments")
        }
    }

    func kind(_ kind: ResourceKind) -> String {
        let name = kind.name(language) ?? say("其他网页", "other pages")
        return name.prefix(1).uppercased() + name.dropFirst()
    }

    // MARK: A group

    var groupTitle: String { say("群链接设置", "Links in this group") }
    var groupLead: String {
        say(
            "由群主和管理员决定。设置只会让链接更严格；可信网站只免去平台允许群免去的提示。",
            "The owner and admins decide. Settings only make links stricter; trusted sites are freed only from what the "
                + "platform leaves to groups.")
    }
    var readOnly: String { say("只有群主和管理员可以修改，你可以查看。", "Only the owner and admins can change this; you can see it.") }
    var postersLegend: String { say("谁可以发链接", "Who may post links") }
    func posters(_ posters: GroupSettings.Posters) -> String {
        switch posters {
        case .everyone: say("所有人", "Everyone")
        case .admins: say("仅群主和管理员", "Only the owner and admins")
        case .nobody: say("任何人都不能", "Nobody")
        }
    }
    var formsHint: String { say("未勾选的，成员不能发。", "Members cannot post what is not ticked.") }
    var waitingLegend: String { say("成员的链接", "Members' links") }
    var asksFirst: String { say("需要管理员先同意", "Wait for an admin") }
    var groupHeldLink: String { say("查看等待同意的链接", "See the links that wait") }
    var shelfOnly: String { say("只放在链接架", "Stand only on the group's shelf") }
    var quietLegend: String { say("免打扰时段", "Quiet hours") }
    var quiet: String { say("成员在此时段发的链接，时段结束后才能打开", "Links that members post then open when the hours end") }
    var from: String { say("开始", "From") }
    var until: String { say("结束", "Until") }
    var zone: String { say("时区", "Time zone") }

    // MARK: A person

    var personTitle: String { say("我的链接偏好", "My links") }
    var personLead: String {
        say(
            "只对你自己生效，随时可以修改。出于法律和安全的限制不受偏好影响。",
            "For you alone, and yours to change at any time. What law and safety demand stays.")
    }
    var personHeldLink: String { say("查看我被暂缓的链接", "See which of my links were held") }
    var generalLegend: String { say("总体", "In general") }
    var all: String { say("所有链接", "All links") }
    var strangers: String { say("陌生人发来的链接", "Links from strangers") }
    var ownWord: String { say("按平台规则", "As the platform has it") }
    var asAbove: String { say("同上", "As above") }
    func choice(_ choice: PersonPreferences.Choice) -> String {
        switch choice {
        case .open: say("直接打开", "Open directly")
        case .warn: say("先提示", "Ask me first")
        case .hide: say("不看", "Hide")
        }
    }

    // MARK: Whose choice it was

    /// `nil` where the platform decided, or nobody.
    func chooser(_ origin: Origin) -> String? {
        switch origin {
        case .group: say("这是本群的选择，由群主和管理员决定。", "This is the group's own choice; its owner and admins decide.")
        case .person: say("这是你自己的选择。", "This is your own choice.")
        case .policy, .operator, .technical: nil
        }
    }
    var changeOwn: String { say("修改我的偏好", "Change my preferences") }

    // MARK: Without a session

    func refusal(_ refusal: SessionRefusal) -> (title: String, lead: String) {
        let again = say("请回到聊天应用，重新从设置中打开。", "Go back to your chat app and open it from the settings there.")
        return switch refusal {
        case .missing: (say("请从聊天应用打开", "Open this from your chat app"), again)
        case .expiredLink: (say("链接已过期", "This link has expired"), again)
        case .usedLink:
            (say("链接已经用过", "This link was used already"), say("每个链接只能用一次。", "Each link works once. ") + again)
        case .badLink: (say("链接无效", "This link is not good"), again)
        case .otherTenant:
            (
                say("这不是你所在平台的页面", "This page is another platform's"),
                say("你是以另一个聊天平台的身份打开的。", "You came from another chat platform. ") + again
            )
        case .notInGroup:
            (
                say("你不在这个群里", "You are not in this group"),
                say("聊天应用没有说明你是这个群的成员。", "Your chat app has not said that you are a member of it. ") + again
            )
        }
    }
}
