extension Schema {
    /// Webhooks, what they are told, and the links that are watched for them.
    static let webhooks: [String] = [
        """
        CREATE TABLE webhook (
            id TEXT NOT NULL PRIMARY KEY, tenant TEXT NOT NULL, url TEXT NOT NULL, description TEXT,
            secret BLOB NOT NULL, previous_secret BLOB, previous_until BIGINT, created_at BIGINT NOT NULL,
            failing_since BIGINT, disabled_at BIGINT,
            disabled_reason TEXT CHECK (disabled_reason IN ('operator', 'gone', 'failing'))
        )
        """,
        "CREATE UNIQUE INDEX webhook_by_url ON webhook (tenant, url)",
        """
        CREATE TABLE webhook_event (
            webhook TEXT NOT NULL REFERENCES webhook (id) ON DELETE CASCADE, type TEXT NOT NULL,
            PRIMARY KEY (webhook, type)
        )
        """,
        // Events on their way out, written in the transaction of what they tell of.
        """
        CREATE TABLE outbox (
            id TEXT NOT NULL PRIMARY KEY, tenant TEXT NOT NULL, type TEXT NOT NULL, at BIGINT NOT NULL,
            payload TEXT NOT NULL
        )
        """,
        "CREATE INDEX outbox_by_time ON outbox (at)",
        // One event for one webhook. Times in milliseconds; next_at is moved ahead while an attempt is under way.
        """
        CREATE TABLE delivery (
            number {identity}, id TEXT NOT NULL UNIQUE,
            webhook TEXT NOT NULL REFERENCES webhook (id) ON DELETE CASCADE,
            event TEXT NOT NULL REFERENCES outbox (id) ON DELETE CASCADE,
            state TEXT NOT NULL CHECK (state IN ('pending', 'delivered', 'failed')), tries BIGINT NOT NULL,
            next_at BIGINT NOT NULL, created_at BIGINT NOT NULL, ended_at BIGINT
        )
        """,
        "CREATE INDEX delivery_due ON delivery (webhook, next_at) WHERE state = 'pending'",
        "CREATE INDEX delivery_by_webhook ON delivery (webhook, number)",
        "CREATE INDEX delivery_by_event ON delivery (event)",
        """
        CREATE TABLE delivery_attempt (
            id {identity}, delivery BIGINT NOT NULL REFERENCES delivery (number) ON DELETE CASCADE,
            at BIGINT NOT NULL, status BIGINT, error TEXT, duration BIGINT NOT NULL
        )
        """,
        "CREATE INDEX delivery_attempt_by_delivery ON delivery_attempt (delivery)",
        """
        CREATE TABLE posted_link (
            id {identity}, tenant TEXT NOT NULL, expires_at BIGINT NOT NULL, told TEXT NOT NULL, client TEXT,
            context BLOB NOT NULL
        )
        """,
        "CREATE INDEX posted_link_by_end ON posted_link (expires_at)",
        "CREATE INDEX posted_link_by_tenant ON posted_link (tenant)",
        // Work that one of several gateways does for all.
        "CREATE TABLE lease (name TEXT NOT NULL PRIMARY KEY, holder TEXT NOT NULL, until BIGINT NOT NULL)",
    ]

    /// The platform or domain whose matters alone a webhook is told of: kind, colon, name.
    static let webhookSubjects = ["ALTER TABLE webhook ADD COLUMN about TEXT"]
}
