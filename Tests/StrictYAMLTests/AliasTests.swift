import Testing

@testable import StrictYAML

@Suite struct AliasTests {
    private static let noAliases = "anchors and aliases are not supported"

    private func problem(_ text: String) -> YAMLProblem? {
        do throws(YAMLProblem) {
            _ = try YAMLValue(parsing: text, file: "a.yaml")
            return nil
        } catch { return error }
    }

    /// Each level stands for two of the one before: the last for more than memory holds.
    private static let bomb =
        "a0: &a0 [x, x]\n" + (1...33).map { "a\($0): &a\($0) [*a\($0 - 1), *a\($0 - 1)]\n" }.joined()

    @Test(arguments: [
        bomb, bomb + "? *a33\n: 1\n", bomb + "? [*a33]\n: 1\n? [*a33]\n: 2\n", bomb + "{*a33: 1}\n",
        "? &a [x]\n: 1\n? *a\n: 2\n", "- &a x\n- *a\n", "--- &a\nk: *a\n", "a: &a x\r\nb: {\"c\":*a}\r\n",
        "a: &a x\n<<: *a\n",
    ])
    func aliasesAreRefusedBeforeTheyAreFollowed(text: String) {
        #expect(problem(text)?.reason == Self.noAliases)
    }

    @Test func theLineIsTold() { #expect(problem("a: &a x\nb: 1\nc:\n  - *a\n")?.line == 4) }

    @Test(arguments: [
        "a: use *bold* words & more", "a: 'x & y'\nb: \"*note\"", "a: R&D\nb: 2 * 3", "a: [1, 2] # &a *a",
        "a: |\n  * one\n  * two &c\n", "https://a.example/?x=1&y=2",
    ])
    func ordinaryTextsAreLeft(text: String) { #expect(problem(text)?.reason != Self.noAliases) }
}
