/// What became of one domain in one run.
struct SiteRecord: Hashable, Sendable {
    /// Openings that went through and hours that passed before it was held; `nil` when it never was.
    var openingsUntilHeld: Int?
    var hoursUntilHeld: Double?
    /// Whether the model by itself ever demoted it: showed a notice before its links or held them.
    var wasDemoted = false
    var openings = 0
    /// Openings that were held back, or that a notice cost.
    var withheld = 0
    var looks = 0
    /// Hours from its beginning, or from the beginning of the first brigade against it.
    var hoursUntilLooked: Double?
    /// The most that brigades moved its score, in points.
    var moved = 0.0
    /// What they had moved that was left after their complaints were found unfounded.
    var trace = 0.0
    /// Half-lives from its mending until it was in its former tier again; infinite when not by the end.
    var halfLivesUntilRestored: Double?
}

/// One run under one model.
struct RunRecord: Hashable, Sendable {
    /// By actor of the scenario, the domains of all of its number.
    var sites: [[SiteRecord]]
    var moderatorHours = 0.0
    /// Score by day, of the first domain of each actor.
    var scores: [[Double]]
    /// Openings that let harm through, and openings of good sites that were withheld.
    var cost = 0
}
