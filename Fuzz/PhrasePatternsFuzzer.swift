// modules: URLStandard LinkRecognition
// links: CTriggers
// cost: 4
//
// A libFuzzer target: scripts/fuzz-target Fuzz/PhrasePatternsFuzzer.swift RUNS
//
// The first line of an input holds phrases, with a comma between two: the first pattern wants any of them, the second all
// of them within as many characters as there are, the third any but not together with the first of them. The rest is a
// message. No input may crash; what is hit was asked for, its words were given, and a message that is one of the phrases
// shows it.

import LinkRecognition

@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let text = String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    let parts = text.unicodeScalars.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
    let phrases = parts[0].split(separator: ",").map { String($0) }
    let message = parts.count > 1 ? String(parts[1]) : ""
    guard !phrases.isEmpty else { return 0 }
    let any = PhrasePattern(name: "any", alternatives: [.init(sets: [phrases], within: .max)])
    let all = PhrasePattern(name: "all", alternatives: [.init(sets: phrases.map { [$0] }, within: count)])
    let unless = PhrasePattern(
        name: "unless", alternatives: [.init(sets: [phrases], within: .max)], unless: [phrases[0]])
    let patterns = PhrasePatterns([any, all, unless])
    for each in [message] + phrases {
        let hits = patterns.hits(in: each)
        let names = hits.map(\.name)
        precondition(names == ["any", "all", "unless"].filter(names.contains), "not in their order")
        for hit in hits {
            precondition(!hit.words.isEmpty && hit.words.allSatisfy(phrases.contains), "words that were not given")
            precondition(hit.name != "all" || hit.words.count == phrases.count, "not all of them")
        }
        precondition(names.contains("any") || !names.contains("all") && !names.contains("unless"), "all, and not any")
        // The same text means the same.
        precondition(patterns.hits(in: each) == hits)
    }
    // Of phrases that are not nothing, each is found where it stands alone, and again between others' words.
    for phrase in phrases {
        let own = PhrasePatterns([PhrasePattern(name: "own", alternatives: [.init(sets: [[phrase]], within: .max)])])
        let isThere = !own.hits(in: phrase).isEmpty
        precondition(isThere == patterns.hits(in: phrase).map(\.name).contains("any"), "lost among others")
        precondition(isThere == !own.hits(in: "中 \(phrase) 中").isEmpty, "lost between words")
    }
    return 0
}
