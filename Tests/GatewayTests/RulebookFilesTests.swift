import Foundation
import Testing

@testable import Gateway

@Suite struct RulebookFilesTests {
    /// A copy of the ready rules that a test may spoil.
    private final class Rules: Sendable {
        let folder = NSTemporaryDirectory() + "hutong-rules-\(UInt64.random(in: .min ... .max))"

        init() throws { try FileManager.default.copyItem(atPath: TestGateway.rules, toPath: folder) }

        deinit { try? FileManager.default.removeItem(atPath: folder) }
    }

    /// A part of the default policy, what takes its place, and the words of the refusal.
    @Test(arguments: [
        ("when: {form: payment}", "when: {service: shoping}", "\"shoping\" is not a service"),
        ("then: warn\n    ground: payment", "then: warn\n    grund: payment", "did you mean \"ground\""),
        ("expect: open", "expect: block", "default.yaml:"),
        (
            "when: {form: payment}", "when: {platform: nobody}\n    justification: {zh: 一, en: x}",
            "no platform \"nobody\""
        ),
    ])
    func aMistakeInAPolicyIsNamed(_ old: String, _ new: String, _ words: String) throws {
        let rules = try Rules()
        let file = rules.folder + "/policies/default.yaml"
        let text = try String(contentsOfFile: file, encoding: .utf8)
        try #require(text.contains(old))
        try text.replacing(old, with: new, maxReplacements: 1).write(toFile: file, atomically: true, encoding: .utf8)
        #expect { try RulebookFiles(folder: rules.folder) } throws: { "\($0)".contains(words) }
    }

    @Test func aFileThatWouldBeOverlookedIsNamed() throws {
        let rules = try Rules()
        try "".write(toFile: rules.folder + "/policies/mine.yml", atomically: true, encoding: .utf8)
        #expect { try RulebookFiles(folder: rules.folder) } throws: { "\($0)".contains("must be named .yaml") }
    }

    @Test(arguments: ["/nowhere", #filePath])
    func whatIsNoPublicSuffixListIsRefused(_ path: String) {
        #expect { try RulebookFiles.publicSuffixes(path, folder: "/nowhere") } throws: {
            "\($0)".contains("is not a Public Suffix List")
        }
    }
}
