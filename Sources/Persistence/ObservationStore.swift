public import Attribution
public import LinkPolicy

/// One row of the figures: a day, a scene, a platform, and what was counted there.
public struct TallyRow: Hashable, Sendable {
    public var day: Day
    public var scene: Scene
    public var platform: PlatformSlug?
    public var counts: [Measure: Int]
}

public struct ObservationStore: Sendable {
    let database: any SQLDatabase

    public init(_ database: any SQLDatabase) { self.database = database }

    /// Commits a batch in one transaction.
    public func commit(_ batch: ObservationBatch) async throws {
        try await database.write { connection in
            try connection.run(
                """
                INSERT INTO visit (tenant, at, link_id, scene, platform, outcome, reader)
                VALUES ($1, $2, $3, $4, $5, $6, $7)
                """, forEach: batch.visits.map(Self.values))
            try connection.run(
                """
                INSERT INTO tally (tenant, day, scene, platform, measure, amount) VALUES ($1, $2, $3, $4, $5, $6)
                ON CONFLICT (tenant, day, scene, platform, measure)
                DO UPDATE SET amount = tally.amount + excluded.amount
                """, forEach: batch.tallies.map { Self.values($0.key, $0.value) })
            try connection.run(FactStore.insertion, forEach: batch.facts.map(FactStore.values))
            try connection.run(
                ShadowStore.insertion, forEach: batch.shadows.map { ShadowStore.values($0.key, $0.value) })
            try connection.run(PostedLinkStore.insertion, forEach: batch.postedLinks.map(PostedLinkStore.values))
            try connection.run(HealthStore.insertion, forEach: batch.healthNotes.map(HealthStore.values))
        }
    }

    private static func values(_ visit: Visit) -> [SQLValue] {
        [
            .text(visit.tenant.rawValue), .integer(visit.at), .integer(Int64(bitPattern: visit.linkID)),
            .text(visit.scene.rawValue), .text(visit.platform?.rawValue), .text(visit.outcome.rawValue),
            .integer(visit.reader.map { Int64(bitPattern: $0) }),
        ]
    }

    private static func values(_ key: TallyKey, _ amount: Int) -> [SQLValue] {
        [
            .text(key.tenant.rawValue), .integer(Int64(key.day.number)), .text(key.scene.rawValue),
            .text(key.platform?.rawValue ?? ""), .text(key.measure.rawValue), .integer(Int64(amount)),
        ]
    }

    /// The figures of `days` by day, scene and platform, in that order.
    public func summary(tenant: TenantID, days: ClosedRange<Day>) async throws -> [TallyRow] {
        try await database.read { connection in
            var rows: [TallyRow] = []
            for row in try connection.rows(
                """
                SELECT day, scene, platform, measure, amount FROM tally
                WHERE tenant = $1 AND day >= $2 AND day <= $3 ORDER BY day, scene, platform, measure
                """, Self.arguments(tenant, days))
            {
                guard let scene = Scene(try row.text(1)), let measure = Measure(rawValue: try row.text(3)) else {
                    continue
                }
                let day = Day(number: Int(try row.integer(0)))
                let platform = PlatformSlug(try row.text(2))
                if rows.last.map({ ($0.day, $0.scene) == (day, scene) && $0.platform == platform }) != true {
                    rows.append(TallyRow(day: day, scene: scene, platform: platform, counts: [:]))
                }
                rows[rows.count - 1].counts[measure] = Int(try row.integer(4))
            }
            return rows
        }
    }

    /// The first day of which every visit is still kept, `nil` when none was ever forgotten. To be asked after what was
    /// counted in visits: days before it cannot be counted any more.
    public func visitsKeptFrom() async throws -> Day? {
        try await database.read { try Note.visitsKeptFrom.value($0).map { Day(number: Int($0)) } }
    }

    /// How many different readers each day had; a reader of two days counts on both.
    public func readers(tenant: TenantID, days: ClosedRange<Day>) async throws -> [Day: Int] {
        try await database.read { connection in
            var readers: [Day: Int] = [:]
            for row in try connection.rows(
                """
                SELECT at / 86400000, COUNT(DISTINCT reader) FROM visit
                WHERE tenant = $1 AND at >= $2 AND at < $3 GROUP BY at / 86400000
                """,
                [
                    .text(tenant.rawValue), .integer(Int64(days.lowerBound.number) * 86_400_000),
                    .integer(Int64(days.upperBound.number + 1) * 86_400_000),
                ])
            {
                readers[Day(number: Int(try row.integer(0)))] = Int(try row.integer(1))
            }
            return readers
        }
    }

    private static func arguments(_ tenant: TenantID, _ days: ClosedRange<Day>) -> [SQLValue] {
        [
            .text(tenant.rawValue), .integer(Int64(days.lowerBound.number)), .integer(Int64(days.upperBound.number)),
        ]
    }
}
