// Measures the set of threats at a number of generated entries.
//
//     threats-benchmark [entries…]        1,000,000 and 10,000,000 when none is given
//
// Times are the best of several rounds, since other programs only ever make one slower. "miss" and "hit" are a name
// hashed and looked up; "miss, link" is a parsed URL with three labels against the whole set.

import BenchmarkSupport
import Foundation
import LinkPolicy
import Persistence
import ThreatIntel
import URLStandard

let counts = CommandLine.arguments.dropFirst().compactMap { Int($0) }
do {
    for count in counts.isEmpty ? [1_000_000, 10_000_000] : counts { try measure(count) }
} catch {
    print("\(error)")
    exit(1)
}

func measure(_ count: Int) throws {
    let folder = NSTemporaryDirectory() + "threats-benchmark-\(UInt32.random(in: 0 ... .max))"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let list = folder + "/generated.txt"
    try writeList(list, count)

    let store = ThreatStore(data: folder)
    guard
        let record = FeedRecord(
            id: "generated", format: .domains, threatClass: .phishing, confidence: 80, source: list, readAt: 0)
    else { return }
    let clock = ContinuousClock()
    let build = try clock.measure {
        try store.update(
            [ThreatStore.Incoming(record: record, file: list)], publicSuffixes: .builtin, now: 1_800_000_000)
    }
    let peak = peakMemory()
    var opened: ThreatSet?
    let open = try clock.measure { opened = try store.open()?.set }
    guard let set = opened else { return }

    let rounds = 25
    let batch = 1 << 18
    let listed = try urls(batch) { generatedName(Int.random(in: 0..<count)) }
    let others = try urls(batch) { "www." + generatedName(count + Int.random(in: 0..<count)) }
    var found = 0
    let missing = best(rounds, batch) { others.withUTF8 { found += set.contains(name: $0) ? 1 : 0 } }
    let hitting = best(rounds, batch) { listed.withUTF8 { found += set.contains(name: $0) ? 1 : 0 } }
    let links = others.names.prefix(batch / 4).compactMap { try? WebURL("https://" + $0 + "/") }
    let linkMiss = best(rounds, links.count) { for link in links where !set.hits(link).isEmpty { found += 1 } }
    precondition(found == rounds * batch, "a name is lost, or one too many is found")
    print(
        """
        \(count) names: miss \(missing) ns, confirmed hit \(hitting) ns, miss of a link of three labels \(linkMiss) ns
          resident \(format(Double(set.residentBytes) / Double(count))) bytes an entry, file \
        \(format(Double(set.fileBytes) / Double(count))); opened in \(format(seconds(open) * 1000)) ms, \
        built from the list in \(format(seconds(build))) s, peak memory so far \(peak) MB
        """)
}

/// Names beside one another in memory, so that reading them costs the same everywhere.
struct Names {
    var names: [String]
    var bytes: [UInt8] = []
    var ends: [Int] = [0]

    func withUTF8(_ body: (UnsafeRawBufferPointer) -> Void) {
        bytes.withUnsafeBytes { bytes in
            for index in 1..<ends.count { body(UnsafeRawBufferPointer(rebasing: bytes[ends[index - 1]..<ends[index]])) }
        }
    }
}

func urls(_ count: Int, _ make: () -> String) throws -> Names {
    var names = Names(names: (0..<count).map { _ in make() })
    for name in names.names {
        names.bytes += name.utf8
        names.ends.append(names.bytes.count)
    }
    return names
}
