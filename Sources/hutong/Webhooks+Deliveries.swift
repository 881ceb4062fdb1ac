import ArgumentParser
import Gateway
import LinkPolicy
import Persistence
import Webhooks

extension WebhooksCommand {
    struct Test: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Send a webhook the event webhook.test and wait for what becomes of it.")

        @OptionGroup var stores: Stores

        @Argument(help: "Its id, as “webhooks list” shows it.")
        var id: String

        /// Seconds that the running gateway is waited for: one attempt takes 15 at most.
        private static let patience: Int64 = 20

        func run() async throws {
            try await Complaint.wrapping {
                let opened = try await stores.open()
                try opened.requireEnabled(try await opened.webhook(id))
                guard let delivery = try await opened.webhooks.test(id, milliseconds: now() * 1_000) else {
                    throw Opened.unknown(id)
                }
                guard try await !opened.revisions.inForce(since: now() - 15).isEmpty else {
                    print("No gateway is running on this data; \(delivery) is sent when one starts.")
                    return
                }
                let deadline = now() + Self.patience
                while now() < deadline {
                    let record = try await opened.deliveries.deliveries(to: id, limit: 20).first { $0.id == delivery }
                    guard let attempt = record?.attempts.last else {
                        try await Task.sleep(for: .milliseconds(50))
                        continue
                    }
                    guard record?.state == .delivered else {
                        let why = attempt.status.map { "the receiver answered \($0)" } ?? attempt.error ?? ""
                        throw Complaint("hutong: \(delivery) did not arrive: \(why)")
                    }
                    print("Delivered \(delivery) in \(attempt.duration) ms.")
                    return
                }
                throw Complaint("hutong: \(delivery) has not been tried yet; see “hutong webhooks deliveries \(id)”")
            }
        }
    }

    struct Deliveries: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List what was and is to be sent to a webhook, the latest first.")

        @OptionGroup var stores: Stores

        @Argument(help: "The webhook's id, as “webhooks list” shows it.")
        var id: String

        @Option(name: .long, help: "Only those in this state: pending, delivered, failed.")
        var state: String?

        @Option(name: .long, help: "How many, at most 1000.")
        var limit = 20

        @Option(name: .long, help: "Only those before this delivery.")
        var before: String?

        @Flag(name: .long, help: "Print one JSON object a line, with every attempt.")
        var json = false

        func validate() throws {
            guard (1...1_000).contains(limit) else { throw ValidationError("--limit must be from 1 to 1000") }
            guard state.map({ DeliveryRecord.State(rawValue: $0) != nil }) ?? true else {
                throw ValidationError("--state must be pending, delivered or failed")
            }
        }

        func run() async throws {
            try await Complaint.wrapping {
                let opened = try await stores.open()
                _ = try await opened.webhook(id)
                let deliveries = try await opened.deliveries.deliveries(
                    to: id, state: state.flatMap(DeliveryRecord.State.init), before: before, limit: limit)
                if json { return printLines(deliveries) { $0.write(to: &$1) } }
                guard !deliveries.isEmpty else {
                    print("Nothing of that kind was or is to be sent.")
                    return
                }
                printTable(
                    ["DELIVERY", "EVENT", "CREATED (UTC)", "STATE", "TRIES", "LAST ANSWER", "NEXT (UTC)"],
                    deliveries.map { delivery in
                        let last = delivery.attempts.last
                        return [
                            delivery.id, delivery.type.rawValue, utcMinute(delivery.createdAt / 1_000),
                            delivery.state.rawValue, "\(delivery.attempts.count)",
                            last.map { $0.status.map { "\($0)" } ?? $0.error ?? "" } ?? "-",
                            delivery.nextAt.map { utcMinute($0 / 1_000) } ?? "-",
                        ]
                    })
            }
        }
    }

    struct Replay: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Send a delivery again, or all that failed since a time.",
            discussion: "It keeps its webhook-id, by which the receiver knows what it has already.")

        @OptionGroup var stores: Stores

        @Argument(help: "A delivery's id; or, with --failed-since, a webhook's.")
        var id: String

        @Option(name: .long, help: "All that was given up since: 2026-12-31, 2026-12-31T18:00Z, or 12h, 7d ago.")
        var failedSince: String?

        func run() async throws {
            try await Complaint.wrapping {
                let opened = try await stores.open()
                let milliseconds = now() * 1_000
                if let failedSince {
                    let since = try parseBeginning(failedSince)
                    try opened.requireEnabled(try await opened.webhook(id))
                    let count = try await opened.deliveries.replayFailed(
                        to: id, since: since * 1_000, now: milliseconds)
                    print(count == 1 ? "1 delivery is sent again." : "\(count) deliveries are sent again.")
                    return
                }
                guard let webhook = try await opened.deliveries.webhook(of: id) else {
                    throw Complaint(
                        "hutong: there is no delivery “\(id)”; “hutong webhooks deliveries” shows a webhook's")
                }
                try opened.requireEnabled(try await opened.webhook(webhook))
                guard try await opened.deliveries.replay(id, to: webhook, now: milliseconds) else {
                    throw Complaint("hutong: the delivery “\(id)” was forgotten meanwhile")
                }
                print("\(id) is sent again.")
            }
        }
    }
}

extension WebhooksCommand.Opened {
    fileprivate func requireEnabled(_ webhook: WebhookRecord) throws {
        guard webhook.disabledAt == nil else {
            throw Complaint("hutong: \(webhook.id) is disabled; “hutong webhooks enable \(webhook.id)” first")
        }
    }
}
