import LinkPolicy
import Moderation
import Persistence
import Reputation

/// How a platform or a site stands: the tier, the score, what moved it, and what would restore it.
struct StandingPage: PageModel {
    /// One thing that moved the score.
    struct Mover: Sendable {
        let day: String?
        let words: String
        let points: String?
        /// The statement of reasons, of a ruling.
        let link: String?
        let linkWords: String
    }

    struct Words: Sendable {
        let tier: String
        let score: String
        let moved: String
        let restore: String
        let tiers: String
        let contest: String
        let complain: String
        let none: String
    }

    struct Figures: Sendable {
        let tier: String
        let badge: String
        let score: String
        let range: String
    }

    let title: String
    let languageLink: String?
    let name: String
    let lead: String
    let words: Words
    /// `nil` while hardly anything is known.
    let figures: Figures?
    let effect: String
    /// The shared tier that counts here.
    let shared: String?
    let movers: [Mover]
    let ways: [String]
    /// What to do where there is no single way.
    let advice: String?
    let changes: [String]
    let hasChanges: Bool
    let contest: String
    let complainLink: String

    /// - Parameters:
    ///   - name: For people.
    ///   - path: Of the page itself.
    ///   - breakdown: `nil` when nothing is remembered, or too little to be told.
    ///   - shared: The tier that tenants share, where it counts.
    ///   - shares: Whether the tenant shares standings.
    init(
        _ key: StandingKey, name: String, path: String, breakdown: Breakdown?, shared: SharedStanding?,
        shares: Bool, rules: ComplaintRules, contact: String?, language: Language
    ) {
        func say(_ zh: String, _ en: String) -> String { language == .zh ? zh : en }
        title = key.kind == .platform ? say("平台信誉", "How a platform stands") : say("网站信誉", "How a site stands")
        languageLink = path + "?lang=" + language.other.rawValue
        self.name = name
        words = Words(
            tier: say("等级", "Tier"), score: say("分数（满分 100）", "Score, of 100"),
            moved: say("分数由什么构成", "What moved the score"),
            restore: say("怎样恢复", "What would restore it"), tiers: say("等级的变化", "Tiers so far"),
            contest: say("如何提出异议", "How to contest it"), complain: say("投诉一个链接", "Complain about a link"),
            none: say("没有。", "Nothing."))
        complainLink = "/complain?lang=" + language.rawValue
        let outside = contact.map { say("也可以联系运营者：\($0)。", " You can also write to the operator: \($0).") } ?? ""
        contest =
            say(
                "对裁定可以申诉：打开它的处理理由，按其中的说明办理，不收费。申诉成立，或投诉经查不成立的，其影响立即全部撤销。",
                "A ruling can be appealed against, free of charge: open its statement of reasons. What an appeal "
                    + "reverses, and complaints that turn out unfounded, count no longer, at once and altogether.")
            + outside
        let isDemoted = (shared?.tier ?? .trusted) < (breakdown?.tier ?? .ordinary)
        let tier = min(breakdown?.tier ?? .ordinary, shared?.tier ?? .trusted)
        self.shared = shared.map { shared in
            shared.words[language]
                + (isDemoted
                    ? say("因此在这里按“\(tier.name.zh)”对待。", " So links open here as for the tier “\(tier.name.en)”.")
                    : say("在这里的等级本来就不高于它。", " The tier here is no better anyway."))
        }
        effect = breakdown == nil && shared == nil ? "" : Self.effect(tier, language)
        advice = breakdown?.advice?[language]
        guard let breakdown else {
            lead = say(
                "打开过这里的链接的人还不够多，所以还没有评价。",
                "Too few people have opened links of it for anything to be said yet.")
            figures = nil
            (movers, ways, changes, hasChanges) = ([], [], [], false)
            return
        }
        let reach =
            shares
            ? say(
                "。本聊天平台与其他聊天平台共享信誉：多个平台共同得出的较差等级，对它们都有效。",
                ". It shares standings with other chat platforms: a worse tier that several come to counts for all of them."
            )
            : say("，只在本聊天平台内有效。", ", and counts on it alone.")
        lead =
            say("分数来自打开次数、投诉和裁定", "The score comes from openings, complaints and rulings on this chat platform")
            + reach
        figures = Figures(
            tier: breakdown.tier.name[language], badge: Self.badge(breakdown.tier),
            score: "\(Int(breakdown.score.rounded()))",
            range: say(
                "90% 的把握在 \(Int(breakdown.low.rounded()))–\(Int(breakdown.high.rounded())) 之间",
                "\(Int(breakdown.low.rounded()))–\(Int(breakdown.high.rounded())) with 90 % probability"))
        movers =
            [
                Mover(day: nil, words: breakdown.beginning[language], points: nil, link: nil, linkWords: "")
            ]
            + breakdown.items.map { item in
                var shown = item
                var link: String?
                switch item.cause {
                case .complaints(let category, let filed, let heard):
                    shown.cause = .complaints(category: rules.title(of: category, language), filed: filed, heard: heard)
                case .ruling(let category):
                    shown.cause = .ruling(category: rules.title(of: category, language))
                    link = item.ids.first.map { "/reasons/\($0)?lang=\(language.rawValue)" }
                case .openings, .others: break
                }
                return Mover(
                    day: Self.day(item.at), words: shown.words[language], points: Self.points(item.points, language),
                    link: link, linkWords: say("处理理由", "Statement of reasons"))
            }
        ways = breakdown.restorations.map { $0.words[language] }
        changes = breakdown.changes.reversed().map { "\(Self.day($0.at)): \($0.tier.name[language])" }
        hasChanges = !changes.isEmpty
    }

    private static func badge(_ tier: ReputationTier) -> String {
        switch tier {
        case .trusted, .ordinary: "open"
        case .watched: "warn"
        case .poor: "hold"
        }
    }

    private static func effect(_ tier: ReputationTier, _ language: Language) -> String {
        func say(_ zh: String, _ en: String) -> String { language == .zh ? zh : en }
        switch tier {
        case .trusted: return say("长期被打开，几乎没有投诉。", "Long in use, and hardly a complaint.")
        case .ordinary: return say("不因信誉受任何限制。", "Nothing is restricted because of its standing.")
        case .watched:
            return say(
                "投诉可能偏多；打开前可能先显示提示。不会仅因信誉停止访问。",
                "Probably more complaints than most: a notice may come first. Standing alone never blocks.")
        case .poor:
            return say(
                "投诉可能明显偏多；打开前可能先提示，或等待人工审核。不会仅因信誉停止访问。",
                "Probably far more complaints than most: a notice may come first, or somebody looks before links open. "
                    + "Standing alone never blocks.")
        }
    }

    private static func points(_ points: Double, _ language: Language) -> String {
        let tenths = Int((points * 10).rounded())
        let sign = tenths < 0 ? "−" : "+"
        let text = "\(sign)\(abs(tenths) / 10).\(abs(tenths) % 10)"
        return language == .zh ? text + " 分" : text
    }

    private static func day(_ moment: Int64) -> String { String(utcMinute(moment).prefix(10)) }
}
