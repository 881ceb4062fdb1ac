import ArgumentParser
import Foundation
import Gateway
import LinkPolicy
import Moderation
import Persistence

struct ComplaintsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "complaints", abstract: "See complaints, and the people who make them.",
        discussion: "docs/moderation.md tells the way from a complaint to a decision.",
        subcommands: [List.self, Show.self, Picture.self, People.self, Trust.self, Untrust.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List complaints, the latest first.")

        @OptionGroup var options: ConfigurationOptions

        @Option(name: .long, help: "Of one tenant only.")
        var tenant: TenantArgument?

        @Option(name: .customLong("case"), help: "Only those in this case.")
        var caseID: String?

        @Option(name: .long, help: "Only those of this person.")
        var person: String?

        @Option(name: .long, help: "Only those of this category.")
        var category: String?

        @OptionGroup var list: ListOptions

        @Option(name: .long, help: "Only those sent in before this one.")
        var before: String?

        func run() async throws {
            try await Complaint.wrapping {
                let configuration = try options.load()
                let rules = try options.complaintRules(configuration)
                let database = try await SQLiteDatabase(folder: configuration.data, makesMissing: false)
                let found = try await ComplaintStore(database).complaints(
                    tenant: tenant?.tenant, caseID: caseID, person: person, category: category, before: before,
                    limit: list.limit)
                if list.json {
                    return printLines(found) { $0.write(to: &$1, rules: rules, language: configuration.language) }
                }
                guard !found.isEmpty else {
                    print("There are no such complaints.")
                    return
                }
                printTable(
                    ["NUMBER", "TENANT", "SENT (UTC)", "STATE", "CATEGORY", "OPENED", "PERSON", "CASE", "LINK"],
                    found.map { each in
                        [
                            each.id, each.tenant.rawValue, utcMinute(each.at),
                            each.outcome?.rawValue ?? each.publicState, each.category,
                            each.openedAt == nil ? "" : "yes", each.person?.plainLine ?? "", each.caseID ?? "",
                            each.address.plainLine,
                        ]
                    })
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show a complaint with what was known of the link at that moment.")

        @OptionGroup var options: ConfigurationOptions

        @Argument(help: "Its receipt number.")
        var number: String

        @Flag(name: .long, help: "Print it as one JSON object.")
        var json = false

        func run() async throws {
            try await Complaint.wrapping {
                let configuration = try options.load()
                let rules = try options.complaintRules(configuration)
                let language = configuration.language
                let database = try await SQLiteDatabase(folder: configuration.data, makesMissing: false)
                guard let number = ReceiptNumber(number, letter: "C"),
                    let found = try await ComplaintStore(database).find(number.text, tenant: nil)
                else {
                    throw Complaint(
                        "hutong: there is no complaint “\(number)”; “hutong complaints list” shows them all")
                }
                if json { return printLines([found]) { $0.write(to: &$1, rules: rules, language: language) } }
                var fields = [
                    ("complaint", found.id), ("tenant", found.tenant.rawValue),
                    ("state", found.outcome?.rawValue ?? found.publicState), ("reason", found.reason ?? ""),
                    ("case", found.caseID ?? ""), ("sent", utcMinute(found.at) + " UTC"),
                    ("link", found.address), ("scene", found.scene.rawValue),
                    ("category", "\(found.category) (\(rules.title(of: found.category, language)))"),
                    ("person", found.person ?? ""),
                    ("opened", found.openedAt.map { utcMinute($0) + " UTC" } ?? "not proved"),
                    ("counted", found.isCounted ? "yes" : "no: the same device or network counts already"),
                    ("trusted", found.isTrusted ? "yes" : ""), ("statement", found.statement),
                ]
                fields += found.additions.map { ("added", "\(utcMinute($0.at)) UTC, \($0.category): \($0.statement)") }
                fields += found.pictures.map {
                    ("picture", "\($0.number): \($0.width) × \($0.height), \($0.size) bytes")
                }
                fields.append(("evidence", found.evidence ?? ""))
                printFields(fields)
            }
        }
    }

    struct Picture: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write a picture that was sent with a complaint to a file.",
            discussion: "“complaints show” lists them. They are JPEGs made by the gateway of what was sent.")

        @OptionGroup var options: ConfigurationOptions

        @Argument(help: "The complaint's receipt number.")
        var number: String

        @Argument(help: "Which of its pictures, from 1.")
        var picture: Int

        @Option(name: .shortAndLong, help: "The file; it must not be there yet.")
        var output: String

        func run() async throws {
            try await Complaint.wrapping {
                let database = try await SQLiteDatabase(folder: options.load().data, makesMissing: false)
                guard let number = ReceiptNumber(number, letter: "C"),
                    let found = try await ComplaintStore(database).picture(picture, of: number.text, tenant: nil)
                else { throw Complaint("hutong: the complaint “\(number)” has no picture \(picture)") }
                do {
                    try Data(found.bytes).write(to: URL(fileURLWithPath: output), options: .withoutOverwriting)
                } catch {
                    throw Complaint("hutong: \(output) cannot be written: \(error.localizedDescription)")
                }
                print("Wrote \(output): \(found.width) × \(found.height), \(found.bytes.count) bytes.")
            }
        }
    }

    struct People: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the people who are trusted, warned or paused.")

        @OptionGroup var options: ConfigurationOptions

        @Option(name: .long, help: "Of one tenant only.")
        var tenant: TenantArgument?

        @Option(name: .long, help: "How many, at most 10000.")
        var limit = 1_000

        @Flag(name: .long, help: "Print one JSON object a line.")
        var json = false

        func validate() throws {
            guard (1...10_000).contains(limit) else { throw ValidationError("--limit must be from 1 to 10000") }
        }

        func run() async throws {
            try await Complaint.wrapping {
                let database = try await SQLiteDatabase(folder: options.load().data, makesMissing: false)
                let people = try await ComplaintStore(database).people(tenant: tenant?.tenant, limit: limit)
                let now = now()
                if json { return printLines(people) { $0.write(to: &$1, now: now) } }
                guard !people.isEmpty else {
                    print("Nobody is trusted, warned or paused.")
                    return
                }
                printTable(
                    [
                        "PERSON", "TENANT", "TRUSTED", "WARNED (UTC)", "PAUSED UNTIL (UTC)", "FOUNDED", "UNFOUNDED",
                        "WAITING",
                    ],
                    people.map { each in
                        [
                            each.person.plainLine, each.tenant.rawValue, each.trustedAt == nil ? "" : "yes",
                            each.warnedAt.map(utcMinute) ?? "",
                            each.pausedUntil.flatMap { $0 > now ? utcMinute($0) : nil } ?? "", "\(each.founded)",
                            "\(each.unfounded)", "\(each.waiting)",
                        ]
                    })
            }
        }
    }

    /// The person that an argument names.
    struct Person: ParsableArguments {
        @OptionGroup var options: ConfigurationOptions

        @Argument(help: "The person's identifier, as the chat app gives it.")
        var person: String

        @Option(name: .long, help: "Whose person it is.")
        var tenant = TenantArgument.main
    }

    struct Trust: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let a person's complaints go first (a trusted flagger).")

        @OptionGroup var person: Person

        func run() async throws { try await set(true, person) }
    }

    struct Untrust: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Let a person's complaints wait their turn again.")

        @OptionGroup var person: Person

        func run() async throws { try await set(false, person) }
    }

    private static func set(_ isTrusted: Bool, _ person: Person) async throws {
        try await Complaint.wrapping {
            if let why = CaseForm.refusal(ofIdentifier: person.person) { throw Complaint("hutong: PERSON \(why)") }
            let database = try await SQLiteDatabase(folder: person.options.load().data, makesMissing: false)
            let isNews = try await ComplaintStore(database).trust(
                person.person, tenant: person.tenant.tenant, isTrusted, by: CaseActor(apiKey: nil, person: nil),
                now: now())
            let present = isTrusted ? "goes first" : "waits its turn"
            print("What \(person.person) complains about \(present)\(isNews ? " from now on" : " already").")
        }
    }
}

extension ConfigurationOptions {
    /// What complaints can be about, as the rules that `configuration` names have it.
    func complaintRules(_ configuration: GatewayConfiguration) throws -> ComplaintRules {
        try RulebookFiles.complaintRules(in: folder(configuration))
    }
}

/// Prints names and values below one another; values without control characters, empty ones not at all.
func printFields(_ fields: [(String, String)]) {
    let width = (fields.map(\.0.count).max() ?? 0) + 2
    for (name, value) in fields where !value.isEmpty {
        let lines = value.plainWords.split(separator: "\n", omittingEmptySubsequences: false)
        for (number, line) in lines.enumerated() {
            let label = number == 0 ? name : ""
            print(label + String(repeating: " ", count: width - label.count) + line)
        }
    }
}
