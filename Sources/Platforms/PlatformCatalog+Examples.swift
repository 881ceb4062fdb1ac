import LinkPolicy
import LinkRecognition

/// An example of a descriptor that does not hold.
public struct ExampleFailure: Sendable, Hashable, CustomStringConvertible {
    public var file: String
    public var line: Int
    public var text: String
    /// The key that differs.
    public var key: String
    public var expected: String
    public var found: String

    public var description: String {
        "\(file):\(line): \(key) of \"\(text)\" should be \(expected) but is \(found)"
    }
}

extension PlatformCatalog {
    /// Runs the examples of every descriptor, each on its own text.
    public func runExamples() -> [ExampleFailure] {
        let finder = LinkFinder(lexicon: lexicon)
        return descriptors.flatMap { descriptor in
            descriptor.examples.flatMap { check($0, of: descriptor, finder) }
        }
    }

    private func check(
        _ example: PlatformDescriptor.Example, of descriptor: PlatformDescriptor, _ finder: LinkFinder
    ) -> [ExampleFailure] {
        let findings = finder.findings(in: example.text)
        func failure(_ key: String, _ expected: String, _ found: String) -> ExampleFailure {
            ExampleFailure(
                file: descriptor.file, line: example.line, text: example.text, key: key, expected: expected,
                found: found)
        }
        let spans = findings.map { String(decoding: Array(example.text.utf8)[$0.range], as: UTF8.self) }
        var failures: [ExampleFailure] = []
        if let expected = example.expected["finds"] {
            let found = spans.first ?? "none"
            if found != expected { failures.append(failure("finds", expected, found)) }
            if expected == "none" { return failures }
        }
        guard let finding = findings.first else {
            return failures + [failure("finds", example.expected["finds"] ?? "something", "none")]
        }
        var expected = example.expected
        expected["finds"] = nil
        if expected["platform"] == nil {
            expected["platform"] = descriptor.isAnonymous ? "none" : descriptor.slug.rawValue
        }
        let target = identify(finding)
        for (key, value) in expected.sorted(by: { $0.key < $1.key }) {
            let found = Self.property(key, finding, target) ?? "none"
            if found != value { failures.append(failure(key, value, found)) }
        }
        return failures
    }

    private static func property(_ key: String, _ finding: Finding, _ target: Target) -> String? {
        switch key {
        case "platform": target.platform?.rawValue
        case "form": finding.form.rawValue
        case "kind": target.kind.rawValue
        case "id": target.id
        case "code": target.code
        case "clean": target.cleanAddress
        case "canonical": target.canonicalAddress
        case "resource": target.resourceID
        case "ios", "android", "mini_program": target.deepLinks[key]
        case "web": target.webFallback
        case "leads_to": target.unwrapped?.address
        case "access": target.access.rawValue
        case "marks": finding.marks.words
        default: nil
        }
    }
}

extension Finding.Marks {
    fileprivate var words: String? {
        var words: [String] = []
        if contains(.obfuscated) { words.append("obfuscated") }
        if contains(.misleadingText) { words.append("misleading_text") }
        if contains(.schemeless) { words.append("schemeless") }
        return words.isEmpty ? nil : words.joined(separator: " ")
    }
}
