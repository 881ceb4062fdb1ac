/// A number that gateways and commands on one store leave for each other.
enum Note: String {
    /// Seconds since 1970 until which links may still be open that were made so far; see
    /// ``SecretStore/linksAreMade(lifetime:now:)``.
    case linksOpenUntil = "links_open_until"
    /// The first day of which every visit is still kept.
    case visitsKeptFrom = "visits_kept_from"
    /// How often standings were written; see ``StandingStore/version()``.
    case standingsVersion = "standings_version"
    /// Seconds since 1970 at which this copy of the database was made; in backups only.
    case backedUpAt = "backed_up_at"

    /// `nil` when nothing was noted.
    func value(_ connection: any SQLConnection) throws -> Int64? {
        try connection.rows("SELECT value FROM note WHERE name = $1", [.text(rawValue)]).first?.integer(0)
    }

    /// Notes `value` unless a larger one stands there.
    func raise(to value: Int64, _ connection: any SQLConnection) throws {
        try connection.run(
            """
            INSERT INTO note (name, value) VALUES ($1, $2)
            ON CONFLICT (name) DO UPDATE SET value = excluded.value WHERE note.value < excluded.value
            """, [.text(rawValue), .integer(value)])
    }

    func erase(_ connection: any SQLConnection) throws {
        try connection.run("DELETE FROM note WHERE name = $1", [.text(rawValue)])
    }
}
