// modules: URLStandard LinkRecognition JSONText StrictYAML LinkPolicy Platforms ThreatIntel Moderation Gate/LookalikeRules+YAML.swift
// links: Yams CYaml CTriggers
// seeds: config
// cost: 20
//
// A libFuzzer target: scripts/fuzz-target Fuzz/RulesFileFuzzer.swift RUNS
//
// An input is a file that people write: every reader of such files takes it or refuses it with a line that it has. What is
// taken can be used: a policy is tried on its examples, platforms find themselves, imitations are looked for.

import Gate
import LinkPolicy
import LinkRecognition
import Moderation
import Platforms
import StrictYAML
import ThreatIntel
import URLStandard

private func reading<Value>(
    _ lines: Int, _ read: () throws(YAMLProblem) -> Value
) -> Value? {
    do { return try read() } catch {
        precondition((1...lines + 1).contains(error.line), "the problem stands in no line: \(error)")
        precondition(!error.reason.isEmpty, "a problem without a reason")
        return nil
    }
}

@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = UnsafeBufferPointer(start: start, count: count)
    guard let text = String(validating: bytes, as: UTF8.self) else { return 0 }
    // YAML's own line breaks (YAML 1.1, section 5.4).
    let lines = text.unicodeScalars.count { "\n\r\u{85}\u{2028}\u{2029}".unicodeScalars.contains($0) } + 1
    guard reading(lines, { () throws(YAMLProblem) in try YAMLValue(parsing: text, file: "f") }) != nil else { return 0 }
    if let policy = reading(lines, { () throws(YAMLProblem) in try Policy(yaml: text, file: "f") }) {
        for example in policy.examples { _ = example.failure(under: policy) }
    }
    if let file = reading(lines, { () throws(YAMLProblem) in try PatternFile(yaml: text, file: "f") }) {
        _ = PhrasePatterns(file.entries.map(\.pattern)).hits(in: text)
    }
    let platform = reading(lines) { () throws(YAMLProblem) in try PlatformDescriptor(yaml: text, file: "f") }
    if let platform, let catalog = try? PlatformCatalog(descriptors: [platform]) {
        for finding in LinkFinder(lexicon: catalog.lexicon).findings(in: text) { _ = catalog.identify(finding) }
    }
    if let rules = reading(lines, { () throws(YAMLProblem) in try LookalikeRules(yaml: text, file: "f") }) {
        let index = LookalikeIndex(protecting: [ProtectedDomain(host: "taobao.com")], rules: rules)
        _ = index.fact(host: "taoba0.com")
    }
    _ = reading(lines) { () throws(YAMLProblem) in try ComplaintRules(yaml: text, file: "f") }
    return 0
}
