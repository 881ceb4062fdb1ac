import CHeapCount
import Foundation
import LinkRecognition
import Platforms

// What is measured, each with the best of several rounds:
//
// RecognitionComparison find PLATFORMS MESSAGES [ROUNDS]      a line: name, nanoseconds a message, bytes a message,
//                                                             findings
// RecognitionComparison identify PLATFORMS MESSAGES [ROUNDS]  a line: nanoseconds a link, links, allocations a link
// RecognitionComparison hostile PLATFORMS                     a line for each pattern: milliseconds for 1 MB, pattern
// RecognitionComparison allocations PLATFORMS MESSAGES        a line: messages without a finding, their allocations

func printUsage() -> Never {
    print("usage: RecognitionComparison find|identify|allocations PLATFORMS MESSAGES [ROUNDS] | hostile PLATFORMS")
    exit(2)
}

let arguments = CommandLine.arguments
guard arguments.count >= 3 else { printUsage() }
let catalog = try PlatformCatalog.load(directory: arguments[2])
let finder = LinkFinder(lexicon: catalog.lexicon)

func messages() -> [String] {
    guard arguments.count >= 4, let data = FileManager.default.contents(atPath: arguments[3]) else { printUsage() }
    return data.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
}

/// The shortest time of `body`, in nanoseconds.
func best(of rounds: Int, _ body: () -> Void) -> Double {
    var best = Duration.seconds(1_000_000)
    for _ in 0..<rounds { best = min(best, ContinuousClock().measure(body)) }
    return Double(best.components.seconds) * 1e9 + Double(best.components.attoseconds) / 1e9
}

func rounded(_ value: Double) -> Double { (value * 10).rounded() / 10 }

/// Each message is lent, not copied, as Rust's finder is lent its messages.
func findAll(_ finder: LinkFinder, _ messages: borrowing [String]) -> Int {
    var found = 0
    let lent = messages.span
    for index in lent.indices { found += finder.findings(in: lent[index]).count }
    return found
}

func identifyAll(_ catalog: PlatformCatalog, _ findings: borrowing [Finding]) -> Int {
    var known = 0
    let lent = findings.span
    for index in lent.indices where catalog.identify(lent[index]).platform != nil { known += 1 }
    return known
}

let rounds = arguments.count > 4 ? Int(arguments[4]) ?? 15 : 15
switch arguments[1] {
case "find":
    let messages = messages()
    var found = 0
    let time = best(of: rounds) { found = findAll(finder, messages) }
    let bytes = messages.reduce(0) { $0 + $1.utf8.count }
    let count = Double(messages.count)
    print("Hutong LinkFinder", rounded(time / count), Double(bytes) / count, found, separator: "\t")
case "identify":
    let findings = messages().flatMap { finder.findings(in: $0) }
    let time = best(of: rounds) { _ = identifyAll(catalog, findings) }
    let before = heap_allocations()
    _ = identifyAll(catalog, findings)
    let allocations = Double(heap_allocations() - before)
    let count = Double(findings.count)
    print(rounded(time / count), findings.count, rounded(allocations / count), separator: "\t")
case "allocations":
    let quiet = messages().filter { finder.findings(in: $0).isEmpty }
    let before = heap_allocations()
    _ = findAll(finder, quiet)
    print(quiet.count, heap_allocations() - before, separator: "\t")
case "hostile":
    for pattern in hostilePatterns {
        let text = Array(String(repeating: pattern, count: 1_000_000 / pattern.utf8.count).utf8)
        let time = best(of: 3) { _ = finder.findings(in: text.span) }
        print(rounded(time / 1e6), pattern.debugDescription, separator: "\t")
    }
default: printUsage()
}
