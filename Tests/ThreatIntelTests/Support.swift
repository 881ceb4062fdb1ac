import Foundation
import LinkPolicy
import Testing
import ThreatIntel
import URLStandard

/// Builds a set in memory.
func makeSet(
    _ entries: [(ThreatSubject, ThreatListing)], feeds: [String] = ["a"], previous: ThreatSet? = nil,
    at now: Int64 = 1000
) throws -> ThreatSet { try ThreatSet(copying: fileOf(entries, feeds: feeds, previous: previous, at: now)) }

func fileOf(
    _ entries: [(ThreatSubject, ThreatListing)], feeds: [String] = ["a"], previous: ThreatSet? = nil,
    at now: Int64 = 1000
) throws -> [UInt8] {
    var builder = ThreatSetBuilder(feeds: feeds, key: (1, 2), previous: previous, spill: MemorySpill())
    for (subject, listing) in entries { try builder.add(subject, listing) }
    var sink = MemorySink()
    try builder.finish(into: &sink, at: now)
    return sink.bytes
}

func listing(
    _ feed: UInt16 = 0, _ threatClass: ThreatClass = .phishing, _ confidence: UInt8 = 80, since: UInt32 = 500,
    until: UInt32? = nil
) -> ThreatListing {
    ThreatListing(
        feed: feed, threatClass: threatClass, confidence: confidence, scope: .address, firstSeen: since, until: until)
}

/// What a feed's text holds: subjects, and line numbers with reasons of what is refused.
func read(
    _ text: String, _ format: FeedFormat, _ coverage: FeedReader.Coverage = .format, at now: Int64 = 1_800_000_000
) throws -> (entries: [FeedEntry], refused: [FeedRefusal]) {
    try read(Array(text.utf8), format, coverage, at: now)
}

func read(
    _ bytes: [UInt8], _ format: FeedFormat, _ coverage: FeedReader.Coverage = .format, at now: Int64 = 1_800_000_000
) throws -> (entries: [FeedEntry], refused: [FeedRefusal]) {
    var entries: [FeedEntry] = []
    var refused: [FeedRefusal] = []
    try bytes.withUnsafeBytes { bytes in
        try FeedReader(format, coverage: coverage, now: now).read(bytes) { item in
            switch item {
            case .entry(let entry): entries.append(entry)
            case .refused(let refusal): refused.append(refusal)
            }
        }
    }
    return (entries, refused)
}

/// A file of ../shared/data/threat-lists; `nil`, with a word about it, where that is not there.
func sharedList(_ name: String) -> [UInt8]? {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../..").standardized
    let path = root.deletingLastPathComponent().appendingPathComponent("shared/data/threat-lists/" + name).path
    guard let data = FileManager.default.contents(atPath: path) else {
        print("SKIPPED: there is no \(path)")
        return nil
    }
    return Array(data)
}

func network(_ text: String) throws -> ThreatNetwork { try #require(ThreatNetwork(text)) }
