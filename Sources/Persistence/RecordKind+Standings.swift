extension RecordKind {
    /// What happened and was not taken into standings.
    public static let standingNotes = RecordKind(
        name: "standing notes", table: "standing_note", key: "number", isPast: "at < $1")
}
