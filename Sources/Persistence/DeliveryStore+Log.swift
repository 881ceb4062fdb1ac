import LinkPolicy
public import Webhooks

/// A delivery as the log shows it. Times are milliseconds since 1970.
public struct DeliveryRecord: Hashable, Sendable {
    public enum State: String, Hashable, Sendable, CaseIterable {
        case pending, delivered, failed
    }

    public var id: String
    public var webhook: String
    /// The event's name, which its receiver sees as `webhook-id`.
    public var event: String
    public var type: WebhookEventType
    public var state: State
    public var createdAt: Int64
    /// When it is tried next; `nil` unless it is pending.
    public var nextAt: Int64?
    /// When it arrived or was given up.
    public var endedAt: Int64?
    /// Oldest first.
    public var attempts: [DeliveryStore.Attempt]
}

extension DeliveryStore {
    /// Deliveries to a webhook, the latest first.
    ///
    /// - Parameters:
    ///   - state: Only those in this state.
    ///   - before: Only those before the one of this id.
    public func deliveries(
        to webhook: String, state: DeliveryRecord.State? = nil, before: String? = nil, limit: Int
    ) async throws -> [DeliveryRecord] {
        try await database.read { connection in
            var conditions = ["delivery.webhook = $1"]
            var arguments: [SQLValue] = [.text(webhook)]
            func require(_ condition: (String) -> String, _ value: String) {
                arguments.append(.text(value))
                conditions.append(condition("$\(arguments.count)"))
            }
            if let before {
                // One that is forgotten had none before it that is not.
                require({ "delivery.number < COALESCE((SELECT number FROM delivery WHERE id = \($0)), 0)" }, before)
            }
            if let state { require({ "delivery.state = \($0)" }, state.rawValue) }
            arguments.append(.integer(Int64(limit)))
            let rows = try connection.rows(
                """
                SELECT delivery.number, delivery.id, delivery.event, outbox.type, delivery.state, delivery.created_at,
                    delivery.next_at, delivery.ended_at
                FROM delivery JOIN outbox ON outbox.id = delivery.event
                WHERE \(conditions.joined(separator: " AND ")) ORDER BY delivery.number DESC LIMIT $\(arguments.count)
                """, arguments)
            return try rows.compactMap { row in
                guard let type = WebhookEventType(rawValue: try row.text(3)),
                    let state = DeliveryRecord.State(rawValue: try row.text(4))
                else { return nil }
                return DeliveryRecord(
                    id: try row.text(1), webhook: webhook, event: try row.text(2), type: type, state: state,
                    createdAt: try row.integer(5), nextAt: state == .pending ? try row.integer(6) : nil,
                    endedAt: try row.optionalInteger(7), attempts: try Self.attempts(row.integer(0), connection))
            }
        }
    }

    /// Deliveries that are still to be made, those to disabled webhooks included.
    public func pendingCount() async throws -> Int {
        try await database.read { connection in
            Int(try connection.rows("SELECT COUNT(*) FROM delivery WHERE state = 'pending'").first?.integer(0) ?? 0)
        }
    }

    private static func attempts(_ number: Int64, _ connection: any SQLConnection) throws -> [Attempt] {
        try connection.rows(
            "SELECT at, status, error, duration FROM delivery_attempt WHERE delivery = $1 ORDER BY id",
            [.integer(number)]
        ).map { row in
            Attempt(
                at: try row.integer(0), status: try row.optionalInteger(1).map { Int($0) },
                error: try row.optionalText(2), duration: try row.integer(3))
        }
    }

    /// The webhook that a delivery goes to; `nil` when there is no such delivery.
    public func webhook(of delivery: String) async throws -> String? {
        try await database.read { connection in
            try connection.rows("SELECT webhook FROM delivery WHERE id = $1", [.text(delivery)]).first?.text(0)
        }
    }

    /// Sends a delivery again at once, with the same event name and a schedule of its own.
    ///
    /// - Returns: Whether there is such a delivery to the webhook.
    public func replay(_ delivery: String, to webhook: String, now: Int64) async throws -> Bool {
        try await database.write { connection in
            try connection.run(
                """
                UPDATE delivery SET state = 'pending', tries = 0, next_at = $1, ended_at = NULL
                WHERE id = $2 AND webhook = $3
                """, [.integer(now), .text(delivery), .text(webhook)]) > 0
        }
    }

    /// Sends everything again that failed at `since` or later.
    ///
    /// - Returns: How many deliveries.
    public func replayFailed(to webhook: String, since: Int64, now: Int64) async throws -> Int {
        try await database.write { connection in
            try connection.run(
                """
                UPDATE delivery SET state = 'pending', tries = 0, next_at = $1, ended_at = NULL
                WHERE webhook = $2 AND state = 'failed' AND ended_at >= $3
                """, [.integer(now), .text(webhook), .integer(since)])
        }
    }

    /// Forgets events older than `before`, with their deliveries and the log of them, unless something is still to be
    /// sent to an enabled webhook.
    ///
    /// - Parameter limit: Events that one call forgets at most, so that the writer is not held for long.
    /// - Returns: How many.
    public func purge(before: Int64, atMost limit: Int) async throws -> Int {
        try await database.write { connection in
            try connection.run(
                """
                DELETE FROM outbox WHERE id IN (
                    SELECT id FROM outbox WHERE at < $1 AND NOT EXISTS (
                        SELECT 1 FROM delivery JOIN webhook ON webhook.id = delivery.webhook
                        WHERE delivery.event = outbox.id AND delivery.state = 'pending'
                            AND webhook.disabled_at IS NULL)
                    ORDER BY at LIMIT $2)
                """, [.integer(before), .integer(Int64(limit))])
        }
    }
}
