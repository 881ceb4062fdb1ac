import LinkRecognition
import StrictYAML

extension Condition {
    /// - Parameter salt: Keeps its share of people apart from others'.
    init(_ value: YAMLValue, scenes: [Scene], salt: String) throws(YAMLProblem) {
        let fields = try value.object(keys: Set(Part.allCases.map(\.rawValue)))
        guard !fields.keys.isEmpty else { throw value.problem("a rule needs a condition") }
        func part(_ part: Part) -> YAMLValue? { fields[part.rawValue] }
        scene = try part(.scene).map { (value) throws(YAMLProblem) in
            try Match(value) { (item) throws(YAMLProblem) in try item.scene(among: scenes) }
        }
        form = try part(.form).map { (value) throws(YAMLProblem) in
            try Match(value) { (item) throws(YAMLProblem) in try item.choice(LinkForm.self) }
        }
        kind = try part(.kind).map { (value) throws(YAMLProblem) in
            try Match(value) { (item) throws(YAMLProblem) in try item.choice(ResourceKind.self) }
        }
        service = try part(.service).map { (value) throws(YAMLProblem) in
            try Match(value) { (item) throws(YAMLProblem) in try item.string() }
        }
        platform = try part(.platform).map { (value) throws(YAMLProblem) in
            try Match(value) { (item) throws(YAMLProblem) in
                try item.slug()
            }
        }
        knownPlatform = try part(.knownPlatform)?.bool()
        anyRisk = try part(.anyRisk).map { (value) throws(YAMLProblem) in try RiskSet(value) }
        threat = try part(.threat).map { (value) throws(YAMLProblem) in try ThreatCondition(value) }
        lookalike = try part(.lookalike).map { (value) throws(YAMLProblem) in try LookalikeCondition(value) }
        client = try part(.client).map { (value) throws(YAMLProblem) in try ClientCondition(value) }
        reputation = try part(.reputation).map { (value) throws(YAMLProblem) in
            let below = try value.object(keys: ["below"]).required("below")
            let tier = try below.choice(ReputationTier.self)
            guard tier > .poor else { throw below.problem("no tier is below \"poor\"") }
            return tier
        }
        sender = try part(.sender).map { (value) throws(YAMLProblem) in try SenderCondition(value) }
        reader = try part(.reader).map { (value) throws(YAMLProblem) in
            try Match(value.object(keys: ["role"]).required("role")) { (item) throws(YAMLProblem) in
                try item.choice(Role.self)
            }
        }
        sent = try part(.sent).map { (value) throws(YAMLProblem) in try SentCondition(value) }
        patterns = try part(.patterns).map { (value) throws(YAMLProblem) in
            var names: Set<String> = []
            for item in try value.listOrOne() { names.insert(try item.name("a pattern")) }
            guard !names.isEmpty else { throw value.problem("the list is empty") }
            return names
        }
        time = try part(.time).map { (value) throws(YAMLProblem) in try TimeCondition(value) }
        share = try part(.share).map { (value) throws(YAMLProblem) in try ShareOfPeople(value, salt: salt) }
    }
}

extension SenderCondition {
    fileprivate init(_ value: YAMLValue) throws(YAMLProblem) {
        let fields = try value.object(keys: ["role", "tier"])
        guard !fields.keys.isEmpty else { throw value.problem("ask for role or tier") }
        roles = try fields["role"].map { (value) throws(YAMLProblem) in
            try Match(value) { (item) throws(YAMLProblem) in try item.choice(Role.self) }
        }
        tiers = try fields["tier"].map { (value) throws(YAMLProblem) in
            try Match(value) { (item) throws(YAMLProblem) in try item.choice(SenderTier.self) }
        }
    }
}

extension SentCondition {
    fileprivate init(_ value: YAMLValue) throws(YAMLProblem) {
        let fields = try value.object(keys: ["in", "over"])
        count = try fields.required("in").choice(Count.self)
        over = try fields.required("over").int(in: 0...1_000_000)
    }
}

