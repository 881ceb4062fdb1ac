import CHeap
import Foundation
import URLStandard

// Prints one line for each parser: name, nanoseconds a URL (the best of several rounds over the file), URLs accepted,
// sum of the lengths of the results, and bytes of heap a parsed URL holds.

func lines(of path: String) -> [[UInt8]] {
    guard let data = FileManager.default.contents(atPath: path) else { return [] }
    return Array(data).split(separator: UInt8(ascii: "\n")).map(Array.init)
}

/// Times `parse` over the inputs and measures what the parsed URLs hold.
func measure<Input, Parsed>(
    _ name: String, _ inputs: [Input], length: (Parsed) -> Int, parse: (Input) -> Parsed?
) {
    var best = Double.infinity
    var accepted = 0
    var bytes = 0
    for _ in 0..<15 {
        (accepted, bytes) = (0, 0)
        let start = ContinuousClock.now
        for input in inputs {
            guard let url = parse(input) else { continue }
            accepted += 1
            bytes += length(url)
        }
        let elapsed = (ContinuousClock.now - start).components
        let nanoseconds = Double(elapsed.seconds) * 1e9 + Double(elapsed.attoseconds) / 1e9
        best = min(best, nanoseconds / Double(inputs.count))
    }
    var kept: [Parsed] = []
    kept.reserveCapacity(inputs.count)
    let before = Int(heap_in_use())
    for input in inputs {
        if let url = parse(input) { kept.append(url) }
    }
    let held = (Int(heap_in_use()) - before) / max(kept.count, 1)
    print(name, (best * 10).rounded() / 10, accepted, bytes, held, separator: "\t")
}

let inputs = lines(of: CommandLine.arguments.dropFirst().first ?? "")
let texts = inputs.map { String(decoding: $0, as: UTF8.self) }
measure("Hutong WebURL, from UTF-8", inputs, length: { $0.href.utf8.count }, parse: { try? WebURL(utf8: $0.span) })
measure("Hutong WebURL, from String", texts, length: { $0.href.utf8.count }, parse: { try? WebURL($0) })
measure("Foundation URL", texts, length: { $0.absoluteString.utf8.count }, parse: { URL(string: $0) })
