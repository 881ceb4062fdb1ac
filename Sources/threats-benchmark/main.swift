// Measures the set of threats at a number of generated entries.
//
//     threats-benchmark [entries…]        1,000,000 and 10,000,000 when none is given
//     threats-benchmark build entries…    builds each set alone, three times
//
// Times are the best of several rounds, since other programs only ever make one slower. "miss" and "hit" are a name
// hashed and looked up; "miss, link" is a parsed URL with three labels against the whole set.

import BenchmarkSupport
import Foundation
import LinkPolicy
import Persistence
import ThreatIntel
import URLStandard

let clock = ContinuousClock()
let counts = CommandLine.arguments.dropFirst().compactMap { Int($0) }
do {
    // As the gateway, which reads the list beside its configuration.
    let suffixes = try PublicSuffixList(contentsOfFile: "config/public_suffix_list.dat")
    if CommandLine.arguments.dropFirst().first == "build" {
        for count in counts { try inFolder { try measureBuilding(count, in: $0, suffixes) } }
    } else {
        for count in counts.isEmpty ? [1_000_000, 10_000_000] : counts {
            try inFolder { try measure(count, in: $0, suffixes) }
        }
    }
} catch {
    print("\(error)")
    exit(1)
}

func inFolder(_ body: (String) throws -> Void) throws {
    let folder = NSTemporaryDirectory() + "threats-benchmark-\(UInt32.random(in: 0 ... .max))"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
}

/// Builds a set of the list, which `folder` holds, and says how long that took.
func build(_ folder: String, _ suffixes: PublicSuffixList) throws -> Duration {
    let list = folder + "/generated.txt"
    guard
        let record = FeedRecord(
            id: "generated", format: .domains, threatClass: .phishing, confidence: 80, source: list, readAt: 0)
    else { return .zero }
    return try clock.measure {
        try ThreatStore(data: folder).update(
            [ThreatStore.Incoming(record: record, file: list)], publicSuffixes: suffixes, now: 1_800_000_000)
    }
}

func measureBuilding(_ count: Int, in folder: String, _ suffixes: PublicSuffixList) throws {
    try writeList(folder + "/generated.txt", count)
    for _ in 1...3 {
        let time = try build(folder, suffixes)
        print("\(count) names built in \(format(seconds(time))) s, peak memory so far \(peakMemory()) MB")
        try FileManager.default.removeItem(atPath: folder + "/threats")
    }
}

func measure(_ count: Int, in folder: String, _ suffixes: PublicSuffixList) throws {
    try writeList(folder + "/generated.txt", count)
    let build = try build(folder, suffixes)
    let store = ThreatStore(data: folder)
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
    let linkMiss = bestAtHand(rounds, links) { if !set.hits($0).isEmpty { found += 1 } }
    precondition(found == rounds * batch, "a name is lost, or one too many is found")
    print(
        """
        \(count) names: miss \(missing) ns, confirmed hit \(hitting) ns, miss of a link of three labels \(linkMiss) ns
          resident \(format(Double(set.residentBytes) / Double(count))) bytes an entry, file \
        \(format(Double(set.fileBytes) / Double(count))); opened in \(format(seconds(open) * 1000)) ms, \
        built from the list in \(format(seconds(build))) s, peak memory so far \(peak) MB
        """)
}

/// Nanoseconds of one link in the fastest of `rounds`, without what it takes to bring the link itself from memory: one that
/// is looked up has just been read.
func bestAtHand(_ rounds: Int, _ links: [WebURL], _ body: (WebURL) -> Void) -> String {
    var fastest = Duration.seconds(60)
    var sum = 0
    for _ in 0..<rounds {
        var time = Duration.zero
        for start in stride(from: 0, to: links.count, by: 64) {
            let some = links[start..<min(start + 64, links.count)]
            for link in some { link.withUTF8Href { sum &+= Int($0[0]) &+ Int($0[$0.count - 1]) } }
            time += clock.measure { for link in some { body(link) } }
        }
        fastest = min(fastest, time)
    }
    precondition(sum > 0)
    return format(seconds(fastest) * 1e9 / Double(links.count))
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
