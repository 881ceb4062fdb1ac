import ArgumentParser
import Foundation
import Gateway
import LinkPolicy
import Persistence
import URLStandard

/// The flags by which every command finds its configuration.
struct ConfigurationOptions: ParsableArguments {
    @Option(name: .long, help: "Configuration file; hutong.yaml in the current folder when it exists.")
    var config: String?

    @Option(name: .long, help: "Folder of the database and the master key. (default: ./data)")
    var data: String?

    @Option(name: .long, help: "Folder with platforms/ and policies/; found beside the program when not given.")
    var rules: String?

    /// The configuration: defaults, then the file, then the environment, then `flags` (by key).
    func load(flags: [String: String?] = [:]) throws -> GatewayConfiguration {
        var configuration = GatewayConfiguration()
        let environment = ProcessInfo.processInfo.environment
        let named = config ?? environment[GatewayConfiguration.fileVariable]
        if let path = named ?? (FileManager.default.fileExists(atPath: "hutong.yaml") ? "hutong.yaml" : nil) {
            guard let data = FileManager.default.contents(atPath: path) else {
                throw ConfigurationProblem(source: path, reason: "cannot be read")
            }
            guard let text = String(validating: data, as: UTF8.self) else {
                throw ConfigurationProblem(source: path, reason: "is not UTF-8")
            }
            try configuration.read(yaml: text, file: path)
        }
        try configuration.read(environment: environment)
        let all = flags.merging(["data": data, "rules": rules], uniquingKeysWith: { first, _ in first })
        for (name, value) in all.sorted(by: { $0.key < $1.key }) {
            if let value { try configuration.set(flag: name, value) }
        }
        return configuration
    }

    /// The files of the rules that `configuration` names.
    func files(_ configuration: GatewayConfiguration) throws -> RulebookFiles {
        try RulebookFiles(folder: folder(configuration), publicSuffixList: configuration.publicSuffixList)
    }

    /// The Public Suffix List that `configuration` names.
    func publicSuffixes(_ configuration: GatewayConfiguration) throws -> PublicSuffixList {
        try RulebookFiles.publicSuffixes(configuration.publicSuffixList, folder: folder(configuration))
    }

    /// The folder with `platforms/` and `policies/` that `configuration` names.
    func folder(_ configuration: GatewayConfiguration) throws -> String {
        try RulebookFiles.folder(given: configuration.rules, program: Bundle.main.executablePath)
    }
}

/// How a command prints a list.
struct ListOptions: ParsableArguments {
    @Option(name: .long, help: "How many, at most 1000.")
    var limit = 50

    @Flag(name: .long, help: "Print one JSON object a line.")
    var json = false

    func validate() throws {
        guard (1...1_000).contains(limit) else { throw ValidationError("--limit must be from 1 to 1000") }
    }
}

/// A tenant's name as an argument.
struct TenantArgument: ExpressibleByArgument, CustomStringConvertible {
    let tenant: TenantID

    /// The tenant of a gateway that serves only one.
    static let main = TenantArgument(tenant: .main)

    var description: String { tenant.rawValue }

    private init(tenant: TenantID) { self.tenant = tenant }

    init?(argument: String) {
        guard let tenant = TenantID(argument) else { return nil }
        self.init(tenant: tenant)
    }
}

/// The present, as the store counts it.
func now() -> Int64 { Int64(Date().timeIntervalSince1970) }

/// ISO 8601 in UTC, for programs.
func isoTime(_ seconds: Int64) -> String {
    ISO8601DateFormatter().string(from: Date(timeIntervalSince1970: TimeInterval(seconds)))
}

extension RevisionStore {
    /// Seconds a running gateway is waited for.
    private static let patience = 3.0

    /// Waits until every running gateway has `revision` in force, so that a command has taken effect when it returns.
    ///
    /// - Returns: A sentence that says so.
    func waitUntilInForce(_ revision: Int64) async throws -> String {
        let deadline = Date().addingTimeInterval(Self.patience)
        while true {
            let gateways = try await inForce(since: now() - 15)
            if gateways.isEmpty { return "No gateway is running on this data; it holds from the next start." }
            if gateways.allSatisfy({ $0 >= revision }) {
                return gateways.count == 1
                    ? "In force on the running gateway." : "In force on \(gateways.count) gateways."
            }
            guard Date() < deadline else {
                return "Kept, but a gateway seen in the last 15 seconds has not taken it up yet."
            }
            try await Task.sleep(for: .milliseconds(10))
        }
    }
}
