import ArgumentParser
import Gateway
import JSONText
import LinkPolicy
import LinkRecognition
import Platforms

extension PolicyCommand {
    struct Diff: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show what changes from one policy to another, by scene and platform.",
            discussion: """
                Both are asked about every scene with every form, known platform and kind, and about every client, risk, \
                listing, sender and standing by itself.
                """)

        @OptionGroup var options: ConfigurationOptions

        @Argument(help: "A policy's name, or a file.")
        var former: String

        @Argument(help: "Another one.")
        var present: String

        @Option(name: .long, help: "Whose policies the names mean.")
        var tenant = TenantArgument.main

        @Flag(name: .long, help: "Print JSON.")
        var json = false

        func run() async throws {
            try await Complaint.wrapping {
                let sources = try await PolicySources(options, options.load(), tenant: tenant.tenant)
                let former = try sources.policy(former)
                let present = try sources.policy(present)
                let grid = FactsGrid(for: [former, present], platforms: sources.catalog.profiles, now: now())
                var comparison = PolicyComparison()
                for facts in grid.facts { comparison.add(facts, former.verdict(facts), present.verdict(facts)) }
                if json {
                    var writer = JSONWriter()
                    writer.object { comparison.write(to: &$0) }
                    print(writer.text)
                } else {
                    comparison.print()
                    print("\(comparison.changed) of \(counted(comparison.total, "situation")) change.")
                }
            }
        }
    }

    struct Parity: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show where equal links in equal scenes meet unequal verdicts, with the reason.",
            discussion: "A difference without a stated reason ends with status 1.")

        @OptionGroup var options: ConfigurationOptions

        @Argument(help: "A policy's name, or a file.")
        var name: String

        @Flag(name: .long, help: "Compare platforms of different services too.")
        var acrossServices = false

        @Option(name: .long, help: "Language of the words: zh or en.")
        var lang: String?

        @Flag(name: .long, help: "Print JSON.")
        var json = false

        func run() async throws {
            try await Complaint.wrapping {
                let configuration = try options.load(flags: ["language": lang])
                let sources = try await PolicySources(options, configuration)
                let parity = PolicyParity(
                    try sources.policy(name), platforms: sources.catalog.profiles, acrossServices: acrossServices,
                    now: now())
                if json {
                    var writer = JSONWriter()
                    parity.write(to: &writer)
                    print(writer.text)
                } else {
                    parity.print(configuration.language)
                }
                if parity.differences.contains(where: \.isUnexplained) { throw ExitCode.failure }
            }
        }
    }
}

extension PolicyComparison {
    /// A line for each scene and change; platforms that change alike in a scene share one.
    func print() {
        struct Line: Hashable {
            var scene: Scene
            var former: Disposition
            var present: Disposition
        }
        var lines: [(Line, names: [String], Entry)] = []
        for (key, entry) in sorted {
            let line = Line(scene: key.scene, former: key.former, present: key.present)
            let name = key.platform?.rawValue ?? "other sites"
            if let same = lines.firstIndex(where: { $0.0 == line }) {
                lines[same].names.append(name)
                lines[same].2.count += entry.count
                lines[same].2.people.formUnion(entry.people)
            } else {
                lines.append((line, [name], entry))
            }
        }
        guard !lines.isEmpty else { return }
        printTable(
            ["SCENE", "CHANGE", "TIMES", "PEOPLE", "PLATFORMS", "FOR EXAMPLE"],
            lines.map { line, names, entry in
                let shown = names.prefix(4).joined(separator: ", ")
                let more = names.count > 4 ? " and \(names.count - 4) more" : ""
                return [
                    line.scene.rawValue, "\(line.former.rawValue) → \(line.present.rawValue)", "\(entry.count)",
                    people.isEmpty ? "-" : "\(entry.people.count)", shown + more, entry.examples.first?.situation ?? "",
                ]
            })
    }

    /// Writes the members of an object.
    func write(to json: inout JSONWriter) {
        json.member("situations", total)
        json.member("changed", changed)
        json.member("people", people.count)
        json.array("changes") { json in
            for (key, entry) in sorted {
                json.object { json in
                    json.member("scene", key.scene.rawValue)
                    json.member("platform", key.platform?.rawValue)
                    json.member("former", key.former.rawValue)
                    json.member("present", key.present.rawValue)
                    json.member("count", entry.count)
                    json.member("people", entry.people.count)
                    json.array("examples") { json in
                        for example in entry.examples {
                            json.object { json in
                                json.member("situation", example.situation)
                                json.member("former_grounds", example.formerGrounds)
                                json.member("present_grounds", example.presentGrounds)
                            }
                        }
                    }
                }
            }
        }
    }
}

extension PolicyParity {
    fileprivate func print(_ language: Language) {
        for difference in differences {
            let service = difference.service.map { "\($0): " } ?? ""
            Swift.print(
                "\(service)\(difference.kind.rawValue) as \(difference.form.rawValue) in \(difference.scene), "
                    + difference.clients.joined(separator: ", "))
            for outcome in difference.outcomes {
                let grounds = outcome.grounds.isEmpty ? "" : " (\(outcome.grounds.joined(separator: ", ")))"
                Swift.print(
                    "  \(outcome.disposition.rawValue)\(grounds): "
                        + outcome.platforms.map(\.rawValue).joined(separator: ", "))
            }
            for reason in difference.reasons {
                Swift.print("  because of \(reason.source): \(reason.words?[language] ?? "NO REASON IS GIVEN")")
            }
            if difference.reasons.isEmpty { Swift.print("  NO REASON IS FOUND") }
        }
        let unexplained = differences.filter(\.isUnexplained).count
        Swift.print(
            "\(counted(compared, "comparison")), \(counted(differences.count, "difference")), "
                + "\(unexplained) without a reason.")
    }

    fileprivate func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("compared", compared)
            json.member("unexplained", differences.filter(\.isUnexplained).count)
            json.array("differences") { json in
                for difference in differences {
                    json.object { json in
                        json.member("scene", difference.scene.rawValue)
                        json.member("form", difference.form.rawValue)
                        json.member("kind", difference.kind.rawValue)
                        json.member("service", difference.service)
                        json.member("clients", difference.clients)
                        json.array("outcomes") { json in
                            for outcome in difference.outcomes {
                                json.object { json in
                                    json.member("disposition", outcome.disposition.rawValue)
                                    json.member("grounds", outcome.grounds)
                                    json.member("platforms", outcome.platforms.map(\.rawValue))
                                }
                            }
                        }
                        json.array("reasons") { json in
                            for reason in difference.reasons {
                                json.object { json in
                                    json.member("source", reason.source)
                                    json.key("words")
                                    if let words = reason.words { words.write(to: &json) } else { json.null() }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
