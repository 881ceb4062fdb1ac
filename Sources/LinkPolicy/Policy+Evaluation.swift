import LinkRecognition

extension Policy {
    /// The answer for `facts`. Pure; O(rules), most of which are passed over by two comparisons each.
    public func verdict(_ facts: Facts) -> Verdict {
        var evaluation = Evaluation(self, facts, explains: false)
        return evaluation.run()
    }

    /// The answer with every step that led to it.
    public func explain(_ facts: Facts) -> Explanation {
        var evaluation = Evaluation(self, facts, explains: true)
        let verdict = evaluation.run()
        return Explanation(verdict: verdict, steps: evaluation.steps)
    }
}

/// One run over a policy, in the order of precedence that ``Policy`` states.
struct Evaluation {
    let policy: Policy
    let facts: Facts
    let explains: Bool
    private(set) var steps: [ExplanationStep] = []
    private var grounds: [Ground] = []
    private var freedoms: [Freedom] = []
    private var exemption: OperatorRule?

    init(_ policy: Policy, _ facts: Facts, explains: Bool) {
        self.policy = policy
        self.facts = facts
        self.explains = explains
    }

    mutating func run() -> Verdict {
        operatorRule()
        sanctions()
        rules()
        if exemption == nil { opening() }
        fallbacks()
        choices()
        held()
        technicalLimits()
        return Verdict(grounds: grounds, exemption: exemption, freedoms: freedoms, degraded: facts.degraded)
    }

    private mutating func operatorRule() {
        guard let rule = facts.operatorRule else { return }
        if explains { steps.append(ExplanationStep(operatorRule: rule)) }
        switch rule.action {
        case .allow: exemption = rule
        case .block: add(.operatorBlock, .block, by: .operator, GroundValues.of(facts, condition: nil))
        }
    }

    private mutating func sanctions() {
        for sanction in facts.sanctions {
            guard let template = sanction.template else { continue }
            step(template, sanction.step.disposition, by: .operator)
            add(template, sanction.step.disposition, by: .operator, sanction.values)
        }
    }

    private mutating func rules() {
        if exemption != nil, !explains { return }
        let mask = RuleMask(facts)
        for index in policy.rules.indices {
            guard explains || policy.masks[index].admits(mask) else { continue }
            let rule = policy.rules[index]
            if exemption != nil {
                steps.append(ExplanationStep(rule: rule, outcome: .exempted))
            } else if let failure = rule.condition.firstFailure(facts) {
                if explains {
                    steps.append(
                        ExplanationStep(rule: rule, outcome: .notApplicable(rule.condition.miss(failure, facts))))
                }
            } else if let freedom = freedom(from: rule) {
                if explains { steps.append(ExplanationStep(rule: rule, outcome: .freed(freedom))) }
                freedoms.append(freedom)
            } else {
                if explains { steps.append(ExplanationStep(rule: rule, outcome: .applied)) }
                let values = rule.usesValues ? GroundValues.of(facts, condition: rule.condition) : [:]
                add(rule.ground, rule.disposition, by: .policy, values)
            }
        }
    }

    /// What frees the link from a rule that applies.
    private func freedom(from rule: Policy.Rule) -> Freedom? {
        if let exemption = policy.exemptions.first(where: {
            $0.frees.contains(rule.id) && $0.condition.firstFailure(facts) == nil
        }) {
            return Freedom(from: rule.id, by: .policy, exemption.ground)
        }
        guard !rule.waivableBy.isEmpty, let choices = facts.choices else { return nil }
        if rule.waivableBy.contains(.group), let host = facts.host, let group = choices.group,
            trusts(host, among: group.trustedDomains)
        {
            return Freedom(from: rule.id, by: .group, .groupTrusts, ["host": host])
        }
        if rule.waivableBy.contains(.person), choices.person?.choice(facts) == .open {
            return Freedom(from: rule.id, by: .person, .personTrusts)
        }
        return nil
    }

    private mutating func opening() {
        guard let opening = policy.opening else { return }
        let outcome = opening.outcome(facts)
        guard let (template, values) = outcome.ground(opening.clause) else {
            if explains, case .open(let id) = outcome, let stage = opening.stages.first(where: { $0.id == id }) {
                steps.append(ExplanationStep(stage: stage.id, title: stage.title, .open))
            }
            return
        }
        if explains {
            steps.append(
                ExplanationStep(stage: values["stage"] ?? "stages", title: template.title, opening.disposition))
        }
        add(
            template, opening.disposition, by: .policy,
            GroundValues.of(facts, condition: nil).merging(values) { _, new in new })
    }

