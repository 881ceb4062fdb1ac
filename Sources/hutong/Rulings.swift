public import ArgumentParser
import Foundation
import Gateway
public import LinkPolicy
public import Moderation
import Persistence

struct Rulings: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Rule on a link, site, platform, sender or group, and see what was ruled.",
        discussion: "docs/moderation.md describes rulings, the ladder and statements of reasons.",
        subcommands: [Propose.self, Make.self, List.self, Show.self, Lift.self, Statements.self])

    /// What a ruling is on, and for which class of violation.
    struct Matter: ParsableArguments {
        @OptionGroup var options: ConfigurationOptions

        @Argument(help: "What it is on: link, path, domain, platform, sender or group.")
        var kind: ModeratedSubject.Kind

        @Argument(help: "Its address, host, slug or identifier.")
        var name: String

        @Option(name: .long, help: "The class of violation, as config/complaints.yaml names it.")
        var category: String

        @Flag(name: .long, help: "It evades an earlier restriction.")
        var evades = false

        @Option(name: .long, help: "The tenant.")
        var tenant = TenantArgument.main

        func subject() throws -> ModeratedSubject {
            guard let subject = ModeratedSubject(kind, name) else {
                throw Complaint("hutong: “\(name)” names no \(kind.rawValue)")
            }
            return subject
        }

        func desk(_ database: any SQLDatabase) throws -> RulingDesk {
            RulingDesk(store: RulingStore(database), rules: .init(try options.files(options.load())))
        }

        func database(makesMissing: Bool = true) async throws -> SQLiteDatabase {
            try await SQLiteDatabase(folder: options.load().data, makesMissing: makesMissing)
        }
    }

    struct Propose: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say what the ladder asks for, and whether it would be in proportion.")

        @OptionGroup var matter: Matter

        @Flag(name: .long, help: "Print it as one JSON object.")
        var json = false

        func run() async throws {
            try await Complaint.wrapping {
                let language = try matter.options.load().language
                let time = now()
                let desk = try await matter.desk(matter.database())
                let proposal = try await desk.proposal(
                    on: matter.subject(), category: matter.category, evades: matter.evades,
                    tenant: matter.tenant.tenant, now: time)
                let reach = try await desk.reach(of: matter.subject(), tenant: matter.tenant.tenant, now: time)
                if json {
                    return printLines([proposal]) { $0.write(to: &$1, reach: reach, language: language, at: time) }
                }
                let end = proposal.term.end(from: time).map { "until \(utcMinute($0)) UTC" } ?? "without end"
                var when = proposal.step == .notice ? "" : ", \(end)"
                if case .untilMended = proposal.term, proposal.step > .notice { when += " or until it is mended" }
                print("\(proposal.step.rawValue)\(when)")
                print("earlier rulings: \(proposal.repeats.map(\.id).joined(separator: " "))")
                print("reach: \(reach.words)")
                for concern in proposal.concerns { print("out of proportion: \(concern.words[language])") }
            }
        }
    }

    struct Make: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a ruling; it is in force, with its statement of reasons, when the command returns.")

        @OptionGroup var matter: Matter

        @Option(name: .long, help: "What was found and where; everybody can read it, so name no person.")
        var facts: String

        @Option(name: .long, help: "notice, demotion, suspension or block; as the ladder says when not given.")
        var step: Sanction.Step?

        @Option(name: .long, help: "When it ends: 2026-12-31, 12h, 7d; as the ladder says when not given.")
        var until: String?

        @Option(name: .long, help: "Why it goes beyond the ladder; kept with the ruling and shown.")
        var justification = ""

        @Option(name: .long, help: "How it came to light: complaints, trusted_flagger, other_notice, own_initiative.")
        var source = Ruling.Source.ownInitiative

        @Option(name: .customLong("case"), help: "The case that it decides, as “cases list” shows it.")
        var caseID: String?

        @Option(name: .long, help: "Who decides; the user of the system when not given.")
        var by: String?

        func run() async throws {
            try await Complaint.wrapping {
                var request = RulingRequest(
                    subject: try matter.subject(), category: matter.category, facts: facts)
                request.rest.step = step
                let time = now()
                request.rest.seconds = try until.map { try parseEnd($0) - time }
                request.rest.evades = matter.evades
                request.rest.justification = justification
                request.rest.source = source
                request.rest.caseID = caseID
                let database = try await matter.database()
                let made = try await matter.desk(database).make(
                    request, tenant: matter.tenant.tenant, actor: CaseActor(apiKey: nil, person: by ?? NSUserName()),
                    now: time)
                let effect = try await RevisionStore(database).waitUntilInForce(made.revision)
                let end = made.ruling.endsAt.map { " until \(utcMinute($0)) UTC" } ?? ""
                print("\(made.ruling.id): \(made.ruling.step.rawValue) on \(made.ruling.subject)\(end). \(effect)")
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List rulings, the latest first.")

        @OptionGroup var options: ConfigurationOptions

        @Option(name: .long, help: "The tenant.")
        var tenant = TenantArgument.main

        @Flag(name: .long, help: "Those that are over too.")
        var all = false

        @OptionGroup var list: ListOptions

        func run() async throws {
            try await Complaint.wrapping {
                let configuration = try options.load()
                let database = try await SQLiteDatabase(folder: configuration.data, makesMissing: false)
                let time = now()
                let found = try await RulingStore(database).list(
                    of: tenant.tenant, isInForce: all ? nil : true, at: time, limit: list.limit
                ).rulings
                if list.json {
                    return printLines(found) { $0.write(to: &$1, language: configuration.language, at: time) }
                }
                guard !found.isEmpty else {
                    print(all ? "There are no rulings." : "No ruling is in force.")
                    return
                }
                printTable(
                    ["ID", "STEP", "KIND", "ON", "FROM (UTC)", "UNTIL (UTC)", "CATEGORY", "STATE"],
                    found.map { ruling in
                        [
                            ruling.id, ruling.step.rawValue, ruling.subject.kind.rawValue, ruling.subject.key,
                            utcMinute(ruling.startsAt), ruling.endsAt.map(utcMinute) ?? "", ruling.category,
                            ruling.end?.reason.rawValue ?? (ruling.isInForce(at: time) ? "in force" : "expired"),
                        ]
                    })
            }
        }
    }

    /// A ruling that an argument names.
    struct Named: ParsableArguments {
        @OptionGroup var options: ConfigurationOptions

        @Argument(help: "Its id, as “rulings list” shows it.")
        var id: String

        func find(_ database: any SQLDatabase) async throws -> Ruling {
            guard let ruling = try await RulingStore(database).find(id) else {
                throw Complaint("hutong: there is no ruling “\(id)”; “hutong rulings list --all” shows them all")
            }
            return ruling
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show a ruling as one JSON object.")

        @OptionGroup var named: Named

        func run() async throws {
            try await Complaint.wrapping {
                let configuration = try named.options.load()
                let database = try await SQLiteDatabase(folder: configuration.data, makesMissing: false)
                printLines([try await named.find(database)]) {
                    $0.write(to: &$1, language: configuration.language, at: now())
                }
            }
        }
    }

    struct Lift: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "End a ruling before its time.")

        @OptionGroup var named: Named

        @Option(name: .long, help: "Why; its page tells.")
        var reason: String

        @Flag(name: .long, help: "What it was about is mended: its links no longer count as uncorrected.")
        var mended = false

        @Option(name: .long, help: "Who decides; the user of the system when not given.")
        var by: String?

        func run() async throws {
            try await Complaint.wrapping {
                if let refusal = RulingRequest.refusal(
                    of: reason, atMost: RulingRequest.justificationLimit, isNeeded: true)
                {
                    throw Complaint("hutong: --reason \(refusal)")
                }
                let database = try await SQLiteDatabase(folder: named.options.load().data, makesMissing: false)
                let ruling = try await named.find(database)
                let end = Ruling.End(
                    at: now(), reason: mended ? .mended : .lifted, words: reason,
                    actor: CaseActor(apiKey: nil, person: by ?? NSUserName()).description)
                guard let revision = try await RulingStore(database).end(ruling.id, of: ruling.tenant, end) else {
                    throw Complaint("hutong: \(ruling.id) is over already")
                }
                print("Lifted \(ruling.id). \(try await RevisionStore(database).waitUntilInForce(revision))")
            }
        }
    }

    struct Statements: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print statements of reasons in the fields of the DSA Transparency Database, one a line.")

        @OptionGroup var options: ConfigurationOptions

        @Option(name: .long, help: "The tenant.")
        var tenant = TenantArgument.main

        func run() async throws {
            try await Complaint.wrapping {
                let configuration = try options.load()
                let database = try await SQLiteDatabase(folder: configuration.data, makesMissing: false)
                let store = RulingStore(database)
                let desk = RulingDesk(store: store, rules: .init(try options.files(configuration)))
                var before: Int64?
                repeat {
                    let page = try await store.list(of: tenant.tenant, at: now(), before: before, limit: 1_000)
                    printLines(page.rulings.compactMap { desk.statement(of: $0, language: configuration.language) }) {
                        $0.write(to: &$1)
                    }
                    before = page.next
                } while before != nil
            }
        }
    }
}

extension SanctionReach {
    /// In one line.
    fileprivate var words: String {
        guard let cases else { return "not counted for senders and groups" }
        var parts: [String] = []
        let perDay = openingsPerDay.map { "\(($0 * 10).rounded() / 10) openings a day" }
        switch basis {
        case .platform: parts.append("\(perDay ?? "") in the last \(Self.days) days")
        case .cases: parts.append("\(perDay ?? "") of links with cases, at the pace of the last hours")
        case nil: parts.append("openings are not counted")
        }
        parts.append("\(cases) \(cases == 1 ? "case" : "cases") in progress")
        if let senders { parts.append("at least \(senders) \(senders == 1 ? "sender" : "senders")") }
        if let groups { parts.append("at least \(groups) \(groups == 1 ? "group" : "groups")") }
        return parts.joined(separator: "; ")
    }
}

extension ModeratedSubject.Kind: ExpressibleByArgument {}
extension Sanction.Step: ExpressibleByArgument {}
extension Ruling.Source: ExpressibleByArgument {}
