extension RecordKind {
    /// Changes of groups' and people's choices: who made them, when and why. What is in force does not depend on them.
    public static let choiceChanges = RecordKind(
        name: "choice changes", table: "choice_change", key: "id", isPast: "at < $1")
    /// Tokens that were exchanged for a session, from their end.
    public static let usedTokens = RecordKind(
        name: "used tokens", table: "used_token", key: "tenant, issuer, token", isPast: "expires_at < $1")
}
