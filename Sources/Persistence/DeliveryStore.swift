public import Webhooks

/// The deliveries of events to webhooks: what is due, and what became of it. Times are milliseconds since 1970.
public struct DeliveryStore: Sendable {
    let database: any SQLDatabase
    let master: MasterKey

    public init(_ database: any SQLDatabase, master: MasterKey) {
        self.database = database
        self.master = master
    }

    /// An event that is to be sent now.
    public struct Claim: Sendable {
        /// The delivery's number in the store.
        public var number: Int64
        public var webhook: String
        public var url: String
        /// The present secret, then the former one while both are good.
        public var secrets: [WebhookSecret]
        /// The event's name, the same at every attempt.
        public var event: String
        public var type: WebhookEventType
        public var payload: String
        /// The number of the attempt, from 1.
        public var attempt: Int
    }

    /// An enabled webhook to which something is due.
    public struct Due: Hashable, Sendable {
        public var webhook: String
        /// Whether the last attempt failed, and every one before it since the last that did not.
        public var isFailing: Bool
    }

    /// Enabled webhooks to which something is due.
    public func due(now: Int64) async throws -> [Due] {
        try await database.read { connection in
            try connection.rows(
                """
                SELECT id, failing_since FROM webhook WHERE disabled_at IS NULL AND EXISTS (
                    SELECT 1 FROM delivery
                    WHERE delivery.webhook = webhook.id AND delivery.state = 'pending' AND delivery.next_at <= $1)
                ORDER BY id
                """, [.integer(now)]
            ).map { Due(webhook: try $0.text(0), isFailing: try $0.optionalInteger(1) != nil) }
        }
    }

    /// Takes deliveries that are due, so that no other gateway does until `until`; then they are due again, unless
    /// what became of them was recorded. So an attempt that a crash cuts off is made again.
    ///
    /// - Parameter limits: How many to take at most, by webhook.
    public func claim(_ limits: [String: Int], now: Int64, until: Int64) async throws -> [Claim] {
        let master = master
        return try await database.write { connection in
            var claims: [Claim] = []
            for (webhook, limit) in limits.sorted(by: { $0.key < $1.key }) {
                guard
                    let row = try connection.rows(
                        """
                        SELECT url, secret, previous_secret, previous_until FROM webhook
                        WHERE id = $1 AND disabled_at IS NULL
                        """, [.text(webhook)]
                    ).first
                else { continue }
                var sealed = [try row.blob(1)]
                if try row.optionalInteger(3).map({ $0 * 1_000 > now }) == true { sealed.append(try row.blob(2)) }
                let secrets = try sealed.compactMap {
                    WebhookSecret(bytes: try master.open($0, as: WebhookStore.sealName(webhook)))
                }
                for due in try Self.dueRows(webhook, now: now, limit: limit, connection) {
                    let number = try due.integer(0)
                    let taken = try connection.run(
                        "UPDATE delivery SET next_at = $1 WHERE number = $2 AND state = 'pending' AND next_at <= $3",
                        [.integer(until), .integer(number), .integer(now)])
                    guard taken == 1, let type = WebhookEventType(rawValue: try due.text(3)) else { continue }
                    claims.append(
                        Claim(
                            number: number, webhook: webhook, url: try row.text(0), secrets: secrets,
                            event: try due.text(1), type: type, payload: try due.text(4),
                            attempt: Int(try due.integer(2)) + 1))
                }
            }
            return claims
        }
    }

    private static func dueRows(
        _ webhook: String, now: Int64, limit: Int, _ connection: any SQLConnection
    ) throws -> [SQLRow] {
        try connection.rows(
            """
            SELECT delivery.number, delivery.event, delivery.tries, outbox.type, outbox.payload
            FROM delivery JOIN outbox ON outbox.id = delivery.event
            WHERE delivery.webhook = $1 AND delivery.state = 'pending' AND delivery.next_at <= $2
            ORDER BY delivery.next_at, delivery.number LIMIT $3
            """, [.text(webhook), .integer(now), .integer(Int64(limit))])
    }

    /// One attempt as the log keeps it.
    public struct Attempt: Hashable, Sendable {
        public var at: Int64
        /// `nil` when there was no answer.
        public var status: Int?
        /// Why there was none.
        public var error: String?
        /// Milliseconds.
        public var duration: Int64

        public init(at: Int64, status: Int?, error: String?, duration: Int64) {
            self.at = at
            self.status = status
            self.error = error
            self.duration = duration
        }
    }

    /// Writes an attempt to the log, and what becomes of its delivery.
    ///
    /// - Returns: Why the webhook was disabled by it, if it was.
    public func record(
        _ attempt: Attempt, of claim: Claim, decision: DeliveryDecision, now: Int64
    ) async throws -> WebhookRecord.DisabledReason? {
        try await database.write { connection in
            let (state, nextAt, endedAt): (String, Int64, Int64?) =
                switch decision {
                case .delivered: ("delivered", now, now)
                case .retry(let delay): ("pending", now + delay, nil)
                case .failed, .gone: ("failed", now, now)
                }
            let changed = try connection.run(
                """
                UPDATE delivery SET state = $1, tries = $2, next_at = $3, ended_at = $4
                WHERE number = $5 AND state = 'pending'
                """,
                [
                    .text(state), .integer(Int64(claim.attempt)), .integer(nextAt), .integer(endedAt),
                    .integer(claim.number),
                ])
            // Removed meanwhile, or recorded by a gateway that took it up after this one's time.
            guard changed == 1 else { return nil }
            try connection.run(
                "INSERT INTO delivery_attempt (delivery, at, status, error, duration) VALUES ($1, $2, $3, $4, $5)",
                [
                    .integer(claim.number), .integer(attempt.at), .integer(attempt.status.map { Int64($0) }),
                    .text(attempt.error), .integer(attempt.duration),
                ])
            return try Self.note(decision, of: claim.webhook, now: now / 1_000, connection)
        }
    }

    /// Keeps since when a webhook has been failing, and disables it when that is long enough.
    private static func note(
        _ decision: DeliveryDecision, of webhook: String, now: Int64, _ connection: any SQLConnection
    ) throws -> WebhookRecord.DisabledReason? {
        if decision == .delivered {
            try connection.run(
                "UPDATE webhook SET failing_since = NULL WHERE id = $1 AND failing_since IS NOT NULL",
                [.text(webhook)])
            return nil
        }
        try connection.run(
            "UPDATE webhook SET failing_since = $1 WHERE id = $2 AND failing_since IS NULL",
            [.integer(now), .text(webhook)])
        let since = try connection.rows("SELECT failing_since FROM webhook WHERE id = $1", [.text(webhook)]).first
        let isHopeless = try since?.optionalInteger(0).map { now - $0 >= WebhookStore.patience } ?? false
        let reason: WebhookRecord.DisabledReason? = decision == .gone ? .gone : isHopeless ? .failing : nil
        guard let reason, try WebhookStore.disable(webhook, reason, now: now, connection) else { return nil }
        _ = try RevisionStore.bump(connection, subject: "webhook", now: now)
        return reason
    }
}
