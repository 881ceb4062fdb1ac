import LinkRecognition
public import StrictYAML

extension Policy {
    /// Compiles a policy file.
    ///
    /// - Throws: ``StrictYAML/YAMLProblem`` with file, line and reason for the first thing that is wrong.
    public init(yaml text: String, file: String) throws(YAMLProblem) {
        try self.init(YAMLValue(parsing: text, file: file))
    }

    init(_ root: YAMLValue) throws(YAMLProblem) {
        let file = try root.object(keys: [
            "policy", "version", "title", "summary", "scenes", "grounds", "rules", "examples",
        ])
        name = try file.required("policy").string()
        version = try file.required("version").scalarText()
        title = try LocalizedText(file.required("title"))
        summary = try LocalizedText(file.required("summary"))
        var scenes = Scene.ready
        for value in try file["scenes"]?.list() ?? [] {
            guard let scene = Scene(try value.string()) else {
                throw value.problem("a scene is 1 to 32 lower-case letters, digits, - or _, beginning with a letter")
            }
            guard !scenes.contains(scene) else { throw value.problem("scene \"\(scene)\" exists already") }
            scenes.append(scene)
        }
        self.scenes = scenes
        let grounds = try Self.grounds(file.required("grounds"))
        var rules: [Rule] = []
        var used: Set<String> = []
        for value in try file.required("rules").list() {
            let rule = try Rule(value, grounds: grounds, scenes: scenes)
            guard !rules.contains(where: { $0.id == rule.id }) else {
                throw value.problem("rule \"\(rule.id)\" is given twice")
            }
            used.insert(rule.ground.code)
            rules.append(rule)
        }
        if let unused = grounds.keys.sorted().first(where: { !used.contains($0) }) {
            throw root.problem("ground \"\(unused)\" is used by no rule")
        }
        self.rules = rules
        var examples: [PolicyExample] = []
        for value in try file["examples"]?.list() ?? [] { examples.append(try PolicyExample(value, scenes: scenes)) }
        self.examples = examples
    }

    private static func grounds(_ value: YAMLValue) throws(YAMLProblem) -> [String: GroundTemplate] {
        let object = try value.openObject()
        var grounds: [String: GroundTemplate] = [:]
        for code in object.keys {
            let entry = try object.required(code)
            guard isName(code, extra: "_"), !GroundTemplate.builtInCodes.contains(code) else {
                throw entry.problem(
                    "\"\(code)\" cannot name a ground: use lower-case letters, digits and _, and none of "
                        + GroundTemplate.builtInCodes.sorted().joined(separator: ", "))
            }
            let fields = try entry.object(keys: ["clause", "title", "explanation", "contest"])
            let template = GroundTemplate(
                code: code,
                clause: try LocalizedText(fields.required("clause")),
                title: try LocalizedText(fields.required("title")),
                explanation: try LocalizedText(fields.required("explanation")),
                contest: try fields["contest"].map(LocalizedText.init) ?? .askOperator
            )
            if let unknown = template.placeholders.subtracting(GroundValues.names).sorted().first {
                let known = GroundValues.names.sorted().joined(separator: ", ")
                throw entry.problem("{\(unknown)} is not one of \(known)")
            }
            grounds[code] = template
        }
        return grounds
    }
}

extension GroundTemplate {
    var placeholders: Set<String> {
        [clause, title, explanation, contest].reduce(into: []) { $0.formUnion($1.placeholders) }
    }
}

extension Policy.Rule {
    convenience init(_ value: YAMLValue, grounds: [String: GroundTemplate], scenes: [Scene]) throws(YAMLProblem) {
        let fields = try value.object(keys: ["id", "when", "then", "ground", "justification"])
        let id = try fields.required("id").string()
        let then = try fields.required("then")
        let disposition = try then.choice(Disposition.self)
        guard disposition > .open else { throw then.problem("a rule restricts; what no rule restricts is open") }
        let groundName = try fields.required("ground")
        guard let ground = grounds[try groundName.string()] else {
            throw groundName.problem("there is no ground \"\(try groundName.string())\"")
        }
        let justification = try fields["justification"].map(LocalizedText.init)
        let condition = try Condition(fields.required("when"), scenes: scenes)
        if condition.platform != nil, justification == nil {
            throw value.problem("a rule that names a platform must state its \"justification\"")
        }
        self.init(
            id: id, disposition: disposition, ground: ground, justification: justification, condition: condition)
    }
}

extension Condition {
    init(_ value: YAMLValue, scenes: [Scene]) throws(YAMLProblem) {
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
        var source = value
        if value.isObject {
            source = try value.object(keys: ["not"]).required("not")
            isNegated = true
        }
        values = []
        for item in try source.listOrOne() { values.insert(try read(item)) }
        guard !values.isEmpty else { throw value.problem("the list is empty") }
    }
}

extension RiskSet {
    init(_ value: YAMLValue) throws(YAMLProblem) {
        self.init()
        for item in try value.listOrOne() { insert(try item.choice(Risk.self)) }
        guard !isEmpty else { throw value.problem("the list is empty") }
    }
}

extension LocalizedText {
    init(_ value: YAMLValue) throws(YAMLProblem) {
        let fields = try value.object(keys: ["zh", "en"])
        self.init(zh: try fields.required("zh").scalarText(), en: try fields.required("en").scalarText())
    }
}

extension YAMLValue {
    func scene(among scenes: [Scene]) throws(YAMLProblem) -> Scene {
        let name = try string()
        guard let scene = scenes.first(where: { $0.rawValue == name }) else {
            throw problem("\"\(name)\" is not one of \(scenes.map(\.rawValue).joined(separator: ", "))")
        }
        return scene
    }

    /// A confidence, 0-100.
    func confidence() throws(YAMLProblem) -> Int {
        let text = try scalarText()
        guard let number = Int(text), (0...100).contains(number) else {
            throw problem("not a whole number from 0 to 100")
        }
        return number
    }

    func slug() throws(YAMLProblem) -> PlatformSlug {
        guard let slug = PlatformSlug(try scalarText()) else { throw problem("not a platform's slug") }
        return slug
    }

    func version() throws(YAMLProblem) -> ClientVersion {
        guard let version = ClientVersion(try scalarText()) else { throw problem("not a version such as 8.0.13") }
        return version
    }
}
