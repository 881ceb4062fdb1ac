import LinkRecognition

/// Which of a closed or open set of values a rule asks for.
struct Match<Value: Hashable & Sendable>: Hashable, Sendable {
    let values: Set<Value>
    /// The same: a few values are compared sooner than hashed.
    private let list: [Value]
    /// Whether the rule asks for anything but `values`.
    let isNegated: Bool

    init(values: Set<Value>, isNegated: Bool = false) {
        self.values = values
        self.isNegated = isNegated
        list = Array(values)
    }

    func accepts(_ value: Value) -> Bool {
        (list.count <= 6 ? list.contains(value) : values.contains(value)) != isNegated
    }

    static func == (a: Self, b: Self) -> Bool { (a.values, a.isNegated) == (b.values, b.isNegated) }

    func hash(into hasher: inout Hasher) {
        hasher.combine(values)
        hasher.combine(isNegated)
    }
}

/// What a rule asks of the facts; every part that is present must hold.
struct Condition: Hashable, Sendable {
    var scene: Match<Scene>?
    var form: Match<LinkForm>?
    var kind: Match<ResourceKind>?
    /// What the platform does; a site of no known platform has none, and only a negated match accepts it.
    var service: Match<String>?
    /// Named platforms; a rule that uses it must carry a justification.
    var platform: Match<PlatformSlug>?
    /// Whether the target belongs to a known platform.
    var knownPlatform: Bool?
    /// Any of these risks.
    var anyRisk: RiskSet?
    var threat: ThreatCondition?
    var lookalike: LookalikeCondition?
    var client: ClientCondition?
    /// A standing worse than this one.
    var reputation: ReputationTier?
    var sender: SenderCondition?
    /// The reader's part in the scene; known at the click only.
    var reader: Match<Role>?
    var sent: SentCondition?
    /// Any of these patterns in the message's text.
    var patterns: Set<String>?
    var time: TimeCondition?
    var share: ShareOfPeople?

    /// The parts of a condition, named as in the file.
    enum Part: String, Sendable, CaseIterable {
        case scene, form, kind, service, platform
        case knownPlatform = "known_platform"
        case anyRisk = "risk"
        case threat
        case lookalike
        case client
        case reputation, sender, reader, sent
        case patterns = "pattern"
        case time, share
    }

    /// The parts that are asked for.
    var asked: [Part] {
        Part.allCases.filter { part in
            switch part {
            case .scene: scene != nil
            case .form: form != nil
            case .kind: kind != nil
            case .service: service != nil
            case .platform: platform != nil
            case .knownPlatform: knownPlatform != nil
            case .anyRisk: anyRisk != nil
            case .threat: threat != nil
            case .lookalike: lookalike != nil
            case .client: client != nil
            case .reputation: reputation != nil
            case .sender: sender != nil
            case .reader: reader != nil
            case .sent: sent != nil
            case .patterns: patterns != nil
            case .time: time != nil
            case .share: share != nil
            }
        }
    }

    /// The first part that does not hold, or `nil` when the rule applies.
    func firstFailure(_ facts: Facts) -> Part? { ConditionTest(self).firstFailure(facts) }
}

/// What a rule asks of lists: a listing of one of the classes, within the bounds of confidence.
struct ThreatCondition: Hashable, Sendable {
    var classes = ThreatClass.accusations
    /// The least confidence, 0-100.
    var atLeast = 0
    /// Confidence stays below this, 1-101.
    var below = 101

    /// The surest fact that meets it.
    func surest(of threats: [ThreatFact]) -> ThreatFact? {
        var found: ThreatFact?
        for threat in threats
        where classes.contains(threat.threatClass) && threat.confidence >= atLeast
            && threat.confidence < below && threat.confidence > found?.confidence ?? -1
        {
            found = threat
        }
        return found
    }
}

/// What a rule asks of the reader's or sender's app.
struct ClientCondition: Hashable, Sendable {
    var os: Match<String>?
    /// Versions below this one.
    var below: ClientVersion?
    /// Lacks any of these capabilities.
    var lacks: Set<String>?
    /// The answer when the app did not say what is asked: declared by every such rule.
    var whenUnknown: Bool

    func holds(_ client: ClientFacts?) -> Bool {
        guard let client else { return whenUnknown }
        var isUnknown = false
        if let os {
            if let known = client.os {
                if !os.accepts(known) { return false }
            } else {
                isUnknown = true
            }
        }
        if let below {
            if let known = client.version {
                if known >= below { return false }
            } else {
                isUnknown = true
            }
        }
        if let lacks {
            if let known = client.capabilities {
                if lacks.isSubset(of: known) { return false }
            } else {
                isUnknown = true
            }
        }
        return isUnknown ? whenUnknown : true
    }
}
