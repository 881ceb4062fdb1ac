import LinkRecognition

extension Policy {
    /// The answer for `facts`. Pure; O(rules), most of which are passed over 64 at a time.
    public func verdict(_ facts: Facts) -> Verdict {
        var evaluation = Evaluation(explains: false)
        return evaluation.run(self, facts)
    }

    /// The answer with every step that led to it.
    public func explain(_ facts: Facts) -> Explanation {
        var evaluation = Evaluation(explains: true)
        let verdict = evaluation.run(self, facts)
        return Explanation(verdict: verdict, steps: evaluation.steps)
    }
}

/// One run over a policy, in the order of precedence that ``Policy`` states. The facts are handed on and never kept:
/// they are large.
struct Evaluation {
    let explains: Bool
    private(set) var steps: [ExplanationStep] = []
    private var grounds: [Ground] = []
    private var freedoms: [Freedom] = []
    private var exemption: OperatorRule?

    init(explains: Bool) { self.explains = explains }

    mutating func run(_ policy: Policy, _ facts: Facts) -> Verdict {
        operatorRule(facts)
        sanctions(facts)
        rules(policy, facts)
        if exemption == nil { opening(policy, facts) }
        fallbacks(policy, facts)
        choices(facts)
        held(facts)
        technicalLimits(facts)
        return Verdict(grounds: grounds, exemption: exemption, freedoms: freedoms, degraded: facts.degraded)
    }

    private mutating func operatorRule(_ facts: Facts) {
        guard let rule = facts.operatorRule else { return }
        if explains { steps.append(ExplanationStep(operatorRule: rule)) }
        switch rule.action {
        case .allow: exemption = rule
        case .block:
            let template = GroundTemplate.operatorBlock
            add(template, .block, by: .operator, GroundValues.of(facts, condition: nil, template.placeholders))
        }
    }

    private mutating func sanctions(_ facts: Facts) {
        for sanction in facts.sanctions {
            guard let template = sanction.template else { continue }
            step(template, sanction.step.disposition, by: .operator)
            add(template, sanction.step.disposition, by: .operator, sanction.values)
        }
    }

    private mutating func rules(_ policy: Policy, _ facts: Facts) {
        if explains {
            for rule in policy.rules { apply(rule, policy, facts, rule.test.firstFailure(facts)) }
        } else if exemption == nil {
            let mask = RuleMask.of(facts)
            for word in 0..<policy.index.width {
                for bit in policy.index.candidates(word, mask) {
                    let rule = policy.rules[word * 64 + bit]
                    if rule.test.firstFailureBeyondMask(facts) == nil { apply(rule, policy, facts, nil) }
                }
            }
        }
    }

    /// - Parameter failure: The first part of the rule's condition that does not hold.
    private mutating func apply(
        _ rule: Policy.Rule, _ policy: Policy, _ facts: Facts, _ failure: Condition.Part?
    ) {
        if exemption != nil {
            step(rule, .exempted)
        } else if let failure {
            if explains { step(rule, .notApplicable(rule.condition.miss(failure, facts))) }
        } else if let freedom = freedom(from: rule, policy, facts) {
            step(rule, .freed(freedom))
            freedoms.append(freedom)
        } else {
            step(rule, .applied)
            add(
                rule.ground, rule.disposition, by: .policy,
                GroundValues.of(facts, condition: rule.condition, rule.ground.placeholders))
        }
    }

    /// What frees the link from a rule that applies.
    private func freedom(from rule: Policy.Rule, _ policy: Policy, _ facts: Facts) -> Freedom? {
        if let exemption = policy.exemptions.first(where: {
            $0.frees.contains(rule.id) && $0.test.firstFailure(facts) == nil
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

    private mutating func opening(_ policy: Policy, _ facts: Facts) {
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
            GroundValues.of(facts, condition: nil, template.placeholders).merging(values) { _, new in new })
    }

    private mutating func fallbacks(_ policy: Policy, _ facts: Facts) {
        guard !facts.degraded.isEmpty, exemption == nil else { return }
        let missing = facts.degraded.filter { policy.fallbacks[$0] != nil }
        guard let disposition = missing.compactMap({ policy.fallbacks[$0] }).max() else { return }
        step(.degraded, disposition, by: .policy)
        add(
            .degraded, disposition, by: .policy,
            ["parts": missing.map(\.rawValue).sorted().joined(separator: ", ")])
    }

    private mutating func choices(_ facts: Facts) {
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
    private mutating func held(_ facts: Facts) {
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

    private mutating func technicalLimits(_ facts: Facts) {
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

    private mutating func step(_ rule: Policy.Rule, _ outcome: ExplanationStep.Outcome) {
        if explains { steps.append(ExplanationStep(rule: rule, outcome: outcome)) }
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
