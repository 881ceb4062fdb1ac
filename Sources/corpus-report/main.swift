// Measures recognition and identification over a corpus of labelled messages.
//
//     corpus-report [--platforms config/platforms] [--quiet] [--plain] file…
//
// A file is JSON Lines with the fields text, platform, form, links, kind, id, code, platforms and note. With --plain,
// files hold ordinary text, one message a line, and every finding is listed.

import Foundation
import LinkRecognition
import Platforms

var folder = "config/platforms"
var files: [String] = []
var isQuiet = false
var isPlain = false
var arguments = Array(CommandLine.arguments.dropFirst())
while !arguments.isEmpty {
    let argument = arguments.removeFirst()
    switch argument {
    case "--platforms" where !arguments.isEmpty: folder = arguments.removeFirst()
    case "--quiet": isQuiet = true
    case "--plain": isPlain = true
    default: files.append(argument)
    }
}
if files.isEmpty {
    print("usage: corpus-report [--platforms folder] [--quiet] [--plain] file…")
    exit(2)
}

do {
    let catalog = try PlatformCatalog.load(directory: folder)
    let finder = LinkFinder(lexicon: catalog.lexicon)
    for failure in catalog.runExamples() { print("EXAMPLE \(failure)") }
    if isPlain {
        for file in files { try reportPlain(file, finder, isQuiet: isQuiet) }
    } else {
        var report = CorpusReport(catalog: catalog, finder: finder, isQuiet: isQuiet)
        for file in files { try report.read(file) }
        report.printSummary()
    }
} catch {
    print("\(error)")
    exit(1)
}

/// Lists what is found in ordinary text, and how much of it per 10,000 messages.
func reportPlain(_ file: String, _ finder: LinkFinder, isQuiet: Bool) throws {
    let text = String(decoding: try Data(contentsOf: URL(fileURLWithPath: file)), as: UTF8.self)
    var messages = 0
    var findings = 0
    for line in text.split(whereSeparator: \.isNewline) {
        messages += 1
        for finding in finder.findings(in: String(line)) {
            findings += 1
            if !isQuiet {
                let span = String(decoding: Array(line.utf8)[finding.range], as: UTF8.self)
                print("\(finding.form.rawValue)\t\(finding.marks.rawValue)\t\(span)\t\(line.prefix(160))")
            }
        }
    }
    let rate = messages == 0 ? 0 : Double(findings) * 10_000 / Double(messages)
    print("\(file): \(messages) messages, \(findings) findings, \(String(format: "%.1f", rate)) per 10,000")
}
