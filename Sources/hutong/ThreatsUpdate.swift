import ArgumentParser
import Foundation
import Gateway
import Persistence
import ThreatIntel

extension Threats {
    struct Update: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Fetch the lists that the configuration's “feeds” describes, now.",
            discussion: """
                A running gateway fetches them by itself. A list that cannot be fetched, or does not look right, leaves the \
                former one as it is; the command then ends with status 1.
                """)

        /// Seconds that a gateway which fetches at this moment is waited for.
        private static let patience = 60.0

        @OptionGroup var options: ConfigurationOptions

        @Argument(help: "Names of lists; all when none is given.")
        var lists: [String] = []

        @Flag(name: .long, help: "Take a list whatever it has lost, and fetch it though it may not have changed.")
        var force = false

        func run() async throws {
            try await Complaint.wrapping {
                let configuration = try options.load()
                let feeds = try chosen(configuration)
                let database = try await SQLiteDatabase(folder: configuration.data)
                let outcomes = try await update(feeds, configuration, database)
                for (feed, outcome) in outcomes {
                    switch outcome {
                    case .changed(let tally):
                        print(
                            """
                            \(feed.id): new; \(tally.names) names, \(tally.networks) addresses and networks, \
                            \(tally.addresses) URLs; refused \(tally.refused)
                            """)
                    case .unchanged: print("\(feed.id): unchanged")
                    case .failed(let reason): print("\(feed.id): not taken: \(reason)")
                    }
                }
                try Threats.printTotals(ThreatStore(data: configuration.data))
                try database.close()
                let failures = outcomes.count { if case .failed = $0.outcome { true } else { false } }
                if failures > 0 {
                    throw Complaint("hutong: \(failures) of \(outcomes.count) lists could not be updated")
                }
            }
        }

        private func chosen(_ configuration: GatewayConfiguration) throws -> [FeedDefinition] {
            guard let path = configuration.feeds else {
                throw Complaint("hutong: the configuration has no “feeds”: no list is fetched")
            }
            let all = try FeedDefinition.load(path)
            if let unknown = lists.first(where: { name in !all.contains { $0.id == name } }) {
                throw Complaint("hutong: \(path) describes no list “\(unknown)”")
            }
            return lists.isEmpty ? all : all.filter { lists.contains($0.id) }
        }

        private func update(
            _ feeds: [FeedDefinition], _ configuration: GatewayConfiguration, _ database: SQLiteDatabase
        ) async throws -> [(feed: FeedDefinition, outcome: FeedUpdater.Outcome)] {
            let suffixes = try options.publicSuffixes(configuration)
            let deadline = Date().addingTimeInterval(Self.patience)
            while true {
                let outcomes = try await FeedUpdater.updateNow(
                    feeds, configuration: configuration, database: database, holder: "command-\(UUID().uuidString)",
                    publicSuffixes: suffixes, forced: force)
                if let outcomes { return outcomes }
                guard Date() < deadline else {
                    throw Complaint("hutong: a gateway, or another command, is fetching lists; try again")
                }
                try await Task.sleep(for: .milliseconds(200))
            }
        }
    }
}
