// modules: RobotsTxt
//
// A libFuzzer target: scripts/fuzz-target Fuzz/RobotsTxtFuzzer.swift RUNS
//
// The first line of an input is a path, the rest a robots.txt. No input may crash, the answer must be that of the rules
// weighed with a matcher that tries everything, and another crawler's rules must change nothing.

import RobotsTxt

/// Matches by trying every stretch for each asterisk.
private func matches(_ pattern: ArraySlice<UInt8>, _ path: ArraySlice<UInt8>) -> Bool {
    guard let first = pattern.first else { return true }
    if first == UInt8(ascii: "*") {
        return (path.startIndex...path.endIndex).contains { matches(pattern.dropFirst(), path[$0...]) }
    }
    if first == UInt8(ascii: "$"), pattern.count == 1 { return path.isEmpty }
    return path.first == first && matches(pattern.dropFirst(), path.dropFirst())
}

@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    let path = Array(bytes.prefix { $0 != 0x0A })
    let file = Array(bytes.dropFirst(path.count + 1))
    let text = String(decoding: path, as: UTF8.self)

    let rules = RobotsRules(parsing: file, for: "hutong")
    // In front, since an agent's line behind others without rules would join their group. A mark of byte order counts at
    // the start alone.
    if file.first != 0xEF {
        let other = RobotsRules(parsing: Array("user-agent: other\ndisallow: /\n".utf8) + file, for: "hutong")
        precondition(rules == other, "another crawler's rules count")
    }
    _ = rules.allows(text)
    precondition(RobotsRules.allowingAll.allows(text), "nothing forbids this")

    // The matcher that tries everything is exponential in asterisks, and knows no other spellings of a byte.
    let isPlain = { (byte: UInt8) in (0x21...0x7E).contains(byte) && !"%#".utf8.contains(byte) }
    guard path.count <= 24, file.count <= 24, path.allSatisfy(isPlain), file.allSatisfy(isPlain),
        file.count(where: { $0 == UInt8(ascii: "*") }) <= 4, text != "/robots.txt"
    else { return 0 }
    let one = RobotsRules(parsing: Array("user-agent:*\ndisallow:".utf8) + file, for: "hutong")
    precondition(one.allows(text) == (file.isEmpty || !matches(file[...], path[...])), "two matchers disagree")
    return 0
}
