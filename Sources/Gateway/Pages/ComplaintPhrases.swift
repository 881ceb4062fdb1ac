import LinkPolicy
import Moderation

/// The words of the pages on which people complain and see what became of it.
struct ComplaintPhrases: Sendable {
    let entryTitle: String
    let entryLead: String
    let entryLink: String
    let entryHint: String
    let entryNext: String
    let entryNothing: String
    /// For an address that is none of the gateway's.
    let entryForeign: String
    let entryAltered: String
    let entryExpired: String
    let receiptLegend: String
    let receiptHint: String
    let receiptShow: String

    let added: String
    let addedTitle: String
    let alsoCounted: String
    let warned: String
    /// `{until}` stands for a moment.
    let paused: String
    let pausedTitle: String
    let tooManyTitle: String
    /// `{minutes}` stands for a number.
    let tooMany: String
    let seeStatus: String

    let statusTitle: String
    let unknownTitle: String
    let unknownLead: String
    let about: String
    let reasonFor: String
    let sentAt: String
    let decidedAt: String
    let why: String
    let stepReceived: String
    let stepInReview: String
    let stepDecided: String
    let leadReceived: String
    let leadInReview: String
    let leadFounded: String
    let leadUnfounded: String
    let founded: String
    let unfounded: String
    let additions: String
    let keepAddress: String

    let pictures: String
    let picturesHint: String
    let picturesSent: String
    let picturesLeftOut: String
    let picturesBusy: String
    let tooManyPictures: String
    /// `{number}` stands for the picture's place.
    let pictureTooLarge: String
    let pictureUnreadable: String

    func refusal(of refusal: ComplaintPictures.Refusal) -> String {
        switch refusal {
        case .tooMany: tooManyPictures
        case .tooLarge(let index): pictureTooLarge.replacing("{number}", with: "\(index + 1)")
        case .unreadable(let index): pictureUnreadable.replacing("{number}", with: "\(index + 1)")
        case .busy: picturesBusy
        }
    }

    static func of(_ language: Language) -> ComplaintPhrases {
        switch language {
        case .zh: .zh
        case .en: .en
        }
    }

    static let zh = ComplaintPhrases(
        entryTitle: "投诉一个链接", entryLead: "请粘贴聊天里收到的链接，也就是以本网关地址开头、含有“/go/”的那一条。",
        entryLink: "链接", entryHint: "在聊天里长按链接并复制，然后粘贴到这里。连同前后的文字一起粘贴也可以。", entryNext: "下一步",
        entryNothing: "请先粘贴链接。",
        entryForeign: "这里只受理由本网关生成的链接（含有“/go/”）。如果你手里的是网页本身的地址，请回到聊天里，长按那条消息中的链接并复制；"
            + "或者打开该链接，在提示页上点“投诉”。",
        entryAltered: "这个链接不是由本网关生成的，或者复制时缺了一部分。请回到聊天里重新完整复制。",
        entryExpired: "这个链接已超过有效期，不会再打开任何网页。如果内容仍在传播，请投诉新的那一条。",
        receiptLegend: "已经投诉过？", receiptHint: "输入回执编号，查看处理进度。", receiptShow: "查看进度",
        added: "你已投诉过这个链接，每人计一次，以第一次为准。你这次写的补充说明已加到第一次的投诉里。", addedTitle: "已补充到你的投诉",
        alsoCounted: "今天已有来自同一设备或网络的投诉计入该链接；你的这一份同样保存并会得到答复，但不重复计数。",
        warned: "请注意：你最近的投诉多数经审核不成立。如果继续如此，我们将暂停受理你的投诉一段时间。",
        paused: "由于你近期的投诉多数不成立，且此前已提醒过，我们暂停受理你的投诉，{until}（UTC）起恢复。",
        pausedTitle: "暂停受理",
        tooManyTitle: "投诉过于频繁", tooMany: "短时间内收到的投诉太多。请约 {minutes} 分钟后再试；已提交的投诉不受影响。",
        seeStatus: "查看处理进度",
        statusTitle: "投诉进度", unknownTitle: "没有这个回执", unknownLead: "请检查编号：以“C-”开头，后面是 12 位字母和数字。",
        about: "被投诉的链接", reasonFor: "投诉原因", sentAt: "提交时间（UTC）", decidedAt: "决定时间（UTC）", why: "理由",
        stepReceived: "已收到", stepInReview: "审核中", stepDecided: "已决定",
        leadReceived: "我们已收到你的投诉，正在等待审核人员处理。", leadInReview: "审核人员正在处理。",
        leadFounded: "经审核，投诉成立，已采取措施。", leadUnfounded: "经审核，投诉不成立。", founded: "成立", unfounded: "不成立",
        additions: "补充说明", keepAddress: "请保存本页地址，处理结果会显示在这里。",
        pictures: "截图（可不选）",
        picturesHint: "最多 3 张，每张不超过 8 MB：PNG、JPEG、WebP 或 GIF。图片会缩小后保存，拍摄地点等附带信息会去掉；只有审核人员能看到。",
        picturesSent: "随附图片", picturesLeftOut: "现在无法处理图片，因此没有保存；你的文字投诉已保存。需要的话，稍后可以再提交一次图片。",
        picturesBusy: "正在处理其他人的图片，请一分钟后再提交；不带图片的投诉随时可以提交。",
        tooManyPictures: "一次最多 3 张图片。", pictureTooLarge: "第 {number} 张图片超过 8 MB，请换一张较小的。",
        pictureUnreadable: "第 {number} 张图片无法读取：请使用 PNG、JPEG、WebP 或 GIF。")

