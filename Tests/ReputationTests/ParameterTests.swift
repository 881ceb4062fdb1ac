import LinkPolicy
import Reputation
import StrictYAML
import Testing

@Suite struct ParameterTests {
    /// A text of the file, what stands there instead, and what is said.
    @Test(arguments: [
        ("half_life_days: 30", "half_life_days: 0", "0.0 is outside 1.0 to 3650.0"),
        ("half_life_days: 30", "half_life: 30", "unknown key \"half_life\""),
        ("idle_factor: 8", "idle_factor: fast", "expected a number, found \"fast\""),
        ("leave: 0.5}\n  watched", "leave: 0.995}\n  watched", "must be below \"enter\""),
        ("above: 0.005", "above: 0.003", "the rates must rise"), ("  other: 0.25\n", "", "\"other\" is missing"),
        ("broken: 0.1", "broken: 1.5", "1.5 is outside 0.0 to 1.0"), ("ruling: {", "ruling: {most: 1, ", "unknown key"),
        ("domain: 200, ", "", "\"domain\" is missing"), ("probability: 0.8", "probability: .nan", "expected a number"),
        ("forgetting:", "sharing: [campus, Town]\nforgetting:", "\"Town\" cannot share standings"),
        ("forgetting:", "sharing: [playground]\nforgetting:", "\"playground\" cannot share standings"),
        ("forgetting:", "sharing: [a, b, a]\nforgetting:", "\"a\" is named twice"),
        ("forgetting:", "sharing: all\nforgetting:", "expected a list"),
    ])
    func refuses(_ good: String, _ bad: String, _ reason: String) throws {
        let text = try parametersText()
        let changed = text.replacing(good, with: bad)
        #expect(changed != text)
        let problem = #expect(throws: YAMLProblem.self) {
            _ = try ReputationParameters(yaml: changed, file: "reputation.yaml")
        }
        let said = problem?.description ?? ""
        #expect(said.contains(reason))
        #expect(said.hasPrefix("reputation.yaml:"))
    }

    @Test func nobodySharesUnlessTheFileSaysSo() throws {
        #expect(ready.sharing.isEmpty)
        let parameters = try ReputationParameters(
            yaml: parametersText() + "\nsharing: [campus, town]\n", file: "reputation.yaml")
        #expect(parameters.sharing.map(\.rawValue).sorted() == ["campus", "town"])
    }
}
