extension Schema {
    /// What moderators decided, and what was said against it.
    static let rulings: [String] = [
        // `host` is the subject's, where it is on addresses; `platform` the one that the subject belongs to.
        """
        CREATE TABLE ruling (
            number {identity}, id TEXT NOT NULL UNIQUE, tenant TEXT NOT NULL, subject_kind TEXT NOT NULL,
            subject TEXT NOT NULL, host TEXT, platform TEXT, step TEXT NOT NULL, category TEXT NOT NULL,
            clause_zh TEXT NOT NULL, clause_en TEXT NOT NULL, facts TEXT NOT NULL, source TEXT NOT NULL,
            detected_automatically BIGINT NOT NULL, automation TEXT NOT NULL, actor TEXT NOT NULL, case_id TEXT,
            justification TEXT NOT NULL, starts_at BIGINT NOT NULL, ends_at BIGINT, ends_when_mended BIGINT NOT NULL,
            ended_at BIGINT, end_reason TEXT, end_words TEXT, end_actor TEXT
        )
        """,
        "CREATE INDEX ruling_by_tenant ON ruling (tenant, number)",
        "CREATE INDEX ruling_by_subject ON ruling (tenant, subject_kind, subject)",
        "CREATE INDEX ruling_by_host ON ruling (tenant, host) WHERE host IS NOT NULL",
        "CREATE INDEX ruling_by_platform ON ruling (tenant, platform) WHERE platform IS NOT NULL",
        // One at a time on a subject.
        "CREATE UNIQUE INDEX ruling_in_force ON ruling (tenant, subject_kind, subject) WHERE ended_at IS NULL",
        // `kind` tells an appeal against the ruling from a request to look again at what was mended.
        """
        CREATE TABLE appeal (
            number {identity}, id TEXT NOT NULL UNIQUE, tenant TEXT NOT NULL, ruling_id TEXT NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN ('appeal', 'mended')), party TEXT NOT NULL, proof TEXT NOT NULL,
            statement TEXT NOT NULL, at BIGINT NOT NULL, due_at BIGINT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('open', 'upheld', 'reversed', 'mended', 'not_mended')),
            decided_at BIGINT, decided_by TEXT, answer TEXT
        )
        """,
        "CREATE INDEX appeal_by_tenant ON appeal (tenant, number)",
        "CREATE UNIQUE INDEX appeal_open ON appeal (ruling_id, kind) WHERE state = 'open'",
        "CREATE INDEX appeal_by_ruling ON appeal (ruling_id, number)",
    ]

    /// With which revision a ruling was made or ended: a gateway reads what has changed since its own.
    static let rulingRevisions = [
        "ALTER TABLE ruling ADD COLUMN revision BIGINT NOT NULL DEFAULT 0",
        "CREATE INDEX ruling_by_revision ON ruling (revision)",
    ]
}
