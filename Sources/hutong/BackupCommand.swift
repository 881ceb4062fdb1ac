import ArgumentParser
import Foundation
import Gateway
import JSONText
import LinkPolicy
import Persistence

struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Copy the database, while a gateway runs on it or not.",
        discussion: """
            FILE holds everything that was acknowledged before the command was called, as it was at one moment; it is an \
            SQLite file. It is checked before it gets its name, and grows as FILE.partial until then.

            The secrets in it, among them the keys that seal links, open only with master.key of the data folder, which \
            never changes. Keep a copy of that file too, apart from the backups: whoever has both can open and forge \
            links. The key of today's hashes of readers is left out, as it is thrown away each day.
            """)

    @OptionGroup var options: ConfigurationOptions

    @Argument(help: "The file to be made.")
    var file: String

    @Flag(name: .long, help: "Copy the master key as well, to FILE.key.")
    var withMasterKey = false

    @Flag(name: .long, help: "Replace FILE when it is there already.")
    var force = false

    @Flag(name: .long, help: "Print one JSON object.")
    var json = false

    func run() async throws {
        try await Complaint.wrapping {
            let folder = try options.load().data
            let start = now()
            let clock = ContinuousClock()
            var made: Backup?
            let time = try clock.measure {
                made = try Backup.make(
                    of: folder, to: file, withMasterKey: withMasterKey, replacesFiles: force, now: start)
            }
            guard let made else { return }
            if json {
                print(Self.json(made, at: start, time: time))
            } else {
                print("Backed up \(folder) to \(made.path).")
                printFacts([
                    ("state of", utcMinute(start) + " UTC"), ("size", "\(made.bytes) bytes"),
                    ("took", String(format: "%.2f s", time.inSeconds)), ("schema", "\(made.schema)"),
                    ("rows", rowsText(made.tables)),
                ])
                print(advice(made, folder: folder))
            }
            // Said on standard error too, for the one who reads only that.
            if made.key == .missing || made.key == .wrong {
                standardError("hutong: \(folder)/master.key " + (made.key == .missing ? "is not there" : Self.wrongKey))
            }
        }
    }

    private static let wrongKey = "does not open the secrets in the database"

    private func advice(_ made: Backup, folder: String) -> String {
        switch (made.key, made.keyPath) {
        case (.opens, let keyPath?):
            "\(keyPath) is the master key; a restore needs both files. Whoever has both can open and forge links: keep "
                + "them apart."
        case (.opens, nil), (.unneeded, nil):
            "The secrets in it open only with \(folder)/master.key, which is not in it: keep a copy of that file too, "
                + "apart from the backup."
        case (.unneeded, let keyPath?): "\(keyPath) is the master key; no secret needs it yet."
        case (.wrong, _):
            "Its secrets do not open with \(folder)/master.key: find the right key, or its links are lost."
        case (.missing, _): "Its secrets open with no key here: find master.key, or its links are lost."
        }
    }

    private static func json(_ made: Backup, at start: Int64, time: Duration) -> String {
        var json = JSONWriter()
        json.object { json in
            json.member("file", made.path)
            json.member("key_file", made.keyPath)
            json.member("master_key", made.key.rawValue)
            json.member("state_of", isoTime(start))
            json.member("bytes", Int(made.bytes))
            json.member("milliseconds", Int(time.inSeconds * 1_000))
            json.member("schema", made.schema)
            write(made.tables, to: &json)
        }
        return json.text
    }
}

struct RestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Put a backup in the place of the database.",
        discussion: """
            No gateway may run on the data folder. FILE is checked first, and only a copy of it is used; a folder that \
            holds a database is refused without --force, which keeps the former one beside the new one.

            Everything after the backup is lost: short links, complaints, figures. Keys that were revoked and blocks that \
            were made after it must be revoked and made again. Links in messages go on working, but for those sealed \
            after a “keys rotate” that the backup does not know. It needs the master key of that time, in the data folder \
            or in FILE.key.
            """)

    @OptionGroup var options: ConfigurationOptions

    @Argument(help: "A file that “hutong backup” made.")
    var file: String

    @Flag(name: .long, help: "Replace the database that is there, keeping it under another name.")
    var force = false

    @Flag(name: .long, help: "Print one JSON object.")
    var json = false

    func run() async throws {
        try await Complaint.wrapping {
            let folder = try options.load().data
            let made = try await Restore.make(from: file, in: folder, keepsFormer: force, now: now())
            if json {
                print(Self.json(made, folder: folder))
                return
            }
            print("Restored \(file) to \(folder).")
            let schema = made.formerSchema == made.schema ? "" : ", brought up from \(made.formerSchema)"
            printFacts([
                ("state of", made.backedUpAt.map { utcMinute($0) + " UTC" } ?? "an unknown time"),
                ("size", "\(made.bytes) bytes"), ("schema", "\(made.schema)" + schema),
                ("rows", rowsText(made.tables)), ("former files", made.former.joined(separator: ", ")),
            ])
            let key =
                switch made.key {
                case .folder: "\(folder)/master.key opens its secrets."
                case .backup: "The master key is now that of \(file).key, which opens its secrets."
                case .unneeded: "No secret is in it yet."
                }
            print("\(key) What came after the backup is lost: revoke keys and make blocks of that time again.")
        }
    }

    private static func json(_ made: Restore, folder: String) -> String {
        var json = JSONWriter()
        json.object { json in
            json.member("data", folder)
            json.member("master_key", made.key.rawValue)
            json.member("state_of", made.backedUpAt.map(isoTime))
            json.member("bytes", Int(made.bytes))
            json.member("schema", made.schema)
            json.member("former_schema", made.formerSchema)
            json.member("former_files", made.former)
            write(made.tables, to: &json)
        }
        return json.text
    }
}

private func write(_ tables: [TableCount], to json: inout JSONWriter) {
    json.object("rows") { json in
        for table in tables {
            json.key(table.name)
            json.integer(table.rows)
        }
    }
}

/// The tables that hold anything.
private func rowsText(_ tables: [TableCount]) -> String {
    tables.filter { $0.rows > 0 && $0.name != "schema_version" }.map { "\($0.name) \($0.rows)" }
        .joined(separator: ", ")
}

private func printFacts(_ facts: [(name: String, value: String)]) {
    for (name, value) in facts where !value.isEmpty {
        print("  " + name + String(repeating: " ", count: 14 - name.count) + value)
    }
}

extension Duration {
    fileprivate var inSeconds: Double { self / .seconds(1) }
}
