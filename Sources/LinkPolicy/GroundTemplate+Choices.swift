extension GroundTemplate {
    static let ofChoices = [
        groupNobodyPosts, groupAdminsPost, groupForm, groupKind, groupAsksFirst, groupShelfOnly, groupQuietHours,
        personWarns, personHides, groupTrusts, personTrusts,
    ]

    private static let groupClause = LocalizedText(
        zh: "本群设置（由群主和管理员决定）", en: "This group's settings, made by its owner and admins")
    private static let personClause = LocalizedText(zh: "您自己的链接偏好", en: "Your own link preferences")
    private static let askAdmins = LocalizedText(
        zh: "这不是平台的限制。请联系群主或管理员。", en: "This is no restriction by the platform. Ask the group's owner or admins.")
    private static let changePreferences = LocalizedText(
        zh: "这不是平台的限制。您可以随时在链接偏好中修改。",
        en: "This is no restriction by the platform. You can change it in your link preferences at any time.")

    private static func group(_ code: String, _ title: LocalizedText, _ explanation: LocalizedText) -> GroundTemplate {
        GroundTemplate(code: code, clause: groupClause, title: title, explanation: explanation, contest: askAdmins)
    }

    static let groupNobodyPosts = group(
        "group_nobody_posts", LocalizedText(zh: "本群不发链接", en: "No links in this group"),
        LocalizedText(zh: "本群设置为任何人都不能发链接。", en: "The group has chosen that nobody posts links."))
    static let groupAdminsPost = group(
        "group_admins_post", LocalizedText(zh: "本群仅管理员可发链接", en: "Only admins post links in this group"),
        LocalizedText(zh: "本群设置为仅群主和管理员可以发链接。", en: "The group lets only its owner and admins post links."))
    static let groupForm = group(
        "group_form", LocalizedText(zh: "本群不收此类链接", en: "This group takes no such links"),
        LocalizedText(
            zh: "本群不接受成员发送这种形式的链接（{form}）。", en: "The group takes no links of this form ({form}) from members."))
    static let groupKind = group(
        "group_kind", LocalizedText(zh: "本群不收此类内容", en: "This group takes no such things"),
        LocalizedText(
            zh: "本群不接受成员发送此类内容的链接（{kind}）。", en: "The group takes no links to this kind of thing ({kind}) from members."
        ))
    static let groupAsksFirst = group(
        "group_asks_first", LocalizedText(zh: "等待群管理员同意", en: "Waits for an admin of the group"),
        LocalizedText(zh: "本群设置为成员的链接需要群主或管理员先同意。", en: "In this group an admin looks at members' links first."))
    static let groupShelfOnly = group(
        "group_shelf_only", LocalizedText(zh: "本群链接只放在链接架", en: "Links stand on this group's shelf"),
        LocalizedText(
            zh: "本群的链接由管理员放到链接架上，聊天中的链接先等待处理。",
            en: "In this group an admin puts links on the shelf; one in the chat waits for that."))
    static let groupQuietHours = group(
        "group_quiet_hours", LocalizedText(zh: "本群免打扰时段", en: "Quiet hours of this group"),
        LocalizedText(
            zh: "本群在 {hours} 之间不打开成员新发的链接，时段结束后自动打开。",
            en: "Members' links posted between {hours} wait, and open by themselves after that."))
    /// Frees a link in the group.
    static let groupTrusts = group(
        "group_trusts", LocalizedText(zh: "本群信任该网站", en: "The group trusts this site"),
        LocalizedText(zh: "本群把 {host} 列为可信网站。", en: "The group has named {host} as trusted."))

    static let personWarns = GroundTemplate(
        code: "person_warns", clause: personClause,
        title: LocalizedText(zh: "您选择了打开前提示", en: "You chose to be asked first"),
        explanation: LocalizedText(
            zh: "按您的偏好，此类链接打开前先显示提示。", en: "By your preferences, links like this show a notice first."),
        contest: changePreferences)
    static let personHides = GroundTemplate(
        code: "person_hides", clause: personClause,
        title: LocalizedText(zh: "您选择了不看此类链接", en: "You chose not to see such links"),
        explanation: LocalizedText(
            zh: "按您的偏好，此类链接不显示、不打开。", en: "By your preferences, links like this are hidden and do not open."),
        contest: changePreferences)
    /// Frees a link for the person.
    static let personTrusts = GroundTemplate(
        code: "person_trusts", clause: personClause,
        title: LocalizedText(zh: "您选择了直接打开", en: "You chose to open it directly"),
        explanation: LocalizedText(zh: "按您的偏好，此类链接直接打开。", en: "By your preferences, links like this open directly."),
        contest: changePreferences)
}
