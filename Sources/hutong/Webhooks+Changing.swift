import ArgumentParser
import LinkPolicy
import Persistence
import Webhooks

extension WebhooksCommand {
    struct Enable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Send to a webhook again; what waited for it goes out at once.")

        @OptionGroup var stores: Stores

        @Argument(help: "Its id, as “webhooks list” shows it.")
        var id: String

        func run() async throws { try await stores.set(id, isEnabled: true, "Enabled") }
    }

    struct Disable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Stop sending to a webhook.",
            discussion: "What waits for it is kept; what happens while it is disabled is never sent to it.")

        @OptionGroup var stores: Stores

        @Argument(help: "Its id, as “webhooks list” shows it.")
        var id: String

        func run() async throws { try await stores.set(id, isEnabled: false, "Disabled") }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Remove a webhook, what waits for it and the log of what was sent.")

        @OptionGroup var stores: Stores

        @Argument(help: "Its id, as “webhooks list” shows it.")
        var id: String

        func run() async throws {
            try await Complaint.wrapping {
                let opened = try await stores.open()
                guard let revision = try await opened.webhooks.remove(id, now: now()) else { throw Opened.unknown(id) }
                print("Removed \(id). \(try await opened.revisions.waitUntilInForce(revision))")
            }
        }
    }

    struct Rotate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Give a webhook a new secret and print it, once.",
            discussion: "For 24 hours events are signed with the former secret too.")

        @OptionGroup var stores: Stores

        @Argument(help: "Its id, as “webhooks list” shows it.")
        var id: String

        @Flag(name: .long, help: "Print the secret alone, on one line.")
        var quiet = false

        func run() async throws {
            try await Complaint.wrapping {
                guard let rotated = try await stores.open().webhooks.rotate(id, now: now()) else {
                    throw Opened.unknown(id)
                }
                print(rotated.secret.text)
                if !quiet {
                    print(
                        """

                        This is the only time the secret is shown. Events are signed with the former one too until \
                        \(utcMinute(rotated.previousUntil)) UTC.
                        """)
                }
            }
        }
    }
}

extension WebhooksCommand.Stores {
    fileprivate func set(_ id: String, isEnabled: Bool, _ word: String) async throws {
        try await Complaint.wrapping {
            let opened = try await open()
            let change = WebhookChange(isEnabled: isEnabled)
            guard let changed = try await opened.webhooks.change(id, change, now: now()) else {
                throw WebhooksCommand.Opened.unknown(id)
            }
            print("\(word) \(id). \(try await opened.revisions.waitUntilInForce(changed.revision))")
        }
    }
}
