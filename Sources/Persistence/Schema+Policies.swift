extension Schema {
    /// What is kept of policies: versions put in force, and the facts that verdicts were given on.
    static let policies: [String] = [
        """
        CREATE TABLE policy_version (
            tenant TEXT NOT NULL, name TEXT NOT NULL, version BIGINT NOT NULL, text TEXT, hash TEXT,
            author TEXT NOT NULL, reason TEXT NOT NULL, restores BIGINT, at BIGINT NOT NULL,
            PRIMARY KEY (tenant, name, version)
        )
        """,
        // `facts` is a compact JSON text; whatever is asked for by itself has a column.
        """
        CREATE TABLE fact (
            id {identity}, tenant TEXT NOT NULL, at BIGINT NOT NULL, event TEXT NOT NULL, disposition TEXT NOT NULL,
            person BIGINT, facts TEXT NOT NULL
        )
        """,
        "CREATE INDEX fact_by_time ON fact (tenant, at)",
        // What a policy in the shadow would have decided otherwise, by day.
        """
        CREATE TABLE shadow_tally (
            tenant TEXT NOT NULL, day BIGINT NOT NULL, policy TEXT NOT NULL, event TEXT NOT NULL, scene TEXT NOT NULL,
            platform TEXT NOT NULL, former TEXT NOT NULL, present TEXT NOT NULL, amount BIGINT NOT NULL,
            example TEXT NOT NULL,
            PRIMARY KEY (tenant, day, policy, event, scene, platform, former, present)
        )
        """,
    ]
}
