extension Schema {
    /// The choices of groups and people, who changed them, and the keys with which tenants sign their people's tokens.
    static let choices: [String] = [
        """
        CREATE TABLE choice (
            tenant TEXT NOT NULL, kind TEXT NOT NULL CHECK (kind IN ('group', 'person')), subject TEXT NOT NULL,
            settings TEXT NOT NULL, version BIGINT NOT NULL, updated_at BIGINT NOT NULL,
            PRIMARY KEY (tenant, kind, subject)
        )
        """,
        // Only ever added to; gateways watch its highest id. The version of a choice is the id of its last change.
        """
        CREATE TABLE choice_change (
            id {identity}, tenant TEXT NOT NULL, kind TEXT NOT NULL, subject TEXT NOT NULL, at BIGINT NOT NULL,
            actor_kind TEXT NOT NULL CHECK (actor_kind IN ('key', 'person')), actor TEXT NOT NULL, person TEXT,
            role TEXT, former TEXT, present TEXT, reason TEXT
        )
        """,
        "CREATE INDEX choice_change_by_subject ON choice_change (tenant, kind, subject, id)",
        "CREATE INDEX choice_change_by_time ON choice_change (at)",
        """
        CREATE TABLE signer (
            id TEXT NOT NULL PRIMARY KEY, tenant TEXT NOT NULL, issuer TEXT NOT NULL, algorithm TEXT NOT NULL,
            kid TEXT, public_key TEXT, jwks TEXT, created_at BIGINT NOT NULL,
            CHECK ((kid IS NULL) = (public_key IS NULL)), CHECK ((public_key IS NULL) <> (jwks IS NULL))
        )
        """,
        "CREATE UNIQUE INDEX signer_by_kid ON signer (tenant, issuer, kid) WHERE kid IS NOT NULL",
        "CREATE UNIQUE INDEX signer_by_jwks ON signer (tenant, issuer, jwks) WHERE jwks IS NOT NULL",
        """
        CREATE TABLE used_token (
            tenant TEXT NOT NULL, issuer TEXT NOT NULL, token TEXT NOT NULL, expires_at BIGINT NOT NULL,
            PRIMARY KEY (tenant, issuer, token)
        )
        """,
        "CREATE INDEX used_token_by_end ON used_token (expires_at)",
    ]
}
