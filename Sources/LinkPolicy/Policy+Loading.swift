import LinkRecognition
public import StrictYAML

extension Policy {
    /// Compiles a policy file.
    ///
    /// - Throws: ``StrictYAML/YAMLProblem`` with file, line and reason for the first thing that is wrong.
    public convenience init(yaml text: String, file: String) throws(YAMLProblem) {
        try self.init(YAMLValue(parsing: text, file: file))
    }

    convenience init(_ root: YAMLValue) throws(YAMLProblem) {
        let file = try root.object(keys: [
            "policy", "version", "title", "summary", "scenes", "grounds", "rules", "exemptions", "opening", "fallbacks",
            "examples",
        ])
        let name = try file.required("policy").string()
        let version = try file.required("version").scalarText()
        let title = try LocalizedText(file.required("title"))
        let summary = try LocalizedText(file.required("summary"))
        var scenes = Scene.ready
        for value in try file["scenes"]?.list() ?? [] {
            guard let scene = Scene(try value.string()) else {
                throw value.problem("a scene is 1 to 32 lower-case letters, digits, - or _, beginning with a letter")
            }
            guard !scenes.contains(scene) else { throw value.problem("scene \"\(scene)\" exists already") }
            scenes.append(scene)
        }
        let grounds = try Self.grounds(file.required("grounds"))
        var rules: [Rule] = []
        var used: Set<String> = []
        for value in try file.required("rules").list() {
            let rule = try Rule(value, grounds: grounds, scenes: scenes, policy: name)
            guard !rules.contains(where: { $0.id == rule.id }) else {
                throw value.problem("rule \"\(rule.id)\" is given twice")
            }
            used.insert(rule.ground.code)
            rules.append(rule)
        }
        var exemptions: [Exemption] = []
        for value in try file["exemptions"]?.list() ?? [] {
            let exemption = try Exemption(value, grounds: grounds, scenes: scenes, rules: rules, policy: name)
            guard !rules.contains(where: { $0.id == exemption.id }),
                !exemptions.contains(where: { $0.id == exemption.id })
            else { throw value.problem("\"\(exemption.id)\" names a rule or exemption already") }
            used.insert(exemption.ground.code)
            exemptions.append(exemption)
        }
        let opening = try file["opening"].map { (value) throws(YAMLProblem) in
            try Opening(value, scenes: scenes, policy: name)
        }
        var fallbacks: [RulebookPart: Disposition] = [:]
        if let object = try file["fallbacks"]?.object(keys: Set(RulebookPart.allCases.map(\.rawValue))) {
            for part in RulebookPart.allCases {
                guard let value = object[part.rawValue] else { continue }
                let disposition = try value.choice(Disposition.self)
                // What is missing is nobody's proof against a link.
                guard disposition < .block else { throw value.problem("a fallback may warn, copy or hold, not block") }
                if disposition > .open { fallbacks[part] = disposition }
            }
        }
        if let unused = grounds.keys.sorted().first(where: { !used.contains($0) }) {
            throw root.problem("ground \"\(unused)\" is used by no rule")
        }
        var examples: [PolicyExample] = []
        for value in try file["examples"]?.list() ?? [] { examples.append(try PolicyExample(value, scenes: scenes)) }
        self.init(
            name: name, version: version, title: title, summary: summary, scenes: scenes, rules: rules,
            exemptions: exemptions, opening: opening, fallbacks: fallbacks, examples: examples)
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
            if let unknown = template.placeholders.first(where: { !GroundValues.names.contains($0) }) {
                let known = GroundValues.names.sorted().joined(separator: ", ")
                throw entry.problem("{\(unknown)} is not one of \(known)")
            }
            grounds[code] = template
        }
        return grounds
    }
}

extension Policy.Rule {
    convenience init(
        _ value: YAMLValue, grounds: [String: GroundTemplate], scenes: [Scene], policy: String
    ) throws(YAMLProblem) {
        let fields = try value.object(keys: ["id", "when", "then", "ground", "justification", "waivable_by"])
        let id = try fields.required("id").string()
        let then = try fields.required("then")
        let disposition = try then.choice(Disposition.self)
        guard disposition > .open else { throw then.problem("a rule restricts; what no rule restricts is open") }
        let ground = try grounds.named(fields.required("ground"))
        let justification = try fields["justification"].map(LocalizedText.init)
        let condition = try Condition(fields.required("when"), scenes: scenes, salt: policy + "/" + id)
        if condition.platform != nil, justification == nil {
            throw value.problem("a rule that names a platform must state its \"justification\"")
        }
        if disposition == .block, condition.patterns != nil {
            throw then.problem("a text pattern may warn or hold; it never blocks")
        }
        if disposition == .block, condition.reputation != nil {
            throw then.problem("a standing may warn or hold; only a ruling or a threat list blocks")
        }
        var waivableBy: Set<Origin> = []
        for item in try fields["waivable_by"]?.listOrOne() ?? [] {
            let origin = try item.choice(Origin.self)
            guard origin == .group || origin == .person else {
                throw item.problem("\"group\" and \"person\" can choose")
            }
            waivableBy.insert(origin)
        }
        self.init(
            id: id, disposition: disposition, ground: ground, justification: justification, waivableBy: waivableBy,
            condition: condition)
    }
}

extension Policy.Exemption {
    fileprivate convenience init(
        _ value: YAMLValue, grounds: [String: GroundTemplate], scenes: [Scene], rules: [Policy.Rule], policy: String
    ) throws(YAMLProblem) {
        let fields = try value.object(keys: ["id", "when", "frees", "ground", "justification"])
        let id = try fields.required("id").string()
        var frees: Set<String> = []
        for item in try fields.required("frees").listOrOne() {
            let name = try item.string()
            guard let rule = rules.first(where: { $0.id == name }) else {
                throw item.problem("there is no rule \"\(name)\"")
            }
            guard rule.condition.threat == nil else {
                throw item.problem("only the operator's word frees a link from what threat lists say of it")
            }
            frees.insert(name)
        }
        let justification = try fields["justification"].map(LocalizedText.init)
        let when = try fields.required("when")
        let condition = try Condition(when, scenes: scenes, salt: policy + "/" + id)
        if condition.platform != nil, justification == nil {
            throw value.problem("an exemption that names a platform must state its \"justification\"")
        }
        // More risk must never make a verdict freer.
        guard condition.threat == nil, condition.anyRisk == nil, condition.reputation == nil, condition.patterns == nil,
            condition.sent == nil, condition.lookalike == nil
        else {
            throw when.problem(
                "an exemption cannot ask for a risk, threat, lookalike, reputation, pattern or number sent")
        }
        self.init(
            id: id, frees: frees, ground: try grounds.named(fields.required("ground")), justification: justification,
            condition: condition)
    }
}

extension [String: GroundTemplate] {
    fileprivate func named(_ value: YAMLValue) throws(YAMLProblem) -> GroundTemplate {
        let name = try value.string()
        guard let ground = self[name] else { throw value.problem("there is no ground \"\(name)\"") }
        return ground
    }
}
