// Measures policies and the facts that they decide on.
//
//     policy-benchmark
//
// Policies are generated: their rules ask in turn for scene, form, kind, service, risk, client, threat, reputation and
// number sent. Times are the best of several rounds, since other programs only ever make one slower.

import BenchmarkSupport
import Foundation
import Gate
import LinkPolicy
import LinkRecognition
import Persistence
import Platforms
import ThreatIntel
import URLStandard

do {
    try measureVerdicts(rules: 200)
    try measureCompiling(rules: 1_000)
    try measureFacts(entries: 1_000_000)
} catch {
    print("\(error)")
    exit(1)
}

func policyText(rules count: Int) -> String {
    let scenes = Scene.ready.map(\.rawValue)
    let forms = ["web", "share_code", "app_link", "mini_program", "qr", "payment"]
    let kinds = ResourceKind.allCases.map(\.rawValue)
    let services = ["shopping", "video", "music", "social", "news"]
    let risks = Risk.allCases.map(\.rawValue)
    var text = """
        policy: generated
        version: "1"
        title: {zh: g, en: g}
        summary: {zh: g, en: g}
        grounds:
          g: {clause: {zh: c, en: c}, title: {zh: t, en: t}, explanation: {zh: "{host}", en: "{host}"}}
        rules:

        """
    for index in 0..<count {
        let when =
            switch index % 8 {
            case 0: "scene: \(scenes[index / 8 % scenes.count]), form: \(forms[index / 64 % forms.count])"
            case 1: "kind: [\(kinds[index / 8 % kinds.count]), \(kinds[index / 3 % kinds.count])], scene: {not: direct}"
            case 2: "service: \(services[index / 8 % services.count]), risk: \(risks[index / 8 % risks.count])"
            case 3:
                "client: {os: ios, below: 8.0.\(index / 8), unknown: skipped}, form: \(forms[index / 8 % forms.count])"
            case 4:
                "threat: {class: phishing, confidence: \(index / 8 % 100)}, scene: \(scenes[index / 8 % scenes.count])"
            case 5: "reputation: {below: ordinary}, kind: \(kinds[index / 8 % kinds.count])"
            case 6: "sent: {in: hour, over: \(index)}, sender: {tier: new}"
            default: "risk: [credentials, ip_address], kind: \(kinds[index / 8 % kinds.count])"
            }
        text += "  - {id: r\(index), when: {\(when)}, then: \(index % 8 == 5 ? "hold" : "warn"), ground: g}\n"
    }
    return text
}

func measureVerdicts(rules: Int) throws {
    let policy = try Policy(yaml: policyText(rules: rules), file: "generated")
    let client = ClientFacts(os: "ios", version: ClientVersion("8.0.60"), capabilities: ["interstitial"])
    let plain = Facts(
        scene: .direct, form: .web, kind: .item, platform: PlatformSlug("taobao"), service: "shopping",
        host: "item.taobao.com", client: client)
    var restricted = plain
    restricted.scene = .group
    restricted.kind = .video
    let batch = 200_000
    var grounds = 0
    func time(_ facts: Facts) -> String {
        best(9, batch) { for _ in 0..<batch { grounds += policy.verdict(facts).grounds.count } }
    }
    let (open, warned) = (time(plain), time(restricted))
    print(
        """
        \(rules) rules: a verdict \(open) ns where \(policy.verdict(plain).grounds.count) apply, \(warned) ns where \
        \(policy.verdict(restricted).grounds.count) do
        """)
    precondition(grounds == 9 * batch * policy.verdict(restricted).grounds.count, "a verdict changed on the way")
}

func measureCompiling(rules: Int) throws {
    let text = policyText(rules: rules)
    let clock = ContinuousClock()
    var fastest = Duration.seconds(1_000)
    var kept: [Policy] = []
    for _ in 0..<5 {
        fastest = min(fastest, try clock.measure { kept.append(try Policy(yaml: text, file: "generated")) })
    }
    // The parser's own memory is gone by then: what grows with each further policy is what policies keep.
    let before = residentMemory()
    for _ in 0..<20 { kept.append(try Policy(yaml: text, file: "generated")) }
    let each = Double(residentMemory() - before) / 20 / 1_024
    print(
        "\(rules) rules: compiled in \(format(seconds(fastest) * 1_000)) ms, about \(format(each)) KiB each (\(kept.count))"
    )
}

func measureFacts(entries: Int) throws {
    let folder = NSTemporaryDirectory() + "policy-benchmark-\(UInt32.random(in: 0 ... .max))"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try writeList(folder + "/list.txt", entries)
    let store = ThreatStore(data: folder)
    guard
        let record = FeedRecord(
            id: "generated", format: .domains, threatClass: .phishing, confidence: 80, source: folder + "/list.txt",
            readAt: 0)
    else { return }
    try store.update(
        [ThreatStore.Incoming(record: record, file: folder + "/list.txt")], publicSuffixes: .builtin,
        now: 1_800_000_000)
    let catalog = try PlatformCatalog.load(directory: "config/platforms")
    let policy = try Policy(yaml: policyText(rules: 200), file: "generated")
    guard
        let rulebook = Rulebook(
            revision: 0, catalog: catalog, policies: [policy.name: policy], operatorRules: OperatorRules(),
            threats: try store.open()?.set, tenants: [:], fallback: TenantSettings(policy: policy.name))
    else { return }
    let links =
        ["https://item.taobao.com/item.htm?id=6600", "https://www.bilibili.com/video/BV1xx411c7mD"]
        + (0..<6).map { "https://www." + generatedName(entries + $0) + "/a?b=c" }
    let found = links.map { link -> (Gate.Situation, Target) in
        let finding = Finding(range: 0..<link.utf8.count, form: .web, address: link)
        let situation = Gate.Situation(scene: .group, finding: finding, client: nil, tenant: .main, now: 1_800_000_000)
        return (situation, catalog.identify(finding))
    }
    let batch = 50_000
    var known = 0
    let assembling = best(9, batch * found.count) {
        for _ in 0..<batch {
            for (situation, target) in found where Gate.facts(of: target, in: situation, rulebook: rulebook).host != nil
            {
                known += 1
            }
        }
    }
    let identifying = best(9, batch * found.count) {
        for _ in 0..<batch {
            for (situation, _) in found where catalog.identify(situation.finding).url != nil { known += 1 }
        }
    }
    precondition(known == 18 * batch * found.count, "a link was lost")
    print(
        """
        \(catalog.descriptors.count) platforms, \(entries) entries: facts of a known link \(assembling) ns; to find \
        what it leads to \(identifying) ns before that; peak memory \(peakMemory()) MiB
        """)
}

/// Bytes of the process in memory; 0 where the system does not say.
func residentMemory() -> Int {
    guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else { return 0 }
    let fields = text.split(separator: " ")
    return fields.count > 1 ? (Int(fields[1]) ?? 0) * Int(getpagesize()) : 0
}
