import LinkRecognition

extension Condition {
    /// What `part` asks for and what the facts say.
    func miss(_ part: Part, _ facts: Facts) -> ExplanationStep.Miss {
        let (wanted, found): (LocalizedText, LocalizedText) =
            switch part {
            case .scene: (words(scene) { $0.rawValue }, .same(facts.scene.rawValue))
            case .form: (words(form) { $0.rawValue }, .same(facts.form.rawValue))
            case .kind: (words(kind) { $0.rawValue }, .same(facts.kind.rawValue))
            case .service: (words(service) { $0 }, facts.service.map { .same($0) } ?? .none)
            case .platform: (words(platform) { $0.rawValue }, facts.platform.map { .same($0.rawValue) } ?? .none)
            case .knownPlatform: (.truth(knownPlatform == true), .truth(facts.platform != nil))
            case .anyRisk: (names(anyRisk ?? RiskSet()), names(facts.risks))
            case .threat: (threat?.words ?? .none, .threats(facts.threats))
            case .lookalike: (lookalike?.words ?? .none, facts.lookalike?.words ?? .none)
            case .client: (client?.words ?? .none, facts.client?.words ?? .unknown)
            case .reputation: (reputation?.wordsBelow ?? .none, facts.reputation.map { .same($0.rawValue) } ?? .unknown)
            case .sender: (sender?.words ?? .none, facts.posting.words)
            case .reader: (words(reader) { $0.rawValue }, facts.readerRole.map { .same($0.rawValue) } ?? .unknown)
            case .sent: (sent?.words ?? .none, sent.flatMap { $0.found(facts.posting.counts) } ?? .unknown)
            case .patterns:
                (
                    .same((patterns ?? []).sorted().joined(separator: ", ")),
                    facts.posting.patterns.isEmpty
                        ? .none : .same(facts.posting.patterns.joined(separator: ", "))
                )
            case .time: (time?.words ?? .none, .same(utcMinute(facts.now) + " UTC"))
            case .share: (share?.wanted ?? .none, facts.person == nil ? .unknown : .truth(false))
            }
        return ExplanationStep.Miss(part: part.words, wanted: wanted, found: found)
    }

    private func names(_ risks: RiskSet) -> LocalizedText {
        risks.isEmpty ? .none : .same(risks.map(\.rawValue).joined(separator: ", "))
    }
}

extension Condition.Part {
    fileprivate var words: LocalizedText {
        let zh =
            switch self {
            case .scene: "场景"
            case .form: "形式"
            case .kind: "类型"
            case .service: "平台类别"
            case .platform: "平台"
            case .knownPlatform: "已知平台"
            case .anyRisk: "风险"
            case .threat: "威胁名单"
            case .lookalike: "仿冒名称"
            case .client: "客户端"
            case .reputation: "信誉"
            case .sender: "发送者"
            case .reader: "读者"
            case .sent: "发送数量"
            case .patterns: "文本特征"
            case .time: "时间"
            case .share: "用户比例"
            }
        return LocalizedText(zh: zh, en: rawValue)
    }
}

private func words<Value>(_ match: Match<Value>?, _ name: (Value) -> String) -> LocalizedText {
    guard let match else { return .none }
    let names = match.values.map(name).sorted().joined(separator: ", ")
    return match.isNegated ? LocalizedText(zh: "非 " + names, en: "not " + names) : .same(names)
}

extension ThreatCondition {
    fileprivate var words: LocalizedText {
        var parts: [LocalizedText] = []
        if classes != ThreatClass.accusations {
            parts.append(.same(classes.map(\.rawValue).sorted().joined(separator: ", ")))
        }
        if atLeast > 0 { parts.append(LocalizedText(zh: "置信度不低于 \(atLeast)", en: "confidence from \(atLeast)")) }
        if below <= 100 { parts.append(LocalizedText(zh: "置信度低于 \(below)", en: "confidence below \(below)")) }
        return parts.isEmpty ? LocalizedText(zh: "任何名单", en: "any list") : .joined(parts)
    }
}

