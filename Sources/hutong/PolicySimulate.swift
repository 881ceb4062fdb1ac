import ArgumentParser
import Attribution
import Gateway
import JSONText
import LinkPolicy
import Persistence

extension PolicyCommand {
    struct Simulate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Try a policy on what really happened, and show what would change.",
            discussion: """
                Replays the facts that gateways recorded (“record_facts”) under the tenant's policy and under another. \
                They hold no texts: patterns that the present rules did not look for cannot be replayed, nor can the \
                choices of groups and people.
                """)

        @OptionGroup var options: ConfigurationOptions

        @Option(name: .long, help: "The other policy: a name, or a file.")
        var policy: String

        @Option(name: .long, help: "What it is compared with. (default: the tenant's policy)")
        var against: String?

        @Option(name: .long, help: "From when on: 7d, 12h, 2026-12-31.")
        var since = "7d"

        @Option(name: .long, help: "Whose facts.")
        var tenant = TenantArgument.main

        @Flag(name: .long, help: "Print JSON.")
        var json = false

        func run() async throws {
            try await Complaint.wrapping {
                let configuration = try options.load()
                let since = try parseBeginning(since, flag: "--since")
                let sources = try await PolicySources(options, configuration, tenant: tenant.tenant)
                let present = try sources.policy(policy)
                let former = try sources.policy(against ?? configuration.policyName(of: tenant.tenant))
                let database = try await SQLiteDatabase(folder: configuration.data, makesMissing: false)
                var replay = Replay(former: former, present: present)
                var last: Int64? = 0
                while let after = last {
                    let page = try await FactStore(database).page(tenant: tenant.tenant, since: since, after: after)
                    for row in page.rows { replay.add(row.record) }
                    last = page.last
                }
                if json {
                    var writer = JSONWriter()
                    replay.write(to: &writer)
                    print(writer.text)
                } else {
                    replay.print()
                }
            }
        }
    }

    struct Shadow: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show what the policy in the shadow (“shadow_policy”) would have decided otherwise.")

        @OptionGroup var options: ConfigurationOptions

        @Option(name: .long, help: "From when on: 7d, 12h, 2026-12-31; whole days of UTC.")
        var since = "7d"

        @Option(name: .long, help: "Whose verdicts.")
        var tenant = TenantArgument.main

        @Flag(name: .long, help: "Print JSON.")
        var json = false

        func run() async throws {
            try await Complaint.wrapping {
                let since = try parseBeginning(since, flag: "--since")
                let database = try await SQLiteDatabase(folder: options.load().data, makesMissing: false)
                let rows = try await ShadowStore(database).differences(tenant: tenant.tenant, since: Day(of: since))
                if json {
                    var writer = JSONWriter()
                    writer.array { json in for row in rows { row.write(to: &json) } }
                    print(writer.text)
                } else if rows.isEmpty {
                    print("No verdict would have been another, or no policy was in the shadow.")
                } else {
                    printTable(
                        ["POLICY", "AT", "SCENE", "PLATFORM", "CHANGE", "TIMES", "FOR EXAMPLE"],
                        rows.map { row in
                            [
                                row.policy, row.event.rawValue, row.scene.rawValue,
                                row.platform?.rawValue ?? "other sites",
                                "\(row.former.rawValue) → \(row.present.rawValue)", "\(row.tally.count)",
                                row.tally.example,
                            ]
                        })
                }
            }
        }
    }
}

/// Recorded facts under two policies.
private struct Replay {
    let former: Policy
    let present: Policy
    var comparison = PolicyComparison()
    /// Records on which the former policy gives another disposition than was recorded.
    var unlikeRecorded = 0

    init(former: Policy, present: Policy) {
        self.former = former
        self.present = present
    }

    mutating func add(_ record: FactRecord) {
        var facts = record.facts
        // The share that a stage has reached is right, though the people in it are others.
        facts.person = record.person.map { String($0, radix: 16) }
        let before = former.verdict(facts)
        if before.disposition != record.disposition { unlikeRecorded += 1 }
        comparison.add(facts, before, present.verdict(facts), person: record.person)
    }

    /// Patterns that only the new policy asks for: nobody looked for them.
    var newPatterns: [String] { present.patterns.subtracting(former.patterns).sorted() }

    func print() {
        guard comparison.total > 0 else {
            Swift.print("No facts are recorded in this time; “record_facts” says how many are kept.")
            return
        }
        comparison.print()
        let people = comparison.people.isEmpty ? "" : ", for \(counted(comparison.people.count, "person", "people"))"
        Swift.print("\(comparison.changed) of \(counted(comparison.total, "recorded verdict")) change\(people).")
        if unlikeRecorded > 0 {
            Swift.print(
                "\(unlikeRecorded) were recorded with another disposition than \(former.name) gives them now: choices "
                    + "and decisions on held links are not recorded, or the policy was another then.")
        }
        if !newPatterns.isEmpty {
            Swift.print("Not replayable, since texts are not kept: pattern \(newPatterns.joined(separator: ", ")).")
        }
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("former", former.name)
            json.member("present", present.name)
            comparison.write(to: &json)
            json.member("unlike_recorded", unlikeRecorded)
            json.member("not_replayable", newPatterns)
        }
    }
}

extension ShadowStore.Row {
    fileprivate func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("policy", policy)
            json.member("event", event.rawValue)
            json.member("scene", scene.rawValue)
            json.member("platform", platform?.rawValue)
            json.member("former", former.rawValue)
            json.member("present", present.rawValue)
            json.member("count", tally.count)
            json.member("example", tally.example)
        }
    }
}
