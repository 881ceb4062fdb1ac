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

let rounds = arguments.count > 4 ? Int(arguments[4]) ?? 15 : 15
switch arguments[1] {
case "find":
    let messages = messages()
    var found = 0
    let time = best(of: rounds) {
        found = 0
        for message in messages { found += finder.findings(in: message).count }
    }
    let bytes = messages.reduce(0) { $0 + $1.utf8.count }
    let count = Double(messages.count)
    print("Hutong LinkFinder", rounded(time / count), Double(bytes) / count, found, separator: "\t")
case "identify":
    let findings = messages().flatMap { finder.findings(in: $0) }
    var known = 0
    let time = best(of: rounds) {
        known = 0
        for finding in findings where catalog.identify(finding).platform != nil { known += 1 }
    }
    let before = heap_allocations()
    for finding in findings { known += catalog.identify(finding).platform == nil ? 0 : 1 }
    let allocations = Double(heap_allocations() - before)
    let count = Double(findings.count)
    print(rounded(time / count), findings.count, rounded(allocations / count), separator: "\t")
case "allocations":
    let quiet = messages().filter { finder.findings(in: $0).isEmpty }
    let before = heap_allocations()
    var found = 0
    for message in quiet { found += finder.findings(in: message).count }
    print(quiet.count, Int(heap_allocations() - before) + found, separator: "\t")
case "hostile":
    for pattern in hostilePatterns {
        let text = Array(String(repeating: pattern, count: 1_000_000 / pattern.utf8.count).utf8)
        let time = best(of: 3) { _ = finder.findings(in: text.span) }
        print(rounded(time / 1e6), pattern.debugDescription, separator: "\t")
    }
default: printUsage()
}
