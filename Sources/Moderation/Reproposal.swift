/// A ruling in force of which the ladder now says something else, since a ruling that it counted was reversed. A moderator
/// decides what follows: nothing changes by itself.
public struct Reproposal: Hashable, Sendable {
    public var ruling: Ruling
    /// What the ladder says of it without the reversed one, from the moment when the ruling began.
    public var proposal: SanctionProposal

    /// `nil` where the ladder says the same as before.
    ///
    /// - Parameters:
    ///   - ruling: A later one.
    ///   - reversed: The ruling that counts no more.
    ///   - severity: Of what was found, 0 to 100.
    ///   - history: What was ruled on the subject of `ruling`, and on whatever lies below it, before it was made; without
    ///     `reversed`.
    public init?(
        _ ruling: Ruling, without reversed: Ruling, severity: Int, history: [FormerRuling], ladder: SanctionLadder
    ) {
        func proposal(_ history: [FormerRuling]) -> SanctionProposal {
            ladder.proposal(on: ruling.subject, severity: severity, history: history, at: ruling.startsAt)
        }
        let (former, present) = (proposal(history + [reversed.former]), proposal(history))
        guard (former.step, former.term) != (present.step, present.term) || former.concerns != present.concerns else {
            return nil
        }
        self.ruling = ruling
        self.proposal = present
    }
}
