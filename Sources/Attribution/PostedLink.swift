public import LinkPolicy

/// A link that was handed to a chat app which wants to be told when its verdict changes.
public struct PostedLink: Hashable, Sendable {
    public var tenant: TenantID
    /// Seconds since 1970; the link opens nothing from then on, and is forgotten.
    public var expiresAt: Int64
    /// Target and circumstances of the posting, in the compact form of `LinkContext`.
    public var context: [UInt8]
    /// What was known of the sender's app.
    public var client: ClientFacts?
    /// The disposition that the chat app was told.
    public var told: Disposition

    public init(tenant: TenantID, expiresAt: Int64, context: [UInt8], client: ClientFacts?, told: Disposition) {
        self.tenant = tenant
        self.expiresAt = expiresAt
        self.context = context
        self.client = client
        self.told = told
    }
}
