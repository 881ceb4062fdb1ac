public import StrictYAML

/// Looks for what is allowed in a policy and should be looked at all the same. Pure.
public struct PolicyLinter: Sendable {
    public let policy: Policy
    let platforms: [PlatformProfile]
    let now: Int64
    private let file: String
    private var lines = Lines()
    private var remarks: [PolicyRemark] = []

    /// Where the parts of the policy stand.
    private struct Lines {
        var rules: [Int] = []
        var exemptions: [Int] = []
        var stages: [Int] = []
        var grounds: [String: Int] = [:]
    }

    /// - Parameters:
    ///   - text: The whole file.
    ///   - platforms: Those of the catalogue.
    ///   - now: Seconds since 1970.
    /// - Throws: ``StrictYAML/YAMLProblem`` for a file that is no policy.
    public init(yaml text: String, file: String, platforms: [PlatformProfile], now: Int64) throws(YAMLProblem) {
        let root = try YAMLValue(parsing: text, file: file)
        policy = try Policy(root)
        self.platforms = platforms
        self.now = now
        self.file = file
        let fields = try root.openObject()
        lines.rules = try fields.required("rules").list().map(\.line)
        lines.exemptions = try fields["exemptions"]?.list().map(\.line) ?? []
        if let opening = try fields["opening"]?.openObject() {
            lines.stages = try opening.required("stages").list().map(\.line)
        }
        let grounds = try fields.required("grounds").openObject()
        for code in grounds.keys { lines.grounds[code] = try grounds.required(code).line }
    }

    /// Everything there is to remark, in the order of the file. O(rules²).
    public func run() -> [PolicyRemark] {
        var run = self
        run.lookAtGrounds()
        run.lookAtRules()
        run.lookAtExemptions()
        run.lookAtStages()
        return run.remarks.sorted { ($0.line, $0.reason) < ($1.line, $1.reason) }
    }

    private mutating func remark(_ level: PolicyRemark.Level, _ line: Int?, _ reason: String) {
        remarks.append(PolicyRemark(level: level, file: file, line: line ?? 1, reason: reason))
    }

    private mutating func lookAtGrounds() {
        var seen: Set<String> = []
        for ground in policy.rules.map(\.ground)
        where ground.contest == .askOperator && seen.insert(ground.code).inserted {
            remark(
                .warning, lines.grounds[ground.code],
                "ground \"\(ground.code)\" says nothing of its own on how to contest it")
        }
    }

    private mutating func lookAtRules() {
        let covered = policy.rulesInExamples()
        for (index, rule) in policy.rules.enumerated() {
            let line = lines.rules[index]
            if let reason = rule.condition.impossibility(scenes: policy.scenes, platforms: platforms, now: now) {
                remark(.warning, line, "rule \"\(rule.id)\" never applies: \(reason)")
            } else if let other = policy.shadow(of: rule) {
                remark(
                    .warning, line,
                    "rule \"\(rule.id)\" never decides: \"\(other.id)\" applies wherever it does, and is "
                        + (other.disposition > rule.disposition ? "stricter" : "the same"))
            }
            if !covered.contains(rule.id) {
                remark(.warning, line, "no example shows rule \"\(rule.id)\" at work")
            }
            if let platform = rule.condition.platform {
                let names = platform.values.map(\.rawValue).sorted().joined(separator: ", ")
                remark(
                    .note, line, "rule \"\(rule.id)\" names \(names): \(rule.justification?.en ?? "no reason given")")
            }
            if rule.justification == nil, let (kind, inside, outside) = unequal(rule.condition) {
                remark(
                    .warning, line,
                    "rule \"\(rule.id)\" treats links to the same kind (\(kind.rawValue)) differently on \(inside) "
                        + "(\(rule.disposition.rawValue)) and on \(outside), and gives no \"justification\"")
            }
            if let threat = rule.condition.threat, let gap = policy.gap(above: rule, threat) {
                remark(
                    .warning, line,
                    "rule \"\(rule.id)\" ends at a confidence of \(threat.below), and no rule as strict begins there "
                        + "for \(gap): a surer listing would give a freer verdict")
            }
        }
    }

