import Attribution
public import LinkPolicy
public import Moderation

extension RulingStore {
    /// Whom and what a sanction on `subject` would touch, from what is counted: the figures of the days, and the cases in
    /// progress. Follows an index for every kind; grows with the cases on the subject, for a domain with all of the
    /// tenant's in an index, too.
    ///
    /// - Parameter now: Seconds since 1970.
    public func reach(of subject: ModeratedSubject, _ tenant: TenantID, at now: Int64) async throws -> SanctionReach {
        try await database.read { connection in
            switch subject.kind {
            case .sender, .group: return SanctionReach()
            case .platform:
                var reach = try Self.casesInProgress(onPlatform: subject.key, tenant, connection)
                reach.openingsPerDay = try Self.openingsPerDay(of: subject.key, tenant, now, connection)
                reach.basis = reach.openingsPerDay == nil ? nil : .platform
                return reach
            case .domain:
                // No index knows what a host ends with, so the subdomains are looked for in one that holds nothing else.
                let below = """
                    host IN (SELECT DISTINCT host FROM moderation_case
                        WHERE tenant = $1 AND host LIKE $2 ESCAPE '!' AND outcome IS NULL)
                    """
                return try Self.casesInProgress(
                    [("host = $2", [subject.key]), (below, [Self.below(subject.key)])], tenant, now, connection)
            case .path:
                // What lies below, and the address itself with a query: "/" is followed by "0", and "?" by "@".
                let key = subject.key
                let range = "subject >= $2 AND subject < $3"
                return try Self.casesInProgress(
                    [("subject = $2", [key]), (range, [key + "/", key + "0"]), (range, [key + "?", key + "@"])],
                    tenant, now, connection)
            case .link:
                return try Self.casesInProgress([("subject = $2", [subject.key])], tenant, now, connection)
            }
        }
    }

    private static func casesInProgress(
        onPlatform platform: String, _ tenant: TenantID, _ connection: any SQLConnection
    ) throws -> SanctionReach {
        let row = try connection.rows(
            """
            SELECT COUNT(*), COUNT(DISTINCT sender), COUNT(DISTINCT group_id) FROM moderation_case
            WHERE tenant = $1 AND platform = $2 AND outcome IS NULL
            """, [.text(tenant.rawValue), .text(platform)]
        ).first
        func number(_ column: Int) throws -> Int { Int(try row?.integer(column) ?? 0) }
        let (senders, groups) = (try number(1), try number(2))
        return SanctionReach(
            cases: try number(0), senders: senders == 0 ? nil : senders, groups: groups == 0 ? nil : groups)
    }

    /// - Parameter conditions: Each with its arguments from `$2` on; no case fulfils two of them.
    private static func casesInProgress(
        _ conditions: [(sql: String, arguments: [String])], _ tenant: TenantID, _ now: Int64,
        _ connection: any SQLConnection
    ) throws -> SanctionReach {
        var (perHour, cases) = (0.0, 0)
        var (senders, groups): (Set<String>, Set<String>) = ([], [])
        let rows = try conditions.flatMap { condition in
            try connection.rows(
                """
                SELECT heat, heat_at, sender, group_id FROM moderation_case
                WHERE tenant = $1 AND \(condition.sql) AND outcome IS NULL
                """, [.text(tenant.rawValue)] + condition.arguments.map { .text($0) })
        }
        for row in rows {
            let harm = CaseHarm(
                heat: try row.integer(0), at: try row.integer(1), severity: 0, weight: 0, formerUnfounded: 0)
            perHour += harm.openingsPerHour(now: now)
            cases += 1
            if let sender = try row.optionalText(2) { senders.insert(sender) }
            if let group = try row.optionalText(3) { groups.insert(group) }
        }
        return SanctionReach(
            openingsPerDay: cases == 0 ? nil : perHour * 24, basis: cases == 0 ? nil : .cases, cases: cases,
            senders: senders.isEmpty ? nil : senders.count, groups: groups.isEmpty ? nil : groups.count)
    }

    /// `nil` where nothing at all was counted for the platform in those days.
    private static func openingsPerDay(
        of platform: String, _ tenant: TenantID, _ now: Int64, _ connection: any SQLConnection
    ) throws -> Double? {
        let today = Int64(Day(of: now).number)
        let row = try connection.rows(
            """
            SELECT COUNT(*), COALESCE(SUM(CASE WHEN measure = 'openings' THEN amount ELSE 0 END), 0) FROM tally
            WHERE tenant = $1 AND day > $2 AND day <= $3 AND platform = $4
            """,
            [
                .text(tenant.rawValue), .integer(today - Int64(SanctionReach.days)), .integer(today), .text(platform),
            ]
        ).first
        guard let row, try row.integer(0) > 0 else { return nil }
        return Double(try row.integer(1)) / Double(SanctionReach.days)
    }
}