    private mutating func fallbacks() {
        guard !facts.degraded.isEmpty, exemption == nil else { return }
        let missing = facts.degraded.filter { policy.fallbacks[$0] != nil }
        guard let disposition = missing.compactMap({ policy.fallbacks[$0] }).max() else { return }
        step(.degraded, disposition, by: .policy)
        add(
            .degraded, disposition, by: .policy,
            ["parts": missing.map(\.rawValue).sorted().joined(separator: ", ")])
    }

    private mutating func choices() {
        guard let choices = facts.choices else { return }
        if let group = choices.group {
            for (template, disposition, values) in group.restrictions(facts) {
                step(template, disposition, by: .group)
                add(template, disposition, by: .group, values)
            }
        }
        switch choices.person?.choice(facts) {
        case .warn:
            step(.personWarns, .warn, by: .person)
            add(.personWarns, .warn, by: .person, [:])
        case .hide:
            step(.personHides, .block, by: .person)
            add(.personHides, .block, by: .person, [:])
        case .open, nil: break
        }
    }

    /// Puts a person's decision in the place of what held the link. The group's admins decide what the group holds,
    /// moderators everything.
    private mutating func held() {
        guard let decision = facts.heldDecision else { return }
        func decides(_ ground: Ground) -> Bool {
            ground.disposition == .hold && decision.grounds.contains(ground.code)
                && (decision.origin == .operator || ground.origin == decision.origin)
        }
        guard grounds.contains(where: decides) else { return }
        let values = ["reason": decision.reason]
        switch decision.action {
        case .release:
            for ground in grounds where decides(ground) {
                freedoms.append(Freedom(from: ground.code, by: decision.origin, .holdReleased, values))
            }
            grounds.removeAll(where: decides)
            step(.holdReleased, .open, by: decision.origin)
        case .refuse:
            step(.holdRefused, .block, by: decision.origin)
            add(.holdRefused, .block, by: decision.origin, values)
        case .expire:
            step(.holdExpired, .block, by: decision.origin)
            add(.holdExpired, .block, by: decision.origin, [:])
        }
    }

    private mutating func technicalLimits() {
        if !facts.canRedirect {
            step(.needsApp, .copy, by: .technical)
            add(.needsApp, .copy, by: .technical, [:])
        }
        if !grounds.isEmpty, grounds.allSatisfy({ $0.disposition <= .warn }),
            facts.client?.capabilities?.contains(ClientFacts.interstitial) == false
        {
            step(.cannotShowInterstitial, .copy, by: .technical)
            add(.cannotShowInterstitial, .copy, by: .technical, [:])
        }
    }

    private mutating func step(_ template: GroundTemplate, _ disposition: Disposition, by origin: Origin) {
        if explains { steps.append(ExplanationStep(template, disposition, by: origin)) }
    }

    private mutating func add(
        _ template: GroundTemplate, _ disposition: Disposition, by origin: Origin, _ values: [String: String]
    ) {
        if let ground = Ground(template, disposition, by: origin, values: values) { grounds.append(ground) }
    }
}

extension GroupSettings {
    /// What the group's settings say against the link, for a sender whom they bind.
    fileprivate func restrictions(
        _ facts: Facts
    ) -> [(GroundTemplate, Disposition, values: [String: String])] {
        let manages = facts.posting.role?.managesGroup ?? false
        if posters == .nobody { return [(.groupNobodyPosts, .block, [:])] }
        guard !manages else { return [] }
        var found: [(GroundTemplate, Disposition, values: [String: String])] = []
        if posters == .admins { found.append((.groupAdminsPost, .block, [:])) }
        if let forms, !forms.contains(facts.form) {
            found.append((.groupForm, .block, ["form": facts.form.rawValue]))
        }
        if let kinds, !kinds.contains(facts.kind) {
            found.append((.groupKind, .block, ["kind": facts.kind.rawValue]))
        }
        if asksFirst { found.append((.groupAsksFirst, .hold, [:])) }
        if shelfOnly { found.append((.groupShelfOnly, .hold, [:])) }
        if let quietHours, quietHours.contains(facts.postedAt), facts.now < quietHours.end(after: facts.postedAt) {
            found.append((.groupQuietHours, .hold, ["hours": quietHours.words]))
        }
        return found
    }
}