    private mutating func lookAtExemptions() {
        for (index, exemption) in policy.exemptions.enumerated() {
            let line = lines.exemptions[index]
            if let reason = exemption.condition.impossibility(scenes: policy.scenes, platforms: platforms, now: now) {
                remark(.warning, line, "exemption \"\(exemption.id)\" never applies: \(reason)")
                continue
            }
            let names = exemption.frees.sorted().joined(separator: ", ")
            remark(.note, line, "exemption \"\(exemption.id)\" frees links from \(names): \(exemption.ground.title.en)")
        }
    }

    private mutating func lookAtStages() {
        for (index, stage) in (policy.opening?.stages ?? []).enumerated() where stage.from == nil {
            remark(.warning, lines.stages[index], "stage \"\(stage.id)\" has no date: nobody can say when it opens")
        }
    }

    /// A kind that platforms of a service inside and of one outside the condition both have.
    private func unequal(_ condition: Condition) -> (kind: ResourceKind, inside: String, outside: String)? {
        guard let service = condition.service else { return nil }
        for kind in ResourceKind.allCases where kind != .unknown && condition.kind?.accepts(kind) ?? true {
            let services = platforms.filter { $0.kinds.contains(kind) }.map(\.service)
            guard let inside = services.filter(service.accepts).min(),
                let outside = services.filter({ !service.accepts($0) }).min()
            else { continue }
            return (kind, inside, outside)
        }
        return nil
    }
}

extension Policy {
    /// The rules that apply in at least one of the examples.
    func rulesInExamples() -> Set<String> {
        var covered: Set<String> = []
        for example in examples {
            for step in explain(example.facts).steps {
                switch step.outcome {
                case .applied, .freed: covered.insert(step.rule)
                case .opened, .exempted, .notApplicable: break
                }
            }
        }
        return covered
    }

    /// A rule that makes another one idle: it applies wherever that one does, nothing more frees a link from it, and it
    /// is stricter, or the same in disposition and ground.
    func shadow(of rule: Rule) -> Rule? {
        let place = rules.firstIndex { $0 === rule } ?? 0
        return rules.enumerated().first { index, other in
            guard other !== rule, other.disposition >= rule.disposition, other.waivableBy.isSubset(of: rule.waivableBy),
                exemptions.allSatisfy({ !$0.frees.contains(other.id) || $0.frees.contains(rule.id) }),
                rule.condition.implies(other.condition, scenes: scenes)
            else { return false }
            if other.disposition > rule.disposition { return true }
            // Of two that are the same, the later one is idle.
            return other.ground == rule.ground
                && (index < place || !other.condition.implies(rule.condition, scenes: scenes))
        }?.element
    }

    /// A class of threats for which confidences above `threat.below` are met by no rule as strict as `rule`.
    fileprivate func gap(above rule: Rule, _ threat: ThreatCondition) -> String? {
        guard threat.below <= 100 else { return nil }
        for threatClass in ThreatClass.allCases where threat.classes.contains(threatClass) {
            var covered = threat.below
            while covered <= 100 {
                let next = rules.filter { other in
                    guard let there = other.condition.threat, other !== rule, other.disposition >= rule.disposition,
                        there.classes.contains(threatClass), there.atLeast <= covered, there.below > covered
                    else { return false }
                    var mine = rule.condition
                    mine.threat = nil
                    var theirs = other.condition
                    theirs.threat = nil
                    return mine.implies(theirs, scenes: scenes)
                }.compactMap { $0.condition.threat?.below }.max()
                guard let next else { return threatClass.rawValue }
                covered = next
            }
        }
        return nil
    }
}
