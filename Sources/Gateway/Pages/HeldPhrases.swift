import LinkPolicy
import Persistence

/// The words of the pages of held links.
struct HeldPhrases: Phrasebook {
    let language: Language

    // MARK: Both pages

    func times(from posted: Int64, until end: Int64?) -> String {
        let from = utcMinute(posted) + " UTC"
        guard let end else { return say("发送于 \(from)", "Posted \(from)") }
        let until = utcMinute(end) + " UTC"
        return say("发送于 \(from)，等待至 \(until)", "Posted \(from), waits until \(until)")
    }
    var older: String { say("更早的", "Earlier ones") }

    // MARK: A group's queue

    var groupTitle: String { say("等待同意的链接", "Links that wait") }
    var groupLead: String {
        say(
            "在有人决定之前，谁也打不开这些链接。你的决定立即生效。",
            "Until somebody decides, nobody gets through these links. What you decide counts at once.")
    }
    var groupEmpty: String { say("没有等待中的链接。", "No link waits.") }
    var backToSettings: String { say("返回群链接设置", "Back to the group's settings") }
    func postedBy(_ sender: String?) -> String {
        sender.map { say("发送者：\($0)", "Posted by: \($0)") } ?? say("未提供发送者", "Whoever posted it is not named")
    }
    var forModerators: String {
        say("等待平台审核员决定，群里不能决定。", "Waits for the platform's moderators: the group cannot decide it.")
    }
    var onlyRefuse: String {
        say(
            "平台也暂缓了这个链接：你可以拒绝，放行由审核员决定。",
            "The platform holds it too: you can refuse it, and the moderators decide whether it is released.")
    }
    var release: String { say("放行", "Release") }
    var refuse: String { say("拒绝", "Refuse") }
    var reasonLabel: String { say("理由（打开链接的人会看到）", "Why (shown to whoever opens the link)") }
    var released: String { say("已放行，立即生效。", "Released, and in force now.") }
    var refused: String { say("已拒绝，立即生效。", "Refused, and in force now.") }
    var badReason: String {
        say("请用一行写明拒绝的理由，最长约 160 字。", "Say why you refuse it, in one line of up to about 160 characters.")
    }
    var badAction: String { say("请选择放行或拒绝。", "Choose whether to release or to refuse it.") }
    var unknown: String { say("群里没有这个链接，或者记录已清除。", "The group has no such link, or it is forgotten.") }
    func refusal(_ refusal: HoldRefusal) -> String {
        switch refusal {
        case .notTheGroups: say("这要由平台审核员决定，未作更改。", "The platform's moderators decide this; nothing was changed.")
        case .moderatorDecided:
            say("平台审核员已经作出决定，未作更改。", "The platform's moderators have decided already; nothing was changed.")
        case .decidedMeanwhile:
            say("已有其他人作出决定，或者等待已经结束；未作更改。", "Somebody else has decided, or the wait is over; nothing was changed.")
        }
    }
    var staleForm: String {
        say("页面已过期，未作更改。请再试一次。", "The page was out of date, so nothing was changed. Try again.")
    }
    var managersOnly: String {
        say("只有群主和管理员可以查看等待中的链接。", "Only the owner and admins see the links that wait.")
    }

    // MARK: A person's own

    var ownTitle: String { say("我被暂缓的链接", "My links that were held") }
    var ownLead: String {
        say("你发送的、需要有人同意才能打开的链接。", "Links of yours that open only when somebody agrees.")
    }
    var ownEmpty: String { say("你没有被暂缓的链接。", "None of your links was held.") }
    var backToOwn: String { say("返回我的链接偏好", "Back to my preferences") }
    func state(_ state: HeldLink.State) -> String {
        switch state {
        case .waiting: say("等待中", "Waiting")
        case .released: say("已放行", "Released")
        case .refused: say("已拒绝", "Refused")
        case .expired: say("已过期", "Expired")
        }
    }

    /// What else there is to say of a state; `nil` for nothing.
    ///
    /// - Parameter reason: Of whoever decided; may be empty.
    func note(on state: HeldLink.State, by origin: Origin?, reason: String) -> String? {
        switch state {
        case .waiting, .released: return nil
        case .expired: return say("没有人在期限内决定，可以重新发送。", "Nobody decided in time; you can post it again.")
        case .refused:
            let who =
                origin == .group
                ? say("群主或管理员拒绝", "Refused by the group's owner or admins") : say("平台审核员拒绝", "Refused by moderators")
            return reason.isEmpty ? who : who + say("：", ": ") + reason
        }
    }
}
