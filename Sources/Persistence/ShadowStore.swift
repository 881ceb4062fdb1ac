public import Attribution
public import LinkPolicy

/// What policies in the shadow would have decided otherwise, counted by day.
public struct ShadowStore: Sendable {
    let database: any SQLDatabase

    public init(_ database: any SQLDatabase) { self.database = database }

    public struct Row: Sendable {
        public var policy: String
        public var event: FactRecord.Event
        public var scene: Scene
        public var platform: PlatformSlug?
        public var former: Disposition
        public var present: Disposition
        public var tally: ShadowTally
    }

    /// The differences from `since` on, all days together.
    public func differences(tenant: TenantID, since: Day) async throws -> [Row] {
        try await database.read { connection in
            try connection.rows(
                """
                SELECT policy, event, scene, platform, former, present, SUM(amount), MAX(example) FROM shadow_tally
                WHERE tenant = $1 AND day >= $2
                GROUP BY policy, event, scene, platform, former, present
                ORDER BY policy, event, scene, platform, former, present
                """, [.text(tenant.rawValue), .integer(Int64(since.number))]
            ).compactMap { row in
                guard let event = FactRecord.Event(rawValue: try row.text(1)), let scene = Scene(try row.text(2)),
                    let former = Disposition(rawValue: try row.text(4)),
                    let present = Disposition(rawValue: try row.text(5))
                else { return nil }
                return Row(
                    policy: try row.text(0), event: event, scene: scene, platform: PlatformSlug(try row.text(3)),
                    former: former, present: present,
                    tally: ShadowTally(count: Int(try row.integer(6)), example: try row.text(7)))
            }
        }
    }

    static let insertion = """
        INSERT INTO shadow_tally (tenant, day, policy, event, scene, platform, former, present, amount, example)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        ON CONFLICT (tenant, day, policy, event, scene, platform, former, present)
        DO UPDATE SET amount = shadow_tally.amount + excluded.amount
        """

    static func values(_ key: ShadowKey, _ tally: ShadowTally) -> [SQLValue] {
        [
            .text(key.tenant.rawValue), .integer(Int64(key.day.number)), .text(key.policy), .text(key.event.rawValue),
            .text(key.scene.rawValue), .text(key.platform?.rawValue ?? ""), .text(key.former.rawValue),
            .text(key.present.rawValue), .integer(Int64(tally.count)), .text(tally.example),
        ]
    }
}
