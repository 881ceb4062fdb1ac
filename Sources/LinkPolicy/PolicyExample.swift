import LinkRecognition
import StrictYAML

/// A case that stands in a policy's own file and is run as a test.
public struct PolicyExample: Sendable {
    public let name: String
    /// Line in the file, from 1.
    public let line: Int
    public let facts: Facts
    public let expected: Disposition
    /// The codes of the grounds, strictest first; `nil` when the example does not say.
    public let grounds: [String]?

    /// What is wrong, in a sentence; `nil` when `policy` answers as expected.
    public func failure(under policy: Policy) -> String? {
        let verdict = policy.verdict(facts)
        guard verdict.disposition == expected else {
            return "\"\(name)\" gives \(verdict.disposition.rawValue), expected \(expected.rawValue)"
        }
        let codes = verdict.grounds.map(\.code)
        guard grounds == nil || grounds == codes else {
            return
                "\"\(name)\" rests on \(codes.joined(separator: ", ")), expected \((grounds ?? []).joined(separator: ", "))"
        }
        return nil
    }

    init(_ value: YAMLValue, scenes: [Scene]) throws(YAMLProblem) {
        let fields = try value.object(keys: ["name", "given", "expect", "grounds"])
        name = try fields.required("name").string()
        line = value.line
        expected = try fields.required("expect").choice(Disposition.self)
        grounds = try fields["grounds"]?.strings()
        let given = try fields.required("given").object(keys: [
            "scene", "form", "kind", "platform", "service", "host", "risk", "threat", "lookalike", "can_redirect", "client",
            "reputation", "person", "sender", "reader", "sent", "pattern", "now", "posted", "group", "preferences",
            "held",
            "degraded",
        ])
        var facts = Facts()
        if let scene = given["scene"] { facts.scene = try scene.scene(among: scenes) }
        if let form = given["form"] { facts.form = try form.choice(LinkForm.self) }
        if let kind = given["kind"] { facts.kind = try kind.choice(ResourceKind.self) }
        facts.platform = try given["platform"].map { (value) throws(YAMLProblem) in try value.slug() }
        facts.service = try given["service"]?.string()
        facts.host = try given["host"]?.string()
        if let risk = given["risk"] { facts.risks = try RiskSet(risk) }
        for item in try given["threat"]?.listOrOne() ?? [] {
            let fields = try item.object(keys: ["class", "confidence", "feeds"])
            facts.threats.append(
                ThreatFact(
                    threatClass: try fields.required("class").choice(ThreatClass.self),
                    confidence: try fields.required("confidence").confidence(),
                    feeds: try fields["feeds"]?.strings() ?? ["a list"], subject: facts.host ?? "a host"))
        }
        if let lookalike = given["lookalike"] {
            facts.lookalike = try LookalikeFact(lookalike, host: facts.host ?? "a host")
        }
        if let canRedirect = given["can_redirect"] { facts.canRedirect = try canRedirect.bool() }
        if let client = given["client"] {
            let fields = try client.object(keys: ["os", "version", "capabilities"])
            facts.client = ClientFacts(
                os: try fields["os"]?.string(),
                version: try fields["version"]?.version(),
                capabilities: try (fields["capabilities"]?.strings()).map(Set.init)
            )
        }
        try facts.readSituation(given)
        self.facts = facts
    }
}
