/// What a policy can tell a platform by, as the catalogue has it.
public struct PlatformProfile: Hashable, Sendable {
    public var slug: PlatformSlug
    public var service: String
    /// The kinds of things that its addresses name.
    public var kinds: Set<ResourceKind>

    public init(slug: PlatformSlug, service: String, kinds: Set<ResourceKind>) {
        self.slug = slug
        self.service = service
        self.kinds = kinds
    }
}
