// modules: URLStandard JSONText LinkPolicy/Threat.swift ThreatIntel
//
// A libFuzzer target: scripts/fuzz-target Fuzz/ThreatFileFuzzer.swift RUNS
//
// An input changes an intact set: pairs of a place (two bytes, over the whole file) and a new byte, after a first byte that
// says how much to cut off. Whatever comes of it is refused or opened; looking up must not crash; and what opens and
// verifies finds every name of the intact set and confirms no other.

import LinkPolicy
import ThreatIntel
import URLStandard

private let names = (0..<40).map { "n\($0).example" }

private let intact: [UInt8] = {
    var builder = ThreatSetBuilder(feeds: ["a", "b"], key: (1, 2), spill: MemorySpill())
    var sink = MemorySink()
    let listing = ThreatListing(
        feed: 1, threatClass: .phishing, confidence: 80, scope: .nameAlone, firstSeen: 1, until: 9)
    for name in names { try? builder.add(.name(name, coversSubdomains: true), listing) }
    try? builder.add(.address(host: "host.example", path: "/x"), listing)
    if let network = ThreatNetwork("198.51.100.0/24") { try? builder.add(.network(network), listing) }
    try? builder.finish(into: &sink, at: 1)
    return sink.bytes
}()

private let links = (names + ["a.n1.example", "host.example/x/y", "198.51.100.3", "[2001:db8::1]", "other.example"])
    .compactMap { try? WebURL("http://" + $0) }

@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let input = UnsafeBufferPointer(start: start, count: count)
    var bytes = intact
    var isChanged = false
    if let cut = input.first, cut > 0 {
        bytes.removeLast(min(bytes.count, Int(cut) * 97))
        isChanged = true
    }
    var index = 1
    while index + 2 < input.count, !bytes.isEmpty {
        let place = (Int(input[index]) << 8 | Int(input[index + 1])) % bytes.count
        isChanged = isChanged || bytes[place] != input[index + 2]
        bytes[place] = input[index + 2]
        index += 3
    }
    guard let set = try? ThreatSet(copying: bytes) else {
        precondition(isChanged, "the intact set is refused")
        return 0
    }
    let hits = links.map { set.hits($0).count }
    for link in links { _ = set.facts(link, at: 5) }
    guard (try? set.verify()) != nil else { return 0 }
    precondition(hits.dropLast(5).allSatisfy { $0 == 1 } && hits.last == 0, "an intact set answers otherwise")
    return 0
}
