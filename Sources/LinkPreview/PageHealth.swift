/// What a reader would meet at the end of a link.
public enum PageHealth: String, Hashable, Sendable, CaseIterable {
    case ok
    /// Nothing at all to see.
    case blank
    /// Nothing to see before the page's scripts run.
    case needsScript = "js_only"
    case loginWall = "login_wall"
    /// The page opens in an app only.
    case appOnly = "app_only"
    /// The site asks for proof that no robot is there.
    case botCheck = "bot_check"
    /// Removed or never there, whether the status says so or only the page.
    case gone
    case regionWall = "region_wall"
    /// The server answers with an error.
    case serverError = "error"
    /// No answer: no such name, no connection, no valid certificate.
    case unreachable
    case slow
    /// The address may not be fetched: robots.txt, a network that is not public, a verdict.
    case notFetched = "not_fetched"
}

/// A health with what it was told by.
public struct HealthReading: Hashable, Sendable {
    public var health: PageHealth
    /// A status, a phrase or a mark, for people who check the answer: "status 404", "phrase: 页面不存在".
    public var evidence: String

    public init(_ health: PageHealth, _ evidence: String) {
        self.health = health
        self.evidence = evidence
    }
}
