// Judges hosts and addresses by the index of look-alikes; Benchmarks/lookalikes/compare.py draws the figures from it.
//
//     lookalikes-benchmark names                 the protected domains, a line each
//     lookalikes-benchmark judge < addresses     confidence, technique, imitated name and address, separated by tabs
//     lookalikes-benchmark time < addresses      nanoseconds an address

import Foundation
import Gate
import LinkPolicy
import Platforms
import ThreatIntel
import URLStandard

do {
    let folder = "config"
    let suffixes = try PublicSuffixList(contentsOfFile: folder + "/public_suffix_list.dat")
    let catalog = try PlatformCatalog.load(directory: folder + "/platforms")
    let path = folder + "/lookalikes.yaml"
    let index = LookalikeIndex(
        catalog: catalog, rules: try LookalikeRules(yaml: String(contentsOfFile: path, encoding: .utf8), file: path),
        publicSuffixes: suffixes)
    switch CommandLine.arguments.dropFirst().first {
    case "names":
        for name in index.protectedDomains { print(name) }
    case "judge":
        while let line = readLine() {
            guard let url = try? WebURL(line.contains("://") ? line : "http://" + line) else {
                print("-\t-\t-\t\(line)")
                continue
            }
            let fact = index.fact(url)
            if fact == nil, index.knows(url.hostname) {
                print("0\town\t-\t\(line)")
                continue
            }
            print("\(fact?.confidence ?? 0)\t\(fact?.technique.rawValue ?? "-")\t\(fact?.name ?? "-")\t\(line)")
        }
    case "time":
        var urls: [WebURL] = []
        while let line = readLine() {
            if let url = try? WebURL(line.contains("://") ? line : "http://" + line) { urls.append(url) }
        }
        var found = 0
        var best = Duration.seconds(1_000)
        // The best of several rounds, since other programs only ever make one slower.
        for _ in 0..<9 {
            best = min(best, ContinuousClock().measure { for url in urls where index.fact(url) != nil { found += 1 } })
        }
        let nanoseconds = best / .nanoseconds(1) / Double(max(urls.count, 1))
        print("\(urls.count) addresses, \(found / 9) look alike: \(Int(nanoseconds.rounded())) ns each")
    default:
        print("lookalikes-benchmark names | judge | time")
        exit(2)
    }
} catch {
    print("\(error)")
    exit(1)
}
