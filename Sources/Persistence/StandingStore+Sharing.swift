public import LinkPolicy
import Moderation

extension StandingStore {
    /// Who shared standings when shared tiers were last written.
    public func sharing() async throws -> Set<TenantID> {
        try await database.read { connection in
            Set(try connection.rows("SELECT tenant FROM sharing_tenant").compactMap { TenantID(try $0.text(0)) })
        }
    }

    /// Every shared tier.
    public func shared() async throws -> [SharedStanding] {
        try await database.read { connection in
            try connection.rows("SELECT \(Self.sharedHead) FROM shared_standing").compactMap(Self.shared)
        }
    }

    /// The shared tiers of these subjects, whoever's they are.
    public func shared(of keys: [StandingKey]) async throws -> [StandingKey: SharedStanding] {
        try await database.read { connection in
            var found: [StandingKey: SharedStanding] = [:]
            for key in keys {
                found[key] = try connection.rows(
                    "SELECT \(Self.sharedHead) FROM shared_standing WHERE kind = $1 AND name = $2",
                    [.text(key.kind.rawValue), .text(key.name)]
                ).first.flatMap(Self.shared)
            }
            return found
        }
    }

    static func write(shared changes: StandingChanges, _ connection: any SQLConnection) throws {
        try connection.run(
            """
            INSERT INTO shared_standing (kind, name, tier, since, score) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (kind, name) DO UPDATE SET tier = excluded.tier, since = excluded.since, score = excluded.score
            """,
            forEach: changes.shared.map { each in
                [
                    .text(each.kind.rawValue), .text(each.name), .text(each.tier.rawValue), .integer(each.since),
                    .integer(Int64(each.score)),
                ]
            })
        try connection.run(
            "DELETE FROM shared_standing WHERE kind = $1 AND name = $2",
            forEach: changes.unshared.map { [.text($0.kind.rawValue), .text($0.name)] })
        guard let sharing = changes.sharing else { return }
        try connection.run("DELETE FROM sharing_tenant")
        try connection.run(
            "INSERT INTO sharing_tenant (tenant) VALUES ($1)",
            forEach: sharing.sorted().map { [.text($0.rawValue)] })
    }

    private static let sharedHead = "kind, name, tier, since, score"

    /// `nil` for a row of a later version that this one has no words for.
    private static func shared(_ row: SQLRow) throws -> SharedStanding? {
        guard let kind = ModeratedSubject.Kind(rawValue: try row.text(0)),
            let tier = ReputationTier(rawValue: try row.text(2))
        else { return nil }
        return SharedStanding(
            kind: kind, name: try row.text(1), tier: tier, since: try row.integer(3), score: Int(try row.integer(4)))
    }
}