extension ClientCondition {
    fileprivate var words: LocalizedText {
        var parts: [LocalizedText] = []
        if os != nil { parts.append(LinkPolicy.words(os) { $0 }) }
        if let below { parts.append(LocalizedText(zh: "低于 \(below)", en: "below \(below)")) }
        if let lacks {
            let names = lacks.sorted().joined(separator: ", ")
            parts.append(LocalizedText(zh: "不支持 " + names, en: "without " + names))
        }
        return .joined(parts)
    }
}

extension ClientFacts {
    fileprivate var words: LocalizedText {
        var parts: [LocalizedText] = [
            os.map { .same($0) } ?? LocalizedText(zh: "系统未知", en: "unknown system"),
            version.map { .same($0.description) } ?? LocalizedText(zh: "版本未知", en: "unknown version"),
        ]
        if let capabilities {
            let names: LocalizedText =
                capabilities.isEmpty ? .none : .same(capabilities.sorted().joined(separator: ", "))
            parts.append(LocalizedText(zh: "支持 " + names.zh, en: "with " + names.en))
        }
        return .joined(parts)
    }
}

extension ReputationTier {
    fileprivate var wordsBelow: LocalizedText { LocalizedText(zh: "低于 \(rawValue)", en: "below \(rawValue)") }
}

extension SenderCondition {
    fileprivate var words: LocalizedText {
        .joined(
            [
                roles == nil ? nil : LinkPolicy.words(roles) { $0.rawValue },
                tiers == nil ? nil : LinkPolicy.words(tiers) { $0.rawValue },
            ].compactMap { $0 })
    }
}

extension PostingFacts {
    fileprivate var words: LocalizedText {
        .same("\((role ?? .member).rawValue), \((tier ?? .normal).rawValue)")
    }
}

extension SentCondition {
    fileprivate var words: LocalizedText {
        switch count {
        case .minute: LocalizedText(zh: "一分钟内超过 \(over) 个链接", en: "over \(over) links in a minute")
        case .hour: LocalizedText(zh: "一小时内超过 \(over) 个链接", en: "over \(over) links in an hour")
        case .day: LocalizedText(zh: "一天内超过 \(over) 个链接", en: "over \(over) links in a day")
        case .groups: LocalizedText(zh: "同一链接超过 \(over) 个群", en: "the same link in over \(over) groups")
        }
    }

    fileprivate func found(_ counts: SenderCounts?) -> LocalizedText? { counts.map { .same("\(number($0))") } }
}

extension TimeCondition {
    fileprivate var words: LocalizedText {
        var parts: [LocalizedText] = []
        if let from { parts.append(LocalizedText(zh: "\(utcMinute(from)) UTC 起", en: "from \(utcMinute(from)) UTC")) }
        if let until {
            parts.append(LocalizedText(zh: "\(utcMinute(until)) UTC 前", en: "until \(utcMinute(until)) UTC"))
        }
        if let daily { parts.append(.same(daily.words)) }
        return .joined(parts)
    }
}

extension DailyHours {
    /// `22:00-07:00 (+08:00)`.
    var words: String { "\(Self.clock(from))-\(Self.clock(until)) (\(offsetText))" }
}

extension ShareOfPeople {
    fileprivate var wanted: LocalizedText { LocalizedText(zh: "\(words) 的用户", en: "\(words) of people") }
}

extension LocalizedText {
    fileprivate static let none = LocalizedText(zh: "无", en: "none")
    fileprivate static let unknown = LocalizedText(zh: "未知", en: "unknown")

    fileprivate static func threats(_ threats: [ThreatFact]) -> LocalizedText {
        guard !threats.isEmpty else { return .none }
        return .same(
            threats.map { "\($0.threatClass.rawValue) \($0.confidence) (\($0.feeds.joined(separator: ", ")))" }
                .joined(separator: ", "))
    }

    fileprivate static func truth(_ value: Bool) -> LocalizedText {
        value ? LocalizedText(zh: "是", en: "true") : LocalizedText(zh: "否", en: "false")
    }

    /// A name that is written alike in every language.
    fileprivate static func same(_ text: String) -> LocalizedText { LocalizedText(zh: text, en: text) }

    fileprivate static func joined(_ parts: [LocalizedText]) -> LocalizedText {
        LocalizedText(
            zh: parts.map(\.zh).joined(separator: "，"), en: parts.map(\.en).joined(separator: ", "))
    }
}
