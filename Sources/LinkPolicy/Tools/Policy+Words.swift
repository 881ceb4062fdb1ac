extension Policy {
    /// What comes before what, in words; the same for every policy. See ``Policy``.
    public static let precedence: [LocalizedText] = [
        LocalizedText(zh: "运营者停止访问的，停止访问。", en: "What the operator blocked is blocked."),
        LocalizedText(
            zh: "对链接、网站、平台、发送者或群的裁定，在其期限内生效。",
            en:
                "What a ruling puts on the link, its site, platform, sender or group applies until it ends or is lifted."
        ),
        LocalizedText(
            zh: "运营者放行的，不受规则和分步开放限制，但裁定除外。",
            en:
                "What the operator allowed is freed from every rule of the policy, and from its phases, but not from a ruling."
        ),
        LocalizedText(
            zh: "否则，每条适用的规则都给出理由，除非规则中的豁免或规则留给用户的选择使其免除。",
            en: """
                Otherwise every rule that applies gives its ground, unless an exemption, or a choice to which the rule \
                leaves it, frees the link from that rule.
                """),
        LocalizedText(zh: "分步开放中尚未开放的，不打开。", en: "What no stage of a phased opening opens yet is closed."),
        LocalizedText(zh: "再加上群和读者自己的选择。", en: "The group's and the reader's own choices add theirs."),
        LocalizedText(zh: "其中最严格的处理生效。", en: "The strictest disposition wins."),
        LocalizedText(
            zh: "需要等待审核的，以审核人的决定为准。",
            en: "Where that is to hold, a person's decision on the held link takes its place."),
        LocalizedText(
            zh: "技术限制最后适用，不会使任何链接免除规则。", en: "Technical limits come last and free nothing."),
    ]
}

extension Policy.Rule {
    /// What it asks for, part by part; every part must hold.
    public var asks: [(part: LocalizedText, wanted: LocalizedText)] { condition.asks }
}

extension Policy.Exemption {
    /// What it asks for, part by part; every part must hold.
    public var asks: [(part: LocalizedText, wanted: LocalizedText)] { condition.asks }
}

extension Opening.Stage {
    /// What it opens, part by part; everything when empty.
    public var asks: [(part: LocalizedText, wanted: LocalizedText)] { condition.asks }
}

extension Condition {
    fileprivate var asks: [(part: LocalizedText, wanted: LocalizedText)] {
        asked.map { part in
            let miss = miss(part, Facts())
            return (miss.part, miss.wanted)
        }
    }
}
