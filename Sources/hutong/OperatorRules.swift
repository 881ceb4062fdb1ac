import ArgumentParser
import Foundation
import Gate
import Gateway
import LinkPolicy
import Moderation
import Persistence

/// What “block” and “allow” take.
struct OperatorRuleOptions: ParsableArguments {
    @OptionGroup var options: ConfigurationOptions

    @Argument(help: "A host (its subdomains too), or an address (that path and everything below it).")
    var subject: String

    @Option(name: .long, help: "Why: the ground that readers see.")
    var reason: String

    @Option(name: .long, help: "When it ends by itself: 2026-12-31, 2026-12-31T18:00Z, or 12h, 7d.")
    var until: String?

    @Option(name: .long, help: "For one tenant only; for all when not given.")
    var tenant: TenantArgument?

    func set(_ action: OperatorRule.Action) async throws {
        try await Complaint.wrapping {
            guard let subject = AddressSubject(self.subject) else {
                throw Complaint("hutong: “\(self.subject)” is neither a host nor an http(s) address")
            }
            guard reason.contains(where: { !$0.isWhitespace }), reason.utf8.count <= 500 else {
                throw Complaint("hutong: --reason must say why, in at most 500 bytes")
            }
            let end = try until.map(parseEnd)
            let database = try await SQLiteDatabase(folder: options.load().data)
            let revision = try await OperatorRuleStore(database).set(
                tenant: tenant?.tenant, action: action, subject: subject.description, reason: reason, until: end,
                now: now())
            let effect = try await RevisionStore(database).waitUntilInForce(revision)
            let word = action == .block ? "Blocked" : "Allowed"
            print("\(word) \(subject)\(end.map { " until \(utcMinute($0)) UTC" } ?? ""). \(effect)")
        }
    }
}

struct Block: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Stop links to a host or address from opening.")

    @OptionGroup var rule: OperatorRuleOptions

    func run() async throws { try await rule.set(.block) }
}

struct Allow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Free a host or address from the rules of every policy.",
        discussion: "Of two rules on the same subject the later holds; of nested ones the more specific.")

    @OptionGroup var rule: OperatorRuleOptions

    func run() async throws { try await rule.set(.allow) }
}

struct Lift: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "End a block or an allowance.")

    @OptionGroup var options: ConfigurationOptions

    @Argument(help: "The host or address, as “rules” shows it.")
    var subject: String

    @Option(name: .long, help: "The tenant of a rule that was made for one.")
    var tenant: TenantArgument?

    func run() async throws {
        try await Complaint.wrapping {
            guard let subject = AddressSubject(self.subject) else {
                throw Complaint("hutong: “\(self.subject)” is neither a host nor an http(s) address")
            }
            let database = try await SQLiteDatabase(folder: options.load().data, makesMissing: false)
            let store = OperatorRuleStore(database)
            guard let revision = try await store.lift(tenant: tenant?.tenant, subject: subject.description, now: now())
            else { throw Complaint("hutong: there is no rule on \(subject); “hutong rules” shows them all") }
            print("Lifted \(subject). \(try await RevisionStore(database).waitUntilInForce(revision))")
        }
    }
}

struct Rules: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List what is blocked and allowed by hand.")

    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        try await Complaint.wrapping {
            let database = try await SQLiteDatabase(folder: options.load().data, makesMissing: false)
            let rules = try await OperatorRuleStore(database).inForce()
            guard !rules.isEmpty else {
                print("Nothing is blocked or allowed by hand.")
                return
            }
            printTable(
                ["ACTION", "SUBJECT", "TENANT", "UNTIL (UTC)", "REASON"],
                rules.map { entry in
                    let rule = entry.rule
                    let end = rule.until.map { ($0 <= now() ? "ended " : "") + utcMinute($0) } ?? "without end"
                    return [rule.action.rawValue, rule.subject, entry.tenant?.rawValue ?? "all", end, rule.reason]
                })
        }
    }
}

/// The end of a rule: a date, a date and time with zone, or a span from now such as `12h` and `7d`.
private func parseEnd(_ text: String) throws -> Int64 {
    guard let end = parseTime(text, spans: 1) else {
        throw Complaint("hutong: --until “\(text)” is not 2026-12-31, 2026-12-31T18:00Z, 12h or 7d")
    }
    guard end > now() else { throw Complaint("hutong: --until “\(text)” is in the past") }
    return end
}

/// The beginning of a time that ends now: like ``parseEnd(_:)``, but spans go back.
func parseBeginning(_ text: String, flag: String = "--failed-since") throws -> Int64 {
    guard let beginning = parseTime(text, spans: -1) else {
        throw Complaint("hutong: \(flag) “\(text)” is not 2026-12-31, 2026-12-31T18:00Z, 12h or 7d")
    }
    return beginning
}

/// - Parameter direction: 1 for spans that lead into the future, -1 for the past.
private func parseTime(_ text: String, spans direction: Int64) -> Int64? {
    let units: [Character: Int64] = ["h": 3_600, "d": 86_400]
    if let unit = text.last.flatMap({ units[$0] }), let count = Int64(text.dropLast()), (1...100_000).contains(count) {
        return now() + direction * count * unit
    }
    let formatter = ISO8601DateFormatter()
    // A date with a time is a date, too, to a formatter of dates, which ignores what follows.
    for options: ISO8601DateFormatter.Options in [.withInternetDateTime, .withFullDate] {
        formatter.formatOptions = options
        let padded = text.count == 17 && text.hasSuffix("Z") ? text.dropLast() + ":00Z" : text[...]
        if let date = formatter.date(from: String(padded)) { return Int64(date.timeIntervalSince1970) }
    }
    return nil
}
