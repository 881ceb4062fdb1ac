import Foundation
import LinkRecognition
import Platforms

// RecognitionComparison PLATFORMS MESSAGES: prints one line: name, nanoseconds a message (the best of several rounds),
// bytes a message, findings.

let arguments = CommandLine.arguments
guard arguments.count == 3, let data = FileManager.default.contents(atPath: arguments[2]) else {
    print("usage: RecognitionComparison PLATFORMS MESSAGES")
    exit(2)
}
let finder = LinkFinder(lexicon: try PlatformCatalog.load(directory: arguments[1]).lexicon)
let messages = String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
let bytes = messages.reduce(0) { $0 + $1.utf8.count }
var best = Double.infinity
var found = 0
for _ in 0..<15 {
    found = 0
    let start = ContinuousClock.now
    for message in messages { found += finder.findings(in: message).count }
    let elapsed = (ContinuousClock.now - start).components
    let nanoseconds = Double(elapsed.seconds) * 1e9 + Double(elapsed.attoseconds) / 1e9
    best = min(best, nanoseconds / Double(messages.count))
}
print(
    "Hutong LinkFinder", (best * 10).rounded() / 10, Double(bytes) / Double(messages.count), found, separator: "\t")
