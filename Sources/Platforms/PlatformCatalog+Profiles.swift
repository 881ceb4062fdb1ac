public import LinkPolicy

extension PlatformCatalog {
    /// What policies can tell the platforms by, those left out that stand for nobody.
    public var profiles: [PlatformProfile] {
        descriptors.filter { !$0.isAnonymous }.map {
            PlatformProfile(slug: $0.slug, service: $0.service.rawValue, kinds: Set($0.shapes.map(\.kind)))
        }
    }
}
