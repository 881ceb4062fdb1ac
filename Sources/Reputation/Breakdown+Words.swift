public import LinkPolicy

extension Breakdown {
    /// The score in a sentence.
    public var summary: LocalizedText {
        let (low, high) = (fixed(low, 0), fixed(high, 0))
        return LocalizedText(
            zh: "信誉 \(fixed(score, 0)) 分（90% 的把握在 \(low)–\(high) 之间），等级：\(tier.name.zh)",
            en: "Standing \(fixed(score, 0)) of 100 (\(low)-\(high) with 90 % probability), tier: \(tier.name.en)")
    }

    /// What the score began with, in a sentence.
    public var beginning: LocalizedText {
        let rate = fixed(prior.rate * 10_000, 1)
        let points = fixed(priorScore, 0)
        if let platform = prior.platform {
            return LocalizedText(
                zh: "起点 \(points) 分：所属平台 \(platform) 每万次打开约 \(rate) 条投诉",
                en: "Began with \(points): its platform \(platform) draws \(rate) complaints for 10,000 openings")
        }
        return LocalizedText(
            zh: "起点 \(points) 分：全体每万次打开约 \(rate) 条投诉",
            en: "Began with \(points): all together draw \(rate) complaints for 10,000 openings")
    }
}

extension Breakdown {
    /// What to do where no single way restores a better tier; `nil` where one does, or none is better.
    public var advice: LocalizedText? {
        guard restorations.isEmpty, tier < .trusted else { return nil }
        var rulings: [String] = []
        var complaints = 0
        for item in items {
            switch item.cause {
            case .ruling: rulings += item.ids
            case .complaints(_, let filed, _), .others(let filed, _): complaints += filed
            case .openings: break
            }
        }
        var zh = ["时间（旧的依据会逐渐失去分量）", "被打开而无投诉"]
        var en = ["time, with which what is known loses its weight", "openings without complaints"]
        if complaints > 0 {
            zh.append("投诉经查不成立")
            en.append("complaints that turn out unfounded")
        }
        if !rulings.isEmpty {
            zh.append("对裁定 \(rulings.joined(separator: "、")) 提出申诉")
            en.append(
                "an appeal against \(rulings.count == 1 ? "ruling" : "rulings") \(rulings.joined(separator: ", "))")
        }
        return LocalizedText(
            zh: "所考察的办法单独都不足以恢复等级，合起来才有可能：" + zh.joined(separator: "；") + "。",
            en: "No single way that was looked at leads to a better tier; together these can: "
                + en.joined(separator: "; ") + ".")
    }
}

extension Breakdown.Item {
    public var words: LocalizedText {
        switch cause {
        case .openings(let count):
            LocalizedText(zh: "打开 \(count) 次", en: counted(count, "opening", "openings"))
        case .complaints(let category, let filed, let heard):
            LocalizedText(
                zh: "“\(category)”类投诉 \(filed) 条，计为 \(fixed(heard, 2)) 条",
                en: "\(counted(filed, "complaint", "complaints")) of “\(category)”, weighing \(fixed(heard, 2))")
        case .others(let filed, let heard):
            LocalizedText(
                zh: "其余投诉 \(filed) 条，计为 \(fixed(heard, 2)) 条",
                en: "\(counted(filed, "other complaint", "other complaints")), weighing \(fixed(heard, 2))")
        case .ruling(let category):
            LocalizedText(zh: "“\(category)”类投诉经人工裁定成立", en: "Complaints of “\(category)” were found to be founded")
        }
    }
}

extension Breakdown.Restoration {
    public var words: LocalizedText {
        let (zh, en) = ("\(tier.name.zh)（\(fixed(score, 0)) 分）", "\(tier.name.en) (\(fixed(score, 0)))")
        return switch way {
        case .quiet(let until):
            LocalizedText(
                zh: "到 \(day(until)) 为止照常被打开而无投诉：\(zh)",
                en: "opened as before and not complained of until \(day(until)): \(en)")
        case .openings(let count):
            LocalizedText(
                zh: "再打开 \(count) 次而无投诉：\(zh)",
                en: "\(counted(count, "opening", "openings")) more without a complaint: \(en)")
        case .undone(let id): LocalizedText(zh: "裁定 \(id) 被撤销：\(zh)", en: "ruling \(id) undone: \(en)")
        case .unfounded(let count):
            LocalizedText(
                zh: "全部 \(count) 条投诉均不成立：\(zh)",
                en: "\(counted(count, "complaint turns", "complaints turn")) out unfounded: \(en)")
        }
    }
}

extension ReputationTier {
    /// The tier for people.
    public var name: LocalizedText {
        switch self {
        case .trusted: LocalizedText(zh: "良好", en: "trusted")
        case .ordinary: LocalizedText(zh: "一般", en: "ordinary")
        case .watched: LocalizedText(zh: "关注", en: "watched")
        case .poor: LocalizedText(zh: "较差", en: "poor")
        }
    }
}

private func counted(_ count: Int, _ one: String, _ many: String) -> String { "\(count) \(count == 1 ? one : many)" }

/// The day of a moment in UTC, as 2026-12-31.
func day(_ moment: Int64) -> String { String(utcMinute(moment).prefix(10)) }
