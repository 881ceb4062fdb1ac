import LinkPolicy

/// What a complaint can be about.
enum ComplaintCategory: String, CaseIterable, Sendable {
    case fraud, phishing, malware
    case redPacket = "fake_red_packet"
    case marketing
    case luredSharing = "lured_sharing"
    case rumour, vulgar, gambling, infringement, privacy
    case misleadingPrice = "misleading_price"
    case broken
    case minors
    case other

    var name: LocalizedText {
        switch self {
        case .fraud: LocalizedText(zh: "欺诈", en: "Fraud")
        case .phishing: LocalizedText(zh: "收集个人信息（如钓鱼链接）", en: "Phishing: collects personal data")
        case .malware: LocalizedText(zh: "病毒或恶意软件", en: "Virus or malware")
        case .redPacket: LocalizedText(zh: "假红包", en: "Fake red packet")
        case .marketing: LocalizedText(zh: "营销骚扰", en: "Unwanted marketing")
        case .luredSharing: LocalizedText(zh: "诱导分享或关注", en: "Lures into sharing or following")
        case .rumour: LocalizedText(zh: "疑似谣言", en: "Possible rumour")
        case .vulgar: LocalizedText(zh: "色情低俗", en: "Sexual or vulgar content")
        case .gambling: LocalizedText(zh: "赌博", en: "Gambling")
        case .infringement: LocalizedText(zh: "侵权", en: "Infringement")
        case .privacy: LocalizedText(zh: "泄露隐私", en: "Exposes private matters")
        case .misleadingPrice: LocalizedText(zh: "价格误导", en: "Misleading price")
        case .broken: LocalizedText(zh: "白屏或打不开", en: "Blank or broken page")
        case .minors: LocalizedText(zh: "危害未成年人", en: "Harmful to minors")
        case .other: LocalizedText(zh: "其他", en: "Something else")
        }
    }
}

/// The form of a complaint.
struct ComplaintPage: PageModel {
    struct Choice: Sendable {
        let value: String
        let name: String
        let chosen: Bool
    }

    let languageLink: String?
    let title: String
    let shown: String
    let problem: String?
    let action: String
    let back: String
    let categories: [Choice]
    let statement: String

    init(
        language: Language, shown: String, action: String, back: String,
        languageLink: String,
        chosen: ComplaintCategory? = nil, statement: String = "", problem: String? = nil
    ) {
        self.languageLink = languageLink
        title = Phrases.of(language).complainTitle
        self.shown = shown
        self.problem = problem
        self.action = action
        self.back = back
        categories = ComplaintCategory.allCases.map {
            Choice(value: $0.rawValue, name: $0.name[language], chosen: $0 == chosen)
        }
        self.statement = statement
    }
}