    static let en = ComplaintPhrases(
        entryTitle: "Complain about a link",
        entryLead: "Paste the link as it came in the chat: the one that begins with this gateway's address and has "
            + "“/go/” in it.",
        entryLink: "Link",
        entryHint: "Press and hold the link in the chat, copy it and paste it here. Words around it do no harm.",
        entryNext: "Next", entryNothing: "Paste a link first.",
        entryForeign:
            "Only links made by this gateway are taken here; they have “/go/” in them. If what you have is the "
            + "address of the page itself, go back to the chat, press and hold the link in the message and copy that. "
            + "Or open the link and choose “Complain” on the notice.",
        entryAltered:
            "This link was not made by this gateway, or a part of it is missing. Go back to the chat and copy "
            + "it whole.",
        entryExpired: "This link is past its time and opens nothing any more. If its content is still passed on, "
            + "complain about the newer link.",
        receiptLegend: "Have you complained already?",
        receiptHint: "Enter the receipt number to see what became of it.",
        receiptShow: "See what became of it",
        added:
            "You have complained about this link before. Each person counts once, and the first complaint is the one "
            + "that counts; what you wrote now was added to it.",
        addedTitle: "Added to your complaint",
        alsoCounted:
            "A complaint from the same device or network counts for this link today already. Yours is kept and "
            + "answered too, but not counted again.",
        warned:
            "Please note: most of your recent complaints turned out to be unfounded. If that goes on, we shall take "
            + "no complaints of yours for some time.",
        paused:
            "Most of your recent complaints were unfounded, also after a warning. We take none of yours until {until} "
            + "(UTC).",
        pausedTitle: "Complaints are paused",
        tooManyTitle: "Too many complaints",
        tooMany:
            "Too many complaints came in a short time. Try again in about {minutes} minutes; those already sent are "
            + "safe.",
        seeStatus: "See what becomes of it",
        statusTitle: "What became of a complaint", unknownTitle: "There is no such receipt",
        unknownLead: "Check the number: it begins with “C-”, and 12 letters and digits follow.",
        about: "Link", reasonFor: "What is wrong", sentAt: "Sent (UTC)", decidedAt: "Decided (UTC)", why: "Reason",
        stepReceived: "Received", stepInReview: "Being looked at", stepDecided: "Decided",
        leadReceived: "Your complaint was received and waits for a moderator.",
        leadInReview: "A moderator is looking at it.",
        leadFounded: "The complaint was founded, and action was taken.",
        leadUnfounded: "The complaint was looked at and found to be unfounded.", founded: "Founded",
        unfounded: "Unfounded", additions: "Added later",
        keepAddress: "Keep the address of this page: the decision is shown here.",
        pictures: "Screenshots (optional)",
        picturesHint:
            "At most 3, of 8 MB each: PNG, JPEG, WebP or GIF. They are kept smaller, without the place and other "
            + "data in the file; only moderators see them.",
        picturesSent: "Pictures",
        picturesLeftOut: "Pictures cannot be taken just now, so yours were not kept; your words are. You can send the "
            + "pictures again later.",
        picturesBusy: "Other people's pictures are being taken. Send yours in a minute, or send the complaint without.",
        tooManyPictures: "At most 3 pictures at a time.",
        pictureTooLarge: "Picture {number} has more than 8 MB: choose a smaller one.",
        pictureUnreadable: "Picture {number} cannot be read: send a PNG, JPEG, WebP or GIF.")
}
