/// How long each kind of record is kept, in days; 0 is for ever.
public struct Retention: Hashable, Sendable {
    public var visits = 400
    public var tallies = 0
    public var complaints = 1_100
    /// Cases, after they were decided.
    public var cases = 1_100
    /// Who did what to complaints and cases.
    public var audit = 1_100
    /// After their end.
    public var rules = 1_100
    /// API keys, after they were revoked.
    public var keys = 400
    /// Events for webhooks, with the log of their deliveries.
    public var deliveries = 30
    /// What links were like when they were looked at.
    public var health = 30
    /// Changes of groups' and people's choices.
    public var choices = 400
    /// Held links, after the end of the link.
    public var holds = 30
    /// Facts that verdicts were given on.
    public var facts = 30
    /// What policies in the shadow would have decided otherwise.
    public var shadows = 30

    public init() {}
}
