extension Schema {
    /// What was known of a complaint when it came: who posted the link and where, what had become of the complainant's
    /// earlier complaints, and how old the complainant's account was, in seconds.
    static let complaintOrigins: [String] = [
        "sender TEXT", "group_id TEXT", "founded BIGINT", "unfounded BIGINT", "account_age BIGINT",
    ].map { "ALTER TABLE complaint ADD COLUMN " + $0 }

    /// The tiers that tenants who share standings came to together, and who shared when these were written.
    static let sharedStandings: [String] = [
        """
        CREATE TABLE shared_standing (
            kind TEXT NOT NULL, name TEXT NOT NULL, tier TEXT NOT NULL, since BIGINT NOT NULL, score BIGINT NOT NULL,
            PRIMARY KEY (kind, name)
        )
        """,
        "CREATE TABLE sharing_tenant (tenant TEXT NOT NULL PRIMARY KEY)",
    ]

    /// Standings, and what waits to be taken into them.
    static let standings: [String] =
        [
            // What happened since standings were last written, in turn. Whatever bears on a standing is noted here in the
            // transaction in which it happens, and goes in the one in which the standing is written: it counts once.
            // `founded` and `unfounded` are the complainant's earlier complaints, as they were decided by then.
            """
            CREATE TABLE standing_note (
                number {identity}, tenant TEXT NOT NULL, at BIGINT NOT NULL,
                kind TEXT NOT NULL CHECK (kind IN ('complaint', 'decided', 'ruling', 'ended', 'openings')),
                name TEXT NOT NULL, domain TEXT, platform TEXT, sender TEXT, group_id TEXT, amount BIGINT,
                founded BIGINT, unfounded BIGINT
            )
            """,
            // `detail` is what the module of standings keeps of a subject but its complaints.
            """
            CREATE TABLE standing (
                tenant TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, tier TEXT NOT NULL, since BIGINT,
                score BIGINT NOT NULL, updated_at BIGINT NOT NULL, detail TEXT NOT NULL, PRIMARY KEY (tenant, kind, name)
            )
            """,
            "CREATE INDEX standing_by_tier ON standing (tier, tenant, kind, name)",
            """
            CREATE TABLE standing_complaint (
                tenant TEXT NOT NULL, id TEXT NOT NULL, domain TEXT, platform TEXT, sender TEXT, group_id TEXT,
                detail TEXT NOT NULL, PRIMARY KEY (tenant, id)
            )
            """,
            "CREATE TABLE standing_population (tenant TEXT NOT NULL PRIMARY KEY, detail TEXT NOT NULL)",
        ]
        + ["domain", "platform", "sender", "group_id"].map {
            """
            CREATE INDEX standing_complaint_by_\($0) ON standing_complaint (tenant, \($0)) WHERE \($0) IS NOT NULL
            """
        }

    /// Standings taken apart ahead of time, and when that was true.
    static let standingViews = [
        """
        CREATE TABLE standing_view (
            tenant TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, at BIGINT NOT NULL, detail TEXT NOT NULL,
            PRIMARY KEY (tenant, kind, name)
        )
        """
    ]
}
