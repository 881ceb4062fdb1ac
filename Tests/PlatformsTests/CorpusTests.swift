import Foundation
import LinkPolicy
import LinkRecognition
import Platforms
import Testing

/// The labelled messages beside the repository, as far as they are there. `make corpus` prints the same in detail.
@Suite struct CorpusTests {
    private struct Line: Decodable {
        var text: String
        var platform: String
        var form: String
        var links: [String]
        var kind: String
        var id: String?
        var platforms: [String]?
        var note: String?
    }

    private static func lines() throws -> [Line]? {
        guard let path = sharedData("share_texts.jsonl") else {
            print("SKIPPED: ../shared/data/share_texts.jsonl is not there; recognition is not measured")
            return nil
        }
        let text = try String(contentsOfFile: path, encoding: .utf8)
        return try text.split(separator: "\n").map { try JSONDecoder().decode(Line.self, from: Data($0.utf8)) }
    }

    @Test func nothingIsFoundInHardNegatives() throws {
        guard let lines = try Self.lines() else { return }
        let finder = LinkFinder(lexicon: try PlatformCatalog.load(directory: platformsFolder).lexicon)
        for line in lines where line.form == "none" {
            #expect(mark(finder.findings(in: line.text), in: line.text) == line.text)
        }
    }

    @Test func spansPlatformsKindsAndIDsAreRight() throws {
        guard let lines = try Self.lines() else { return }
        let catalog = try PlatformCatalog.load(directory: platformsFolder)
        let finder = LinkFinder(lexicon: catalog.lexicon)
        var spans = (right: 0, wrong: 0)
        var platforms = (right: 0, total: 0)
        var kinds = (right: 0, total: 0)
        var ids = (right: 0, total: 0)
        for line in lines where line.form != "none" {
            if let note = line.note, note.hasPrefix("ambiguous:") || note.hasPrefix("obfuscated:") { continue }
            let findings = finder.findings(in: line.text)
            let bytes = Array(line.text.utf8)
            let found = findings.map { String(decoding: bytes[$0.range], as: UTF8.self) }
            spans.right += found.filter(line.links.contains).count
            spans.wrong += found.filter { !line.links.contains($0) }.count
            spans.wrong += line.links.filter { !found.contains($0) }.count
            guard line.platforms == nil, let first = findings.first else { continue }
            let target = catalog.identify(first)
            platforms.total += 1
            kinds.total += 1
            ids.total += 1
            if target.platform?.rawValue ?? "generic" == line.platform { platforms.right += 1 }
            if target.kind.rawValue == line.kind { kinds.right += 1 }
            if target.id == line.id { ids.right += 1 }
        }
        #expect(Double(2 * spans.right) / Double(2 * spans.right + spans.wrong) >= 0.99, "F1 of spans")
        #expect(Double(platforms.right) / Double(platforms.total) >= 0.99)
        #expect(Double(kinds.right) / Double(kinds.total) >= 0.97)
        #expect(Double(ids.right) / Double(ids.total) >= 0.97)
    }
}
