import ArgumentParser
import Foundation
import Gateway
import LinkPolicy
import Persistence
import ThreatIntel

struct Threats: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Import threat lists, and look at what they say.",
        discussion: "A running gateway takes up a change within a second. docs/threats.md describes the formats.",
        subcommands: [Import.self, Update.self, Status.self, Why.self, Lookalike.self, Forget.self])

    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Read lists, each in the place of the former list of its name, and build the set anew.",
            discussion: """
                The format is found out where it is not given, the class from the file's name. A list that is empty, or \
                less than half of the former one, is refused without --force; then nothing changes.
                """)

        @OptionGroup var options: ConfigurationOptions

        @Argument(help: "Files; each becomes a list named after it.")
        var files: [String]

        @Option(name: .long, help: "Name of the list, for a single file.")
        var feed: String?

        @Option(name: .long, help: ArgumentHelp("Format: \(names(FeedFormat.self))."), transform: choice)
        var format: FeedFormat?

        @Option(
            name: .customLong("class"),
            help: ArgumentHelp("Class of entries that say none: \(names(ThreatClass.self))."), transform: choice)
        var threatClass: ThreatClass?

        @Option(
            name: .long, help: "Confidence in entries that say none, 0 to 100; the default policy blocks from 80 on.")
        var confidence = 80

        @Option(
            name: .long, help: "What names cover: format (as the format means it), exact or subdomains.",
            transform: choice)
        var covers = FeedReader.Coverage.format

        @Option(name: .long, help: "Refused lines that are shown of each list.")
        var refused = 10

        @Flag(name: .long, help: "Take a list that has shrunk to less than half, or to nothing.")
        var force = false

        func validate() throws {
            if feed != nil, files.count > 1 { throw ValidationError("--feed names the list of a single file") }
            if let feed, !FeedRecord.isID(feed) {
                throw ValidationError("--feed takes 1 to 64 lower-case letters, digits, “.”, “-” and “_”")
            }
            guard (0...100).contains(confidence) else { throw ValidationError("--confidence must be 0 to 100") }
            guard refused >= 0 else { throw ValidationError("--refused must not be negative") }
        }

        func run() async throws {
            try await Complaint.wrapping {
                let configuration = try options.load()
                let store = ThreatStore(data: configuration.data)
                let incoming = try files.map { try list($0) }
                if let twice = Set(incoming.map(\.record.id)).first(where: { id in
                    incoming.count { $0.record.id == id } > 1
                }) {
                    throw Complaint("hutong: two files would become the list “\(twice)”; import them with --feed")
                }
                var shown: [String: [FeedRefusal]] = [:]
                let tallies = try store.update(
                    incoming, forced: force, publicSuffixes: options.publicSuffixes(configuration), now: now()
                ) { record, refusal in
                    if shown[record.id, default: []].count < refused { shown[record.id, default: []].append(refusal) }
                }
                for item in incoming {
                    guard let tally = tallies.first(where: { $0.id == item.record.id }) else { continue }
                    report(tally, item.record, shown[tally.id] ?? [])
                }
                try Threats.printTotals(store)
            }
        }

        private func list(_ file: String) throws -> ThreatStore.Incoming {
            let id = feed ?? Self.id(of: file)
            guard let mapped = try? MappedFile(path: file) else { throw Complaint("hutong: \(file) cannot be read") }
            guard let format = format ?? FeedFormat.detect(mapped.bytes) else {
                throw Complaint("hutong: \(file) looks like no list that is known; name its --format")
            }
            let guess = threatClass ?? ThreatClass(feedWord: (file as NSString).lastPathComponent) ?? .unwanted
            guard
                let record = FeedRecord(
                    id: id, format: format, coverage: covers, threatClass: guess, confidence: confidence, source: file,
                    readAt: now())
            else { throw Complaint("hutong: \(file) gives no name for a list; choose one with --feed") }
            return ThreatStore.Incoming(record: record, file: file)
        }

        /// The file's name without its last extension, other characters made "-".
        private static func id(of file: String) -> String {
            let name = ((file as NSString).lastPathComponent as NSString).deletingPathExtension.lowercased()
            return String(name.map { FeedRecord.isID(String($0)) || $0 == "." ? $0 : "-" }.prefix(64))
        }

        private func report(_ tally: FeedTally, _ record: FeedRecord, _ shown: [FeedRefusal]) {
            print(
                """
                \(tally.id) (\(record.format.rawValue), \(record.threatClass.rawValue), confidence \(record.confidence)): \
                read \(tally.entries + tally.refused), kept \(tally.names) names, \(tally.networks) addresses and networks, \
                \(tally.addresses) URLs; refused \(tally.refused)
                """)
            for refusal in shown {
                print("  \(record.source):\(refusal.line): “\(refusal.text)” \(refusal.reason.rawValue)")
            }
            if tally.refused > shown.count { print("  … and \(tally.refused - shown.count) more") }
        }
    }

    struct Status: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show the lists and the set built from them.")

        @OptionGroup var options: ConfigurationOptions

        @Flag(name: .long, help: "Read the whole set and compare its checksums.")
        var verify = false

        func run() async throws {
            try await Complaint.wrapping {
                let configuration = try options.load()
                let store = ThreatStore(data: configuration.data)
                let fetched = try configuration.feeds.map { try FeedDefinition.load($0) } ?? []
                let records = try store.feeds()
                let known = Set(records.map(\.id))
                let rows =
                    records.map { record in row(record, fetched.first { $0.id == record.id }) }
                    + fetched.filter { !known.contains($0.id) }.map { feed in
                        [
                            feed.id, feed.format?.rawValue ?? "auto", feed.threatClass.rawValue, "\(feed.confidence)",
                            "-", "-", "never", "-", "now", "-",
                        ]
                    }
                if !rows.isEmpty {
                    printTable(
                        [
                            "LIST", "FORMAT", "CLASS", "CONFIDENCE", "ENTRIES", "REFUSED", "READ (UTC)", "AGE",
                            "NEXT TRY (UTC)", "LAST ERROR",
                        ], rows.sorted { $0[0] < $1[0] })
                }
                try Threats.printTotals(store, verifying: verify)
                if try store.isBehind() {
                    print(
                        "The set is not yet that of the lists: a command was cut off. “hutong threats update” mends it."
                    )
                }
            }
        }

        private func row(_ record: FeedRecord, _ feed: FeedDefinition?) -> [String] {
            [
                record.id, record.format.rawValue, record.threatClass.rawValue, "\(record.confidence)",
                "\(record.entries)", "\(record.refused)", record.hasList ? utcMinute(record.readAt) : "never",
                record.hasList ? age(now() - record.confirmedAt) : "-",
                feed.map { utcMinute(max($0.nextTry(after: record), now())) } ?? "-",
                record.lastError.map { "\(utcMinute(record.triedAt)) \($0)" } ?? "-",
            ]
        }

        /// “3 m”, “5 h”, “12 d”: how long ago its source last gave the list, or said that it is still the one.
        private func age(_ seconds: Int64) -> String {
            let minutes = max(seconds, 0) / 60
            if minutes < 120 { return "\(minutes) m" }
            return minutes < 48 * 60 ? "\(minutes / 60) h" : "\(minutes / (24 * 60)) d"
        }
    }

    struct Forget: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Delete lists and build the set without them.")

        @OptionGroup var options: ConfigurationOptions

        @Argument(help: "Names of lists, as “threats status” shows them.")
        var lists: [String]

        func run() async throws {
            try await Complaint.wrapping {
                let configuration = try options.load()
                let store = ThreatStore(data: configuration.data)
                let known = Set(try store.feeds().map(\.id))
                if let unknown = lists.first(where: { !known.contains($0) }) {
                    throw Complaint("hutong: there is no list “\(unknown)”")
                }
                try store.update(
                    [], forgetting: Set(lists), publicSuffixes: options.publicSuffixes(configuration), now: now())
                try Threats.printTotals(store)
            }
        }
    }

    static func printTotals(_ store: ThreatStore, verifying: Bool = false) throws {
        guard let set = try store.open()?.set else { return print("There is no set of threats yet.") }
        if verifying {
            do { try set.verify() } catch { throw Complaint("hutong: \(store.path) \(error)") }
        }
        let counts = set.counts
        print(
            """
            The set of \(utcMinute(set.builtAt)) UTC holds \(counts.names) names, \(counts.networks) addresses and networks, \
            \(counts.addresses) URLs\(verifying ? "; every checksum is right" : "").
            """)
    }
}

private func names<Value: RawRepresentable & CaseIterable>(_ type: Value.Type) -> String
where Value.RawValue == String {
    type.allCases.map(\.rawValue).joined(separator: ", ")
}

private func choice<Value: RawRepresentable & CaseIterable>(_ word: String) throws -> Value
where Value.RawValue == String {
    guard let value = Value(rawValue: word) else {
        throw ValidationError("“\(word)” is not one of \(names(Value.self))")
    }
    return value
}
