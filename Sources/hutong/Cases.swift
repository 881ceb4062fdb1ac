import ArgumentParser
import Gateway
import LinkPolicy
import Moderation
import Persistence

struct CasesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cases", abstract: "See what complaints gather in, and work on it.",
        discussion: "docs/moderation.md tells the way from a complaint to a decision.",
        subcommands: [List.self, Show.self, Assign.self, Note.self, Dismiss.self, Reopen.self, SecondOpinion.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the cases that wait: trusted flaggers' first, then by expected harm.")

        @OptionGroup var options: ConfigurationOptions

        @Option(name: .long, help: "Of one tenant only.")
        var tenant: TenantArgument?

        @Option(name: .long, help: "harm, due, or decided for those that are.")
        var order = "harm"

        @Option(name: .long, help: "Only those in this state: open, assigned, waiting.")
        var state: String?

        @Option(name: .long, help: "Only those of this moderator.")
        var assignee: String?

        @Option(name: .long, help: "Only those of this category.")
        var category: String?

        @Option(name: .long, help: "Only those on this host.")
        var host: String?

        @Option(name: .long, help: "Only those on this platform.")
        var platform: String?

        @Flag(name: .long, help: "Only those past their time, by the time they were due.")
        var overdue = false

        @OptionGroup var list: ListOptions

        func validate() throws {
            guard CaseFilter.Order(rawValue: order) != nil else {
                throw ValidationError("--order must be harm, due or decided")
            }
            guard state.map({ CaseState(rawValue: $0) != nil }) ?? true else {
                throw ValidationError("--state must be open, assigned, waiting or decided")
            }
        }

        func run() async throws {
            try await Complaint.wrapping {
                let configuration = try options.load()
                let rules = try options.complaintRules(configuration)
                let now = now()
                var filter = CaseFilter()
                filter.order = CaseFilter.Order(rawValue: order) ?? .harm
                filter.state = state.flatMap(CaseState.init)
                filter.assignee = assignee
                filter.category = category
                filter.host = host
                filter.platform = platform
                if overdue {
                    filter.order = .due
                    filter.dueBefore = now
                }
                let database = try await SQLiteDatabase(folder: configuration.data, makesMissing: false)
                let cases = try await CaseStore(database).cases(tenant: tenant?.tenant, filter, limit: list.limit)
                if list.json {
                    return printLines(cases) {
                        $0.write(to: &$1, rules: rules, now: now, language: configuration.language)
                    }
                }
                guard !cases.isEmpty else {
                    print("There are no such cases.")
                    return
                }
                printTable(
                    [
                        "CASE", "TENANT", "STATE", "DUE (UTC)", "CATEGORY", "COMPLAINTS", "OPENINGS/H", "ASSIGNEE",
                        "SUBJECT",
                    ],
                    cases.map { each in
                        [
                            each.id, each.tenant.rawValue,
                            (each.outcome?.rawValue ?? each.state.rawValue) + (each.isTrusted ? ", trusted" : ""),
                            utcMinute(each.dueAt) + (each.isOverdue(at: now) ? " overdue" : ""), each.category,
                            "\(each.complaints)",
                            each.state == .decided
                                ? "" : "\((each.harm.openingsPerHour(now: now) * 10).rounded() / 10)",
                            each.assignee ?? "", "\(each.kind.rawValue) \(each.key)".plainLine,
                        ]
                    })
            }
        }
    }

    /// The case that an argument names, and who acts on it.
    struct Subject: ParsableArguments {
        @OptionGroup var options: ConfigurationOptions

        @Argument(help: "Its id, as “cases list” shows it.")
        var id: String

        @Option(name: .long, help: "The moderator who acts, for the audit log.")
        var by: String?

        @Flag(name: .long, help: "Print the case as one JSON object.")
        var json = false

        func validate() throws {
            for person in [by].compactMap({ $0 }) {
                if let why = CaseForm.refusal(ofIdentifier: person) { throw ValidationError("--by \(why)") }
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show a case with its notes, what was done to it, and others around it.")

        @OptionGroup var subject: Subject

        func run() async throws {
            try await Complaint.wrapping { try await CasesCommand.show(subject) }
        }
    }

    struct Assign: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Give a case to a moderator, or back.")

        @OptionGroup var subject: Subject

        @Option(name: .long, help: "Who gets it; nobody when not given.")
        var to: String?

        func validate() throws {
            if let to, let why = CaseForm.refusal(ofIdentifier: to) { throw ValidationError("--to \(why)") }
        }

        func run() async throws {
            try await change(subject) { store, actor in
                try await store.assign(subject.id, to: to, tenant: nil, by: actor, now: now())
            }
        }
    }

    struct Note: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Add a note, or a piece of evidence.")

        @OptionGroup var subject: Subject

        @Argument(help: "What to note.")
        var text: String

        @Flag(name: .long, help: "It is evidence.")
        var evidence = false

        func run() async throws {
            try await change(subject) { store, actor in
                try await store.note(
                    subject.id, evidence ? .evidence : .note, try words(text, "the note", CaseForm.noteLimit),
                    tenant: nil, by: actor, now: now())
            }
        }
    }

    struct Dismiss: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Decide that a case's complaints are unfounded; the complainants are told why.")

        @OptionGroup var subject: Subject

        @Option(name: .long, help: "Why; complainants are told.")
        var reason: String

        func run() async throws {
            let rules = try subject.options.complaintRules(subject.options.load())
            try await change(subject) { store, actor in
                try await store.dismiss(
                    subject.id, tenant: nil, reason: try words(reason, "--reason", CaseForm.reasonLimit), by: actor,
                    rules: rules, now: now())
            }
        }
    }

    struct Reopen: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Undo the dismissal of a case: its complaints wait again.",
            discussion: "Who was warned or paused for them, and would not be without them, is so no longer.")

        @OptionGroup var subject: Subject

        @Option(name: .long, help: "Why; a note for moderators.")
        var reason: String

        func run() async throws {
            let rules = try subject.options.complaintRules(subject.options.load())
            try await change(subject) { store, actor in
                try await store.reopen(
                    subject.id, tenant: nil, reason: try words(reason, "--reason", CaseForm.reasonLimit), by: actor,
                    rules: rules, now: now())
            }
        }
    }

    struct SecondOpinion: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "second-opinion", abstract: "Ask another moderator what they think, or say it.")

        @OptionGroup var subject: Subject

        @Option(name: .long, help: "Who is asked.")
        var ask: String?

        @Option(name: .long, help: "The opinion: founded or unfounded.")
        var opinion: String?

        @Argument(help: "The question, or the grounds of the opinion.")
        var text: String

        func validate() throws {
            guard (ask == nil) != (opinion == nil) else { throw ValidationError("Give one of --ask and --opinion.") }
            guard opinion.map({ CaseOutcome(rawValue: $0) != nil }) ?? true else {
                throw ValidationError("--opinion must be founded or unfounded")
            }
            if let ask, let why = CaseForm.refusal(ofIdentifier: ask) { throw ValidationError("--ask \(why)") }
        }

        func run() async throws {
            try await change(subject) { store, actor in
                let text = try words(text, "the text", CaseForm.noteLimit)
                if let ask {
                    return try await store.ask(ask, about: subject.id, text, tenant: nil, by: actor, now: now())
                }
                return try await store.giveOpinion(
                    opinion.flatMap(CaseOutcome.init) ?? .unfounded, on: subject.id, text, tenant: nil, by: actor,
                    now: now())
            }
        }
    }

    // MARK: Parts

    private static func words(_ text: String, _ what: String, _ limit: Int) throws -> String {
        let text = text.plainWords
        if let why = CaseForm.refusal(of: text, limit: limit) { throw Complaint("hutong: \(what) \(why)") }
        return text
    }

    private static func change(
        _ subject: Subject,
        _ act: (CaseStore, CaseActor) async throws -> Result<CaseRecord, CaseRefusal>
    ) async throws {
        try await Complaint.wrapping {
            let database = try await SQLiteDatabase(folder: subject.options.load().data, makesMissing: false)
            let actor = CaseActor(apiKey: nil, person: subject.by)
            if case .failure(let refusal) = try await act(CaseStore(database), actor) {
                throw refusal == .unknown ? unknown(subject.id) : Complaint("hutong: \(refusal)")
            }
            try await show(subject, database)
        }
    }

    private static func unknown(_ id: String) -> Complaint {
        Complaint("hutong: there is no case “\(id)”; “hutong cases list” shows those that wait")
    }

    private static func show(_ subject: Subject, _ opened: SQLiteDatabase? = nil) async throws {
        let configuration = try subject.options.load()
        let rules = try subject.options.complaintRules(configuration)
        let language = configuration.language
        let database: SQLiteDatabase
        if let opened {
            database = opened
        } else {
            database = try await SQLiteDatabase(folder: configuration.data, makesMissing: false)
        }
        guard let found = try await CaseStore(database).find(subject.id, tenant: nil) else {
            throw unknown(subject.id)
        }
        let now = now()
        if subject.json {
            return printLines([found]) {
                $0.record.write(
                    to: &$1, notes: $0.notes, log: $0.log, around: $0.around, rules: rules, now: now,
                    language: language)
            }
        }
        let record = found.record
        printFields(
            [
                ("case", record.id), ("tenant", record.tenant.rawValue),
                ("state", record.state.rawValue + (record.isTrusted ? ", by a trusted flagger" : "")),
                ("outcome", record.outcome?.rawValue ?? ""), ("reason", record.reason ?? ""),
                ("ruling", record.ruling ?? ""), ("on", "\(record.kind.rawValue) \(record.key)"),
                ("platform", record.platform ?? ""), ("sender", record.sender ?? ""), ("group", record.group ?? ""),
                ("category", "\(record.category) (\(rules.title(of: record.category, language)))"),
                ("severity", "\(record.harm.severity) of 100"), ("complaints", "\(record.complaints)"),
                (
                    "openings",
                    "\(record.openings) since it began, \(Int(record.harm.openingsPerHour(now: now).rounded())) an hour"
                ),
                ("opened", utcMinute(record.openedAt) + " UTC"),
                ("due", utcMinute(record.dueAt) + " UTC" + (record.isOverdue(at: now) ? ", overdue" : "")),
                ("assignee", record.assignee ?? ""), ("asked", record.asked ?? ""),
                ("decided", record.decidedAt.map { "\(utcMinute($0)) UTC, by \(record.decidedBy ?? "")" } ?? ""),
            ]
                + found.around.areas.map { area in
                    (
                        "around",
                        "\(area.kind.rawValue) \(area.key): \(area.count.inProgress) in progress, "
                            + "\(area.count.founded) founded, \(area.count.unfounded) unfounded"
                    )
                }
                + found.notes.map { note in
                    let outcome = note.outcome.map { ", \($0.rawValue)" } ?? ""
                    let asked = note.kind == .question ? note.asked.map { " to \($0)" } ?? "" : ""
                    return (
                        note.kind.rawValue, "\(utcMinute(note.at)) UTC, \(note.actor)\(asked)\(outcome): \(note.text)"
                    )
                } + found.log.map { ("log", "\(utcMinute($0.at)) UTC, \($0.actor): \($0.action)") })
    }
}