extension TimeCondition {
    fileprivate init(_ value: YAMLValue) throws(YAMLProblem) {
        let fields = try value.object(keys: ["from", "until", "daily"])
        guard !fields.keys.isEmpty else { throw value.problem("ask for from, until or daily") }
        from = try fields["from"]?.moment()
        until = try fields["until"]?.moment()
        if let from, let until, from >= until { throw value.problem("it ends before it begins") }
        daily = try fields["daily"].map { (value) throws(YAMLProblem) in try DailyHours(value) }
    }
}

extension DailyHours {
    init(_ value: YAMLValue) throws(YAMLProblem) {
        let fields = try value.object(keys: ["from", "until", "offset"])
        guard
            let hours = DailyHours(
                from: try fields.required("from").scalarText(), until: try fields.required("until").scalarText(),
                offset: try fields.required("offset").scalarText())
        else {
            throw value.problem("give different times such as \"22:00\" and an offset such as \"+08:00\", in quotes")
        }
        self = hours
    }
}

extension ShareOfPeople {
    /// A percentage with up to two decimals: `20`, `0.5`, with or without a percent sign.
    init(_ value: YAMLValue, salt: String) throws(YAMLProblem) {
        var text = try value.scalarText()[...]
        if text.hasSuffix("%") { text = text.dropLast() }
        while text.last == " " { text = text.dropLast() }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(isDigit) }),
            parts[0].utf8.count <= 3, let whole = Int(parts[0]),
            let hundredths = parts.count == 1 ? 0 : Int((parts[1] + "0").prefix(2)), parts.last?.utf8.count ?? 0 <= 3,
            parts.count == 1 || parts[1].utf8.count <= 2, whole * 100 + hundredths <= 10_000
        else { throw value.problem("not a percentage from 0 to 100 with at most two decimals") }
        self.init(basisPoints: whole * 100 + hundredths, salt: salt)
    }
}

extension ThreatCondition {
    fileprivate init(_ value: YAMLValue) throws(YAMLProblem) {
        let fields = try value.object(keys: ["class", "confidence", "below"])
        guard !fields.keys.isEmpty else { throw value.problem("ask for class, confidence or below") }
        if let list = fields["class"] {
            var classes: Set<ThreatClass> = []
            for item in try list.listOrOne() { classes.insert(try item.choice(ThreatClass.self)) }
            guard !classes.isEmpty else { throw list.problem("the list is empty") }
            self.classes = classes
        }
        if let confidence = fields["confidence"] { atLeast = try confidence.confidence() }
        if let below = fields["below"] { self.below = try below.confidence() }
        guard atLeast < below else { throw value.problem("no confidence is from \(atLeast) and below \(below)") }
    }
}

extension ClientCondition {
    fileprivate init(_ value: YAMLValue) throws(YAMLProblem) {
        let fields = try value.object(keys: ["os", "below", "lacks", "unknown"])
        os = try fields["os"].map { (value) throws(YAMLProblem) in
            try Match(value) { (item) throws(YAMLProblem) in
                let name = try item.string()
                guard name == name.lowercased() else { throw item.problem("systems are named in lower case") }
                return name
            }
        }
        below = try fields["below"].map { (value) throws(YAMLProblem) in try value.version() }
        lacks = try fields["lacks"].map { (value) throws(YAMLProblem) in
            let names = Set(try value.strings())
            guard !names.isEmpty else { throw value.problem("the list is empty") }
            return names
        }
        guard os != nil || below != nil || lacks != nil else {
            throw value.problem("ask for os, below or lacks")
        }
        whenUnknown = try fields.required("unknown").choice(WhenUnknown.self) == .applies
    }

    private enum WhenUnknown: String, CaseIterable {
        case applies, skipped
    }
}

extension Match {
    fileprivate init(_ value: YAMLValue, _ read: (YAMLValue) throws(YAMLProblem) -> Value) throws(YAMLProblem) {
        let source = value.isObject ? try value.object(keys: ["not"]).required("not") : value
        var values: Set<Value> = []
        for item in try source.listOrOne() { values.insert(try read(item)) }
        guard !values.isEmpty else { throw value.problem("the list is empty") }
        self.init(values: values, isNegated: value.isObject)
    }
}

extension RiskSet {
    init(_ value: YAMLValue) throws(YAMLProblem) {
        self.init()
        for item in try value.listOrOne() { insert(try item.choice(Risk.self)) }
        guard !isEmpty else { throw value.problem("the list is empty") }
    }
}
