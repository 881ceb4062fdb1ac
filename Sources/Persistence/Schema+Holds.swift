extension Schema {
    /// Links that wait for a person, and what was decided on them.
    static let holds: [String] = [
        // `link_id` is the link's number in every token and event. `revision` is that of the latest decision.
        """
        CREATE TABLE held_link (
            number {identity}, link_id BIGINT NOT NULL UNIQUE, tenant TEXT NOT NULL, sender TEXT, group_id TEXT,
            context BLOB NOT NULL, host TEXT, grounds TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('waiting', 'released', 'refused', 'expired')),
            created_at BIGINT NOT NULL, expires_at BIGINT NOT NULL, link_expires_at BIGINT NOT NULL, revision BIGINT
        )
        """,
        "CREATE INDEX held_link_by_tenant ON held_link (tenant, number)",
        "CREATE INDEX held_link_due ON held_link (expires_at) WHERE state = 'waiting'",
        "CREATE INDEX held_link_by_end ON held_link (link_expires_at)",
        "CREATE INDEX held_link_by_revision ON held_link (revision) WHERE revision IS NOT NULL",
        // Every decision in turn; the last one holds.
        """
        CREATE TABLE held_decision (
            id {identity}, link_id BIGINT NOT NULL REFERENCES held_link (link_id) ON DELETE CASCADE,
            at BIGINT NOT NULL, action TEXT NOT NULL CHECK (action IN ('release', 'refuse', 'expire')),
            origin TEXT NOT NULL CHECK (origin IN ('group', 'operator')), former TEXT NOT NULL, person TEXT,
            api_key TEXT, reason TEXT NOT NULL
        )
        """,
        "CREATE INDEX held_decision_by_link ON held_decision (link_id, id)",
    ]

    /// A group's queue and a sender's own links, the latest first.
    static let heldLists: [String] = [
        "CREATE INDEX held_link_by_group ON held_link (tenant, group_id, number)",
        "CREATE INDEX held_link_by_sender ON held_link (tenant, sender, number)",
    ]
}
