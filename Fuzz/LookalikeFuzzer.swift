// modules: URLStandard JSONText LinkPolicy/Threat.swift ThreatIntel
// cost: 4
//
// A libFuzzer target: scripts/fuzz-target Fuzz/LookalikeFuzzer.swift RUNS
//
// The first line of an input is a name to protect beside those below, the rest a host. No input may crash; what is found
// imitates a protected name with a confidence from 1 to 100, nobody imitates themselves, and a whole address says of its
// host what the host alone says.

import LinkPolicy
import ThreatIntel
import URLStandard

private let usual = [
    "taobao.com", "jd.com", "weixin.qq.com", "pinduoduo.com", "douyin.com", "amazon.co.jp", "icbc.com.cn",
]
private let index = LookalikeIndex(protecting: usual.map { ProtectedDomain(host: $0) })

@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let text = String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    let parts = text.unicodeScalars.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
    look(String(parts[parts.count - 1]), index)
    guard parts.count > 1, let own = try? WebURL("http://\(String(parts[0]))/"), !own.hasIPAddress else { return 0 }
    let more = LookalikeIndex(protecting: (usual + [own.hostname]).map { ProtectedDomain(host: $0) })
    precondition(more.fact(host: own.hostname) == nil || !more.knows(own.hostname), "a name imitates itself")
    look(String(parts[1]), more)
    look(own.hostname, index)
    return 0
}

private func look(_ host: String, _ index: LookalikeIndex) {
    // A host that no URL has, too.
    check(index.fact(host: host), index)
    guard let url = try? WebURL("https://\(host)") else { return }
    let fact = index.fact(url)
    check(fact, index)
    guard !url.hasIPAddress else {
        precondition(fact == nil, "an address without a name imitates one")
        return
    }
    let ofHost = index.fact(host: url.hostname)
    precondition(ofHost == nil || fact == ofHost, "an address and its host disagree")
    precondition(ofHost == nil || !index.knows(url.hostname), "who is known imitates somebody")
}

private func check(_ fact: LookalikeFact?, _ index: LookalikeIndex) {
    guard let fact else { return }
    precondition((1...100).contains(fact.confidence), "a confidence of \(fact.confidence)")
    precondition(index.protectedDomains.contains(fact.name), "\(fact.name) is not protected")
}
