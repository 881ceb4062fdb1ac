// modules: URLStandard JSONText LinkPolicy/Threat.swift ThreatIntel
//
// A libFuzzer target: scripts/fuzz-target Fuzz/ThreatFeedFuzzer.swift RUNS
//
// The first byte of an input chooses a format, the rest is a feed. No input may crash; every entry must stand in a line
// of the feed, no entry may be a public suffix, and a set made of the entries must find each of them again where a link
// to it leads.

import LinkPolicy
import ThreatIntel
import URLStandard

@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    guard count > 0 else { return 0 }
    let format = FeedFormat.allCases[Int(start[0]) % FeedFormat.allCases.count]
    let bytes = UnsafeRawBufferPointer(start: start + 1, count: count - 1)
    _ = FeedFormat.detect(bytes)
    let lines = bytes.count { $0 == 0x0A } + 1
    var subjects: [ThreatSubject] = []
    try? FeedReader(format, now: 0).read(bytes) { item in
        switch item {
        case .entry(let entry):
            precondition((1...lines).contains(entry.line), "an entry stands in no line")
            subjects.append(entry.subject)
        case .refused(let refusal): precondition((1...lines).contains(refusal.line), "a refusal stands in no line")
        }
    }
    guard !subjects.isEmpty else { return 0 }
    var builder = ThreatSetBuilder(feeds: ["a"], key: (1, 2), spill: MemorySpill())
    var sink = MemorySink()
    let listing = ThreatListing(feed: 0, threatClass: .scam, confidence: 1, scope: .address, firstSeen: 1)
    for subject in subjects { try? builder.add(subject, listing) }
    try? builder.finish(into: &sink, at: 1)
    guard let set = try? ThreatSet(copying: sink.bytes) else { preconditionFailure("the set does not open") }
    for subject in subjects {
        var link: String
        switch subject {
        case .name(let name, _):
            precondition(!PublicSuffixList.builtin.contains(name), "a public suffix is listed")
            link = name
        case .address(let host, let path): link = host + path
        case .network(let network):
            link = network.isIPv6 ? "[" : ""
            link += network.description.prefix { $0 != "/" } + (network.isIPv6 ? "]" : "")
        }
        // A name that a browser reads as a number, or cannot read, is nobody's link.
        guard let url = try? WebURL("http://" + link) else { continue }
        if case .address(let host, let path) = subject {
            guard let canonical = SafeBrowsingURL(url), canonical.host == host,
                canonical.path + (canonical.query.map { "?" + $0 } ?? "") == path
            else { continue }
        } else if url.hasIPAddress != (ThreatNetwork(link) != nil || link.first == "[") {
            continue
        }
        precondition(!set.hits(url).isEmpty, "\(link) is listed and not found")
    }
    return 0
}
