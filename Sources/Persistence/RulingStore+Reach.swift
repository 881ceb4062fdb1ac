import Attribution
public import LinkPolicy
public import Moderation

extension RulingStore {
    /// Whom and what a sanction on `subject` would touch, from what is counted: the figures of the days, and the cases in
    /// progress. Follows an index for every kind; grows with the cases on the subject alone.
    ///
    /// - Parameter now: Seconds since 1970.
    public func reach(of subject: ModeratedSubject, _ tenant: TenantID, at now: Int64) async throws -> SanctionReach {
        try await database.read { connection in
            switch subject.kind {
            case .sender, .group: return SanctionReach()
            case .platform:
                var reach = try Self.casesInProgress("platform = $2", [.text(subject.key)], tenant, now, connection)
                reach.openingsPerDay = try Self.openingsPerDay(of: subject.key, tenant, now, connection)
                reach.basis = reach.openingsPerDay == nil ? nil : .platform
                return reach
            case .domain:
                return try Self.casesInProgress(
                    "(host = $2 OR host LIKE $3)", [.text(subject.key), .text("%." + subject.key)], tenant, now,
                    connection)
            case .path:
                // What lies below, and the address itself with a query: "/" is followed by "0", and "?" by "@".
                let key = subject.key
                return try Self.casesInProgress(
                    "(subject = $2 OR (subject >= $3 AND subject < $4) OR (subject >= $5 AND subject < $6))",
                    [.text(key), .text(key + "/"), .text(key + "0"), .text(key + "?"), .text(key + "@")], tenant, now,
                    connection)
            case .link:
                return try Self.casesInProgress("subject = $2", [.text(subject.key)], tenant, now, connection)
            }
        }
    }

    private static func casesInProgress(
        _ condition: String, _ arguments: [SQLValue], _ tenant: TenantID, _ now: Int64,
        _ connection: any SQLConnection
    ) throws -> SanctionReach {
        var (perHour, cases) = (0.0, 0)
        var (senders, groups): (Set<String>, Set<String>) = ([], [])
        for row in try connection.rows(
            """
            SELECT heat, heat_at, sender, group_id FROM moderation_case
            WHERE tenant = $1 AND \(condition) AND state <> 'decided'
            """, [.text(tenant.rawValue)] + arguments)
        {
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
