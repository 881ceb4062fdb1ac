import LinkPolicy
import Moderation

/// The form of an appeal.
struct AppealPage: PageModel {
    struct Choice: Sendable {
        let value: String
        let name: String
        let chosen: Bool
    }

    let title: String
    let languageLink: String?
    let lead: String
    let subject: String
    let problem: String?
    let attempts: [String]
    /// How to show that one runs the site; empty for people whom the app knows.
    let proof: [String]
    let number: String
    let action: String
    let formToken: String?
    let kindsLabel: String
    let kinds: [Choice]
    let statementLabel: String
    let statementHint: String
    let statement: String
    let send: String
    let back: String
    let backLabel: String

    init(
        _ ruling: Ruling, phrases: AppealPhrases, subject: String, proof: [String], formToken: String?,
        kind: Appeal.Kind? = nil, statement: String = "", problem: String? = nil, attempts: [String] = []
    ) {
        let language = phrases.language
        title = phrases.formTitle
        languageLink = "/reasons/\(ruling.id)/appeal?lang=\(language.other.rawValue)"
        lead = phrases.formLead
        self.subject = subject
        self.problem = problem
        self.attempts = attempts
        self.proof = proof
        number = proof.isEmpty ? "" : ruling.id
        action = "/reasons/\(ruling.id)/appeal?lang=\(language.rawValue)"
        self.formToken = formToken
        kindsLabel = phrases.kindsLabel
        kinds = Appeal.Kind.allCases.map { Choice(value: $0.rawValue, name: phrases.name(of: $0), chosen: $0 == kind) }
        statementLabel = phrases.statementLabel
        statementHint = phrases.statementHint
        self.statement = statement
        send = phrases.send
        back = "/reasons/\(ruling.id)?lang=\(language.rawValue)"
        backLabel = phrases.back
    }
}

/// The words of the pages of appeals.
struct AppealPhrases: Phrasebook {
    let language: Language

    var formTitle: String { say("申诉", "Appeal") }
    var formLead: String {
        say(
            "申诉不收费，由作出决定者以外的人复核，一般七天内答复；已改正的，一般一天内复查。",
            "An appeal is free of charge. Somebody else than who decided looks at it, as a rule within seven days; what is "
                + "mended is looked at within a day.")
    }
    var kindsLabel: String { say("申请", "What you ask for") }
    func name(of kind: Appeal.Kind) -> String {
        switch kind {
        case .appeal: say("决定有误，请撤销", "The decision was wrong: undo it")
        case .mended: say("问题已改正，请复查", "It is put right: please look again")
        }
    }
    var statementLabel: String { say("理由", "Why") }
    var statementHint: String {
        say("最多 1300 字。请写明事实；不要填写密码、证件号等信息。", "At most 4,000 bytes. Give facts; no passwords or identity numbers.")
    }
    var send: String { say("提交", "Send") }
    var back: String { say("返回", "Back") }
    func proof(_ hosts: [String]) -> [String] {
        [
            say(
                "请先证明网站由您运营：在下列任一地址放一个文本文件，或在下列任一域名下加一条 TXT 记录，内容只有下面的编号，然后提交本表单。提交后可以删除。",
                "First show that you run the site: put a text file at one of these addresses, or a TXT record at one of these "
                    + "names, that holds nothing but the number below, then send this form. It can go afterwards.")
        ] + hosts.map { "https://" + $0 + SiteProof.path }
            + hosts.filter { $0.contains { $0.isLetter } && !$0.contains(":") }.map { "TXT \(SiteProof.label).\($0)" }
    }
    func missing(_ attempt: SiteProof.Attempt) -> String {
        let what =
            attempt.status.map { say("状态 \($0)，没有该编号", "status \($0), and not the number") }
            ?? say("没有该编号或没有应答", "not the number, or no answer")
        return "\(attempt.address)：\(what)"
    }
    var notProved: String { say("没有找到编号，未提交。已查看：", "The number was not found, so nothing was sent. Looked at:") }
    var chooseKind: String { say("请选择申请的内容。", "Choose what you ask for.") }
    var needsApp: LocalizedText {
        LocalizedText(
            zh: "这一决定针对聊天软件中的账号或群。请在聊天软件中打开“链接设置”，再回到本页申诉。",
            en:
                "This ruling is on an account or a group of the chat app. Open the link settings from the app first, then come "
                + "back to this page.")
    }
    var otherParty: String {
        say("这一决定不针对您或您管理的群，未提交。", "This ruling is on neither you nor a group that you manage, so nothing was sent.")
    }
    func badStatement(_ refusal: String) -> String {
        language == .zh ? "请用纯文本写明理由，不超过 1300 字。" : "The reason \(refusal)."
    }

    // MARK: What became of it

    func state(_ appeal: Appeal) -> String {
        switch appeal.state {
        case .open:
            say(
                "已收到，正在处理，预计 \(utcMinute(appeal.dueAt)) UTC 前答复。请记下编号，稍后回到本页查看。",
                "Received and being looked at; an answer is due by \(utcMinute(appeal.dueAt)) UTC. Keep the number, and come "
                    + "back to this page.")
        case .upheld: say("申诉不成立，决定维持。", "The appeal was not founded; the ruling stands.")
        case .reversed: say("申诉成立，决定已撤销。", "The appeal was founded; the ruling is undone.")
        case .mended: say("已确认改正，限制已解除。", "It is put right, and the restriction has ended.")
        case .notMended: say("尚未改正，限制继续。改正后可以再次申请。", "It is not put right yet. You can ask again once it is.")
        }
    }
    var answerLabel: String { say("答复", "Answer") }
    var yourWords: String { say("您的理由", "Your reasons") }
    var toReasons: String { say("查看处理理由", "The statement of reasons") }
    var unknownTitle: String { say("没有这份申诉", "There is no such appeal") }
    var unknownLead: String {
        say("请检查编号是否完整。编号以 A- 开头，后面有 12 个字母和数字。", "Check that its number is complete: A- and 12 letters and digits.")
    }
    var refusedTitle: String { say("无法申诉", "No appeal") }
}
