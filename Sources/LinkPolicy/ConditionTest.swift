/// Holds facts against a condition. A class, so that a condition, which is large, is read in place and never copied.
final class ConditionTest: Sendable {
    let condition: Condition

    init(_ condition: Condition) { self.condition = condition }

    /// The first part that does not hold, or `nil` when the rule applies. Allocates nothing.
    func firstFailure(_ facts: Facts) -> Condition.Part? {
        if let scene = condition.scene, !scene.accepts(facts.scene) { return .scene }
        if let form = condition.form, !form.accepts(facts.form) { return .form }
        if let kind = condition.kind, !kind.accepts(facts.kind) { return .kind }
        return firstFailureBesideShape(facts)
    }

    /// The same where the condition's ``RuleMask`` admits the facts, which settles form, kind and ready scenes.
    func firstFailureBeyondMask(_ facts: Facts) -> Condition.Part? {
        if facts.scene.readyIndex == nil, let scene = condition.scene, !scene.accepts(facts.scene) { return .scene }
        return firstFailureBesideShape(facts)
    }

    private func firstFailureBesideShape(_ facts: Facts) -> Condition.Part? {
        if let service = condition.service, !(facts.service.map(service.accepts) ?? service.isNegated) {
            return .service
        }
        if let platform = condition.platform, !(facts.platform.map(platform.accepts) ?? platform.isNegated) {
            return .platform
        }
        if let knownPlatform = condition.knownPlatform, knownPlatform != (facts.platform != nil) {
            return .knownPlatform
        }
        if let anyRisk = condition.anyRisk, facts.risks.intersection(anyRisk).isEmpty { return .anyRisk }
        if let threat = condition.threat, threat.surest(of: facts.threats) == nil { return .threat }
        if let lookalike = condition.lookalike, !lookalike.holds(facts.lookalike) { return .lookalike }
        if let client = condition.client, !client.holds(facts.client) { return .client }
        if let reputation = condition.reputation, !(facts.reputation.map { $0 < reputation } ?? false) {
            return .reputation
        }
        if let sender = condition.sender, !sender.holds(facts.posting) { return .sender }
        if let reader = condition.reader, !(facts.readerRole.map(reader.accepts) ?? reader.isNegated) { return .reader }
        if let sent = condition.sent, !sent.holds(facts.posting.counts) { return .sent }
        if let patterns = condition.patterns, !facts.posting.patterns.contains(where: patterns.contains) {
            return .patterns
        }
        if let time = condition.time, !time.holds(facts.now) { return .time }
        if let share = condition.share, !share.includes(facts.person) { return .share }
        return nil
    }
}
