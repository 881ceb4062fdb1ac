extension Schema {
    /// Complaints as they are handled, the cases that they gather in, and who did what.
    static let cases: [String] =
        [
            // `heat` is in thousandths of openings as they counted at `heat_at`; `weight` in thousandths of a complaint.
            // `priority` orders the queue whatever the time. Severity is in hundredths.
            """
            CREATE TABLE moderation_case (
                number {identity}, id TEXT NOT NULL UNIQUE, tenant TEXT NOT NULL, kind TEXT NOT NULL, subject TEXT NOT NULL,
                host TEXT, platform TEXT, sender TEXT, group_id TEXT,
                state TEXT NOT NULL CHECK (state IN ('open', 'assigned', 'waiting', 'decided')),
                category TEXT NOT NULL, severity BIGINT NOT NULL, trusted BIGINT NOT NULL, weight BIGINT NOT NULL,
                former_unfounded BIGINT NOT NULL, openings BIGINT NOT NULL, heat BIGINT NOT NULL, heat_at BIGINT NOT NULL,
                priority BIGINT NOT NULL, complaints BIGINT NOT NULL, opened_at BIGINT NOT NULL, due_at BIGINT NOT NULL,
                updated_at BIGINT NOT NULL, assignee TEXT, asked TEXT, decided_at BIGINT, decided_by TEXT,
                outcome TEXT CHECK (outcome IN ('founded', 'unfounded')), reason TEXT, ruling TEXT,
                CHECK ((state = 'decided') = (outcome IS NOT NULL))
            )
            """,
            "CREATE UNIQUE INDEX case_in_progress ON moderation_case (tenant, kind, subject) WHERE state <> 'decided'",
            """
            CREATE INDEX case_queue ON moderation_case (tenant, trusted DESC, priority DESC, number)
            WHERE state <> 'decided'
            """,
            "CREATE INDEX case_due ON moderation_case (tenant, due_at) WHERE state <> 'decided'",
            // A filter with few hits must not walk the whole queue.
        ]
        + ["state", "assignee", "category", "host", "platform"].map {
            """
            CREATE INDEX case_queue_by_\($0) ON moderation_case (tenant, \($0), trusted DESC, priority DESC, number)
            WHERE state <> 'decided'
            """
        } + [
            "CREATE INDEX case_decided ON moderation_case (tenant, decided_at) WHERE state = 'decided'",
            "CREATE INDEX case_by_subject ON moderation_case (tenant, subject, kind, outcome)",
            "CREATE INDEX case_by_host ON moderation_case (tenant, host, outcome)",
            "CREATE INDEX case_by_platform ON moderation_case (tenant, platform, outcome)",
            "ALTER TABLE complaint ADD COLUMN case_number BIGINT",
            "ALTER TABLE complaint ADD COLUMN state TEXT NOT NULL DEFAULT 'received'",
            "ALTER TABLE complaint ADD COLUMN source TEXT NOT NULL DEFAULT 'page'",
            // Whether it is the one that counts for its person and link.
            "ALTER TABLE complaint ADD COLUMN counted BIGINT NOT NULL DEFAULT 1",
            "ALTER TABLE complaint ADD COLUMN trusted BIGINT NOT NULL DEFAULT 0",
            // When the complainant opened the link, where a receipt proves it.
            "ALTER TABLE complaint ADD COLUMN opened_at BIGINT",
            "ALTER TABLE complaint ADD COLUMN evidence TEXT",
            "ALTER TABLE complaint ADD COLUMN api_key TEXT",
            // What a repeated request is known by, and a hash of the request.
            "ALTER TABLE complaint ADD COLUMN once_key TEXT",
            "ALTER TABLE complaint ADD COLUMN once_print TEXT",
            "ALTER TABLE complaint ADD COLUMN decided_at BIGINT",
            "CREATE UNIQUE INDEX complaint_once ON complaint (once_key) WHERE once_key IS NOT NULL",
            "CREATE INDEX complaint_by_case ON complaint (case_number, at)",
            """
            CREATE UNIQUE INDEX complaint_of_person ON complaint (case_number, person)
            WHERE counted = 1 AND person IS NOT NULL AND case_number IS NOT NULL
            """,
            """
            CREATE UNIQUE INDEX complaint_of_reader ON complaint (case_number, reader)
            WHERE counted = 1 AND person IS NULL AND reader IS NOT NULL AND case_number IS NOT NULL
            """,
            "CREATE INDEX complaint_by_person ON complaint (tenant, person, at) WHERE person IS NOT NULL",
            "CREATE INDEX complaint_by_category ON complaint (tenant, category, at)",
            // What a person added to the complaint that counts.
            """
            CREATE TABLE complaint_addition (
                id {identity}, complaint TEXT NOT NULL REFERENCES complaint (id) ON DELETE CASCADE, at BIGINT NOT NULL,
                category TEXT NOT NULL, statement TEXT NOT NULL
            )
            """,
            "CREATE INDEX complaint_addition_by_complaint ON complaint_addition (complaint, id)",
            """
            CREATE TABLE complainant (
                tenant TEXT NOT NULL, person TEXT NOT NULL, trusted_at BIGINT, warned_at BIGINT, paused_until BIGINT,
                PRIMARY KEY (tenant, person)
            )
            """,
            // Notes, evidence, and second opinions with the questions they answer.
            """
            CREATE TABLE case_note (
                id {identity}, case_number BIGINT NOT NULL REFERENCES moderation_case (number) ON DELETE CASCADE,
                at BIGINT NOT NULL, kind TEXT NOT NULL CHECK (kind IN ('note', 'evidence', 'question', 'opinion')),
                actor TEXT NOT NULL, asked TEXT, outcome TEXT, text TEXT NOT NULL
            )
            """,
            "CREATE INDEX case_note_by_case ON case_note (case_number, id)",
            // Only ever added to.
            """
            CREATE TABLE audit_entry (
                number {identity}, at BIGINT NOT NULL, tenant TEXT NOT NULL, actor TEXT NOT NULL, action TEXT NOT NULL,
                subject TEXT NOT NULL, detail TEXT NOT NULL
            )
            """,
            "CREATE INDEX audit_entry_by_tenant ON audit_entry (tenant, number)",
            "CREATE INDEX audit_entry_by_subject ON audit_entry (tenant, subject, number)",
            "CREATE INDEX audit_entry_by_time ON audit_entry (tenant, at)",
        ]

    /// Pictures sent with complaints, made small; `size` in bytes. They go with their complaint.
    static let complaintPictures = [
        """
        CREATE TABLE complaint_picture (
            complaint TEXT NOT NULL REFERENCES complaint (id) ON DELETE CASCADE, place BIGINT NOT NULL,
            at BIGINT NOT NULL, width BIGINT NOT NULL, height BIGINT NOT NULL, size BIGINT NOT NULL, bytes BLOB NOT NULL,
            PRIMARY KEY (complaint, place)
        )
        """
    ]
}
