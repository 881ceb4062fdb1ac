import Foundation
public import Gate
public import LinkPolicy
public import LinkRecognition
public import Moderation
public import Platforms
public import Reputation
import StrictYAML
public import ThreatIntel
public import URLStandard

/// The catalogue and the ready policies, read from their files.
public struct RulebookFiles: Sendable {
    public let catalog: PlatformCatalog
    public let policies: [String: Policy]
    public let patterns: PhrasePatterns
    public let publicSuffixes: PublicSuffixList
    /// What complaints can be about, and how they are handled.
    public let complaints: ComplaintRules
    /// How rulings grow and how long they last.
    public let ladder: SanctionLadder
    /// The numbers that standings rest on; `nil` where none are kept.
    public let reputation: ReputationParameters?
    /// What is known of names near protected ones.
    public let lookalikeRules: LookalikeRules
    /// The folder that they were read from.
    public let folder: String

    /// Reads `platforms/*.yaml`, `patterns/*.yaml` and `policies/*.yaml` in `folder`, and the Public Suffix List. The
    /// folder of patterns need not be there.
    ///
    /// - Parameter publicSuffixList: Its file; the folder's own, or else libpsl's, when `nil`.
    ///
    /// - Throws: ``StrictYAML/YAMLProblem`` for the first file that is wrong, ``ConfigurationProblem`` for a folder that
    ///   is not there.
    public init(folder: String, publicSuffixList: String? = nil) throws {
        self.folder = folder
        publicSuffixes = try Self.publicSuffixes(publicSuffixList, folder: folder)
        lookalikeRules = try Self.lookalikeRules(folder: folder)
        complaints = try Self.complaintRules(in: folder)
        reputation = try Self.reputation(in: folder)
        catalog = try PlatformCatalog.load(directory: folder + "/platforms")
        patterns = try Self.patterns(in: folder)
        ladder = try Self.ladder(in: folder)
        var policies: [String: Policy] = [:]
        for (path, text) in try Self.policyFiles(in: folder) {
            let policy = try Self.policy(yaml: text, file: path, catalog: catalog, patterns: patterns)
            guard policies[policy.name] == nil else {
                throw ConfigurationProblem(source: path, reason: "policy \"\(policy.name)\" is defined twice")
            }
            if let failure = Self.failures(of: policy, file: path).first {
                throw ConfigurationProblem(source: failure.source, reason: "an example fails: \(failure.reason)")
            }
            policies[policy.name] = policy
        }
        self.policies = policies
    }

    /// Compiles a policy whose services, platforms and text patterns must be known; its examples are not run.
    ///
    /// - Throws: ``StrictYAML/YAMLProblem`` or ``ConfigurationProblem`` with file, line where known, and reason.
    public static func policy(
        yaml text: String, file: String, catalog: PlatformCatalog, patterns: PhrasePatterns
    ) throws -> Policy {
        let policy = try Policy(yaml: text, file: file)
        let known = Set(PlatformDescriptor.Service.allCases.map(\.rawValue))
        if let service = policy.services.subtracting(known).min() {
            throw ConfigurationProblem(
                source: file,
                reason: "\"\(service)\" is not a service (known: \(known.sorted().joined(separator: ", ")))")
        }
        if let platform = policy.platforms.sorted().first(where: { catalog[$0] == nil }) {
            throw ConfigurationProblem(source: file, reason: "there is no platform \"\(platform)\"")
        }
        if let pattern = policy.patterns.subtracting(patterns.names).min() {
            throw ConfigurationProblem(source: file, reason: "there is no pattern \"\(pattern)\"")
        }
        return policy
    }

    /// The examples of `policy` that do not hold, with file and line.
    public static func failures(of policy: Policy, file: String) -> [ConfigurationProblem] {
        policy.examples.compactMap { example in
            example.failure(under: policy).map { ConfigurationProblem(source: "\(file):\(example.line)", reason: $0) }
        }
    }

    /// The ladder of sanctions in the folder of the rules; the usual one where it has no `sanctions.yaml`.
    public static func ladder(in folder: String) throws -> SanctionLadder {
        let path = folder + "/sanctions.yaml"
        guard FileManager.default.fileExists(atPath: path) else { return .usual }
        return try SanctionLadder(yaml: text(path), file: path)
    }

    /// The files of policies in the folder of the rules, by name.
    public static func policyFiles(in folder: String) throws -> [(path: String, text: String)] {
        try yamlFiles(in: folder + "/policies")
    }

    /// The Public Suffix List in the file `given`, in the folder of the rules, or libpsl's own.
    public static func publicSuffixes(_ given: String?, folder: String) throws -> PublicSuffixList {
        let ready = folder + "/public_suffix_list.dat"
        guard let path = given ?? (FileManager.default.fileExists(atPath: ready) ? ready : nil) else { return .builtin }
        // libpsl takes any text for a list of names.
        let text = FileManager.default.contents(atPath: path) ?? Data()
        do {
            guard text.firstRange(of: Data("===BEGIN ICANN DOMAINS===".utf8)) != nil else {
                throw PublicSuffixListError.unreadable(path: path)
            }
            return try PublicSuffixList(contentsOfFile: path)
        } catch {
            throw ConfigurationProblem(source: path, reason: "is not a Public Suffix List that can be read")
        }
    }

