import JSONText
public import LinkPolicy
public import LinkRecognition
public import Platforms
import StrictYAML

/// What may be put in force as a policy, checked alike for the API and the command line.
public enum PolicyForm {
    /// Bytes of a policy's text.
    public static let textLimit = 512 << 10
    /// Bytes of a reason.
    public static let reasonLimit = 1_000

    /// Why a policy was refused: where in its text, and in a sentence.
    public struct Refusal: Error, Sendable, CustomStringConvertible {
        /// From 1; `nil` where it is no one line's fault.
        public var line: Int?
        public var reason: String

        public var description: String { (line.map { "line \($0): " } ?? "") + reason }
    }

    /// Compiles `text` and runs its examples.
    ///
    /// - Parameter name: The name that it must have; any when `nil`.
    public static func policy(
        _ text: String, name: String?, catalog: PlatformCatalog, patterns: PhrasePatterns
    ) throws(Refusal) -> Policy {
        let policy: Policy
        do {
            policy = try RulebookFiles.policy(yaml: text, file: "policy", catalog: catalog, patterns: patterns)
        } catch let problem as YAMLProblem {
            throw Refusal(line: problem.line, reason: problem.reason)
        } catch let problem as ConfigurationProblem {
            throw Refusal(line: nil, reason: problem.reason)
        } catch {
            throw Refusal(line: nil, reason: "\(error)")
        }
        guard (1...64).contains(policy.name.utf8.count), policy.name.utf8.first.map(isLetter) == true,
            policy.name.utf8.allSatisfy({ isLetter($0) || (0x30...0x39).contains($0) || "_.-".utf8.contains($0) })
        else {
            throw Refusal(
                line: nil,
                reason: "a policy is named with 1 to 64 lower-case letters, digits, _, . or -, beginning with a letter")
        }
        if let name, policy.name != name {
            throw Refusal(line: nil, reason: "the text names itself \"\(policy.name)\", not \"\(name)\"")
        }
        for example in policy.examples {
            guard let failure = example.failure(under: policy) else { continue }
            throw Refusal(line: example.line, reason: "an example fails: \(failure)")
        }
        return policy
    }
}

private func isLetter(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) }

/// The body of `PUT /v1/policies/{policy}`.
struct PolicyBody: Sendable {
    var text: String
    var reason: String

    /// - Throws: ``JSONText/JSONProblem``.
    init(json bytes: [UInt8]) throws(JSONProblem) {
        var reader = try JSONReader(bytes)
        var text: String?
        var reason: String?
        try reader.object { (reader, name) throws(JSONProblem) in
            switch name {
            case "text": text = try reader.string(atMost: PolicyForm.textLimit)
            case "reason":
                let words = try reader.string(atMost: PolicyForm.reasonLimit)
                guard words.contains(where: { !$0.isWhitespace }) else { throw reader.invalid("must not be empty") }
                reason = words
            default: throw reader.unknown()
            }
        }
        try reader.end()
        guard let text else { throw reader.missing("text") }
        guard let reason else { throw reader.missing("reason") }
        self.text = text
        self.reason = reason
    }
}
