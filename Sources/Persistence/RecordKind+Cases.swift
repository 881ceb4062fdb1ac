extension RecordKind {
    /// Cases with their notes, from when they were decided.
    public static let cases = RecordKind(
        name: "cases", table: "moderation_case", key: "number", isPast: "(decided_at < $1 AND state = 'decided')",
        isByTenant: true)
    /// The audit log: who did what to complaints and cases.
    public static let audit = RecordKind(
        name: "audit entries", table: "audit_entry", key: "number", isPast: "at < $1", isByTenant: true)
}
