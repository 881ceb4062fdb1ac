import ArgumentParser
import Foundation
import JSONText
import LinkPolicy
import Reputation
import ReputationSimulation
import StrictYAML

struct ReputationCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reputation", abstract: "Try how platforms, domains, senders and groups come by their standing.",
        subcommands: [Simulate.self])

    struct Simulate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Live a scenario through many times and see what the model makes of it.",
            discussion: """
                Sites, readers, brigades and moderators act as the scenario says, under Hutong's model and under two \
                others: a fixed number of complaints, and complaints for each opening, each tuned on other seeds. Ready \
                scenarios stand in config/scenarios; docs/reputation-simulation.md describes the format. The command \
                ends with 1 when the model misses an aim of the scenario. The same seeds give the same report.
                """)

        @OptionGroup var options: ConfigurationOptions

        @Argument(help: "The scenario's file.", completion: .file(extensions: ["yaml"]))
        var scenario: String

        @Option(name: .long, help: "Runs, each with a seed of its own.")
        var runs = 200

        @Option(name: .long, help: "The first seed; the others follow it.")
        var seed: UInt64 = 1

        @Option(name: .long, help: "Other seeds on which the two models compared are tuned; 0 leaves them out.")
        var tuningRuns = 12

        @Option(name: .long, help: "Runs at a time. (default: one for each processor)")
        var threads: Int?

        @Option(name: .long, help: "The model's numbers. (default: reputation.yaml of the rules folder)")
        var parameters: String?

        @Flag(name: .long, help: "Print JSON.")
        var json = false

        @Option(name: .long, help: "Folder to write pictures into, as SVG.", completion: .directory)
        var plots: String?

        func validate() throws {
            guard (1...1_000_000).contains(runs) else { throw ValidationError("“--runs” is 1 to 1000000") }
            guard (0...10_000).contains(tuningRuns) else { throw ValidationError("“--tuning-runs” is 0 to 10000") }
            guard (1...1_024).contains(threads ?? 1) else { throw ValidationError("“--threads” is 1 to 1024") }
        }

        func run() async throws {
            let report = try await Complaint.wrapping { () async throws -> Report in
                let file = try parameters ?? (options.folder(options.load()) + "/reputation.yaml")
                let numbers = try ReputationParameters(yaml: text(of: file), file: file)
                let scenario = try Scenario(
                    yaml: text(of: scenario), file: scenario, categories: Set(numbers.severity.keys))
                let report = await Experiment(
                    scenario: scenario, parameters: numbers, seed: seed, runs: runs, tuningRuns: tuningRuns,
                    workers: threads ?? ProcessInfo.processInfo.activeProcessorCount
                ).run()
                if let plots { try write(Plots(report), into: plots) }
                return report
            }
            if json {
                var writer = JSONWriter()
                report.write(to: &writer)
                print(writer.text)
            } else {
                show(report)
            }
            if !report.missed.isEmpty { throw ExitCode.failure }
        }

        private func text(of file: String) throws -> String {
            guard let data = FileManager.default.contents(atPath: file) else {
                throw Complaint("hutong: \(file) cannot be read")
            }
            guard let text = String(validating: data, as: UTF8.self) else {
                throw Complaint("hutong: \(file) is not UTF-8")
            }
            return text
        }

        private func write(_ plots: Plots, into folder: String) throws {
            do {
                try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
                for (name, svg) in plots.files {
                    try Data(svg.utf8).write(to: URL(filePath: folder).appending(path: name))
                }
            } catch {
                throw Complaint("hutong: cannot write into \(folder): \(error.localizedDescription)")
            }
        }

        private func show(_ report: Report) {
            let scenario = report.scenario
            let runs = "\(counted(report.runs, "run", "runs")) from seed \(report.seed)"
            print("\(scenario.name): \(scenario.title.en)\n\(runs), \(Int(scenario.days.rounded(.up))) days each\n")
            for summary in report.summaries {
                let hours = (summary.moderatorHours * 100).rounded() / 100
                print("\(summary.model): \(hours) hours of moderators a day")
            }
            print("")
            if !report.aimRows.isEmpty {
                printTable(["AIM"] + report.summaries.map { $0.shortName.uppercased() }, report.aimRows)
                print("")
            }
            printTable(Report.actorColumns, report.actorRows)
            guard !scenario.aims.isEmpty else { return }
            let met = scenario.aims.count - report.missed.count
            print("\n\(met) of \(counted(scenario.aims.count, "aim", "aims")) met.")
        }
    }
}
