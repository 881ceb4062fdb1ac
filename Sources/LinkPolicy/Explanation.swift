import LinkRecognition

/// A verdict and the steps that led to it.
public struct Explanation: Sendable {
    public var verdict: Verdict
    /// In the order in which they were considered.
    public var steps: [ExplanationStep]
}

/// One thing that was considered on the way to a verdict.
public struct ExplanationStep: Hashable, Sendable {
    public enum Outcome: Hashable, Sendable {
        case applied
        /// A stage of the policy's opening opens the link.
        case opened
        /// The operator's word freed the link from this rule.
        case exempted
        /// An exemption of the policy, or a choice that the rule leaves it to, freed the link from this rule.
        case freed(Freedom)
        case notApplicable(Miss)
    }

    /// The first part of a condition that did not hold.
    public struct Miss: Hashable, Sendable {
        /// The part's name: in English as in the policy file (`scene`, `form`, `risk`, …).
        public var part: LocalizedText
        /// What the rule asks for: values joined by commas, with "not" before a negated list.
        public var wanted: LocalizedText
        /// What the facts say.
        public var found: LocalizedText
    }

    /// The rule's id in the policy; the stage's for one of its opening; an ``Origin`` for what no policy decides.
    public var rule: String
    public var title: LocalizedText
    public var disposition: Disposition
    public var outcome: Outcome

    init(rule: Policy.Rule, outcome: Outcome) {
        self.rule = rule.id
        title = rule.ground.title
        disposition = rule.disposition
        self.outcome = outcome
    }

    init(operatorRule: OperatorRule) {
        rule = "operator"
        switch operatorRule.action {
        case .block:
            title = GroundTemplate.operatorBlock.title
            disposition = .block
        case .allow:
            title = LocalizedText(
                zh: "运营者放行：\(operatorRule.reason)", en: "The operator allows it: \(operatorRule.reason)")
            disposition = .open
        }
        outcome = .applied
    }

    init(_ template: GroundTemplate, _ disposition: Disposition, by origin: Origin) {
        rule = origin.rawValue
        title = template.title
        self.disposition = disposition
        outcome = .applied
    }

    /// What a phased opening says: `.open` for the stage that opens the link.
    init(stage: String, title: LocalizedText, _ disposition: Disposition) {
        rule = stage
        self.title = title
        self.disposition = disposition
        outcome = disposition == .open ? .opened : .applied
    }

    /// The step in words.
    public func sentence(_ language: Language) -> String {
        switch (outcome, language) {
        case (.applied, .zh): "\(rule)：适用，\(title.zh)"
        case (.applied, .en): "\(rule): applies. \(title.en)"
        case (.opened, .zh): "\(rule)：已开放，\(title.zh)"
        case (.opened, .en): "\(rule): opens it. \(title.en)"
        case (.exempted, .zh): "\(rule)：已被运营者放行"
        case (.exempted, .en): "\(rule): the operator's word frees the link from it"
        case (.freed(let freedom), .zh): "\(rule)：适用，但已免除（\(freedom.title(.zh))）"
        case (.freed(let freedom), .en): "\(rule): applies, and the link is freed from it (\(freedom.title(.en)))"
        case (.notApplicable(let miss), .zh): "\(rule)：不适用（\(miss.part.zh)要求 \(miss.wanted.zh)，实际 \(miss.found.zh)）"
        case (.notApplicable(let miss), .en):
            "\(rule): does not apply (asks \(miss.part.en) \(miss.wanted.en); it is \(miss.found.en))"
        }
    }
}
