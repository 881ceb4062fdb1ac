import ArgumentParser
import Foundation
import Gateway
import LinkPolicy
import Persistence
import PersonTokens
import URLStandard

struct Signers: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Manage the keys with which tenants sign their people's tokens.",
        discussion: "With such a token a person gets to their own pages. docs/choices.md shows how to sign one.",
        subcommands: [Add.self, List.self, Remove.self])

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Accept tokens that are signed with a key, or with the keys of a JWK Set.")

        @OptionGroup var options: ConfigurationOptions

        @Option(name: .long, help: "The tenant that signs.")
        var tenant = TenantArgument.main

        @Option(name: .long, help: "What its tokens say in “iss”.")
        var issuer: String

        @Option(name: .long, help: "What its tokens say in “alg”: ES256, RS256 or EdDSA.")
        var algorithm: String

        @Option(name: .long, help: "What its tokens say in “kid”; with --public-key.")
        var kid: String?

        @Option(name: .long, help: "File with the public key in PEM.")
        var publicKey: String?

        @Option(name: .long, help: "Address of a JWK Set, fetched when a token needs it.")
        var jwks: String?

        func run() async throws {
            try await Complaint.wrapping {
                guard let algorithm = TokenAlgorithm(rawValue: algorithm) else {
                    let known = TokenAlgorithm.allCases.map(\.rawValue).joined(separator: ", ")
                    throw Complaint("hutong: “\(self.algorithm)” is not an algorithm for tokens (known: \(known))")
                }
                guard (1...1_024).contains(issuer.utf8.count) else {
                    throw Complaint("hutong: --issuer must be 1 to 1024 bytes long")
                }
                let configuration = try options.load()
                let signer = SignerRecord(
                    id: SignerRecord.newID(), tenant: tenant.tenant, issuer: issuer, algorithm: algorithm.rawValue,
                    source: try await source(algorithm, configuration), createdAt: now())
                let database = try await SQLiteDatabase(folder: configuration.data)
                guard let revision = try await SignerStore(database).insert(signer) else {
                    throw Complaint("hutong: the tenant has such a signer already; “hutong signers list” shows it")
                }
                let effect = try await RevisionStore(database).waitUntilInForce(revision)
                print("Added \(signer.id): tokens of “\(issuer)” let people of “\(tenant)” in. \(effect)")
            }
        }

        private func source(
            _ algorithm: TokenAlgorithm, _ configuration: GatewayConfiguration
        ) async throws -> SignerRecord.Source {
            switch (publicKey, kid, jwks) {
            case (let file?, let kid?, nil):
                guard let data = FileManager.default.contents(atPath: file) else {
                    throw Complaint("hutong: \(file) cannot be read")
                }
                guard (1...256).contains(kid.utf8.count) else {
                    throw Complaint("hutong: --kid must be 1 to 256 bytes long")
                }
                let pem = String(decoding: data, as: UTF8.self)
                guard !pem.contains("PRIVATE KEY") else {
                    throw Complaint(
                        "hutong: \(file) holds a private key; give the public one, and keep that to yourself")
                }
                guard SigningKey(pem: pem, kid: kid, algorithm: algorithm) != nil else {
                    throw Complaint(
                        "hutong: \(file) is not a public key for \(algorithm.rawValue) in PEM (“BEGIN PUBLIC KEY”)")
                }
                return .key(kid: kid, pem: pem)
            case (nil, nil, let address?):
                let url: WebURL
                do throws(WebhookForm.Refusal) {
                    url = try WebhookForm.url(address)
                } catch {
                    throw Complaint("hutong: --jwks \(error.reason)")
                }
                if let reason = await WebhookForm.refusal(of: url, configuration) {
                    throw Complaint("hutong: keys cannot be fetched from there: \(reason)")
                }
                return .set(address: url.href)
            default: throw Complaint("hutong: give either --public-key with --kid, or --jwks alone")
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the signers.")

        @OptionGroup var options: ConfigurationOptions

        func run() async throws {
            try await Complaint.wrapping {
                let database = try await SQLiteDatabase(folder: options.load().data, makesMissing: false)
                let signers = try await SignerStore(database).all()
                guard !signers.isEmpty else {
                    print("There are no signers yet: hutong signers add --help")
                    return
                }
                printTable(
                    ["ID", "TENANT", "ISSUER", "ALGORITHM", "KEY", "ADDED (UTC)"],
                    signers.map { signer in
                        let key =
                            switch signer.source {
                            case .key(let kid, _): kid
                            case .set(let address): address
                            }
                        return [
                            signer.id, signer.tenant.rawValue, signer.issuer, signer.algorithm, key,
                            utcMinute(signer.createdAt),
                        ]
                    })
            }
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Accept a signer's tokens no longer.",
            discussion: "Sessions that were begun with them last at most an hour more.")

        @OptionGroup var options: ConfigurationOptions

        @Argument(help: "The signer's id, as “signers list” shows it.")
        var id: String

        func run() async throws {
            try await Complaint.wrapping {
                let database = try await SQLiteDatabase(folder: options.load().data, makesMissing: false)
                guard let revision = try await SignerStore(database).remove(id: id, now: now()) else {
                    throw Complaint("hutong: there is no signer “\(id)”; “hutong signers list” shows them all")
                }
                print("Removed \(id). \(try await RevisionStore(database).waitUntilInForce(revision))")
            }
        }
    }
}
