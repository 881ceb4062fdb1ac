import ArgumentParser
import Foundation
import Gateway
import LinkPolicy
import Platforms

struct Policies: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policies", abstract: "List the policies, and run the examples in their files.")

    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        try await Complaint.wrapping {
            let configuration = try options.load()
            let policies = try options.files(configuration).policies.values.sorted { $0.name < $1.name }
            printTable(
                ["POLICY", "VERSION", "RULES", "EXAMPLES", "TITLE"],
                policies.map { policy in
                    [
                        policy.name, policy.version, "\(policy.rules.count)", "\(policy.examples.count) hold",
                        policy.title[configuration.language],
                    ]
                })
        }
    }
}

struct PlatformsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "platforms", abstract: "Look at the platforms that are known, and add one.",
        subcommands: [List.self, Show.self, Test.self, New.self], defaultSubcommand: List.self)

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the platforms.")

        @OptionGroup var options: ConfigurationOptions

        func run() async throws {
            try await Complaint.wrapping {
                let descriptors = try options.files(options.load()).catalog.descriptors
                printTable(
                    ["PLATFORM", "SERVICE", "NAME", "名称"],
                    descriptors.map { [$0.slug.rawValue, $0.service.rawValue, $0.names.en, $0.names.zh] })
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show what is known of one platform.")

        @OptionGroup var options: ConfigurationOptions

        @Argument(help: "The platform's short name.")
        var platform: String

        func run() async throws {
            try await Complaint.wrapping {
                let catalog = try options.files(options.load()).catalog
                guard let descriptor = PlatformSlug(platform).flatMap({ catalog[$0] }) else {
                    throw Complaint("hutong: there is no platform “\(platform)”; “hutong platforms” lists them")
                }
                let lines = [
                    ("platform", descriptor.slug.rawValue), ("name", "\(descriptor.names.en) · \(descriptor.names.zh)"),
                    ("service", descriptor.service.rawValue), ("domains", descriptor.domains.joined(separator: ", ")),
                    ("short hosts", descriptor.shortHosts.joined(separator: ", ")),
                    ("schemes", descriptor.schemes.map(\.name).joined(separator: ", ")),
                    ("opens", Set(descriptor.shapes.map(\.kind.rawValue)).sorted().joined(separator: ", ")),
                    ("examples", "\(descriptor.examples.count)"), ("file", descriptor.file),
                ]
                for (name, value) in lines where !value.isEmpty {
                    print(name + String(repeating: " ", count: 14 - name.count) + value)
                }
            }
        }
    }

    struct Test: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Run the examples in the platforms' files.")

        @OptionGroup var options: ConfigurationOptions

        func run() async throws {
            try await Complaint.wrapping {
                let catalog = try options.files(options.load()).catalog
                let failures = catalog.runExamples()
                for failure in failures { print(failure) }
                let count = catalog.descriptors.reduce(0) { $0 + $1.examples.count }
                print("\(count - failures.count) of \(count) examples hold in \(catalog.descriptors.count) files.")
                if !failures.isEmpty { throw ExitCode.failure }
            }
        }
    }
}

struct Config: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List every key of the configuration.")

    func run() async throws {
        printTable(
            ["KEY", "VARIABLE", "TYPE", "DEFAULT", "MEANING"],
            ConfigurationKey.all.map { [$0.name, $0.variable, $0.type, $0.defaultValue, $0.summary] }
                + [["tenants", "(file only)", "mapping", "none", "Per tenant: policy, own_domains, shadow_policy."]])
    }
}
