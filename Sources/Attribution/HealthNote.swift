public import LinkPolicy

/// What a reader of a link would have met at one moment.
public struct HealthNote: Hashable, Sendable {
    public var tenant: TenantID
    /// Seconds since 1970.
    public var at: Int64
    /// Registrable domain of the page at the end of the link, or its host where there is none.
    public var site: String
    /// The link.
    public var url: String
    /// A word of the API: "ok", "login_wall".
    public var state: String
    /// What it was told by.
    public var evidence: String

    public init(tenant: TenantID, at: Int64, site: String, url: String, state: String, evidence: String) {
        self.tenant = tenant
        self.at = at
        self.site = site
        self.url = url
        self.state = state
        self.evidence = evidence
    }
}
