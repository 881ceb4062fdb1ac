import ArgumentParser
import Foundation
import Gate
import Gateway
import LinkPolicy
import Persistence

/// The flags of every command that changes a stored policy.
struct PolicyChangeOptions: ParsableArguments {
    @OptionGroup var options: ConfigurationOptions

    @Option(name: .long, help: "For this tenant only. (default: every tenant)")
    var tenant: TenantArgument?

    @Option(name: .long, help: "Why; kept with the version.")
    var reason: String

    @Option(name: .long, help: "Who; kept with the version. (default: the name of the user)")
    var by: String?

    func validate() throws {
        guard reason.contains(where: { !$0.isWhitespace }), reason.utf8.count <= PolicyForm.reasonLimit else {
            throw ValidationError("--reason must say something, in at most \(PolicyForm.reasonLimit) bytes")
        }
    }

    func store(makesMissing: Bool) async throws -> (versions: PolicyVersionStore, revisions: RevisionStore) {
        let database = try await SQLiteDatabase(folder: options.load().data, makesMissing: makesMissing)
        return (PolicyVersionStore(database), RevisionStore(database))
    }

    /// Makes a version, waits for the gateways, and says what became of it.
    func change(
        _ name: String, text: String?, restores: Int? = nil, over: Int?, makesMissing: Bool = false
    ) async throws {
        let (versions, revisions) = try await store(makesMissing: makesMissing)
        do {
            let made = try await versions.add(
                PolicyChange(
                    tenant: tenant?.tenant, name: name, text: text, author: by ?? NSUserName(), reason: reason,
                    restores: restores, over: over), now: now())
            let what = text == nil ? "The file of \(name) holds again" : "\(name) version \(made.version.version)"
            let whom = tenant.map { " for \($0)" } ?? ""
            print("\(what)\(whom). \(try await revisions.waitUntilInForce(made.revision))")
        } catch let conflict as PolicyVersionStore.Conflict {
            throw Complaint("hutong: \(name) was changed meanwhile; its latest version is \(conflict.latest)")
        }
    }
}

extension PolicyCommand {
    struct Put: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Put a policy in force, in preference to the file of the same name.")

        @OptionGroup var change: PolicyChangeOptions

        @Argument(help: "The file.")
        var file: String

        func run() async throws {
            try await Complaint.wrapping {
                let sources = try await PolicySources(change.options, change.options.load())
                guard let data = FileManager.default.contents(atPath: file),
                    let text = String(validating: data, as: UTF8.self)
                else { throw Complaint("hutong: \(file) cannot be read as UTF-8") }
                let policy: Policy
                do {
                    policy = try PolicyForm.policy(
                        text, name: nil, catalog: sources.catalog, patterns: sources.patterns)
                } catch let error as PolicyForm.Refusal {
                    throw Complaint("\(file)\(error.line.map { ":\($0)" } ?? ""): \(error.reason)")
                }
                try await change.change(policy.name, text: text, over: nil, makesMissing: true)
            }
        }
    }

    struct Log: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show who put which version in force, when and why.")

        @OptionGroup var options: ConfigurationOptions

        @Argument(help: "The policy's name.")
        var name: String

        @Option(name: .long, help: "The versions of this tenant only. (default: those for every tenant)")
        var tenant: TenantArgument?

        func run() async throws {
            try await Complaint.wrapping {
                let database = try await SQLiteDatabase(folder: options.load().data, makesMissing: false)
                let versions = try await PolicyVersionStore(database).versions(of: name, tenant: tenant?.tenant)
                guard !versions.isEmpty else {
                    print("No version of \(name) was put in force by hand.")
                    return
                }
                printTable(
                    ["VERSION", "WHEN (UTC)", "WHO", "HASH", "WHAT", "WHY"],
                    versions.map { version in
                        [
                            "\(version.version)", utcMinute(version.at), version.author,
                            version.hash.map { String($0.prefix(12)) } ?? "-",
                            version.text == nil
                                ? "back to the file" : version.restores.map { "back to version \($0)" } ?? "put",
                            version.reason,
                        ]
                    })
            }
        }
    }

    struct Rollback: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Put an earlier version in force again.",
            discussion: "It becomes a version of its own, so that nothing is forgotten.")

        @OptionGroup var change: PolicyChangeOptions

        @Argument(help: "The policy's name.")
        var name: String

        @Option(name: .long, help: "The version. (default: the one before the present)")
        var to: Int?

        func run() async throws {
            try await Complaint.wrapping {
                let sources = try await PolicySources(change.options, change.options.load())
                let versions = try await change.store(makesMissing: false).versions.versions(
                    of: name, tenant: change.tenant?.tenant)
                guard let latest = versions.first else {
                    throw Complaint("hutong: no version of \(name) was put in force by hand")
                }
                let wanted = versions.dropFirst().first { version in
                    to.map { $0 == version.version } ?? (version.hash != latest.hash)
                }
                guard let wanted, let text = wanted.text else {
                    throw Complaint(
                        to.map { "hutong: there is no earlier version \($0) of \(name) with a text" }
                            ?? "hutong: there is no earlier version of \(name); “hutong policy drop” returns to the file"
                    )
                }
                do {
                    _ = try PolicyForm.policy(text, name: name, catalog: sources.catalog, patterns: sources.patterns)
                } catch {
                    throw Complaint("hutong: version \(wanted.version) is no longer in order: \(error)")
                }
                try await change.change(name, text: text, restores: wanted.version, over: latest.version)
            }
        }
    }

    struct Drop: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Return to the file of the rules.",
            discussion: "Refused for a policy that is in use and has no file to return to.")

        @OptionGroup var change: PolicyChangeOptions

        @Argument(help: "The policy's name.")
        var name: String

        func run() async throws {
            try await Complaint.wrapping {
                let configuration = try change.options.load()
                let versions = try await change.store(makesMissing: false).versions
                let inForce = try await versions.inForce()
                let present = inForce.first { $0.name == name && $0.tenant == change.tenant?.tenant }
                guard let present else { throw Complaint("hutong: no version of \(name) is in force by hand") }
                let others = inForce.filter { $0 != present }
                let files = try change.options.files(configuration)
                do {
                    _ = try files.rulebook(
                        configuration, publicHost: nil,
                        stored: others.compactMap { version in
                            try? version.text.map { text in
                                StoredPolicy(
                                    tenant: version.tenant, version: version.version,
                                    policy: try Policy(yaml: text, file: version.name))
                            }
                        })
                } catch {
                    throw Complaint("hutong: \(name) is in use, and no file of the rules has that name")
                }
                try await change.change(name, text: nil, over: present.version)
            }
        }
    }
}
