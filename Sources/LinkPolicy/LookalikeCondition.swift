import StrictYAML

/// What a rule asks of names: that the link's imitates another, at least this surely.
struct LookalikeCondition: Hashable, Sendable {
    /// The least confidence, 0-100.
    var atLeast = 0

    func holds(_ fact: LookalikeFact?) -> Bool { fact.map { $0.confidence >= atLeast } ?? false }

    var words: LocalizedText {
        atLeast == 0
            ? LocalizedText(zh: "仿冒任何名称", en: "imitates any name")
            : LocalizedText(zh: "仿冒，置信度不低于 \(atLeast)", en: "imitates a name, confidence from \(atLeast)")
    }
}

extension LookalikeCondition {
    /// `any`, or a mapping with `confidence`.
    init(_ value: YAMLValue) throws(YAMLProblem) {
        guard value.isObject else {
            guard try value.scalarText() == "any" else { throw value.problem("ask for any, or for a confidence") }
            return
        }
        atLeast = try value.object(keys: ["confidence"]).required("confidence").confidence()
    }
}

extension LookalikeFact {
    /// The fact that an example states.
    init(_ value: YAMLValue, host: String) throws(YAMLProblem) {
        let fields = try value.object(keys: ["name", "technique", "confidence"])
        self.init(
            host: host, name: try fields.required("name").string(),
            technique: try fields["technique"]?.choice(LookalikeTechnique.self) ?? .homoglyph,
            confidence: try fields.required("confidence").confidence())
    }

    var words: LocalizedText {
        let text = "\(name) \(confidence) (\(technique.rawValue))"
        return LocalizedText(zh: text, en: text)
    }
}
