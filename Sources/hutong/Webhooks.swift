import ArgumentParser
import Foundation
import Gateway
import JSONText
import LinkPolicy
import Moderation
import Persistence
import Platforms
import URLStandard
import Webhooks

struct WebhooksCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "webhooks", abstract: "Manage where a tenant's events are sent, and see what arrived.",
        discussion: "docs/webhooks.md describes the events and how a receiver verifies them.",
        subcommands: [
            Create.self, List.self, Show.self, Enable.self, Disable.self, Remove.self, Rotate.self, Test.self,
            Deliveries.self, Replay.self,
        ])

    /// The flags and the stores that every subcommand uses.
    struct Stores: ParsableArguments {
        @OptionGroup var options: ConfigurationOptions

        /// - Parameter makesMissing: Whether the database is made where there is none.
        func open(makesMissing: Bool = false) async throws -> Opened {
            let configuration = try options.load()
            let database = try await SQLiteDatabase(folder: configuration.data, makesMissing: makesMissing)
            let master = try MasterKey(folder: configuration.data)
            return Opened(
                configuration: configuration, webhooks: WebhookStore(database, master: master),
                deliveries: DeliveryStore(database, master: master), revisions: RevisionStore(database))
        }
    }

    struct Opened {
        let configuration: GatewayConfiguration
        let webhooks: WebhookStore
        let deliveries: DeliveryStore
        let revisions: RevisionStore

        func webhook(_ id: String) async throws -> WebhookRecord {
            guard let webhook = try await webhooks.find(id) else { throw Self.unknown(id) }
            return webhook
        }

        static func unknown(_ id: String) -> Complaint {
            Complaint("hutong: there is no webhook “\(id)”; “hutong webhooks list” shows them all")
        }
    }

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a webhook and print its secret, once.",
            discussion: "The secret is kept sealed: write it down now. “rotate” makes another.")

        @OptionGroup var stores: Stores

        @Option(name: .long, help: "Where events are posted: an https address.")
        var url: String

        @Option(
            name: .long,
            help: ArgumentHelp(
                "What it is told, separated by commas: "
                    + WebhookEventType.subscribable.map(\.rawValue).joined(separator: ", ") + "."))
        var events: String

        @Option(
            name: .long, help: "Only what concerns this platform of the catalogue: a webhook for the platform itself.")
        var platform: String?

        @Option(name: .long, help: "Only what concerns this domain and those below it: a webhook for the site itself.")
        var domain: String?

        @Option(name: .long, help: "What it is for, in your words.")
        var description: String?

        @Option(name: .long, help: "The chat platform or community it belongs to.")
        var tenant = TenantArgument.main

        @Flag(name: .long, help: "Print the webhook with its secret as one JSON object.")
        var json = false

        func run() async throws {
            try await Complaint.wrapping {
                let url = try checked("--url") { () throws(WebhookForm.Refusal) in try WebhookForm.url(self.url) }
                let words = events.split(separator: ",").map { String($0.filter { $0 != " " }) }
                let events = try checked("--events") { () throws(WebhookForm.Refusal) in
                    try WebhookForm.events(words)
                }
                let text = description ?? ""
                let description = try checked("--description") { () throws(WebhookForm.Refusal) in
                    try WebhookForm.description(text)
                }
                let about = try about()
                let opened = try await stores.open(makesMissing: true)
                if let reason = await WebhookForm.refusal(of: url, opened.configuration) {
                    throw Complaint("hutong: events cannot be sent to \(url.href): \(reason)")
                }
                let made = try await opened.webhooks.create(
                    tenant: tenant.tenant, url: url.href, events: events, about: about, description: description,
                    now: now())
                let effect = try await opened.revisions.waitUntilInForce(made.revision)
                if json {
                    var writer = JSONWriter()
                    made.webhook.write(to: &writer) { $0.member("secret", made.secret.text) }
                    print(writer.text)
                } else {
                    print(
                        """
                        \(made.webhook.id)
                        \(made.secret.text)

                        This is the only time the secret is shown. \(effect) Try it: hutong webhooks test \
                        \(made.webhook.id)
                        """)
                }
            }
        }

        private func about() throws -> ModeratedSubject? {
            guard platform == nil || domain == nil else {
                throw Complaint("hutong: give --platform or --domain, not both")
            }
            guard let name = platform ?? domain else { return nil }
            let catalog = try stores.options.files(stores.options.load()).catalog
            return try checked(platform == nil ? "--domain" : "--platform") { () throws(WebhookForm.Refusal) in
                try WebhookForm.about(platform == nil ? .domain : .platform, name, catalog: catalog)
            }
        }

        private func checked<Value>(
            _ flag: String, _ body: () throws(WebhookForm.Refusal) -> Value
        ) throws -> Value {
            do { return try body() } catch { throw Complaint("hutong: \(flag) \(error.reason)") }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the webhooks; their secrets are not shown.")

        @OptionGroup var stores: Stores

        @Option(name: .long, help: "Of one tenant only.")
        var tenant: TenantArgument?

        @Flag(name: .long, help: "Print one JSON object a line.")
        var json = false

        func run() async throws {
            try await Complaint.wrapping {
                let webhooks = try await stores.open().webhooks.all(tenant: tenant?.tenant)
                if json { return printLines(webhooks) { $0.write(to: &$1) } }
                guard !webhooks.isEmpty else {
                    print("There are no webhooks: hutong webhooks create --url https://… --events link.verdict_changed")
                    return
                }
                printTable(
                    ["ID", "TENANT", "STATE", "ABOUT", "EVENTS", "URL"],
                    webhooks.map { webhook in
                        [
                            webhook.id, webhook.tenant.rawValue, webhook.stateInWords,
                            webhook.about.map { "\($0.kind.rawValue) \($0.key)" } ?? "",
                            webhook.events.map(\.rawValue).sorted().joined(separator: ","), webhook.url,
                        ]
                    })
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show one webhook.")

        @OptionGroup var stores: Stores

        @Argument(help: "Its id, as “webhooks list” shows it.")
        var id: String

        @Flag(name: .long, help: "Print it as one JSON object.")
        var json = false

        func run() async throws {
            try await Complaint.wrapping {
                let webhook = try await stores.open().webhook(id)
                if json { return printLines([webhook]) { $0.write(to: &$1) } }
                let lines = [
                    ("webhook", webhook.id), ("tenant", webhook.tenant.rawValue), ("url", webhook.url),
                    ("events", webhook.events.map(\.rawValue).sorted().joined(separator: ", ")),
                    ("about", webhook.about.map { "\($0.kind.rawValue) \($0.key)" } ?? ""),
                    ("description", webhook.description ?? ""), ("state", webhook.stateInWords),
                    ("created", utcMinute(webhook.createdAt) + " UTC"),
                    ("failing since", webhook.failingSince.map { utcMinute($0) + " UTC" } ?? ""),
                    (
                        "old secret",
                        webhook.previousSecretUntil.flatMap { $0 > now() ? "signs until \(utcMinute($0)) UTC" : nil }
                            ?? ""
                    ),
                ]
                for (name, value) in lines where !value.isEmpty {
                    print(name + String(repeating: " ", count: 15 - name.count) + value)
                }
            }
        }
    }
}

extension WebhookRecord {
    fileprivate var stateInWords: String {
        guard let disabledAt else { return failingSince == nil ? "enabled" : "failing" }
        let why =
            switch disabledReason {
            case .gone: " (410 Gone)"
            case .failing: " (failing)"
            case .operated, nil: ""
            }
        return "disabled \(utcMinute(disabledAt))\(why)"
    }
}

/// Prints each value as one line of JSON.
func printLines<Value>(_ values: [Value], _ write: (Value, inout JSONWriter) -> Void) {
    for value in values {
        var json = JSONWriter()
        write(value, &json)
        print(json.text)
    }
}
