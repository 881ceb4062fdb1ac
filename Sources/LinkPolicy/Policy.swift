/// A compiled policy: immutable, evaluated without waiting for anything.
///
/// Order of precedence, the same for every policy:
/// 1. what the operator blocked is blocked;
/// 2. what the operator allowed is freed from every rule of the policy;
/// 3. otherwise every rule that applies gives its ground, and the strictest disposition wins;
/// 4. technical limits come last and free nothing: what has no web address is copied, and a notice that the app cannot
///    show becomes a copy.
public struct Policy: Sendable {
    public let name: String
    public let version: String
    public let title: LocalizedText
    public let summary: LocalizedText
    /// The ready scenes and those that this policy adds, in order.
    public let scenes: [Scene]
    public let rules: [Rule]
    public let examples: [PolicyExample]

    /// One rule: when the condition holds, the disposition with its ground. A class, so that to look at a rule copies
    /// nothing.
    public final class Rule: Sendable {
        public let id: String
        public let disposition: Disposition
        public let ground: GroundTemplate
        /// Why this rule may name a platform; required of every rule that does.
        public let justification: LocalizedText?
        let condition: Condition
        /// Whether the ground's words mention facts, so that the others copy nothing.
        let usesValues: Bool

        init(
            id: String, disposition: Disposition, ground: GroundTemplate, justification: LocalizedText?,
            condition: Condition
        ) {
            self.id = id
            self.disposition = disposition
            self.ground = ground
            self.justification = justification
            self.condition = condition
            usesValues = !ground.placeholders.isEmpty
        }
    }

    /// The services that its rules speak of, so that whoever has the catalogue can tell a misspelt one.
    public var services: Set<String> {
        rules.reduce(into: []) { $0.formUnion($1.condition.service?.values ?? []) }
    }

    /// The platforms that its rules name.
    public var platforms: Set<PlatformSlug> {
        rules.reduce(into: []) { $0.formUnion($1.condition.platform?.values ?? []) }
    }

    /// The answer for `facts`. Pure; O(rules).
    public func verdict(_ facts: Facts) -> Verdict {
        var considered: [ExplanationStep]?
        return evaluate(facts, recording: &considered)
    }

    /// The answer with every step that led to it.
    public func explain(_ facts: Facts) -> Explanation {
        var steps: [ExplanationStep]? = []
        let verdict = evaluate(facts, recording: &steps)
        return Explanation(verdict: verdict, steps: steps ?? [])
    }

    private func evaluate(_ facts: Facts, recording steps: inout [ExplanationStep]?) -> Verdict {
        var grounds: [Ground] = []
        var exemption: OperatorRule?
        if let rule = facts.operatorRule {
            steps?.append(ExplanationStep(operatorRule: rule))
            switch rule.action {
            case .allow: exemption = rule
            case .block: add(.operatorBlock, .block, facts, to: &grounds)
            }
        }
        for rule in rules {
            if exemption != nil {
                steps?.append(ExplanationStep(rule: rule, outcome: .exempted))
                continue
            }
            if let failure = rule.condition.firstFailure(facts) {
                steps?.append(ExplanationStep(rule: rule, outcome: .notApplicable(rule.condition.miss(failure, facts))))
            } else {
                steps?.append(ExplanationStep(rule: rule, outcome: .applied))
                add(rule.ground, rule.disposition, facts, withValues: rule.usesValues, rule: rule, to: &grounds)
            }
        }
        if !facts.canRedirect {
            steps?.append(ExplanationStep(technical: .needsApp, .copy))
            add(.needsApp, .copy, facts, to: &grounds)
        }
        if !grounds.isEmpty, grounds.allSatisfy({ $0.disposition <= .warn }),
            facts.client?.capabilities?.contains(ClientFacts.interstitial) == false
        {
            steps?.append(ExplanationStep(technical: .cannotShowInterstitial, .copy))
            add(.cannotShowInterstitial, .copy, facts, to: &grounds)
        }
        return Verdict(grounds: grounds, exemption: exemption)
    }

    private func add(
        _ template: GroundTemplate, _ disposition: Disposition, _ facts: Facts, withValues: Bool = true,
        rule: Rule? = nil, to grounds: inout [Ground]
    ) {
        let values = withValues ? GroundValues.of(facts, condition: rule?.condition) : [:]
        if let ground = Ground(template, disposition, values: values) { grounds.append(ground) }
    }
}
