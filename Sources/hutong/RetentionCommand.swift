import ArgumentParser
import Gateway
import JSONText
import LinkPolicy
import Persistence

struct RetentionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retention", abstract: "Show how long each kind of record is kept, and how many there are.",
        discussion: """
            A running gateway forgets what is past its time: a minute after its start and then every hour. Use the \
            gateway's configuration to see what it does.
            """)

    @OptionGroup var options: ConfigurationOptions

    @Flag(name: .long, help: "Print one JSON object.")
    var json = false

    func run() async throws {
        try await Complaint.wrapping {
            let configuration = try options.load()
            let database = try await SQLiteDatabase(folder: configuration.data, makesMissing: false)
            let records = RetentionStore(database)
            let present = now()
            var rows: [Row] = []
            for item in RetentionPlan(configuration.retention).items {
                let cutoff = item.cutoff(now: present)
                let (held, past) = try await records.count(item.kind, before: cutoff)
                rows.append(Row(item: item, cutoff: cutoff, held: held, past: past))
            }
            if json { print(Self.json(rows)) } else { Self.table(rows) }
        }
    }

    private struct Row {
        let item: RetentionPlan.Item
        let cutoff: Int64?
        let held: Int
        let past: Int
    }

    private static func table(_ rows: [Row]) {
        printTable(
            ["KIND", "SETTING", "KEPT", "FORGOTTEN WHEN PAST BEFORE (UTC)", "HELD", "PAST"],
            rows.map { row in
                let kept =
                    row.item.setting == nil
                    ? "to their end" : row.item.days.map { $0 == 1 ? "1 day" : "\($0) days" } ?? "for ever"
                return [
                    row.item.kind.name, row.item.setting ?? "-", kept, row.cutoff.map(utcMinute) ?? "-", "\(row.held)",
                    "\(row.past)",
                ]
            })
    }

    private static func json(_ rows: [Row]) -> String {
        var json = JSONWriter()
        json.object { json in
            json.array("kinds") { json in
                for row in rows {
                    json.object { json in
                        json.member("kind", row.item.kind.name)
                        json.member("setting", row.item.setting)
                        json.member("days", row.item.days)
                        json.member("cutoff", row.cutoff.map(isoTime))
                        json.member("held", row.held)
                        json.member("past", row.past)
                    }
                }
            }
        }
        return json.text
    }
}
