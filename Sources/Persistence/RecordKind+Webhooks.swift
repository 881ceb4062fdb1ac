extension RecordKind {
    /// Events for webhooks with the log of their deliveries, from when they happened. What is still to be sent to an
    /// enabled webhook is not past.
    public static let deliveries = RecordKind(
        name: "deliveries", table: "outbox", key: "id",
        isPast: """
            at < $1 AND NOT EXISTS (
                SELECT 1 FROM delivery JOIN webhook ON webhook.id = delivery.webhook
                WHERE delivery.event = outbox.id AND delivery.state = 'pending' AND webhook.disabled_at IS NULL)
            """, unit: .milliseconds)
    /// Links whose verdicts are watched, from their end; all of a tenant's when it watches no longer.
    public static let postedLinks = RecordKind(
        name: "posted links", table: "posted_link", key: "id",
        isPast: "(expires_at < $1 OR tenant NOT IN (\(WebhookStore.watchingTenants)))")
    /// Answers kept for repeated requests, from the first request.
    public static let keptAnswers = RecordKind(
        name: "kept answers", table: "idempotency", key: "tenant, api_key, key", isPast: "started_at < $1")
}
