import ArgumentParser
import Foundation
import Gateway
import LinkPolicy
import LinkTokens
import Persistence

struct Keys: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Manage API keys and the keys that seal links.",
        subcommands: [Create.self, List.self, Revoke.self, Rotate.self, Reader.self])

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make an API key and print it, once.",
            discussion: "The key is kept as a hash only: write it down now.")

        @OptionGroup var options: ConfigurationOptions

        @Option(name: .long, help: "What the key is for, in your words.")
        var name: String

        @Option(name: .long, help: "What it may do: check, moderate, read, admin; separated by commas.")
        var scopes: String

        @Option(name: .long, help: "The chat platform or community it belongs to.")
        var tenant = TenantArgument.main

        @Flag(name: .long, help: "Print the key alone, on one line.")
        var quiet = false

        func run() async throws {
            try await Complaint.wrapping {
                let scopes = try parsedScopes()
                guard !name.isEmpty, name.utf8.count <= 128 else {
                    throw Complaint("hutong: --name must be 1 to 128 bytes long")
                }
                let configuration = try options.load()
                let database = try await SQLiteDatabase(folder: configuration.data)
                let key = APIKeyText()
                let record = APIKeyRecord(
                    id: key.id, tenant: tenant.tenant, name: name, scopes: scopes, secretHash: key.hash,
                    createdAt: now())
                let revision = try await APIKeyStore(database).insert(record)
                let effect = try await RevisionStore(database).waitUntilInForce(revision)
                if quiet {
                    print(key.text)
                } else {
                    print(
                        """
                        \(key.text)

                        This is the only time the key is shown. It belongs to the tenant “\(tenant)” and may \
                        \(scopes.map(\.rawValue).sorted().joined(separator: ", ")). \(effect)
                        """)
                }
            }
        }

        private func parsedScopes() throws -> Set<Scope> {
            let words = scopes.split(separator: ",").map { String($0.filter { $0 != " " }) }
            let known = Scope.allCases.map(\.rawValue).joined(separator: ", ")
            guard !words.isEmpty else { throw Complaint("hutong: --scopes names none of \(known)") }
            return try Set(
                words.map { word in
                    guard let scope = Scope(rawValue: word) else {
                        throw Complaint("hutong: “\(word)” is not a scope (known: \(known))")
                    }
                    return scope
                })
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the API keys; their secrets are not kept.")

        @OptionGroup var options: ConfigurationOptions

        func run() async throws {
            try await Complaint.wrapping {
                let database = try await SQLiteDatabase(folder: options.load().data, makesMissing: false)
                let keys = try await APIKeyStore(database).all()
                guard !keys.isEmpty else {
                    print("There are no keys yet: hutong keys create --name NAME --scopes check,read")
                    return
                }
                printTable(
                    ["ID", "TENANT", "SCOPES", "CREATED (UTC)", "STATE", "NAME"],
                    keys.map { key in
                        [
                            key.id, key.tenant.rawValue, key.scopes.map(\.rawValue).sorted().joined(separator: ","),
                            utcMinute(key.createdAt), key.revokedAt.map { "revoked " + utcMinute($0) } ?? "good",
                            key.name,
                        ]
                    })
            }
        }
    }

    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Revoke an API key at once.")

        @OptionGroup var options: ConfigurationOptions

        @Argument(help: "The key, or its id as “keys list” shows it.")
        var id: String

        func run() async throws {
            try await Complaint.wrapping {
                let database = try await SQLiteDatabase(folder: options.load().data, makesMissing: false)
                // A whole key may be given; its secret is not to be repeated on a screen.
                let id = APIKeyText.id(in: id) ?? id
                guard let revision = try await APIKeyStore(database).revoke(id: id, now: now()) else {
                    throw Complaint("hutong: there is no good key “\(id)”; “hutong keys list” shows them all")
                }
                print("Revoked \(id). \(try await RevisionStore(database).waitUntilInForce(revision))")
            }
        }
    }

    struct Rotate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Seal new links with a new key.",
            discussion: """
                Links made so far go on working: for link_lifetime days from now, or longer where a gateway on this data \
                made links that live longer.
                """)

        @OptionGroup var options: ConfigurationOptions

        func run() async throws {
            try await Complaint.wrapping {
                let configuration = try options.load()
                let database = try await SQLiteDatabase(folder: configuration.data)
                let secrets = SecretStore(database, master: try MasterKey(folder: configuration.data))
                _ = try await secrets.keyRing(now: now())
                let (revision, retiresAt) = try await secrets.rotateLinkKey(
                    now: now(), lifetime: Int64(configuration.linkLifetime) * 86_400)
                let effect = try await RevisionStore(database).waitUntilInForce(revision)
                print(
                    "New links are sealed with a new key; older ones open until \(utcMinute(retiresAt)) UTC. \(effect)")
            }
        }
    }

    struct Reader: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make the secret with which a tenant signs “reader”, and print it, once.",
            discussion: "An earlier secret of the tenant stops working. docs/integration.md shows how to sign.")

        @OptionGroup var options: ConfigurationOptions

        @Option(name: .long, help: "The tenant.")
        var tenant = TenantArgument.main

        func run() async throws {
            try await Complaint.wrapping {
                let configuration = try options.load()
                let database = try await SQLiteDatabase(folder: configuration.data)
                let secrets = SecretStore(database, master: try MasterKey(folder: configuration.data))
                let made = try await secrets.makeReaderSecret(tenant: tenant.tenant, now: now())
                _ = try await RevisionStore(database).waitUntilInForce(made.revision)
                print(Base64URL.encode(made.secret))
            }
        }
    }
}

/// Prints rows under a header, columns as wide as their widest cell.
func printTable(_ header: [String], _ rows: [[String]]) {
    let lines = [header] + rows
    let widths = header.indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
    for line in lines {
        var text = ""
        for (cell, width) in zip(line, widths) { text += cell + String(repeating: " ", count: width - cell.count + 2) }
        while text.hasSuffix(" ") { text.removeLast() }
        print(text)
    }
}
