import ArgumentParser
import Foundation
import Gateway
import LinkPolicy
import Moderation
import Persistence

struct Appeals: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "See what is said against rulings, and decide on it.",
        subcommands: [List.self, Show.self, Decide.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List open appeals as they are due, or decided ones from the latest on.")

        @OptionGroup var options: ConfigurationOptions

        @Option(name: .long, help: "The tenant.")
        var tenant = TenantArgument.main

        @Flag(name: .long, help: "Those that are decided.")
        var decided = false

        @OptionGroup var list: ListOptions

        func run() async throws {
            try await Complaint.wrapping {
                let database = try await SQLiteDatabase(folder: options.load().data, makesMissing: false)
                let found = try await AppealStore(database).list(of: tenant.tenant, isOpen: !decided, limit: list.limit)
                if list.json { return printLines(found) { $0.write(to: &$1) } }
                guard !found.isEmpty else {
                    print(decided ? "No appeal is decided." : "No appeal is open.")
                    return
                }
                let time = now()
                printTable(
                    ["ID", "RULING", "ASKS", "PARTY", "DUE (UTC)", "STATE"],
                    found.map { appeal in
                        let isLate = appeal.state == .open && appeal.dueAt < time
                        return [
                            appeal.id, appeal.rulingID, appeal.kind.rawValue, appeal.party.rawValue,
                            utcMinute(appeal.dueAt) + (isLate ? " overdue" : ""), appeal.state.rawValue,
                        ]
                    })
            }
        }
    }

    /// An appeal that an argument names.
    struct Named: ParsableArguments {
        @OptionGroup var options: ConfigurationOptions

        @Argument(help: "Its id, as “appeals list” shows it.")
        var id: String

        var unknown: Complaint {
            Complaint("hutong: there is no appeal “\(id)”; “hutong appeals list” shows the open ones")
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show an appeal as one JSON object.")

        @OptionGroup var named: Named

        func run() async throws {
            try await Complaint.wrapping {
                let database = try await SQLiteDatabase(folder: named.options.load().data, makesMissing: false)
                guard let appeal = try await AppealStore(database).find(named.id) else { throw named.unknown }
                printLines([appeal]) { $0.write(to: &$1) }
            }
        }
    }

    struct Decide: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Decide on an appeal; somebody else than who made the ruling.")

        @OptionGroup var named: Named

        @Flag(inversion: .prefixedNo, help: "The appeal is founded: the ruling ends at once.")
        var founded: Bool

        @Option(name: .long, help: "The answer, in words; its page tells.")
        var answer: String

        @Option(name: .long, help: "Who decides; the user of the system when not given.")
        var by: String?

        func run() async throws {
            try await Complaint.wrapping {
                if let refusal = RulingRequest.refusal(of: answer, atMost: RulingRequest.factsLimit, isNeeded: true) {
                    throw Complaint("hutong: --answer \(refusal)")
                }
                let configuration = try named.options.load()
                let database = try await SQLiteDatabase(folder: configuration.data, makesMissing: false)
                let store = AppealStore(database)
                guard let appeal = try await store.find(named.id) else { throw named.unknown }
                let decision = Appeal.Decision(
                    at: now(), actor: CaseActor(apiKey: nil, person: by ?? NSUserName()).description,
                    answer: answer)
                let made: (appeal: Appeal, revision: Int64?)
                do {
                    made = try await store.decide(
                        appeal.id, of: appeal.tenant, isFounded: founded, decision)
                } catch let refusal as Appeal.DecisionRefusal {
                    throw Complaint("hutong: \(refusal.inWords(appeal.id))")
                }
                var effect = ""
                if let revision = made.revision {
                    effect = " " + (try await RevisionStore(database).waitUntilInForce(revision))
                }
                print("\(appeal.id): \(made.appeal.state.rawValue).\(effect)")
                guard made.appeal.state == .reversed, let ruling = try await RulingStore(database).find(appeal.rulingID)
                else { return }
                let desk = RulingDesk(
                    store: RulingStore(database), rules: .init(try named.options.files(configuration)))
                for each in try await desk.reproposals(after: ruling, by: decision.actor, now: decision.at) {
                    print(each.sentence)
                }
            }
        }
    }
}

extension Reproposal {
    /// What a moderator has to look at again.
    fileprivate var sentence: String {
        let end = proposal.term.end(from: ruling.startsAt).map { "until \(utcMinute($0)) UTC" } ?? "without end"
        let says = proposal.step == .notice ? "notice" : "\(proposal.step.rawValue), \(end)"
        let concerns = proposal.concerns.map { "; \($0.words.en)" }.joined()
        return "\(ruling.id) (\(ruling.step.rawValue)) counted it: the ladder now says \(says)\(concerns). "
            + "It stays as it is until somebody lifts it or rules anew."
    }
}

extension Appeal.DecisionRefusal {
    fileprivate func inWords(_ id: String) -> String {
        switch self {
        case .unknown: "there is no appeal “\(id)”"
        case .decided: "\(id) is decided already"
        case .sameModerator: "whoever made the ruling may not decide on the appeal against it; --by says who does"
        }
    }
}
