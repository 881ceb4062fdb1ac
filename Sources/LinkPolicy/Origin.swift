/// Whose decision a ground is.
///
/// Only what a policy or the operator decides is a restriction by the platform; a group's or a person's own choice is
/// none, and the answer says whose it was.
public enum Origin: String, Hashable, Sendable, CaseIterable {
    case policy
    case `operator`
    /// The group's owner and admins.
    case group
    /// The person who opens the link.
    case person
    /// Nobody: what an app or an address cannot do.
    case technical
}
