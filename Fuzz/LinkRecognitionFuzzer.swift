// modules: URLStandard LinkRecognition
// links: CTriggers
//
// A libFuzzer target: scripts/fuzz-target Fuzz/LinkRecognitionFuzzer.swift RUNS
//
// Whatever the bytes, findings are sorted, apart from one another, within the text and on the borders of characters;
// a text and its bytes give the same findings.

import LinkRecognition

/// A little of everything a lexicon can hold, so that each way of recognition can be reached.
private let lexicon: RecognitionLexicon = {
    var lexicon = RecognitionLexicon()
    lexicon.domains = [
        .init(host: "taobao.com", owner: "a"), .init(host: "tb.cn", owner: "a", standsAlone: false),
        .init(host: "jd.com", owner: "b", forms: [.init(prefix: "/pay", contains: "to=", form: .payment)]),
        .init(host: "t.cn", owner: "c", standsAlone: false), .init(host: "x.com", owner: "d"),
    ]
    lexicon.schemes = [
        .init(scheme: "taobao", owner: "a"), .init(scheme: "openapp.jdmobile", owner: "b"),
        .init(scheme: "mailto", owner: "e", allowsOpaque: true), .init(scheme: "#小程序", owner: "f", form: .miniProgram),
    ]
    lexicon.codes = [
        .init(owner: "a", frame: .delimited(others: ["()《》/！，微信啊哈嘻%"]), length: 11...13, words: ["淘宝", "tao"]),
        .init(owner: "b", frame: .delimited(others: ["()！"]), length: 14...16, needsWords: true, words: ["京东"]),
        .init(owner: "c", frame: .pictographs, length: 15...15, words: ["小红书"]),
        .init(owner: "d", frame: .after(["首页搜索"]), alphabet: .digits, length: 6...10),
        .init(owner: "e", frame: .wrapped(open: "Z:/", close: "#"), length: 8...16, form: .payment),
        .init(owner: "f", frame: .prefixed("BV1"), alphabet: .base58, length: 9...9),
    ]
    lexicon.cues = [
        .init(text: "【闲鱼】", owner: "a", place: .before, means: "x"), .init(text: "直播", owner: "a", kind: "live"),
        .init(text: "领券：", owner: "b", place: .adjacent, kind: "coupon"),
    ]
    return lexicon
}()

private let finder = LinkFinder(lexicon: lexicon)

@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    let findings = finder.findings(in: bytes.span)
    var end = 0
    for finding in findings {
        precondition(finding.range.lowerBound >= end && !finding.range.isEmpty, "findings overlap")
        precondition(!finding.address.isEmpty, "a finding without address")
        end = finding.range.upperBound
    }
    precondition(end <= bytes.count, "a finding outside the text")
    guard let text = String(validating: bytes, as: UTF8.self) else { return 0 }
    precondition(finder.findings(in: text) == findings, "a text and its bytes disagree")
    for finding in findings {
        precondition(String(validating: bytes[finding.range], as: UTF8.self) != nil, "a character was cut")
    }
    let ranges = TextRange.convert(findings.map(\.range), in: text)
    precondition(ranges.map(\.utf8) == findings.map(\.range), "ranges were moved")
    return 0
}
