import Foundation
import LinkPolicy
import LinkRecognition
import Platforms

/// How often something was right.
struct Score {
    var right = 0
    var total = 0

    mutating func count(_ isRight: Bool) {
        total += 1
        if isRight { right += 1 }
    }

    var text: String {
        total == 0 ? "-" : String(format: "%.4f (%d/%d)", Double(right) / Double(total), right, total)
    }
}

struct SpanScore {
    var hits = 0
    var missed = 0
    var extra = 0

    var text: String {
        let precision = hits + extra == 0 ? 1 : Double(hits) / Double(hits + extra)
        let recall = hits + missed == 0 ? 1 : Double(hits) / Double(hits + missed)
        let f1 = precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall)
        return String(
            format: "precision %.4f  recall %.4f  F1 %.4f  (%d right, %d missed, %d extra)", precision, recall, f1,
            hits, missed, extra)
    }
}

struct PartScore {
    var lines = 0
    var spans = SpanScore()
    var platform = Score()
    var form = Score()
    var kind = Score()
    var id = Score()
    var code = Score()
}

struct CorpusReport {
    let catalog: PlatformCatalog
    let finder: LinkFinder
    let isQuiet: Bool
    private var parts: [String: PartScore] = [:]
    private var platforms: [String: PartScore] = [:]

    init(catalog: PlatformCatalog, finder: LinkFinder, isQuiet: Bool) {
        self.catalog = catalog
        self.finder = finder
        self.isQuiet = isQuiet
    }

    mutating func read(_ file: String) throws {
        let text = String(decoding: try Data(contentsOf: URL(fileURLWithPath: file)), as: UTF8.self)
        let decoder = JSONDecoder()
        for line in text.split(separator: "\n") {
            judge(try decoder.decode(CorpusLine.self, from: Data(line.utf8)))
        }
    }

    private mutating func judge(_ line: CorpusLine) {
        let bytes = Array(line.text.utf8)
        let findings = finder.findings(in: line.text)
        let targets = findings.map(catalog.identify)
        let spans = findings.map { String(decoding: bytes[$0.range], as: UTF8.self) }
        var score = PartScore()
        score.lines = 1
        var unmatched = line.links
        for span in spans {
            if let index = unmatched.firstIndex(of: span) {
                unmatched.remove(at: index)
                score.spans.hits += 1
            } else {
                score.spans.extra += 1
            }
        }
        score.spans.missed = unmatched.count
        var complaints: [String] = []
        if score.spans.missed + score.spans.extra > 0 { complaints.append("spans \(spans) for \(line.links)") }
        if !line.links.isEmpty { compare(line, findings, targets, &score, &complaints) }
        merge(score, into: &parts[line.part, default: PartScore()])
        if line.part == "main" { merge(score, into: &platforms[line.platform, default: PartScore()]) }
        if !complaints.isEmpty, !isQuiet {
            print("MISS [\(line.part)] \(line.platform) \(line.text.debugDescription)")
            for complaint in complaints { print("     \(complaint)") }
        }
    }

    private func compare(
        _ line: CorpusLine, _ findings: [Finding], _ targets: [Target], _ score: inout PartScore,
        _ complaints: inout [String]
    ) {
        func note(_ name: String, _ score: inout Score, _ found: String, _ expected: String) {
            score.count(found == expected)
            if found != expected { complaints.append("\(name) \(found) for \(expected)") }
        }
        func name(_ target: Target?) -> String { target.map { $0.platform?.rawValue ?? "generic" } ?? "nothing" }
        if let expected = line.platforms {
            for (index, slug) in expected.enumerated() {
                note("platform", &score.platform, name(targets.indices.contains(index) ? targets[index] : nil), slug)
            }
            return
        }
        note("platform", &score.platform, name(targets.first), line.platform)
        // A message's form is that of its strongest part: a template with an address is the address's.
        let forms = findings.map(\.form.rawValue)
        let form = forms.contains(line.expectedForm) ? line.expectedForm : forms.first ?? "nothing"
        note("form", &score.form, form, line.expectedForm)
        note("kind", &score.kind, targets.first?.kind.rawValue ?? "nothing", line.kind)
        note("id", &score.id, targets.first?.id ?? "none", line.id ?? "none")
        let codes = targets.compactMap(\.code)
        if let code = line.code { note("code", &score.code, codes.contains(code) ? code : codes.first ?? "none", code) }
    }

    private func merge(_ score: PartScore, into total: inout PartScore) {
        total.lines += score.lines
        total.spans.hits += score.spans.hits
        total.spans.missed += score.spans.missed
        total.spans.extra += score.spans.extra
        add(score.platform, &total.platform)
        add(score.form, &total.form)
        add(score.kind, &total.kind)
        add(score.id, &total.id)
        add(score.code, &total.code)
    }

    private func add(_ score: Score, _ total: inout Score) {
        total.right += score.right
        total.total += score.total
    }

    func printSummary() {
        print("\nBy platform (main part)")
        for (name, score) in platforms.sorted(by: { $0.key < $1.key }) {
            let spans = score.spans
            print(
                "  \(name.padding(toLength: 20, withPad: " ", startingAt: 0)) lines \(score.lines)  spans "
                    + "\(spans.hits)/\(spans.hits + spans.missed) (+\(spans.extra))  platform \(score.platform.text)  "
                    + "form \(score.form.text)  kind \(score.kind.text)  id \(score.id.text)")
        }
        for part in ["main", "ambiguous", "obfuscated", "hard negatives"] {
            guard let score = parts[part] else { continue }
            print("\n\(part): \(score.lines) messages")
            print("  spans     \(score.spans.text)")
            guard score.platform.total > 0 else { continue }
            print("  platform  \(score.platform.text)")
            print("  form      \(score.form.text)")
            print("  kind      \(score.kind.text)")
            print("  id        \(score.id.text)")
            print("  code      \(score.code.text)")
        }
    }
}
