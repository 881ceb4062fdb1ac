import ArgumentParser
import Foundation
import Gateway
import LinkPolicy
import LinkRecognition
import Persistence
import Platforms

struct PolicyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy", abstract: "Write policies: look for mistakes, run examples, compare, explain.",
        subcommands: [
            Policies.self, Lint.self, Test.self, Show.self, Explain.self, Diff.self, Parity.self, Simulate.self,
            Shadow.self,
            Put.self, Log.self, Rollback.self, Drop.self,
        ], defaultSubcommand: Policies.self)
}

/// The catalogue and the policies' files, of which a mistake in one leaves the others readable.
struct PolicySources {
    struct Source {
        var path: String
        var text: String
    }

    let catalog: PlatformCatalog
    let patterns: PhrasePatterns
    private let files: [Source]
    /// Those in force by hand, for every tenant and then for the tenant that was asked about.
    private let stored: [PolicyVersion]

    /// - Parameter tenant: Whose policies are meant by their names.
    init(
        _ options: ConfigurationOptions, _ configuration: GatewayConfiguration, tenant: TenantID = .main
    ) async throws {
        let folder = try options.folder(configuration)
        catalog = try PlatformCatalog.load(directory: folder + "/platforms")
        patterns = try RulebookFiles.patterns(in: folder)
        files = try RulebookFiles.policyFiles(in: folder).map { Source(path: $0.path, text: $0.text) }
        if SQLiteDatabase.exists(in: configuration.data) {
            let database = try await SQLiteDatabase(folder: configuration.data, makesMissing: false)
            stored = try await PolicyVersionStore(database).inForce()
                .filter { $0.tenant == nil || $0.tenant == tenant }.sorted { a, _ in a.tenant == nil }
        } else {
            stored = []
        }
    }

    /// The sources that `names`, each a file or the name of a policy, stand for; all when there are none.
    func sources(_ names: [String]) throws -> [Source] {
        names.isEmpty ? files : try names.map(source)
    }

    /// - Throws: ``Complaint`` when it is neither a file nor the name of a policy.
    func source(_ name: String) throws -> Source {
        if name.hasSuffix(".yaml") || name.contains("/") {
            guard let data = FileManager.default.contents(atPath: name) else {
                throw Complaint("hutong: \(name) cannot be read")
            }
            guard let text = String(validating: data, as: UTF8.self) else {
                throw Complaint("hutong: \(name) is not UTF-8")
            }
            return Source(path: name, text: text)
        }
        if let version = stored.last(where: { $0.name == name }), let text = version.text {
            return Source(path: "\(name)@\(version.version)", text: text)
        }
        // A file with a mistake cannot say its name: it goes by that of the file.
        let found = files.first { source in
            (try? Policy(yaml: source.text, file: source.path))?.name == name
                || URL(fileURLWithPath: source.path).deletingPathExtension().lastPathComponent == name
        }
        guard let found else {
            throw Complaint("hutong: there is no policy or file “\(name)”; “hutong policies” lists the policies")
        }
        return found
    }

    /// Compiles one, without running its examples.
    func policy(_ name: String) throws -> Policy { try compile(source(name)) }

    func compile(_ source: Source) throws -> Policy {
        try RulebookFiles.policy(yaml: source.text, file: source.path, catalog: catalog, patterns: patterns)
    }
}

extension PolicyCommand {
    struct Lint: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Look for mistakes, and for what should be looked at.",
            discussion: "Errors end with status 1; warnings too with --strict. Notes never do.")

        @OptionGroup var options: ConfigurationOptions

        @Argument(help: "Files, or names of policies; all policies without any.")
        var names: [String] = []

        @Flag(name: .long, help: "Fail on warnings.")
        var strict = false

        func run() async throws {
            try await Complaint.wrapping {
                let sources = try await PolicySources(options, options.load())
                var errors = 0
                var counts: [PolicyRemark.Level: Int] = [:]
                let wanted = try sources.sources(names)
                for source in wanted {
                    do {
                        let policy = try sources.compile(source)
                        for failure in RulebookFiles.failures(of: policy, file: source.path) {
                            print("\(failure.source): error: an example fails: \(failure.reason)")
                            errors += 1
                        }
                        let linter = try PolicyLinter(
                            yaml: source.text, file: source.path, platforms: sources.catalog.profiles, now: now())
                        for remark in linter.run() {
                            print(remark)
                            counts[remark.level, default: 0] += 1
                        }
                    } catch let problem as any CustomStringConvertible & Error {
                        print(problem)
                        errors += 1
                    }
                }
                let warnings = counts[.warning] ?? 0
                print(
                    "\(counted(errors, "error")), \(counted(warnings, "warning")) and "
                        + "\(counted(counts[.note] ?? 0, "note")) in \(counted(wanted.count, "policy", "policies")).")
                if errors > 0 || (strict && warnings > 0) { throw ExitCode.failure }
            }
        }
    }

    struct Test: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Run the examples in the policies' files.")

        @OptionGroup var options: ConfigurationOptions

        @Argument(help: "Files, or names of policies; all policies without any.")
        var names: [String] = []

        func run() async throws {
            try await Complaint.wrapping {
                let sources = try await PolicySources(options, options.load())
                var failures = 0
                var examples = 0
                let wanted = try sources.sources(names)
                for source in wanted {
                    let policy = try sources.compile(source)
                    let failed = RulebookFiles.failures(of: policy, file: source.path)
                    for failure in failed { print(failure) }
                    failures += failed.count
                    examples += policy.examples.count
                }
                print(
                    "\(examples - failures) of \(examples) examples hold in "
                        + "\(counted(wanted.count, "policy", "policies")).")
                if failures > 0 { throw ExitCode.failure }
            }
        }
    }
}

/// `1 rule`, `2 rules`.
func counted(_ number: Int, _ one: String, _ many: String? = nil) -> String {
    "\(number) \(number == 1 ? one : many ?? one + "s")"
}
