/// A kind of record that is forgotten when it has been past for long enough, and how its rows tell that.
public struct RecordKind: Sendable {
    /// How a moment stands in the table.
    enum Unit {
        case seconds, milliseconds, days
    }

    /// The word for it, in the plural.
    public let name: String
    let table: String
    /// The columns of the primary key, separated by commas.
    let key: String
    /// The condition on a row that was past before `$1`.
    let isPast: String
    var unit = Unit.seconds
    /// Whether the table has an index on tenant and time, and is to be walked tenant by tenant along it. An index on time
    /// alone would cost every new row more than this costs a purge.
    var isByTenant = false
    /// Where to note the day from which all are kept, for those who count what is kept.
    var note: Note?

    /// One request of a link by a reader; past as it happens.
    public static let visits = RecordKind(
        name: "visits", table: "visit", key: "id", isPast: "at < $1", unit: .milliseconds, isByTenant: true,
        note: .visitsKeptFrom)
    /// The figures of a day.
    public static let tallies = RecordKind(
        name: "tallies", table: "tally", key: "tenant, day, scene, platform, measure", isPast: "day < $1", unit: .days,
        isByTenant: true)
    /// What links were like when they were looked at.
    public static let health = RecordKind(
        name: "health readings", table: "health", key: "id", isPast: "at < $1", isByTenant: true)
    public static let complaints = RecordKind(
        name: "complaints", table: "complaint", key: "id", isPast: "at < $1", isByTenant: true)
    /// Blocks and allowances, from their end.
    public static let rules = RecordKind(
        name: "rules", table: "operator_rule", key: "id", isPast: "(ended_at < $1 OR until < $1)")
    /// API keys, from when they were revoked.
    public static let keys = RecordKind(name: "keys", table: "api_key", key: "id", isPast: "revoked_at < $1")
    /// Facts that verdicts were given on.
    public static let facts = RecordKind(name: "facts", table: "fact", key: "id", isPast: "at < $1", isByTenant: true)
    /// What policies in the shadow would have decided otherwise, by day.
    public static let shadows = RecordKind(
        name: "shadow figures", table: "shadow_tally",
        key: "tenant, day, policy, event, scene, platform, former, present", isPast: "day < $1", unit: .days,
        isByTenant: true)
    /// Contexts of short links, from their end.
    public static let shortLinks = RecordKind(
        name: "short links", table: "short_link", key: "token", isPast: "expires_at < $1")
    /// Keys that sealed links, from when they retire.
    public static let linkKeys = RecordKind(name: "link keys", table: "link_key", key: "id", isPast: "retires_at < $1")

    /// `moment` (seconds since 1970) as the table counts it.
    func stored(_ moment: Int64) -> SQLValue {
        switch unit {
        case .seconds: .integer(moment)
        case .milliseconds: .integer(moment * 1_000)
        case .days: .integer(moment / 86_400)
        }
    }
}
