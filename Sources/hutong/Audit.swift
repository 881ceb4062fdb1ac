import ArgumentParser
import Gateway
import LinkPolicy
import Persistence

struct Audit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Export the log of who did what to complaints and cases, one JSON object a line, in order.")

    /// Entries read at a time.
    private static let portion = 1_000

    @OptionGroup var options: ConfigurationOptions

    @Option(name: .long, help: "Of one tenant only.")
    var tenant: TenantArgument?

    @Option(name: .long, help: "Only what was done to this case or person.")
    var subject: String?

    @Option(name: .long, help: "Only entries with a higher number.")
    var after: Int64 = 0

    func run() async throws {
        try await Complaint.wrapping {
            let database = try await SQLiteDatabase(folder: options.load().data, makesMissing: false)
            let store = AuditStore(database)
            var last = after
            while true {
                let entries = try await store.entries(
                    tenant: tenant?.tenant, subject: subject, after: last, limit: Self.portion)
                printLines(entries) { $0.writeWhole(to: &$1) }
                guard entries.count == Self.portion, let end = entries.last?.number else { return }
                last = end
            }
        }
    }
}
