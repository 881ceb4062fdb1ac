import CHeapCount
import Foundation
import LinkRecognition
import Platforms

// What is measured, each with the best of several rounds:
//
// RecognitionComparison find PLATFORMS MESSAGES [ROUNDS]      two lines: name, nanoseconds a message, bytes a message,
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

func findAll(_ finder: LinkFinder, _ messages: [String]) -> Int {
    var found = 0
    for message in messages { found += finder.findings(in: message).count }
    return found
}

/// Messages as slices of one text, which is what Rust's finder gets too.
func findAll(_ finder: LinkFinder, _ text: Span<UInt8>, _ messages: [Range<Int>]) -> Int {
    var found = 0
    for message in messages { found += finder.findings(in: text.extracting(message)).count }
    return found
}

func identifyAll(_ catalog: PlatformCatalog, _ findings: [Finding]) -> Int {
    var known = 0
    for finding in findings where catalog.identify(finding).platform != nil { known += 1 }
    return known
}

let rounds = arguments.count > 4 ? Int(arguments[4]) ?? 15 : 15
switch arguments[1] {
case "find":
    let messages = messages()
    var found = 0
    let bytes = Array(messages.joined().utf8)
    var ranges: [Range<Int>] = []
    for message in messages {
        let start = ranges.last?.upperBound ?? 0
        ranges.append(start..<start + message.utf8.count)
    }
    let count = Double(messages.count)
    var time = best(of: rounds) { found = findAll(finder, bytes.span, ranges) }
    print("Hutong, bytes", rounded(time / count), Double(bytes.count) / count, found, separator: "\t")
    time = best(of: rounds) { found = findAll(finder, messages) }
    print("Hutong, String", rounded(time / count), Double(bytes.count) / count, found, separator: "\t")
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
