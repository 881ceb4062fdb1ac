/// The tables, as a list of steps that are only ever added to. `{identity}` is a growing integer primary key in the
/// engine's own words.
enum Schema {
    static let migrations: [[String]] = [
        firstGateway, idempotency, webhooks, notes, health, choices, holds, policies, cases,
        rulings, heldLists, madeOnce, standings, complaintOrigins,
        rulingRevisions, complaintPictures, webhookSubjects, standingViews, sharedStandings,
    ]

    private static let firstGateway: [String] = [
        // Counts every change of what a running gateway holds in memory; gateways watch its highest id.
        "CREATE TABLE revision (id {identity}, at BIGINT NOT NULL, subject TEXT NOT NULL)",
        // Running gateways and the revision each has in force.
        """
        CREATE TABLE node (
            id TEXT NOT NULL PRIMARY KEY, started_at BIGINT NOT NULL, seen_at BIGINT NOT NULL, revision BIGINT NOT NULL
        )
        """,
        """
        CREATE TABLE api_key (
            id TEXT NOT NULL PRIMARY KEY, tenant TEXT NOT NULL, name TEXT NOT NULL, scopes TEXT NOT NULL,
            secret_hash BLOB NOT NULL, created_at BIGINT NOT NULL, revoked_at BIGINT
        )
        """,
        "CREATE TABLE link_key (id {identity}, sealed BLOB NOT NULL, created_at BIGINT NOT NULL, retires_at BIGINT)",
        "CREATE TABLE reader_secret (tenant TEXT NOT NULL PRIMARY KEY, sealed BLOB NOT NULL, created_at BIGINT NOT NULL)",
        "CREATE TABLE day_key (day BIGINT NOT NULL PRIMARY KEY, sealed BLOB NOT NULL)",
        """
        CREATE TABLE operator_rule (
            id {identity}, tenant TEXT NOT NULL, action TEXT NOT NULL CHECK (action IN ('block', 'allow')),
            subject TEXT NOT NULL, reason TEXT NOT NULL, until BIGINT, created_at BIGINT NOT NULL, ended_at BIGINT
        )
        """,
        "CREATE UNIQUE INDEX operator_rule_in_force ON operator_rule (tenant, subject) WHERE ended_at IS NULL",
        """
        CREATE TABLE short_link (
            token TEXT NOT NULL PRIMARY KEY, context BLOB NOT NULL, expires_at BIGINT NOT NULL
        )
        """,
        "CREATE INDEX short_link_by_end ON short_link (expires_at)",
        """
        CREATE TABLE visit (
            id {identity}, tenant TEXT NOT NULL, at BIGINT NOT NULL, link_id BIGINT NOT NULL, scene TEXT NOT NULL,
            platform TEXT, outcome TEXT NOT NULL, reader BIGINT
        )
        """,
        "CREATE INDEX visit_by_time ON visit (tenant, at)",
        """
        CREATE TABLE tally (
            tenant TEXT NOT NULL, day BIGINT NOT NULL, scene TEXT NOT NULL, platform TEXT NOT NULL,
            measure TEXT NOT NULL, amount BIGINT NOT NULL, PRIMARY KEY (tenant, day, scene, platform, measure)
        )
        """,
        """
        CREATE TABLE complaint (
            id TEXT NOT NULL PRIMARY KEY, tenant TEXT NOT NULL, at BIGINT NOT NULL, link_id BIGINT NOT NULL,
            address TEXT NOT NULL, scene TEXT NOT NULL, category TEXT NOT NULL, statement TEXT NOT NULL,
            person TEXT, reader BIGINT
        )
        """,
        "CREATE INDEX complaint_by_time ON complaint (tenant, at)",
    ]

    private static let idempotency: [String] = [
        """
        CREATE TABLE idempotency (
            tenant TEXT NOT NULL, api_key TEXT NOT NULL, key TEXT NOT NULL, fingerprint BLOB NOT NULL,
            started_at BIGINT NOT NULL, status BIGINT, content_type TEXT, body BLOB,
            PRIMARY KEY (tenant, api_key, key)
        )
        """,
        "CREATE INDEX idempotency_by_time ON idempotency (started_at)",
    ]

    /// The id of what a request made, kept in the transaction that made it.
    private static let madeOnce = ["ALTER TABLE idempotency ADD COLUMN made TEXT"]

    /// What links were like when they were looked at; seconds since 1970.
    private static let health: [String] = [
        """
        CREATE TABLE health (
            id {identity}, tenant TEXT NOT NULL, at BIGINT NOT NULL, site TEXT NOT NULL, url TEXT NOT NULL,
            state TEXT NOT NULL, evidence TEXT NOT NULL
        )
        """,
        "CREATE INDEX health_by_site ON health (tenant, site, at)",
        "CREATE INDEX health_by_time ON health (tenant, at)",
    ]

    /// Numbers that gateways and commands leave for each other; ``Note`` lists them.
    private static let notes: [String] = [
        "CREATE TABLE note (name TEXT NOT NULL PRIMARY KEY, value BIGINT NOT NULL)"
    ]
}
