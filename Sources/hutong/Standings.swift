import ArgumentParser
import Gateway
import LinkPolicy
import Moderation
import Persistence
import Reputation

struct Standings: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "See how platforms, sites, senders and groups stand, and why.",
        discussion: "docs/reputation.md tells what a standing is and what moves it.",
        subcommands: [List.self, Show.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List standings by kind and name.")

        @OptionGroup var options: ConfigurationOptions

        @Option(name: .long, help: "The tenant.")
        var tenant = TenantArgument.main

        @Option(name: .long, help: "Of one kind only: platform, domain, sender or group.")
        var kind: String?

        @Option(name: .long, help: "Only those in this tier: trusted, ordinary, watched or poor.")
        var tier: String?

        @Option(name: .long, help: "How many, at most 1000.")
        var limit = 200

        @Flag(name: .long, help: "Print one JSON object a line.")
        var json = false

        func validate() throws {
            guard (1...1_000).contains(limit) else { throw ValidationError("--limit must be from 1 to 1000") }
            if let kind { try Standings.check(kind, "--kind") }
            if let tier, ReputationTier(rawValue: tier) == nil {
                throw ValidationError("--tier must be trusted, ordinary, watched or poor")
            }
        }

        func run() async throws {
            try await Complaint.wrapping {
                let database = try await SQLiteDatabase(folder: options.load().data, makesMissing: false)
                let found = try await StandingStore(database).list(
                    of: tenant.tenant, kind: kind, tier: tier.flatMap(ReputationTier.init), limit: limit)
                let shared = try await options.shared(of: found.map(\.key), database)
                if json { return printLines(found) { $0.write(to: &$1, page: nil, shared: shared[$0.key]) } }
                guard !found.isEmpty else {
                    print("There are no such standings.")
                    return
                }
                printTable(
                    ["KIND", "NAME", "TIER", "SHARED", "SINCE (UTC)", "SCORE", "AS OF (UTC)"],
                    found.map { record in
                        [
                            record.key.kind.rawValue, record.key.name.plainLine, record.tier.rawValue,
                            shared[record.key]?.tier.rawValue ?? "", record.since.map(utcMinute) ?? "",
                            "\(record.score)", utcMinute(record.updatedAt),
                        ]
                    })
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take a standing apart: what moved it, when, by how much, and what would restore it.")

        @OptionGroup var options: ConfigurationOptions

        @Argument(help: "platform, domain, sender or group.")
        var kind: String

        @Argument(help: "Its slug, domain or identifier.")
        var name: String

        @Option(name: .long, help: "The tenant.")
        var tenant = TenantArgument.main

        @Flag(name: .long, help: "Print it as one JSON object.")
        var json = false

        func validate() throws { try Standings.check(kind, "the first argument") }

        func run() async throws {
            try await Complaint.wrapping {
                let configuration = try options.load()
                let language = configuration.language
                let folder = try options.folder(configuration)
                guard let parameters = try RulebookFiles.reputation(in: folder) else {
                    throw Complaint("hutong: \(folder) holds no reputation.yaml, so no standings are kept")
                }
                let store = StandingStore(try await SQLiteDatabase(folder: configuration.data, makesMissing: false))
                let list = try RulebookFiles.publicSuffixes(configuration.publicSuffixList, folder: folder)
                guard let kind = Subject.Kind(rawValue: kind),
                    let key = StandingKey(kind, name, of: tenant.tenant, list: list)
                else { throw Complaint("hutong: “\(name.plainLine)” is not the name of a \(kind)") }
                guard
                    let view = try await StandingReader(store: store, parameters: parameters)
                        .view(of: key, at: now())
                else {
                    throw Complaint(
                        "hutong: nothing is known of \(kind.rawValue) “\(key.name.plainLine)”; “hutong standings list” shows of whom"
                    )
                }
                if json { return printLines([view]) { $0.write(to: &$1) } }
                let found = view.breakdown
                printFields(
                    [
                        (found.subject.kind.rawValue, found.subject.id.plainLine),
                        ("standing", found.summary[language]),
                        ("since", found.since.map { utcMinute($0) + " UTC" } ?? ""),
                        ("in force", view.shared == nil ? "" : view.inForce.name[language]),
                        ("shared", view.shared?.words[language] ?? ""),
                        ("look", found.look?.words[language] ?? ""), ("began", found.beginning[language]),
                    ]
                        + found.items.map { item in
                            let tenths = Int((item.points * 10).rounded())
                            let points = "\(tenths < 0 ? "-" : "+")\(abs(tenths) / 10).\(abs(tenths) % 10)"
                            return ("moved", "\(points)  \(utcMinute(item.at))  \(item.words[language])")
                        }
                        + found.restorations.map { ("restored", $0.words[language]) }
                        + [("restored", found.advice?[language] ?? "")]
                        + found.changes.map { ("tier", "\(utcMinute($0.at)) UTC  \($0.tier.name[language])") })
            }
        }
    }

    private static func check(_ kind: String, _ what: String) throws {
        guard Subject.Kind(rawValue: kind) == nil else { return }
        throw ValidationError("\(what) must be platform, domain, sender or group")
    }
}

extension ConfigurationOptions {
    /// The shared tiers of subjects that count for the tenant of their key.
    fileprivate func shared(
        of keys: [StandingKey], _ database: SQLiteDatabase
    ) async throws -> [StandingKey: SharedStanding] {
        guard let parameters = try RulebookFiles.reputation(in: try folder(load())) else { return [:] }
        return try await StandingReader(store: StandingStore(database), parameters: parameters).shared(of: keys)
    }
}
