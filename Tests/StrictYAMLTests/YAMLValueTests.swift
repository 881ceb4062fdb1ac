import StrictYAML
import Testing

@Suite struct YAMLValueTests {
    private func problem(_ text: String, _ read: (YAMLValue) throws -> Void) -> YAMLProblem? {
        do {
            try read(YAMLValue(parsing: text, file: "f.yaml"))
            return nil
        } catch {
            return error as? YAMLProblem
        }
    }

    @Test(arguments: [
        ("a: 1\nb: [", 2), ("a: 1\na: 2", 1), ("a: &x 1\nb: *x", 1), ("", 1), ("\tb: 1", 1),
    ])
    func refusesBadFiles(_ text: String, _ line: Int) throws {
        let found = try #require(problem(text) { _ = try $0.openObject() })
        #expect(found.file == "f.yaml")
        #expect(found.line >= line)
        #expect(!found.reason.isEmpty)
    }

    @Test func unknownKeyIsNamedWithLineAndHint() throws {
        let found = try #require(problem("host: a\n\nprot: 1\n") { _ = try $0.object(keys: ["host", "port"]) })
        #expect(found.description == "f.yaml:3: unknown key \"prot\" (did you mean \"port\"?)")
    }

    @Test func missingKeyIsNamed() throws {
        let found = try #require(problem("host: a") { _ = try $0.object(keys: ["host", "port"]).required("port") })
        #expect(found.reason == "\"port\" is missing")
    }

    @Test(arguments: ["8.0", "true", "~", "12", "[a]", "{a: b}"])
    func aTextIsNotGuessed(_ value: String) {
        #expect(problem("k: \(value)") { _ = try $0.openObject().required("k").string() } != nil)
    }

    @Test(arguments: ["8.0.13", "\"8.0\"", "'true'", "https://a.example/x"])
    func aTextIsRead(_ value: String) {
        #expect(problem("k: \(value)") { _ = try $0.openObject().required("k").string() } == nil)
    }

    @Test func wholeNumbersAreBounded() {
        #expect(problem("70000") { _ = try $0.int(in: 0...65_535) }?.reason == "70000 is outside 0 to 65535")
        #expect(problem("\"7\"") { _ = try $0.int(in: 0...9) } != nil)
    }
}
