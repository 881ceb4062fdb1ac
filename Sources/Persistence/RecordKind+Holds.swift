extension RecordKind {
    /// Held links with the decisions on them, from when the link itself ends: until then a decision holds at each click.
    public static let holds = RecordKind(
        name: "holds", table: "held_link", key: "link_id", isPast: "(link_expires_at < $1 AND state <> 'waiting')")
}
