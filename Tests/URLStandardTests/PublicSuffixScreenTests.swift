import Foundation
import Testing

@testable import URLStandard

@Suite struct PublicSuffixScreenTests {
    private static let path =
        URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../config/public_suffix_list.dat").standardized.path

    /// Of every rule a name that it makes a public suffix, in A-labels.
    private static func suffixes() throws -> [String] {
        let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
        return try lines.map { $0.trimmingCharacters(in: .whitespaces) }
            .filter { !$0.isEmpty && !$0.hasPrefix("//") && !$0.hasPrefix("!") }
            .map { rule in
                let name = rule.hasPrefix("*.") ? "any-label" + rule.dropFirst() : rule
                guard case .domain(let ascii) = try Host(parsing: name) else { return "" }
                return ascii
            }
    }

    @Test func everyRuleIsMet() throws {
        let list = try PublicSuffixList(contentsOfFile: Self.path)
        let suffixes = try Self.suffixes()
        #expect(suffixes.count > 9_000)
        for suffix in suffixes where !list.contains(suffix) { Issue.record("\(suffix) is no public suffix") }
        for suffix in suffixes where list.contains("any-label.www." + suffix) {
            // A rule with "*" of a longer rule, as "*.compute.amazonaws.com", may reach below a shorter one.
            let below = "www." + suffix
            #expect(suffixes.contains(below), "any-label.\(below) is a public suffix")
        }
    }

    @Test func fewOtherNamesAreLookedUp() throws {
        let screen = try #require(PublicSuffixScreen(contentsOfFile: Self.path))
        func passes(_ name: String) -> Bool { Array(name.utf8).withUnsafeBufferPointer(screen.mayContain) }
        let passed = (0..<20_000).count { passes("name\($0).com") }
        // A bit in 25 is set, and a name asks for two.
        #expect(passed < 2_400, "\(passed)")
        for name in ["com", "example", "", ".", ".com"] { #expect(passes(name), "\(name)") }
    }

    @Test func aListThatCannotBeReadHasNone() {
        #expect(PublicSuffixScreen(contentsOfFile: "/nonexistent/list") == nil)
    }

    /// Rules beside which something stands: comments behind them, spaces before, no line feed at the end.
    @Test func readsRulesAsLibpslDoes() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "hutong-screen-\(UUID()).dat").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let long = "// " + String(repeating: "a comment that goes on ", count: 40)
        let text =
            "// ===BEGIN ICANN DOMAINS===\n\(long)\nexample\n  one.example why\r\n*.two.example\n!not.two.example\n例子.example"
        try Data(text.utf8).write(to: URL(filePath: path))
        let list = try PublicSuffixList(contentsOfFile: path)
        for name in ["example", "one.example", "any.two.example", "xn--fsqu00a.example"] {
            #expect(list.contains(name), "\(name)")
        }
        for name in ["not.two.example", "any.any.two.example", "three.example", "goes.on"] {
            #expect(!list.contains(name), "\(name)")
        }
    }
}