    /// The patterns in the folder of the rules, compiled; none where it has no `patterns/`.
    ///
    /// - Throws: As ``init(folder:publicSuffixList:)``.
    public static func patterns(in rules: String) throws -> PhrasePatterns {
        let folder = rules + "/patterns"
        guard FileManager.default.fileExists(atPath: folder) else { return PhrasePatterns([]) }
        var patterns: [PhrasePattern] = []
        for (path, text) in try yamlFiles(in: folder) {
            for entry in try PatternFile(yaml: text, file: path).entries {
                guard !patterns.contains(where: { $0.name == entry.pattern.name }) else {
                    throw ConfigurationProblem(
                        source: path, reason: "pattern \"\(entry.pattern.name)\" is defined in another file too")
                }
                patterns.append(entry.pattern)
            }
        }
        return PhrasePatterns(patterns)
    }

    /// The folder's `lookalikes.yaml`; without one there are no exceptions and no words.
    private static func lookalikeRules(folder: String) throws -> LookalikeRules {
        let path = folder + "/lookalikes.yaml"
        guard FileManager.default.fileExists(atPath: path) else { return LookalikeRules() }
        return try LookalikeRules(yaml: text(path), file: path)
    }

    /// The folder's `complaints.yaml`; without one, complaints have one category.
    ///
    /// - Throws: As ``init(folder:publicSuffixList:)``.
    public static func complaintRules(in folder: String) throws -> ComplaintRules {
        let path = folder + "/complaints.yaml"
        guard FileManager.default.fileExists(atPath: path) else { return ComplaintRules() }
        return try ComplaintRules(yaml: text(path), file: path)
    }

    /// The folder's `reputation.yaml`; without one, no standings are kept.
    ///
    /// - Throws: As ``init(folder:publicSuffixList:)``.
    public static func reputation(in folder: String) throws -> ReputationParameters? {
        let path = folder + "/reputation.yaml"
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        return try ReputationParameters(yaml: text(path), file: path)
    }

    private static func text(_ path: String) throws -> String {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw ConfigurationProblem(source: path, reason: "cannot be read")
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw ConfigurationProblem(source: path, reason: "is not UTF-8")
        }
        return text
    }

    private static func yamlFiles(in folder: String) throws -> [(path: String, text: String)] {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
            throw ConfigurationProblem(source: folder, reason: "is not a folder that can be read")
        }
        if let other = names.first(where: { $0.hasSuffix(".yml") }) {
            throw ConfigurationProblem(source: folder + "/" + other, reason: "must be named .yaml to be read")
        }
        return try names.filter { $0.hasSuffix(".yaml") }.sorted().map { name in
            let path = folder + "/" + name
            return (path, try text(path))
        }
    }

    /// The folder with `platforms/` and `policies/`: `given`, or the first found beside the program:
    /// `../share/hutong` of an installation, or `config` of a source tree that the program was built in.
    public static func folder(given: String?, program: String?) throws -> String {
        func holdsRules(_ folder: String) -> Bool {
            FileManager.default.fileExists(atPath: folder + "/platforms")
                && FileManager.default.fileExists(atPath: folder + "/policies")
        }
        if let given {
            guard holdsRules(given) else {
                throw ConfigurationProblem(source: given, reason: "holds no platforms/ and policies/ folders")
            }
            return given
        }
        var folder = URL(fileURLWithPath: program ?? "./hutong").resolvingSymlinksInPath().deletingLastPathComponent()
        for _ in 0..<6 {
            for candidate in ["share/hutong", "config"] {
                let path = folder.appendingPathComponent(candidate).path
                if holdsRules(path) { return path }
            }
            folder = folder.deletingLastPathComponent()
        }
        throw ConfigurationProblem(
            source: "rules", reason: "no folder with platforms/ and policies/ stands beside the program: name one")
    }

    /// The names to protect: those of the platforms and the operator's. What belongs to the gateway or a tenant imitates
    /// nobody.
    public func lookalikes(_ configuration: GatewayConfiguration, ownHosts: [String] = []) -> LookalikeIndex {
        let own = ownHosts + configuration.tenants.values.flatMap(\.ownDomains)
        return LookalikeIndex(
            catalog: catalog, own: configuration.protectedNames, exceptions: own + configuration.lookalikeExceptions,
            rules: lookalikeRules, publicSuffixes: publicSuffixes)
    }

    /// A rulebook of these files.
    ///
    /// - Throws: ``ConfigurationProblem`` when a tenant's policy is not among them.
    public func rulebook(
        _ configuration: GatewayConfiguration, publicHost: String?, revision: Int64 = 0,
        operatorRules: OperatorRules = OperatorRules(), stored: [StoredPolicy] = []
    ) throws(ConfigurationProblem) -> Rulebook {
        let settings = configuration.settings(publicHost: publicHost)
        guard
            let rulebook = Rulebook(
                revision: revision, catalog: catalog, publicSuffixes: publicSuffixes,
                policies: policies, stored: stored, patterns: patterns, complaints: complaints,
                operatorRules: operatorRules, tiers: TierBook(parameters: reputation),
                lookalikes: lookalikes(configuration, ownHosts: settings.fallback.ownHosts), ladder: ladder,
                tenants: settings.tenants, fallback: settings.fallback)
        else {
            let wanted = ([settings.fallback] + settings.tenants.values).flatMap {
                [$0.policy, $0.shadowPolicy].compactMap { $0 }
            }
            let missing = wanted.first { policies[$0] == nil } ?? ""
            throw ConfigurationProblem(
                source: "policy",
                reason: "there is no policy \"\(missing)\" (ready: \(policies.keys.sorted().joined(separator: ", ")))")
        }
        return rulebook
    }
}
