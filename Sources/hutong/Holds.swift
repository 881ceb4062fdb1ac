import ArgumentParser
import Gateway
import LinkPolicy
import LinkTokens
import Persistence

struct HoldsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "holds", abstract: "See the links that wait for somebody, and decide on them.",
        discussion: "docs/holds.md describes the life of a held link.",
        subcommands: [List.self, Show.self, Release.self, Refuse.self])

    /// The link that an argument names.
    struct Link: ParsableArguments {
        @OptionGroup var options: ConfigurationOptions

        @Argument(help: "Its id, as “holds list” shows it.")
        var id: String

        func number() throws -> UInt64 {
            guard let number = HeldLink.number(id) else { throw unknown }
            return number
        }

        var unknown: Complaint {
            Complaint("hutong: there is no held link “\(id)”; “hutong holds list” shows them all")
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List held links, the latest first.")

        @OptionGroup var options: ConfigurationOptions

        @Option(name: .long, help: "Of one tenant only.")
        var tenant: TenantArgument?

        @Option(name: .long, help: "Only those in this state: waiting, released, refused, expired; all for any.")
        var state = "waiting"

        @Option(name: .long, help: "Only those in this group.")
        var group: String?

        @Option(name: .long, help: "Only those of this sender.")
        var sender: String?

        @OptionGroup var list: ListOptions

        @Option(name: .long, help: "Only those held before this one.")
        var before: String?

        func validate() throws {
            guard state == "all" || HeldLink.State(rawValue: state) != nil else {
                throw ValidationError("--state must be waiting, released, refused, expired or all")
            }
            guard before.map({ HeldLink.number($0) != nil }) ?? true else {
                throw ValidationError("--before must be the id of a held link")
            }
        }

        func run() async throws {
            try await Complaint.wrapping {
                let configuration = try options.load()
                let database = try await SQLiteDatabase(folder: configuration.data, makesMissing: false)
                let links = try await HeldLinkStore(database).links(
                    tenant: tenant?.tenant, state: HeldLink.State(rawValue: state), group: group, sender: sender,
                    before: before.flatMap { HeldLink.number($0) }, limit: list.limit)
                if list.json { return printLines(links) { $0.write(to: &$1, language: configuration.language) } }
                guard !links.isEmpty else {
                    print(state == "waiting" ? "No link waits." : "There are no such held links.")
                    return
                }
                printTable(
                    ["ID", "TENANT", "STATE", "UNTIL (UTC)", "GROUP", "SENDER", "GROUNDS", "LINK"],
                    links.map { link in
                        [
                            link.id, link.context.tenant.rawValue, link.state.rawValue, utcMinute(link.expiresAt),
                            link.context.group ?? "", link.context.sender ?? "",
                            link.grounds.map { "\($0.code) (\($0.origin.rawValue))" }.joined(separator: ", "),
                            link.context.address,
                        ]
                    })
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show a held link with every decision on it.")

        @OptionGroup var link: Link

        @Flag(name: .long, help: "Print it as one JSON object.")
        var json = false

        func run() async throws {
            try await Complaint.wrapping {
                let configuration = try link.options.load()
                let language = configuration.language
                let database = try await SQLiteDatabase(folder: configuration.data, makesMissing: false)
                guard let found = try await HeldLinkStore(database).find(link.number(), tenant: nil) else {
                    throw link.unknown
                }
                if json {
                    return printLines([found]) { $0.link.write(to: &$1, history: $0.history, language: language) }
                }
                let context = found.link.context
                let lines =
                    [
                        ("held link", found.link.id), ("tenant", context.tenant.rawValue),
                        ("state", found.link.state.rawValue), ("link", context.address),
                        ("scene", context.scene.rawValue), ("group", context.group ?? ""),
                        ("sender", context.sender ?? ""), ("message", context.message ?? ""),
                        ("posted", utcMinute(context.issuedAt) + " UTC"),
                        ("waits until", utcMinute(found.link.expiresAt) + " UTC"),
                    ]
                    + found.link.grounds.map { ground in
                        ("ground", "\(ground.code), by \(ground.origin.rawValue): \(ground.title[language])")
                    } + found.history.map { ($0.action.rawValue, $0.inWords) }
                for (name, value) in lines where !value.isEmpty {
                    print(name + String(repeating: " ", count: max(1, 13 - name.count)) + value)
                }
            }
        }
    }

    struct Release: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let a held link go: it opens at the next click, unless something else forbids it.",
            discussion: "Also undoes a refusal.")

        @OptionGroup var link: Link

        @Option(name: .long, help: "Why, in one line; the sender is told.")
        var reason = ""

        func run() async throws { try await decide(.release, on: link, reason: reason) }
    }

    struct Refuse: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Refuse a held link: it is blocked from the next click on.", discussion: "Also undoes a release.")

        @OptionGroup var link: Link

        @Option(name: .long, help: "Why, in one line: readers and the sender are shown it.")
        var reason: String

        func run() async throws { try await decide(.refuse, on: link, reason: reason) }
    }

    private static func decide(_ action: HeldDecision.Action, on link: Link, reason: String) async throws {
        try await Complaint.wrapping {
            let request = HoldRequest(linkID: try link.number(), action: action, reason: reason)
            if let why = HoldForm.refusal(of: request) { throw Complaint("hutong: --reason \(why)") }
            let database = try await SQLiteDatabase(folder: link.options.load().data, makesMissing: false)
            let made = try await HeldLinkStore(database).decide([request], tenant: nil, apiKey: nil, now: now())
            let word = action == .release ? "Released" : "Refused"
            switch made.outcomes.first {
            case .decided(let held, _):
                let effect = try await RevisionStore(database).waitUntilInForce(made.revision ?? 0)
                print("\(word) \(held.context.address). \(effect)")
            case .unchanged(let held, _): print("\(word) \(held.context.address) already.")
            case .refused(let refusal): throw Complaint("hutong: \(refusal)")
            case .unknown, nil: throw link.unknown
            }
        }
    }
}

extension HeldDecisionRecord {
    fileprivate var inWords: String {
        let who = action == .expire ? "" : ", by \(origin.rawValue)" + (person.map { " (\($0))" } ?? "")
        return "\(utcMinute(at)) UTC" + who + (reason.isEmpty ? "" : ": \(reason)")
    }
}
