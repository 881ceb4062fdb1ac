// Judges hosts and addresses by the index of look-alikes; Benchmarks/lookalikes/compare.py draws the figures from it.
//
//     lookalikes-benchmark names                 the protected domains, a line each
//     lookalikes-benchmark judge < addresses     confidence, technique, imitated name and address, separated by tabs
//     lookalikes-benchmark time < addresses      nanoseconds an address

import BenchmarkSupport
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
        time(index, "addresses of the list", urls)
        time(index, "those that resemble nothing", urls.filter { index.fact($0) == nil })
        time(
            index, "the platforms' own",
            try index.protectedDomains.map { try WebURL("https://www.\($0)/some/path?id=1") })
        time(index, "imitations", try index.protectedDomains.flatMap { try imitations(of: $0) })
        time(index, "long and hostile", try hostile())
    default:
        print("lookalikes-benchmark names | judge | time")
        exit(2)
    }
} catch {
    print("\(error)")
    exit(1)
}

/// Prints nanoseconds an address.
func time(_ index: LookalikeIndex, _ kind: String, _ urls: [WebURL]) {
    var found = 0
    let each = best(25, urls.count) { for url in urls where index.fact(url) != nil { found += 1 } }
    print("\(urls.count) addresses, \(kind): \(each) ns each, \(found / 25) look alike")
}

/// Of "taobao.com": taobaa.com, taobao-login.com, www.taobao.com.evil.example.
func imitations(of domain: String) throws -> [WebURL] {
    guard let dot = domain.firstIndex(of: ".") else { return [] }
    let (label, suffix) = (domain[..<dot], domain[dot...])
    return try ["\(label.dropLast())a\(suffix)", "\(label)-login\(suffix)", "www.\(domain).evil.example"]
        .map { try WebURL("https://\($0)/") }
}

/// The longest hosts, made to keep the first stage busy.
func hostile() throws -> [WebURL] {
    let labels = [
        "taoba", "rnvvclrnvvcl", "a-b-c-d-e-f-g-h-i-j-k-l-m-n-o-p-q-r-s-t-u-v-w-x-y-z", "tbaobao-esesesesesesesess",
    ]
    return try labels.map { label in
        var host = "example"
        while host.utf8.count + label.utf8.count < 253 { host = label + "." + host }
        return try WebURL("https://\(host)/")
    }
}
